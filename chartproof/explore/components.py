"""What is connected in a graph that is given by its edges: strongly connected components, and what leads somewhere.

Components are found by Tarjan's algorithm (SIAM J. Comput. 1, 1972), without recursion. It is one function: Python
runs it on lists, and numba, where it is installed and the graph is large, on arrays.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, MutableSequence, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from chartproof.explore.numbers import distinct
from chartproof.extras import installed

MANY, MANY_MORE = 50_000, 2_000_000
"""From so many edges on numba runs the loop: where it is loaded anyway, and where it is to be loaded for it."""

Numbers = NDArray[np.integer]
Ints = MutableSequence[int]
Labelled = Callable[[Sequence[int], Sequence[int], Ints, Ints, Ints, Ints, Ints, Ints], int]


def strong(count: int, sources: Numbers, targets: Numbers) -> tuple[int, NDArray[np.int64]]:
    """How many strongly connected components so many states have, and the number of each state's.

    sources, targets: of each edge, of equal length.

    >>> strong(4, np.array([0, 1, 2, 2]), np.array([1, 0, 1, 3]))
    (3, array([0, 0, 2, 1]))
    """
    order = np.argsort(sources, kind="stable")
    starts, ends = _starts(count, sources), targets[order].astype(np.int64)
    zeros = np.zeros(count + 1, np.int64)
    work = [zeros.copy() for _ in range(5)]
    parts = np.full(count, -1, np.int64)
    if len(ends) >= (MANY if "numba" in sys.modules else MANY_MORE) and installed("numba"):
        return _compiled()(starts, ends, parts, *work), parts  # type: ignore[arg-type]
    found = parts.tolist()
    return _label(starts.tolist(), ends.tolist(), found, *(w.tolist() for w in work)), np.array(found, np.int64)


def leading_to(goal: NDArray[np.bool_], sources: Numbers, targets: Numbers) -> NDArray[np.bool_]:
    """The states from which some way leads to a goal, which is given as truth over the states; the goal is among them.

    >>> leading_to(np.array([False, False, True, False]), np.array([0, 1, 2]), np.array([1, 2, 3])).tolist()
    [True, True, True, False]
    """
    order = np.argsort(targets, kind="stable")
    starts, before = _starts(len(goal), targets), sources[order]
    found, frontier = goal.copy(), np.flatnonzero(goal)
    while len(frontier):
        counts = starts[frontier + 1] - starts[frontier]
        # The places of all edges into the frontier, one range a state.
        ranges = np.repeat(starts[frontier] - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts)
        came = before[ranges + np.arange(len(ranges))]
        frontier = distinct(came[~found[came]])
        found[frontier] = True
    return found


def _starts(count: int, states: Numbers) -> NDArray[np.int64]:
    """Where the edges of each state begin among all in order of states, and where the last end."""
    return np.concatenate([[0], np.cumsum(np.bincount(states, minlength=count))]).astype(np.int64)


@cache
def _compiled() -> Labelled:
    """The loop as numba compiles it, kept on disk."""
    from chartproof.explore.keeping import compiled

    found: Labelled = compiled(_label)  # type: ignore[no-untyped-call]
    return found


def _label(
    starts: Sequence[int],
    ends: Sequence[int],
    parts: Ints,
    visited: Ints,
    low: Ints,
    at: Ints,
    open_states: Ints,
    path: Ints,
) -> int:
    """Number the component of each state in `parts`, which is -1 everywhere; returns how many there are.

    visited: when each state was met, from 1. low: the earliest state met that it leads back to. at: the next edge of
    each state. open_states, path: stacks, of states without a component yet and of those that are being walked.
    """
    met = opened = found = 0
    for root in range(len(parts)):
        if visited[root] != 0:
            continue
        deep, entered = 0, root
        while deep > 0 or entered >= 0:
            if entered >= 0:
                met += 1
                visited[entered] = low[entered] = met
                at[entered] = starts[entered]
                open_states[opened] = path[deep] = entered
                opened += 1
                deep += 1
                entered = -1
            state = path[deep - 1]
            while at[state] < starts[state + 1] and entered < 0:
                target = ends[at[state]]
                at[state] += 1
                if visited[target] == 0:
                    entered = target
                elif parts[target] < 0 and visited[target] < low[state]:
                    low[state] = visited[target]
            if entered >= 0:
                continue
            deep -= 1
            if deep > 0 and low[state] < low[path[deep - 1]]:
                low[path[deep - 1]] = low[state]
            if low[state] == visited[state]:
                while parts[state] < 0:
                    opened -= 1
                    parts[open_states[opened]] = found
                found += 1
    return found
