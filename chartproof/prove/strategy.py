"""Strategies: why something can be reached again, or must come to pass, in instances of any size.

Recoverability: an ordered list of events such that outside the goal some event of the list can happen,
and the first that can makes a ranking smaller (or arrives). Whoever follows the list arrives.
Liveness: a ranking that no event makes larger; some fair event can happen, and the first of the list
that can stays possible while the ranking stays (or gives way to an earlier one), and makes it smaller
when it happens: the rule for weak fairness of Manna and Pnueli.
Both were found on small instances; the obligations here say for every size what was seen there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chartproof.language.expression import TRUE, Expression, negation
from chartproof.language.form import Form
from chartproof.prove.obligation import Obligation
from chartproof.prove.precondition import APART, Substitution
from chartproof.prove.ranking import Move, Shrinking, progress, unchanged


@dataclass(frozen=True)
class Strategy:
    """Events in the order in which to try them, and the sets that shrink, in the order in which they count."""

    moves: tuple[Move, ...]
    sets: tuple[Shrinking, ...]

    def __str__(self) -> str:
        return "; else ".join(map(str, self.moves))


def outside(goal: Expression, where: Expression) -> list[Expression]:
    """The states from which there is still a way to go."""
    return [g for g in (where, negation(goal)) if g != TRUE]


def can_follow(strategy: Strategy, goal: Expression, where: Expression) -> Iterator[Obligation]:
    """That whoever follows the list from `where` arrives at the goal."""
    earlier: list[Expression] = []
    for move in strategy.moves:
        step = move.step
        there = [*outside(goal, where), step.guard, *earlier, negation(step.before(goal))]
        smaller = progress(strategy.sets, step)
        yield Obligation(f"{move}, where it comes first, leads on to {goal}", (*there, negation(smaller)), step)
        if where != TRUE:
            yield Obligation(f"{move} keeps {where}", (*there, negation(step.before(where))), step)
        earlier.append(negation(move.enabled))
    yield Obligation(f"where not {goal}, one of the events can happen", (*outside(goal, where), *earlier))


def must_follow(form: Form, strategy: Strategy, goal: Expression, where: Expression) -> Iterator[Obligation]:
    """That a fair run that stays in `where` arrives at the goal."""
    there = outside(goal, where)
    none = [negation(m.enabled) for m in strategy.moves]
    yield Obligation(f"where not {goal}, one of the fair events can happen", (*there, *none))
    for move in strategy.moves:
        step = move.step
        given = [*there, step.guard, negation(step.before(goal)), negation(progress(strategy.sets, step))]
        yield Obligation(f"{move} leads on to {goal}", tuple(given), step)
    for rule in form.rules:
        yield from _harmless(Substitution.of(rule, 2 * APART), strategy, goal, where)


def _harmless(step: Substitution, strategy: Strategy, goal: Expression, where: Expression) -> Iterator[Obligation]:
    """That an event of anybody's neither leads back nor makes a fair event impossible for nothing."""
    name = step.rule.name
    there = [*outside(goal, where), step.guard, negation(step.before(goal))]
    if where != TRUE:
        yield Obligation(f"{name} does not leave {where} but for {goal}", (*there, negation(step.before(where))), step)
    still = unchanged(strategy.sets, step)
    back = negation(progress(strategy.sets, step))
    yield Obligation(f"{name} does not lead back", (*there, back, negation(still)), step)
    earlier: list[Expression] = []
    for move in strategy.moves:
        fair = move.step.guard
        if step.before(fair) != fair:
            # An earlier one that becomes possible takes its place, which can't go on for ever either.
            none = [negation(e) for enabled in earlier for e in (enabled, step.before(enabled))]
            given = (*there, still, *none, fair, negation(step.before(fair)))
            yield Obligation(f"{name} does not take {move} away", given, step)
        earlier.append(move.enabled)
