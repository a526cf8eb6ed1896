"""Ways that lead to a goal at every size: found in the smallest instance, shown for all.

A way is a list of events, each at elements with names of their own. That each can happen in turn, out
of every initial state of every size, and that the goal holds at their end, is one obligation about the
initial state: the weakest precondition of the whole way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from chartproof.declare.sorts import snake
from chartproof.language.expression import Binder, Expression, apart, conjunction, negation
from chartproof.language.form import Form
from chartproof.prove.induct import initially
from chartproof.prove.obligation import ANY_SIZE, Obligation, among
from chartproof.prove.precondition import ANY, Substitution
from chartproof.prove.search import Paths


@dataclass(frozen=True)
class Way:
    """Events in the order in which they happen, their arguments named."""

    steps: tuple[Substitution, ...]

    def __str__(self) -> str:
        return ", ".join(map(_said, self.steps)) or "nothing at all"


def _said(step: Substitution) -> str:
    inside = ", ".join(b.name.rstrip(ANY) for b in step.rule.parameters)
    return f"{step.rule.name}({inside})" if inside else step.rule.name


def shortest(form: Form, paths: Paths, goal: Expression) -> Way | None:
    """A shortest way to the goal in an explored instance; None where it has none. The goal names no element."""
    reached = np.flatnonzero(paths.holds(goal, {}))
    if not len(reached):
        return None
    at, steps = int(reached[0]), list[Substitution]()
    while at >= paths.initial:
        # States are numbered by level: the first that leads here is one of the nearest to the beginning.
        into = np.flatnonzero(paths.targets == at)
        taken = into[np.argmin(paths.sources[into])]
        name, bound = paths.instances[int(paths.events[taken])]
        steps.append(Substitution.at(form.rule(name), {b: _element(b.sort, n) for b, n in bound.items()}))
        at = int(paths.sources[taken])
    return Way(tuple(reversed(steps)))


def _element(sort: str, number: int) -> Binder:
    return Binder(f"{snake(sort)}{number + 1}{ANY}", sort)


def leads_there(form: Form, way: Way, goal: Expression, least: Mapping[str, int] = ANY_SIZE) -> Obligation:
    """That the way can be gone from every initial state of every size, and leads to the goal.

    least: how many elements instances have at least; where the way names no more of a sort, it may take different ones.
    """
    named = dict.fromkeys(b for step in way.steps for b in step.rule.parameters)
    enough = all(sum(b.sort == sort for b in named) <= least.get(sort, 1) for sort in form.sorts)
    there = (*initially(form), *(apart(named) if enough else ()), negation(_before(way.steps, goal)))
    return next(among([Obligation(f"{way} leads to {goal}", there)], least))


def _before(steps: Sequence[Substitution], goal: Expression) -> Expression:
    for step in reversed(steps):
        goal = conjunction([step.guard, step.before(goal)])
    return goal
