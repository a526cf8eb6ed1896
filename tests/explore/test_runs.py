"""The search by sorted runs in memory finds what the others find, state by state."""

from __future__ import annotations

import itertools
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings

from chartproof.errors import TooLarge
from chartproof.explore import compiled, runs, search
from chartproof.explore.compiled import CompiledExploration
from chartproof.explore.runs import RunSearch
from chartproof.explore.search import explore
from chartproof.explore.store import shares
from chartproof.explore.store.job import Work
from chartproof.project.project import load
from tests.effort import THOROUGH, cases
from tests.explore.test_both_searches import compare
from tests.explore.test_search import each_path, path  # noqa: F401
from tests.toys import Toy, toys

SCRAP = 300_000
"""Bytes of Python's objects: threads, levels, samples of runs."""


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs from the second level on, in many small parts."""
    for name, value in {"MANY": 1, "BROAD": 0}.items():
        monkeypatch.setattr(compiled, name, value)
    for name, value in {"SMALL": 4, "FEW": 2, "BUFFERS": 60_000, "MERGING": 2_000}.items():
        monkeypatch.setattr(runs, name, value)
    monkeypatch.setattr(shares, "FEW_MERGED", 5)


@settings(each_path, max_examples=cases(12))
@given(toy=toys())
def test_runs_find_what_numpy_finds_in_toys(path: str, at_once: None, toy: Toy) -> None:  # noqa: F811
    """Would catch a part of what is known that is left out when small ones are made one, members miscounted, an array
    that is looked at after it was moved."""
    if path == "several words a state" and not THOROUGH:
        pytest.skip("numba compiles for a minute: make fuzz runs it")
    for symmetric in (False, True):
        one, other = (explore(toy.form, toy.sizes, symmetry=symmetric, compiled=ran) for ran in (False, True))
        compare(one, other, every=7)


@pytest.mark.parametrize("symmetric", [False, True])
def test_runs_find_what_a_table_finds(symmetric: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Would catch what few states do not show: buffers that fill and that grow, levels in many slices that several
    threads share, a state that two slices have, slices that are not put in one order."""
    slices, buffers = [], set()
    real = RunSearch._end_level

    def end_level(self: RunSearch, pool: ThreadPoolExecutor) -> None:
        slices.append(len(self._slices))
        buffers.add(self._buffered)
        real(self, pool)

    monkeypatch.setattr(RunSearch, "_end_level", end_level)
    for name, value in {"BUFFERS": 25_000, "MERGING": 50_000, "SHARE": 1}.items():
        monkeypatch.setattr(runs, name, value)
    sizes = {"Account": 2, "Service": 2}
    monkeypatch.setattr(compiled, "BROAD", 0)
    found = []
    for many in (10**9, 2000):
        monkeypatch.setattr(compiled, "MANY", many)
        found.append(explore(load().form, sizes, symmetry=symmetric, compiled=True, threads=3))
    one, other = found
    assert np.array_equal(one.words, other.words)
    assert (one.levels, one.states, one.transitions) == (other.levels, other.states, other.transitions)
    assert max(slices) > 2
    assert len(buffers) > 1


@pytest.mark.parametrize("symmetric", [False, True])
def test_no_more_is_taken_than_was_asked_for(symmetric: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Would catch what a level leads to that is kept as a whole, bytes that nobody is asked for, and a limit that is
    held against less than there is: the largest level of this instance leads to five times as much as it has."""
    for name, value in {"BUFFERS": 300_000, "MERGING": 100_000}.items():
        monkeypatch.setattr(runs, name, value)
    whole = explore(load().form, {"Account": 2, "Service": 2}, symmetry=symmetric, compiled=True)
    begun, asked, workers = 8, [0], 2
    assert isinstance(whole, CompiledExploration)
    first, levels = whole.words[: whole.levels[begun]].copy(), list(whole.levels[: begun + 1])

    def search() -> RunSearch:
        work = Work(whole.instance, symmetric, whole.names)
        return RunSearch(work, first.copy(), levels.copy(), lambda level, states, wanted: asked.append(wanted), workers)

    with ThreadPoolExecutor(workers) as pool:
        search().run(pool, None)  # so that what is loaded once does not count
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        words = search().run(pool, None)
        taken = tracemalloc.get_traced_memory()[1] - before
        tracemalloc.stop()
    assert np.array_equal(words, whole.words)
    largest = max(b - a for a, b in itertools.pairwise(whole.levels))
    assert max(asked) <= words.nbytes + 8 * largest + workers * 400_000
    assert taken <= max(asked) + SCRAP


def test_a_limit_is_kept_by_runs(at_once: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Would catch an array of states that grows beyond what it may take."""
    monkeypatch.setattr(search, "RUNS", 0)
    with pytest.raises(TooLarge, match=r"at level \d+ there are [\d,]+ states"):
        explore(load().form, {"Account": 2, "Service": 2}, compiled=True, memory=400_000)
