"""A system and its claims, as plain data. Nothing here knows what any of it means.

An expression is a nested tuple:

    ("true",) ("false",)
    ("in", machine, places, states, negated)     places: names of elements, or None for the nearest
    ("same", name, name, negated)
    ("not", e) ("and", e, …) ("or", e, …)
    ("every", name, sort, e) ("some", name, sort, e)      name: None for the sort's own
    ("pred", name, places) ("possible", event, places)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

Expression = tuple[Any, ...]
Scope = tuple[tuple[str, str], ...]
"""Names of elements with their sorts, the innermost last."""

TRUE: Expression = ("true",)
FALSE: Expression = ("false",)


def own_name(title: str) -> str:
    """What expressions call a sort's element, or a machine, that is declared with this title.

    >>> own_name("Box"), own_name("BigBox")
    ('box', 'big_box')
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", title).lower()


@dataclass(frozen=True)
class Arc:
    """A transition of a machine, where `cond` holds and `unless` does not."""

    source: str
    target: str
    cond: Expression | None = None
    unless: Expression | None = None


@dataclass(frozen=True)
class Moves:
    """What a machine does at an event; it blocks the event where it cannot move, unless it listens."""

    event: str
    arcs: tuple[Arc, ...]
    listens: bool


@dataclass(frozen=True)
class Predicate:
    """A name for being in one of some states, or for an expression."""

    name: str
    states: tuple[str, ...] = ()
    said: Expression | None = None


@dataclass(frozen=True)
class Machine:
    """A machine per tuple of elements; more than one initial state: it starts in any (free predicates do)."""

    title: str
    per: tuple[str, ...]
    states: tuple[str, ...]
    initial: tuple[str, ...]
    predicates: tuple[Predicate, ...] = ()
    moves: tuple[Moves, ...] = ()

    @property
    def name(self) -> str:
        """What expressions call it."""
        return own_name(self.title)


@dataclass(frozen=True)
class Need:
    """A permission that an event needs: in a case of state, in a situation, by one actor."""

    permission: str
    when: Expression | None = None
    where: str = ""
    by: str = ""


@dataclass(frozen=True)
class Event:
    """An event's row. actors: names with whether they are persons."""

    name: str
    parameters: Scope = ()
    only_if: tuple[Expression, ...] = ()
    needs: tuple[Need, ...] = ()
    actors: tuple[tuple[str, bool], ...] = ()
    calls: str = ""


@dataclass(frozen=True)
class System:
    """Everything that is declared."""

    sorts: tuple[str, ...]
    machines: tuple[Machine, ...]
    events: tuple[Event, ...]

    def event(self, name: str) -> Event:
        """The event of this name."""
        return next(e for e in self.events if e.name == name)

    def machine(self, name: str) -> Machine:
        """The machine of this name."""
        return next(m for m in self.machines if m.name == name)


@dataclass(frozen=True)
class Case:
    """One line of a table of permissions."""

    when: Expression
    needs: tuple[str, ...]
    where: str = ""
    by: str = ""


@dataclass(frozen=True)
class Claim:
    """A claim: its kind is the engine's word for it, and of the rest it has what that word takes.

    first, second: the expressions, in the word's order. events, others: names of events. inner: what is
    claimed under granting.
    """

    kind: str
    first: Expression | None = None
    second: Expression | None = None
    events: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    machines: tuple[str, ...] = ()
    holding: tuple[str, ...] | None = None
    by: str = ""
    cases: tuple[Case, ...] = ()
    inner: Claim | None = None
    permission: str = ""
    predicates: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def witness(self) -> bool:
        """Whether it asks for something that can happen."""
        return self.kind in ("can", "can_happen", "depends") or (self.inner is not None and self.inner.witness)


@dataclass(frozen=True)
class Property:
    """Claims that must all hold, from some sizes on."""

    claims: tuple[Claim, ...]
    at_least: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Edit:
    """One edit of a rule change, by its words in a change file: (`only_if`, `add`) and so on.

    kinds: only_if add/drop/replace (old, new), effects add/drop, transitions add/drop, disabled, new_event.
    """

    event: str
    kind: str
    verb: str = ""
    old: Expression | None = None
    new: Expression | None = None
    machine: str = ""
    sources: tuple[str, ...] = ()
    target: str = ""
    where: Expression | None = None
    row: Event | None = None


@dataclass(frozen=True)
class Subject:
    """What both are asked about: a system, properties of it, rule changes, and what is wrong with it (if anything)."""

    system: System
    properties: tuple[Property, ...] = ()
    changes: tuple[tuple[Edit, ...], ...] = ()
    wrong: str = ""
