"""Showing a fair run that never reaches a goal: a shortest stem, and a loop that is fair.

These walk single paths of a counterexample that is already known to exist.
"""

from __future__ import annotations

from collections import deque
from functools import partial

import numpy as np
from numpy.typing import NDArray

from chartproof.check.space import Space
from chartproof.explore.tables import EventInstance
from chartproof.explore.vector import Bools

Steps = list[tuple[int, int]]


def nearest_entry(space: Space, begins: Bools, bad: Bools, inside: NDArray[np.bool_]) -> tuple[int, Steps, int] | None:
    """The shortest way from an initial state over a state that begins to a bad one.

    Returns the state that begins, the steps from there (all inside), and the bad state.
    """
    levels: dict[int, list[int]] = {}
    for start in np.flatnonzero(begins).tolist():
        levels.setdefault(space.exploration.level_of(start), []).append(start)
    came: dict[int, tuple[int, int] | None] = {}
    frontier: list[int] = []
    level = min(levels)
    while frontier or any(at >= level for at in levels):
        for number in levels.get(level, ()):
            if number not in came:
                came[number] = None
                frontier.append(number)
        hit = next((n for n in frontier if bad[n]), None)
        if hit is not None:
            return _back(came, hit)
        frontier = _next_level(space, frontier, came, inside)
        level += 1
    return None


def _next_level(
    space: Space, frontier: list[int], came: dict[int, tuple[int, int] | None], inside: NDArray[np.bool_]
) -> list[int]:
    found = []
    for number in frontier:
        for t in range(space.graph.offsets[number], space.graph.offsets[number + 1]):
            target = int(space.graph.targets[t])
            if inside[t] and target not in came:
                came[target] = (number, t)
                found.append(target)
    return found


def _back(came: dict[int, tuple[int, int] | None], hit: int) -> tuple[int, Steps, int]:
    steps: Steps = []
    number = hit
    while (before := came[number]) is not None:
        steps.append((before[1], number))
        number = before[0]
    return number, steps[::-1], hit


def loop_through(space: Space, start: int, there: Bools, fair: list[EventInstance]) -> Steps:
    """Steps from a state back to it, all inside, that are fair to each instance; none if it may stop."""
    disabled = {e.number: there & ~space.can_happen(e) for e in fair}
    if all(states[start] for states in disabled.values()):
        return []
    steps: Steps = []
    at, unmet = start, {n for n, states in disabled.items() if not states[start]}
    while unmet:
        path = _path(space, at, there, partial(_meets, space, unmet, disabled))
        for t, number in path:
            steps.append((t, number))
            unmet = {u for u in unmet if u != int(space.graph.events[t]) and not disabled[u][number]}
            at = number
    if at != start:
        steps.extend(_path(space, at, there, lambda t, n: n == start))
    return [(int(space.graph.events[t]), n) for t, n in steps]


def _meets(space: Space, unmet: set[int], disabled: dict[int, Bools], t: int, number: int) -> bool:
    return int(space.graph.events[t]) in unmet or any(disabled[u][number] for u in unmet)


def _path(space: Space, start: int, there: Bools, done) -> Steps:  # type: ignore[no-untyped-def]
    """A shortest path inside, of at least one step, whose last step is `done`."""
    came: dict[int, tuple[int, int] | None] = {start: None}
    queue = deque([start])
    while queue:
        number = queue.popleft()
        for t in range(space.graph.offsets[number], space.graph.offsets[number + 1]):
            target = int(space.graph.targets[t])
            if not there[target]:
                continue
            if done(t, target):
                return [*_back(came, number)[1], (t, target)]
            if target not in came:
                came[target] = (number, t)
                queue.append(target)
    raise AssertionError("a strongly connected set has a path")
