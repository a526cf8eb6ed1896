"""Random expressions about a system, each with every name that it uses in force."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

from tests.interpreter.meaning import World
from tests.interpreter.system import FALSE, TRUE, Expression, Scope, System, own_name

T = TypeVar("T")

NAMES = ("x", "y", "x_", "x__", "each0", "any1", "copy")
"""What elements are called, beside their sorts' own names: some are what an engine may call its own."""


class Words:
    """Draws expressions. `said` counts as free where names of one's own sort need no binding."""

    def __init__(self, chance: random.Random, system: System) -> None:
        self.chance, self.system = chance, system
        self.world = World(system, dict.fromkeys(system.sorts, 1))
        self.free: Scope = self.world.free
        self.about = {
            name: machine.per if predicate.said is None else self.world.about(predicate.said, ())
            for name, (machine, predicate) in self.world.predicates.items()
        }

    def some_of(self, items: Sequence[T], most: int = 3) -> tuple[T, ...]:
        """One or more of some things, in their order."""
        chosen = set(self.chance.sample(range(len(items)), self.chance.randint(1, min(most, len(items)))))
        return tuple(item for n, item in enumerate(items) if n in chosen)

    def likely(self, percent: int) -> bool:
        """True so often of a hundred times."""
        return self.chance.randrange(100) < percent

    def guard(self, scope: Scope, depth: int = 2) -> Expression:
        """An expression of the rules: every name is bound."""
        return self.expression(scope, depth, truths=True)

    def claim(self, scope: Scope = (), depth: int = 2) -> Expression:
        """An expression of a property: a sort's own name needs no binding, and `possible` is a word."""
        return self.expression(self.free + scope, depth, truths=True, events=True)

    def expression(self, scope: Scope, depth: int, *, truths: bool = False, events: bool = False) -> Expression:
        """An expression in which these names are in force, the innermost last."""
        kind = self.chance.randrange(12) if depth else 0
        more = {"truths": truths, "events": events}
        if kind < 5:
            return self.atom(scope, **more)
        if kind == 5:
            return ("not", self.expression(scope, depth - 1, **more))
        if kind < 9:
            word = self.chance.choice(("and", "or"))
            parts = [self.expression(scope, depth - 1, **more) for _ in range(2 + self.likely(15))]
            return (word, *parts)
        sort = self.chance.choice(self.system.sorts)
        name = self.element(sort) if self.likely(60) else None
        inner = (*scope, (name or own_name(sort), sort))
        return (self.chance.choice(("every", "some")), name, sort, self.expression(inner, depth - 1, **more))

    def element(self, sort: str) -> str:
        """A name for an element: a plain one, one that is likely taken, or another sort's own."""
        others = [own_name(s) for s in self.system.sorts if s != sort]
        return self.chance.choice((*NAMES, *NAMES[:3], *others))

    def atom(self, scope: Scope, *, truths: bool = False, events: bool = False) -> Expression:
        """Something that says one thing: of a machine, of two elements, of a predicate, of an event."""
        found = [*self.machines(scope)]
        found += self.applied("pred", self.about.items(), scope)
        if self.likely(40):
            found += self.same(scope)
        if events and self.likely(25):
            rows = [(e.name, tuple(s for _, s in e.parameters)) for e in self.system.events]
            found += self.applied("possible", rows, scope)
        if truths and (not found or self.likely(3)):
            return self.chance.choice((TRUE, FALSE))
        return self.chance.choice(found) if found else self.closed()

    def closed(self) -> Expression:
        """Something that needs no name in force."""
        machine = self.chance.choice(self.system.machines)
        said: Expression = ("in", machine.name, None, self.some_of(machine.states), self.likely(25))
        for sort in machine.per:
            said = (self.chance.choice(("every", "some")), None, sort, said)
        return said

    def machines(self, scope: Scope) -> list[Expression]:
        """Each machine in some states, where its elements can be named."""
        found: list[Expression] = []
        for machine in self.system.machines:
            places = self.places(machine.per, scope)
            if places is not False:
                states = self.some_of(machine.states, max(1, len(machine.states) - 1))
                found.append(("in", machine.name, places, states, self.likely(25)))
        return found

    def applied(self, word: str, rows: object, scope: Scope) -> list[Expression]:
        """Each predicate or event of some elements, where they can be named."""
        found: list[Expression] = []
        for name, sorts in rows:  # type: ignore[attr-defined]
            places = self.places(sorts, scope)
            if places is not False:
                found.append((word, name, places))
        return found

    def same(self, scope: Scope) -> list[Expression]:
        """Each pair of names of one sort, not both of which stand free."""
        visible = dict(scope)
        loose = len(self.free) if scope[: len(self.free)] == self.free else 0
        bound = dict(scope[loose:])
        pairs = [(n, m) for n in visible for m in visible if n != m and visible[n] == visible[m]]
        return [("same", n, m, self.likely(40)) for n, m in pairs if n in bound or m in bound]

    def places(self, sorts: Sequence[str], scope: Scope) -> tuple[str, ...] | bool | None:
        """Elements of these sorts by name, or None where the nearest are meant; False where none can be named.

        Where an event has two arguments of a sort it would be guesswork which is the nearer: they are named.
        """
        if not sorts:
            return None
        known = [s for _, s in scope]
        alike = len(set(sorts)) < len(sorts) or any(known.count(s) > 1 for s in sorts)
        if not alike and all(s in known for s in sorts) and self.likely(60):
            return None
        visible = dict(scope)
        named = [[n for n in visible if visible[n] == sort] for sort in sorts]
        if not all(named):
            return None if not alike and all(s in known for s in sorts) else False
        return tuple(self.chance.choice(names) for names in named)
