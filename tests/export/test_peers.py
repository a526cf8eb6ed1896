"""The Python peers count the same states, from the plain Python that the benchmarks give them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from chartproof.explore.search import explore
from chartproof.project.project import load
from tests.effort import cases
from tests.toys import Toy, toys

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def benchmark(name: str) -> Any:
    """A module of the benchmarks, which are scripts and no package."""
    sys.path.insert(0, str(BENCHMARKS))
    try:
        return __import__(name)
    finally:
        sys.path.remove(str(BENCHMARKS))


def written(form: Any, sizes: dict[str, int]) -> dict[str, Any]:
    """What a peer searches."""
    names: dict[str, Any] = {}
    exec(compile(benchmark("successors").source(form, sizes), "<successors>", "exec"), names)
    return names


@pytest.mark.parametrize("tool", ["minicheck", "musil"])
@pytest.mark.parametrize(("accounts", "services", "states"), [(1, 1, 165), (2, 1, 2505), (1, 2, 2481)])
def test_a_peer_counts_the_models_states(tool: str, accounts: int, services: int, states: int) -> None:
    """Catches a rule that our explorer and our figures get wrong together, and a peer that we misuse."""
    pytest.importorskip(tool, reason=f"{tool} is not for this Python")
    model = written(load().form, {"Account": accounts, "Service": services})
    assert benchmark("peers").TOOLS[tool](model) == states


@settings(deadline=None, derandomize=True, max_examples=cases(40), suppress_health_check=list(HealthCheck))
@given(toy=toys())
def test_a_peer_counts_the_states_of_toys(toy: Toy) -> None:
    """Catches a construction that is written for the peers otherwise than we explore it."""
    pytest.importorskip("minicheck")
    model = written(toy.form, toy.sizes)
    assume(len(model["INITIAL"]) == 1)
    found = explore(toy.form, toy.sizes)
    assume(found.states <= 2000)
    assert benchmark("peers").TOOLS["minicheck"](model) == found.states
    transitions = sum(len(list(model["successors"](state))) for state in reached(model))
    assert transitions == found.transitions


def reached(model: dict[str, Any]) -> list[tuple[int, ...]]:
    """The states in the order in which they are found."""
    states = list(model["INITIAL"])
    known = set(states)
    for state in states:
        for _, result in model["successors"](state):
            if result not in known:
                known.add(result)
                states.append(result)
    return states
