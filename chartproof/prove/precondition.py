"""Weakest preconditions: what must hold before an event so that something holds after it (Dijkstra, 1975).

An event is a substitution.
Effects read the state before and are unambiguous (checked at load), so an expression over the state
after is an expression over the state before. Proving needs no second copy of the state and no frame
conditions; the meaning is that of `compile.meaning.after`, which a test compares on random states.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from chartproof.language.expression import (
    TRUE,
    Binder,
    Expression,
    In,
    Quantified,
    Same,
    conjunction,
    disjunction,
    negation,
    quantified,
)
from chartproof.language.fold import free_binders, fresh, rebuilt, rename
from chartproof.language.form import Effect, Rule

APART = "!"
"""Ends the names of an event's own arguments where they must be nobody else's: no reader can write it."""

ANY = "?"
"""Ends the names of elements of which nothing is known."""


@dataclass(frozen=True)
class Substitution:
    """An event at arguments of its own: its rule, with the parameters named apart where asked."""

    rule: Rule

    @classmethod
    def of(cls, rule: Rule, apart: str = "") -> Substitution:
        """The event with its parameters as they are, or with names that end in `apart`."""
        return cls(rule) if not apart else cls.at(rule, {b: Binder(b.name + apart, b.sort) for b in rule.parameters})

    @classmethod
    def at(cls, rule: Rule, names: Mapping[Binder, Binder]) -> Substitution:
        """The event at elements of these names."""

        def change(binder: Binder) -> Binder:
            return names.get(binder, binder)

        return cls(
            replace(
                rule,
                parameters=tuple(map(change, rule.parameters)),
                guard=tuple(replace(c, expression=rename(c.expression, change)) for c in rule.guard),
                effects=tuple(_renamed(e, names) for e in rule.effects),
                needs=tuple(replace(n, when=rename(n.when, change)) for n in rule.needs),
            )
        )

    @property
    def guard(self) -> Expression:
        """Where the event can happen."""
        return self.rule.condition

    def moves(self, variable: str) -> bool:
        """Whether the event may change this machine."""
        return any(e.variable == variable for e in self.rule.effects)

    def before(self, after: Expression) -> Expression:
        """What must hold before the event, where it can happen, so that `after` holds after it."""
        if isinstance(after, In):
            return self._cell_before(after) if self.moves(after.variable) else after
        if isinstance(after, Quantified):
            return self._below(after)
        return rebuilt(after, self.before)

    def _below(self, after: Quantified) -> Expression:
        """A quantified name that is one of the event's own steps aside, so that it is not captured."""
        own = fresh(after.binder, {*self.rule.parameters, *free_binders(after)})
        body = rename(after.body, lambda b: own if b == after.binder else b)
        return Quantified(after.universal, own, self.before(body))

    def _cell_before(self, cell: In) -> Expression:
        effects = [(e, self._applies(e, cell.indices)) for e in self.rule.effects if e.variable == cell.variable]
        arrives = disjunction(where for e, where in effects if e.value in cell.states)
        moved = disjunction(where for _, where in effects)
        if moved == TRUE:
            return arrives
        return disjunction([arrives, conjunction([cell, negation(moved)])])

    def _applies(self, effect: Effect, indices: tuple[Binder, ...]) -> Expression:
        """Where the effect writes the cell at these elements."""
        where: list[Expression] = []
        names: dict[Binder, Binder] = {}
        for named, element in zip(effect.indices, indices, strict=True):
            if named in effect.bound and named not in names:
                names[named] = element
            else:
                where.append(same(names.get(named, named), element))
        when = quantified(False, [b for b in effect.bound if b not in names], effect.when)
        return conjunction([*where, rename(when, lambda b: names.get(b, b))])


def _renamed(effect: Effect, own: Mapping[Binder, Binder]) -> Effect:
    """An effect with the event's names changed; those that it binds itself stay."""
    free = {old: new for old, new in own.items() if old not in effect.bound}

    def change(binder: Binder) -> Binder:
        return free.get(binder, binder)

    return replace(effect, indices=tuple(map(change, effect.indices)), when=rename(effect.when, change))


def same(one: Binder, other: Binder) -> Expression:
    """Two names for one element; the same name twice is so by itself."""
    return TRUE if one == other else Same(one, other)


def closed(expression: Expression) -> Expression:
    """For every choice of the free names."""
    return quantified(True, free_binders(expression), expression)
