"""The shortest way to a state where an expression holds, in the smallest instance that has one."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping

from chartproof.check.instances import within
from chartproof.check.replayed import replay_trace
from chartproof.check.saved import read_trace
from chartproof.check.space import told
from chartproof.errors import TooLarge
from chartproof.explore.engines import PATIENCE
from chartproof.explore.layout import check_sizes
from chartproof.explore.memory import InMemory
from chartproof.explore.reached import Reached
from chartproof.explore.search import Estimates, explore, sizes_up_to
from chartproof.language.expression import Expression
from chartproof.language.form import Form
from chartproof.language.parse import parse, vocabulary
from chartproof.language.trace import Trace
from chartproof.project.project import Project

LOOK = 100_000
"""From about so many states on, an instance is looked into by decision diagrams."""


def shortest_way(
    project: Project, expression: str, sizes: Mapping[str, int], start: str | None = None, file: str = ""
) -> Trace | None:
    """A shortest trace to a state where the expression holds, or None; replayed live.

    start: a trace as JSON, from whose last state to go on; its sizes are then the instance's.
    Raises ModelError where the expression is malformed, TooLarge where an instance of these sizes cannot be
    explored and no small one has a way.
    """
    form = project.form
    what = parse(expression, vocabulary(form), free=True)
    if start is not None:
        given = read_trace(project, start, file)
        Estimates(form, given.sizes).refuse(given.sizes)
        begin = given.steps[-1].state if given.steps else given.initial
        return _nearest(project, InMemory(explore(form, given.sizes, start=[begin])), what)
    target = check_sizes(form, sizes)
    guess, until = Estimates(form, target), time.monotonic() + PATIENCE
    refused: list[tuple[Mapping[str, int], TooLarge]] = []
    for size in sizes_up_to(target):
        if any(within(smaller, size) for smaller, _ in refused):
            continue  # what does not fit does not fit with more, either
        try:
            trace = _nearest(project, _reached(form, size, guess, max(0.0, until - time.monotonic())), what)
        except TooLarge as error:
            refused.append((size, error))
            continue
        if trace is not None:
            return trace
    if refused:
        raise _refusal(guess, target, refused[-1][1])
    return None


def _refusal(guess: Estimates, target: Mapping[str, int], last: TooLarge) -> TooLarge:
    """Why there is no answer: the size that was asked for, where that is hopeless by itself."""
    try:
        guess.refuse(target)
    except TooLarge as error:
        last = error
    last.message += "; the instances that could be looked into have no way"
    return last


def _reached(form: Form, sizes: Mapping[str, int], guess: Estimates, seconds: float) -> Reached:
    """What can be reached: state by state in a small instance, by decision diagrams in others. Raises TooLarge."""
    if guess.log(sizes) <= math.log(LOOK):
        return InMemory(explore(form, sizes))
    from chartproof.explore.bdd import InBdd

    try:
        return InBdd(form, sizes, patience=seconds)
    except TooLarge:
        guess.refuse(sizes)
        return InMemory(explore(form, sizes))


def _nearest(project: Project, reached: Reached, what: Expression) -> Trace | None:
    """A shortest trace to a state where it holds, replayed live."""
    nearest = reached.nearest(what)
    if nearest is None:
        return None
    trace = told(reached.instance, reached.way(nearest.state))
    replay_trace(project.form, project.machines, trace)
    return trace
