"""The compiled form: what every backend reads, and the only thing that they read.

Sorts, variables with finite domains, and rules: a guard (conjuncts, each an expression with its
origin) and effects (assignments, each under a condition, all reading the state before). A form
is symmetric by construction: nothing in it can name a particular element.
Origins and prose do not count when two forms are compared, nor what was added by a rule change
and not by the model.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from chartproof.errors import Origin, UnknownName
from chartproof.language.expression import Binder, Expression, conjunction


@dataclass(frozen=True)
class Variable:
    """A machine: one cell of state per tuple of elements of its sorts."""

    name: str
    title: str
    sorts: tuple[str, ...]
    states: tuple[str, ...]
    initial: tuple[str, ...]
    meaning: str = field(default="", compare=False)
    origin: Origin = field(default=Origin("", 0), compare=False)
    added: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Conjunct:
    """One conjunct of a guard; `machine` names the participant that it comes from, if any."""

    expression: Expression
    machine: str = field(default="", compare=False)
    origin: Origin = field(default=Origin("", 0), compare=False)
    added: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        return str(self.expression)


@dataclass(frozen=True)
class Effect:
    """`variable` at `indices` goes to `value` where `when` holds, for each choice of `bound`."""

    variable: str
    indices: tuple[Binder, ...]
    bound: tuple[Binder, ...]
    value: str
    when: Expression
    origin: Origin = field(default=Origin("", 0), compare=False)
    added: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Permission:
    """A permission that the caller needs: in a case of state, in a named case, by one actor."""

    name: str
    when: Expression
    where: str = ""
    by: str = ""
    added: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Actor:
    """Who does an event; `acts_for`: the sort whose element it acts for, or the machine that it keeps."""

    name: str
    person: bool
    acts_for: str = field(default="", compare=False)
    added: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Rule:
    """One event, for each choice of its parameters. discouraged: why it is advised against, if it is.

    harm: what is lost where it can no longer happen. spoils: what is spoilt where it happens.
    """

    name: str
    parameters: tuple[Binder, ...]
    guard: tuple[Conjunct, ...]
    effects: tuple[Effect, ...]
    needs: tuple[Permission, ...] = ()
    actors: tuple[Actor, ...] = ()
    sentence: str = field(default="", compare=False)
    calls: str = ""
    page: tuple[str, ...] = field(default=(), compare=False)
    notes: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    discouraged: str = field(default="", compare=False)
    harm: str = field(default="", compare=False)
    spoils: str = field(default="", compare=False)
    origin: Origin = field(default=Origin("", 0), compare=False)
    added: bool = field(default=False, compare=False)

    @cached_property
    def condition(self) -> Expression:
        """The whole guard as one expression."""
        return conjunction(c.expression for c in self.guard)

    @property
    def risk(self) -> str:
        """Why a way does rather without it: it is advised against, or spoils something; empty where neither."""
        return self.spoils or self.discouraged

    @property
    def without_person(self) -> bool:
        """Whether it can happen without a person as actor."""
        return any(not actor.person for actor in self.actors)


@dataclass(frozen=True)
class Form:
    """A compiled rule set."""

    sorts: tuple[str, ...]
    variables: tuple[Variable, ...]
    rules: tuple[Rule, ...]
    predicates: tuple[tuple[str, Expression], ...] = ()

    def variable(self, name: str, *, origin: Origin | None = None) -> Variable:
        """The machine of this name or title. Raises UnknownName, with the nearest."""
        for v in self.variables:
            if name in (v.name, v.title):
                return v
        raise UnknownName("machine", name, (v.name for v in self.variables), origin=origin)

    def rule(self, name: str, *, origin: Origin | None = None) -> Rule:
        """The event of this name. Raises UnknownName, with the nearest."""
        for r in self.rules:
            if r.name == name:
                return r
        raise UnknownName("event", name, (r.name for r in self.rules), origin=origin)

    @property
    def named(self) -> Mapping[str, Expression]:
        """Predicates by name."""
        return dict(self.predicates)
