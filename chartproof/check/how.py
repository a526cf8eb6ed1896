"""The shortest way to a state where an expression holds, in the smallest instance that has one."""

from __future__ import annotations

import math
from collections.abc import Mapping

from chartproof.check.replayed import replay_trace
from chartproof.check.saved import read_trace
from chartproof.check.space import Space
from chartproof.errors import TooLarge
from chartproof.explore.layout import check_sizes
from chartproof.explore.search import Estimates, explore, sizes_up_to
from chartproof.language.parse import parse, vocabulary
from chartproof.language.trace import Trace
from chartproof.project.project import Project

LOOK = 100_000
"""How many states the instances may have that are looked into where the largest cannot be."""


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
    given = read_trace(project, start, file) if start is not None else None
    largest = dict(given.sizes) if given else check_sizes(form, sizes)
    begin = [given.steps[-1].state if given.steps else given.initial] if given else None
    guess = Estimates(form, largest)
    refused = _refusal(guess, largest)
    for size in [largest] if given else sizes_up_to(largest):
        if refused is not None and guess.log(size) > math.log(LOOK):
            continue
        space = Space(explore(form, size, start=begin))
        found = space.nearest(what)
        if found >= 0:
            trace = space.trace(found)
            replay_trace(form, project.machines, trace)
            return trace
    if refused is not None:
        refused.message += f"; smaller instances, of up to {LOOK:,} states, have no way"
        raise refused
    return None


def _refusal(guess: Estimates, sizes: Mapping[str, int]) -> TooLarge | None:
    try:
        guess.refuse(sizes)
    except TooLarge as error:
        return error
    return None
