"""Rankings: tuples of sets of elements that shrink, one after the other, and what events do to them.

A set is the elements at which a machine is in one of some states, such as {account : the handshake is
declined}. A tuple of sets makes progress where one of them loses an element and gains none, and none
before it gains any. Sets are finite, so that progress cannot go on for ever, in any instance.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chartproof.language.expression import (
    Binder,
    Expression,
    In,
    conjunction,
    disjunction,
    negation,
    quantified,
    show,
)
from chartproof.language.form import Form, Rule
from chartproof.prove.precondition import APART, Substitution

EACH = "*"
"""Ends the names of the elements that a set ranges over: no reader can write it, and no event's argument has it."""


@dataclass(frozen=True)
class Shrinking:
    """The elements `over` for which a machine is in one of these states."""

    member: In
    over: tuple[Binder, ...]

    def __str__(self) -> str:
        if not self.over:
            return f"whether {self.member}"
        return f"{{{', '.join(b.sort for b in self.over)} : {show(self.member, None, self.over)}}}"

    def gains(self, step: Substitution) -> Expression:
        """Where the event puts an element into the set."""
        return quantified(False, self.over, conjunction([negation(self.member), step.before(self.member)]))

    def loses(self, step: Substitution) -> Expression:
        """Where the event takes an element out of the set."""
        return quantified(False, self.over, conjunction([self.member, negation(step.before(self.member))]))


@dataclass(frozen=True)
class Move:
    """An event of a strategy: at the claim's own elements where it is bound to them, else at any."""

    rule: Rule
    names: tuple[tuple[Binder, Binder], ...]

    @property
    def step(self) -> Substitution:
        """The event, its parameters named as the strategy means them."""
        return Substitution.at(self.rule, dict(self.names))

    @property
    def any_of(self) -> tuple[Binder, ...]:
        """The arguments that may be any."""
        return tuple(b for b in self.step.rule.parameters if b.name.endswith(APART))

    @property
    def enabled(self) -> Expression:
        """Where it can happen for some choice of its arguments."""
        return quantified(False, self.any_of, self.step.guard)

    def __str__(self) -> str:
        inside = ", ".join(
            ("some " if new.name.endswith(APART) else "") + new.name.rstrip(APART) for _, new in self.names
        )
        return f"{self.rule.name}({inside})" if inside else self.rule.name


def progress(sets: Sequence[Shrinking], step: Substitution) -> Expression:
    """Where the event makes the tuple smaller."""
    cases = []
    for n, one in enumerate(sets):
        kept = [negation(s.gains(step)) for s in sets[: n + 1]]
        cases.append(conjunction([*kept, one.loses(step)]))
    return disjunction(cases)


def unchanged(sets: Sequence[Shrinking], step: Substitution) -> Expression:
    """Where the event leaves all sets as they are."""
    return conjunction(negation(e) for s in sets for e in (s.gains(step), s.loses(step)))


def shrinkings(form: Form, own: Sequence[Binder]) -> Iterator[Shrinking]:
    """Every set about one machine: at the claim's own elements, or over all."""
    for variable in form.variables:
        choices = [
            [*(b for b in own if b.sort == sort), Binder(f"each{n}{EACH}", sort)]
            for n, sort in enumerate(variable.sorts)
        ]
        for indices in itertools.product(*choices):
            over = tuple(b for b in indices if b not in own)
            for count in range(1, len(variable.states)):
                for states in itertools.combinations(variable.states, count):
                    yield Shrinking(In(variable.name, indices, states), over)


def moves(rules: Sequence[Rule], own: Sequence[Binder]) -> Iterator[Move]:
    """Every way to bind an event's arguments to the claim's elements, or to leave them open."""
    for rule in rules:
        choices = [[*(b for b in own if b.sort == p.sort), Binder(p.name + APART, p.sort)] for p in rule.parameters]
        for chosen in itertools.product(*choices):
            yield Move(rule, tuple(zip(rule.parameters, chosen, strict=True)))
