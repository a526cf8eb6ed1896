"""A search into files finds what the one in memory finds, whatever its threads, its room and its words a state."""

from __future__ import annotations

import itertools
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chartproof.compile import Form, compile_form
from chartproof.errors import ChartproofError, TooLarge
from chartproof.explore import loading
from chartproof.explore.layout import Array
from chartproof.explore.memory import InMemory
from chartproof.explore.search import explore
from chartproof.explore.store import expand, merge, rows, search, shares
from chartproof.explore.store.files import Rows, Writer
from chartproof.explore.store.job import job, work
from chartproof.explore.store.rows import Known, place, sort, squeeze
from chartproof.explore.store.stored import InStore
from chartproof.project.project import load
from tests.effort import THOROUGH, cases, thorough
from tests.explore.stores import into_store
from tests.explore.test_reached import asked, walk
from tests.explore.test_search import breadth_first, each_path, path  # noqa: F401
from tests.toys import Toy, declarations, toys

SIZES = {"Account": 2, "Service": 1}


@pytest.fixture(autouse=True)
def many_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Levels of a few states in many parts, so that what goes wrong between two parts shows."""
    monkeypatch.setattr(shares, "FEW", 3)
    monkeypatch.setattr(shares, "FEW_MERGED", 5)
    monkeypatch.setattr(search, "MANY_FILES", 3)
    monkeypatch.setattr(search, "HERE", 0)
    monkeypatch.setattr(expand, "SAMPLES", 4)
    monkeypatch.setattr(rows, "SLICE", 5)
    monkeypatch.setattr("os.fsync", lambda handle: None)


@pytest.fixture
def numba_where_it_is_quick(path: str, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """For several words a state it compiles for a minute, which `make fuzz` takes."""
    if path == "several words a state" and not THOROUGH:
        monkeypatch.setattr(loading, "installed", lambda library: False)


def kept(found: InStore) -> Array:
    """All rows of a store, in order."""
    return np.concatenate([piece for _, piece in found.pieces()])


@settings(each_path, max_examples=cases(24))
@given(toy=toys(), workers=st.integers(1, 3))
def test_a_store_finds_what_memory_finds(
    path: str,  # noqa: F811
    numba_where_it_is_quick: None,
    toy: Toy,
    workers: int,
) -> None:
    """Would catch an earlier level that is not subtracted, a row lost between two parts or runs, one that is there
    twice, transitions of orbits miscounted, a way that is too long or cannot be walked."""
    distance, transitions = breadth_first(toy)
    counts = Counter(distance.values())
    for symmetric in (False, True):
        with tempfile.TemporaryDirectory() as name:
            found = into_store(Path(name) / "store", toy.form, toy.sizes, workers, symmetry=symmetric)
            memory = explore(toy.form, toy.sizes, symmetry=symmetric)
            assert np.array_equal(kept(found), memory.words)
            assert (found.states, found.transitions, found.orbits) == (len(distance), transitions, memory.orbits)
            assert (found.depth, found.level_counts) == (max(counts), tuple(counts[n] for n in sorted(counts)))
            for expression in asked(toy)[:3]:
                assert found.occurs(expression) == InMemory(memory).occurs(expression)
                nearest = found.nearest(expression)
                if nearest is not None:
                    walk(toy, distance, found, nearest.state, nearest.distance)


@pytest.mark.parametrize("loops", [False, True])
def test_ways_are_those_of_memory(tmp_path: Path, loops: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Would catch another state or event of several at one distance, and a level that is looked into too late."""
    form = load().form
    monkeypatch.setattr("chartproof.explore.store.stored.MANY", 0 if loops else 10**9)
    monkeypatch.setattr("chartproof.explore.store.stored.PIECE", 200)
    for symmetric in (False, True):
        found = into_store(tmp_path / str(symmetric), form, SIZES, symmetry=symmetric)
        memory = InMemory(explore(form, SIZES, symmetry=symmetric))
        for state in memory.found.words[:: len(memory.found.words) // 2]:
            (start, steps), (begin, walked) = found.way(state), memory.way(state)
            assert start.tobytes() == begin.tobytes()
            assert [(e, r.tobytes()) for e, r in steps] == [(e, r.tobytes()) for e, r in walked]


@pytest.mark.parametrize("words", [1, 3])
@pytest.mark.parametrize("loops", [False, True])
def test_rows_are_marked_where_they_are_met(words: int, loops: bool) -> None:
    """Would catch a leap over a row, the last of a piece left out, and two words in the wrong order."""
    chance = np.random.default_rng(1)
    for size, others, piece in itertools.product((1, 3, 40, 400), (1, 20, 300), (1, 7, 1000)):
        mine, known = (
            squeeze(sort(chance.integers(0, 9 if words == 3 else 500, (n, words)).astype(np.uint64)))
            for n in (size, others)
        )
        marks = Known(mine, loops)
        for at in range(0, len(known), piece):
            marks.mark(known[at : at + piece])
        there = {row.tobytes() for row in known}
        assert [row.tobytes() for row in marks.rest()] == [r.tobytes() for r in mine if r.tobytes() not in there]


@pytest.mark.parametrize("words", [1, 2])
def test_a_place_in_a_file_is_that_in_memory(tmp_path: Path, words: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Would catch a search in a file that is off by one row or one page."""
    monkeypatch.setattr("chartproof.explore.store.files.PAGE", 3)
    chance = np.random.default_rng(2)
    written = squeeze(sort(chance.integers(0, 60, (200, words)).astype(np.uint64)))
    with Writer(str(tmp_path / "rows")) as file:
        for at in range(0, len(written), 30):
            file.write(written[at : at + 30])
        found = file.finish()
    assert found is not None
    assert np.array_equal(np.concatenate(list(found.check(17))), written)
    for wanted in chance.integers(0, 62, (50, words)).tolist():
        assert found.place(tuple(wanted)) == place(written, tuple(wanted))


def test_a_merge_in_little_room_is_cut_and_whole(tmp_path: Path) -> None:
    """Would catch a portion that is left out where all do not fit at once, and rows out of order between two."""
    chance = np.random.default_rng(3)
    files: list[Rows] = []
    everything = []
    for n in range(5):
        everything.append(squeeze(sort(chance.integers(0, 5000, (900, 1)).astype(np.uint64))))
        with Writer(str(tmp_path / str(n))) as file:
            file.write(everything[-1])
            files += [file.finish() or pytest.fail("it is not empty")]
    given = job(load().form, SIZES, False, loops=False, room=24 * 100)
    found = merge.merge(given, files[:3], files[3:], (100,), (4900,), str(tmp_path / "level"))
    assert found is not None
    new = set(np.concatenate(everything[:3]).ravel().tolist()) - set(np.concatenate(everything[3:]).ravel().tolist())
    assert found.read(0, found.count).ravel().tolist() == sorted(n for n in new if 100 <= n < 4900)


def test_a_search_object_belongs_to_one_thread() -> None:
    """Would catch buffers that two threads write to: states were lost in silence."""
    given = job(load().form, SIZES, False, loops=False, room=10**6)
    expander = expand.Expander(work(given), lambda number, rows: rows, loops=False, room=10**6)
    with ThreadPoolExecutor(1) as pool, pytest.raises(AssertionError, match="belongs to one thread"):
        pool.submit(expander.take, np.zeros((1, 1), np.uint64)).result()


def test_too_little_memory_is_refused(tmp_path: Path) -> None:
    """Would catch a task that takes more than it may, or that makes no way."""
    with pytest.raises(TooLarge, match="too few for what a few states lead to"):
        into_store(tmp_path / "store", load().form, SIZES, room=1000)
    assert into_store(tmp_path / "store", load().form, SIZES, room=20_000, resume=True).states == 2505


def test_a_job_of_another_version_is_refused() -> None:
    """Would catch a worker that finds something else than the others."""
    given = job(load().form, SIZES, False, loops=False, room=0)
    with pytest.raises(ChartproofError, match="and this is 0-another"):
        work(type(given)("0-another", given.rules, False, 0))


@thorough
@pytest.mark.parametrize("symmetric", [False, True])
def test_a_larger_instance_by_loops(tmp_path: Path, symmetric: bool) -> None:
    """Would catch what few states do not show: buffers that fill, files that several tasks share."""
    sizes = {"Account": 3, "Service": 2}
    found = into_store(tmp_path, load().form, sizes, 3, symmetry=symmetric, room=8_000_000)
    memory = explore(load().form, sizes, symmetry=symmetric)
    assert (found.states, found.transitions, found.depth) == (memory.states, memory.transitions, memory.depth)
    assert np.array_equal(kept(found), memory.words)


DIGITS = 3


def counting(base: int) -> Form:
    """A counter of three digits, as many levels as states, of which the last leads to the first."""
    text = ""
    for k in range(DIGITS):
        states = "".join(f"    d{n} = State({'initial=True' * (n == 0)})\n" for n in range(base))
        ups = " | ".join(f"d{n}.to(d{n + 1})" for n in range(base - 1))
        falls = "".join(f"    up{j} = d{base - 1}.to(d0)\n" for j in range(k + 1, DIGITS + 1))
        text += f'class Digit{k}(Machine):\n{states}    up{k} = {ups}\n{falls}up{k} = Event("It counts.")\n'
    return compile_form(declarations(f'{text}up{DIGITS} = Event("It begins anew.")\n'))


@pytest.mark.parametrize("base", [7, pytest.param(17, marks=thorough)])
def test_a_level_looks_into_few_files_however_many_levels_there_are(
    base: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Catches a search whose levels cost more the more there are: all earlier files are held against each; and states
    that are lost where files are made one, here and where it goes on from what an earlier run has left."""
    looked: list[int] = []
    real = shares.shared

    def shared(found: Any, earlier: Any, *others: Any) -> Any:
        looked.append(len(earlier))
        assert len(looked) <= 2 * base**DIGITS, "it goes on for ever"
        return real(found, earlier, *others)

    monkeypatch.setattr(search, "shared", shared)
    form, counts = counting(base), (base**DIGITS, base**DIGITS, base**DIGITS - 1)
    memory = explore(form, {})
    found = into_store(tmp_path / "store", form, {})
    assert (memory.states, memory.transitions, memory.depth) == counts
    assert (found.states, found.transitions, found.depth) == counts
    assert len(looked) == counts[0]
    assert max(looked) <= search.MANY_FILES + 1
    assert not list((tmp_path / "store").glob("known-*"))
    half = replace(found.manifest, levels=(*found.manifest.levels[: counts[0] // 2],), whole=False)
    half.write()
    again = into_store(tmp_path / "store", form, {}, resume=True)
    assert (again.states, again.transitions, again.depth) == counts
