"""Shortest ways through what a search has found, as concrete states.

Under symmetry a search keeps one state of each orbit. A way is then walked forwards, orbit by orbit,
and renamed as a whole so that it ends in the very state that was asked for.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from chartproof.explore.exploration import Exploration
from chartproof.explore.layout import Array, Layout
from chartproof.explore.reached import Way
from chartproof.explore.symmetry import Permutation, renamed
from chartproof.explore.tables import Instance
from chartproof.explore.vector import after, possible
from chartproof.language.meaning import State

StandFor = Callable[[Array], tuple[Array, Any]]
"""As `Renamings.stand_for`."""


def shortest_way(found: Exploration, number: int) -> Way:
    """A shortest way from an initial state to the state of this number."""
    steps = found.trace(number)
    way = found.words[found.initial_of(steps, number)], [(event, found.words[n]) for event, n in steps]
    return walked(found.instance, way, found.stand_for) if found.symmetric else way


def walked(instance: Instance, way: Way, stand_for: StandFor) -> Way:
    """A way from orbit to orbit, each by the state that stands for it, as one of states, to the very last of them."""
    start, orbits = way
    at, steps = start, []
    for _, orbit in orbits:
        event, at = _step_into(instance, at, orbit, stand_for)
        steps.append((event, at))
    end = orbits[-1][1] if orbits else start
    return renamed_way(instance, (start, steps), between(instance.layout, at, end))


def _step_into(instance: Instance, at: Array, orbit: Array, stand_for: StandFor) -> tuple[int, Array]:
    """An event from a state into an orbit, and the state after it."""
    for event in instance.events:
        if possible(event, at[None], instance)[0]:
            reached: Array = after(event, at[None], instance)[0]
            if np.array_equal(stand_for(reached[None])[0][0], orbit):
                return event.number, reached
    raise AssertionError("a step between two orbits starts from every state of the first")


def renamed_way(instance: Instance, way: Way, names: Permutation) -> Way:
    """The way with its elements renamed."""
    start, steps = way
    numbers = {(e.rule.name, tuple(e.bound.values())): e.number for e in instance.events}
    found = []
    for number, row in steps:
        event = instance.events[number]
        bound = tuple(names[b.sort][n] for b, n in event.bound.items())
        found.append((numbers[event.rule.name, bound], renamed(instance.layout, row, names)))
    return renamed(instance.layout, start, names), found


def between(layout: Layout, one: Array, other: Array) -> Permutation:
    """A renaming that makes the first state the second, of the same orbit."""
    state, wanted = layout.unpack(one), layout.unpack(other)
    for names in _candidates(layout, state, wanted):
        if np.array_equal(renamed(layout, one, names), other):
            return names
    raise AssertionError("two states of one orbit differ by a renaming")


def _candidates(layout: Layout, state: State, wanted: State) -> Iterator[Permutation]:
    """Each order of the other sorts, with the elements of the block sort matched by what their blocks hold."""
    sort = layout.block_sort
    others = [s for s in layout.form.sorts if s != sort]
    for choice in itertools.product(*(itertools.permutations(range(layout.sizes[s])) for s in others)):
        names: Permutation = dict(zip(others, choice, strict=True))
        if sort is not None:
            identity = {s: tuple(range(layout.sizes[s])) for s in others}
            held = [_held(layout, state, n, names) for n in range(layout.sizes[sort])]
            places = [_held(layout, wanted, n, identity) for n in range(layout.sizes[sort])]
            if sorted(held) != sorted(places):
                continue
            free = list(range(len(places)))
            names[sort] = tuple(free.pop(next(k for k, n in enumerate(free) if places[n] == h)) for h in held)
        yield names


def _held(layout: Layout, state: State, element: int, names: Permutation) -> list[tuple[str, tuple[int, ...], str]]:
    """The cells of one element of the block sort, others renamed, in order."""
    sort, cells = layout.block_sort, []
    for name, index in state:
        sorts = layout.form.variable(name).sorts
        if sort in sorts and index[sorts.index(str(sort))] == element:
            rest = tuple(names[s][n] for s, n in zip(sorts, index, strict=True) if s != sort)
            cells.append((name, rest, state[name, index]))
    return sorted(cells)
