"""Components and ways back, against networkx; and a plain install, which goes without numba."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

import networkx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartproof.errors import TooLarge
from chartproof.explore import components, loading, search
from chartproof.explore.components import leading_to, strong
from chartproof.explore.plain import PlainExploration
from chartproof.explore.search import explore
from chartproof.extras import NotInstalled
from chartproof.project.project import load

Edges = list[tuple[int, int]]
GRAPHS = st.integers(1, 9).flatmap(
    lambda count: st.tuples(
        st.just(count), st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=24)
    )
)


def arrays(edges: Edges) -> tuple[np.ndarray, np.ndarray]:
    found = np.array(edges, np.int32).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def as_sets(labels: np.ndarray) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(labels == n).tolist()) for n in set(labels.tolist())}


def theirs(count: int, edges: Edges) -> networkx.DiGraph[int]:
    graph: networkx.DiGraph[int] = networkx.DiGraph(edges)
    graph.add_nodes_from(range(count))
    return graph


@given(GRAPHS)
def test_components_are_networkxs(drawn: tuple[int, Edges]) -> None:
    """Would catch a component that is torn apart or run together, and numbers with gaps."""
    count, edges = drawn
    number, labels = strong(count, *arrays(edges))
    assert as_sets(labels) == set(map(frozenset, networkx.strongly_connected_components(theirs(count, edges))))
    assert set(labels.tolist()) == set(range(number))


def test_numba_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Would catch a loop that means something else where it is compiled; a circle, a chain of circles, and loops."""
    sources, targets = np.random.default_rng(7).integers(0, 3000, (2, 4000))
    number, labels = strong(3000, sources, targets)
    monkeypatch.setattr(components, "MANY", 0)
    monkeypatch.setattr(components, "MANY_MORE", 0)
    again, compiled = strong(3000, sources, targets)
    assert again == number > 100
    assert np.array_equal(labels, compiled)


@given(GRAPHS, st.data())
def test_what_leads_to_a_goal_is_networkxs(drawn: tuple[int, Edges], data: st.DataObject) -> None:
    """Would catch a state from which there is a way, and that is left out, and a way along an edge backwards."""
    count, edges = drawn
    goal = np.array(data.draw(st.lists(st.booleans(), min_size=count, max_size=count)))
    graph = theirs(count, edges)
    wanted = {n for g in np.flatnonzero(goal).tolist() for n in {g} | networkx.ancestors(graph, g)}
    assert set(np.flatnonzero(leading_to(goal, *arrays(edges))).tolist()) == wanted


def test_a_search_goes_on_without_numba(monkeypatch: pytest.MonkeyPatch) -> None:
    """Would catch a plain install that ends where numba would take over."""
    monkeypatch.setitem(sys.modules, "numba", None)
    for module in (loading, search):
        monkeypatch.setattr(module, "installed", lambda library: False)
    monkeypatch.setattr(search, "LARGE", 10)
    monkeypatch.setattr(loading, "MANY_ORDERS", 1)
    monkeypatch.delitem(sys.modules, loading.LOOPS, raising=False)
    form = load().form
    for symmetry in (False, True):
        found = explore(form, {"Account": 2, "Service": 1}, symmetry=symmetry)
        assert isinstance(found, PlainExploration)
        assert found.states == 2505
    loading.expect_many(minutes=True)
    with pytest.raises(TooLarge, match="at level") as refused:
        explore(form, {"Account": 2, "Service": 1}, memory=50_000)
    assert "chartproof[large]" in str(refused.value)
    with pytest.raises(NotInstalled, match=r"numba, which is not installed"):
        explore(form, {"Account": 2, "Service": 1}, compiled=True)


def test_what_was_never_compiled_is_not_compiled_for_a_few_seconds(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Would catch a first `verify` that takes twice as long as later ones, and a `mutate` that takes minutes more."""
    asked = list[str]()
    monkeypatch.setattr(importlib, "import_module", asked.append)
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    loading.expect_many()
    assert asked == []
    loading.expect_many(minutes=True)
    assert asked == [loading.LOOPS]
    kept = tmp_path / "explore_1" / "kernel.expand-261.py311.nbi"
    kept.parent.mkdir()
    kept.touch()
    loading.expect_many()
    assert asked == [loading.LOOPS] * 2
    os.utime(kept, (0, 0))  # of a kernel that was changed since
    loading.expect_many()
    assert asked == [loading.LOOPS] * 2
