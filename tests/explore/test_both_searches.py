"""The search by numpy alone and the one by numba's loops find the same, state by state."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given

from chartproof.compile import Form
from chartproof.explore import search
from chartproof.explore.compiled import CompiledExploration
from chartproof.explore.exploration import Exploration
from chartproof.explore.graph import graph
from chartproof.explore.plain import PlainExploration
from chartproof.explore.search import explore
from chartproof.explore.way import shortest_way
from chartproof.project.project import load
from tests.effort import THOROUGH
from tests.explore.test_search import each_path, path  # noqa: F401
from tests.toys import Toy, toys


def both(form: Form, sizes: Mapping[str, int], *, symmetric: bool) -> tuple[Exploration, Exploration]:
    """What each search finds."""
    plain, compiled = (explore(form, sizes, symmetry=symmetric, compiled=ran) for ran in (False, True))
    assert isinstance(plain, PlainExploration)
    assert isinstance(compiled, CompiledExploration)
    return plain, compiled


def compare(one: Exploration, other: Exploration, every: int = 1) -> None:
    """Counts, numbers of states, levels, the graph, and the traces to every so many states."""
    assert np.array_equal(one.words, other.words)
    assert one.levels == other.levels
    assert (one.states, one.transitions, one.orbits) == (other.states, other.transitions, other.orbits)
    mine, theirs = graph(one), graph(other)
    assert np.array_equal(mine.offsets, theirs.offsets)
    assert np.array_equal(mine.targets, theirs.targets)
    assert np.array_equal(mine.events, theirs.events)
    for number in range(0, one.count, every):
        assert one.trace(number) == other.trace(number)
        (start, steps), (begin, walked) = shortest_way(one, number), shortest_way(other, number)
        assert start.tobytes() == begin.tobytes()
        assert [(e, r.tobytes()) for e, r in steps] == [(e, r.tobytes()) for e, r in walked]


@each_path
@given(toy=toys())
def test_both_searches_find_the_same_in_toys(path: str, toy: Toy) -> None:  # noqa: F811
    """Would catch states numbered in another order, another state that stands for an orbit, another trace."""
    if path == "several words a state" and not THOROUGH:
        pytest.skip("numba compiles for a minute: make fuzz runs it")
    for symmetric in (False, True):
        compare(*both(toy.form, toy.sizes, symmetric=symmetric), every=7)


@pytest.mark.parametrize("symmetric", [False, True])
@pytest.mark.parametrize("sizes", [{"Account": 2, "Service": 1}, {"Account": 2, "Service": 2}])
def test_both_searches_find_the_same_in_the_model(sizes: Mapping[str, int], symmetric: bool) -> None:
    """Would catch what toys do not have: many levels, fields across a whole word, hundreds of events."""
    compare(*both(load().form, sizes, symmetric=symmetric), every=997)


def test_a_search_that_grows_large_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Would catch states of the search that was given up, counted twice, and a limit that is not looked at."""
    monkeypatch.setattr(search, "LARGE", 300)
    found = explore(load().form, {"Account": 2, "Service": 1})
    assert isinstance(found, CompiledExploration)
    assert (found.states, found.transitions, found.depth) == (2505, 27941, 16)


def test_a_state_that_is_not_reached_is_not_found() -> None:
    """Would catch a number for a state that no search found."""
    form = load().form
    for found in both(form, {"Account": 1, "Service": 1}, symmetric=False):
        reached = {row.tobytes() for row in found.words}
        other = next(row for row in found.words ^ np.uint64(1) if row.tobytes() not in reached)
        assert found.find(other) == -1
