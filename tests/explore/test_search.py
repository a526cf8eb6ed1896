"""The search against a dictionary of a dozen lines, on random toys and on every path through the explorer."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings

from chartproof.check.space import Space
from chartproof.compile import compile_form
from chartproof.errors import ChartproofError, TooLarge
from chartproof.explore import compiled, layout, plain, symmetry
from chartproof.explore.exploration import Exploration
from chartproof.explore.graph import graph
from chartproof.explore.search import explore
from chartproof.explore.tables import Instance
from chartproof.language.meaning import Cell, State, after, choices, initial_states
from tests.effort import THOROUGH, cases, thorough
from tests.toys import Toy, declarations, toys

Frozen = frozenset[tuple[Cell, str]]

LARGEST_SEARCH = 400

PATHS = {
    "as it comes": {},
    "several words a state": {"USABLE": 7},
    "orders by keys": {"FEW": 0},
    "Python's integers": {"EXACT": 1},
}


compiled_anew = [pytest.param(name, marks=thorough if name == "several words a state" else ()) for name in PATHS]
"""The paths, of which one has kernels compiled of its own for whatever reads transitions: half a minute each."""


@pytest.fixture(params=PATHS)
def path(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A way through the explorer that small instances would not take by themselves."""
    for name, value in PATHS[request.param].items():
        for module in (layout, symmetry, plain, compiled):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, value)
    return str(request.param)


each_path = settings(
    deadline=None,
    derandomize=True,
    max_examples=cases(40),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture],
)


def following(toy: Toy, state: Mapping[Cell, str]) -> list[tuple[str, tuple[int, ...], Frozen]]:
    """What can happen in a state, by the meaning of the form alone."""
    found = []
    for rule in toy.form.rules:
        for bound in choices(rule.parameters, toy.sizes):
            result = after(rule, state, bound, toy.sizes)
            if result is not None:
                found.append((rule.name, tuple(bound[b] for b in rule.parameters), frozenset(result.items())))
    return found


def breadth_first(toy: Toy) -> tuple[dict[Frozen, int], int]:
    """Reachable states with their distances, and the number of transitions: nothing but a dictionary."""
    frontier = [frozenset(s.items()) for s in initial_states(toy.form, toy.sizes)]
    distance = dict.fromkeys(frontier, 0)
    transitions = 0
    for state in frontier:
        assume(len(distance) <= LARGEST_SEARCH)
        for _, _, result in following(toy, dict(state)):
            transitions += 1
            if result not in distance:
                distance[result] = distance[state] + 1
                frontier.append(result)
    return distance, transitions


def renamed(state: Frozen, toy: Toy, names: Mapping[str, tuple[int, ...]]) -> Frozen:
    """The state with its elements permuted."""
    sorts = {v.name: v.sorts for v in toy.form.variables}
    return frozenset(
        ((name, tuple(names[s][n] for s, n in zip(sorts[name], index, strict=True))), value)
        for (name, index), value in state
    )


def renamings(toy: Toy) -> list[dict[str, tuple[int, ...]]]:
    """All renamings of a toy's elements, one by one."""
    permutations = [itertools.permutations(range(size)) for size in toy.sizes.values()]
    return [dict(zip(toy.sizes, choice, strict=True)) for choice in itertools.product(*permutations)]


def classes(states: Sequence[Frozen], toy: Toy) -> set[frozenset[Frozen]]:
    """The classes of states under all renamings."""
    every = renamings(toy)
    return {frozenset(renamed(state, toy, names) for names in every) for state in states}


def states_found(found: Exploration) -> list[Frozen]:
    """The states that a search has found, by number."""
    return [frozenset(found.instance.layout.unpack(row).items()) for row in found.words]


@each_path
@given(toy=toys())
def test_the_search_finds_what_a_dictionary_finds(path: str, toy: Toy) -> None:
    """Would catch a state lost or counted twice, a transition miscounted, a wrong level, a broken hash chain.

    With multiplier=0 every state hashes to one slot; with symmetry one state of each class is kept.
    """
    assume(THOROUGH or Instance(toy.form, toy.sizes).layout.length <= 2)  # each width is compiled anew
    distance, transitions = breadth_first(toy)
    expected = (len(distance), transitions, max(distance.values()))
    for ran, multiplier, threads in ((False, None, 1), (True, None, 2), (True, 0, 1)):
        found = explore(toy.form, toy.sizes, compiled=ran, multiplier=multiplier, threads=threads)
        assert (found.states, found.transitions, found.depth) == expected
        assert {s: found.level_of(n) for n, s in enumerate(states_found(found))} == distance
        orbits = explore(toy.form, toy.sizes, symmetry=True, compiled=ran, multiplier=multiplier, threads=threads)
        assert (orbits.states, orbits.transitions, orbits.depth) == expected
        assert orbits.orbits == len(classes(list(distance), toy))
        assert {s: orbits.level_of(n) for n, s in enumerate(states_found(orbits))}.items() <= distance.items()


@pytest.mark.parametrize("path", compiled_anew, indirect=True)
@each_path
@given(toy=toys())
def test_the_graph_has_every_transition(path: str, toy: Toy) -> None:
    """Would catch a transition of a wrong event or target, in full and between orbits."""
    distance, _ = breadth_first(toy)
    every = renamings(toy)
    for symmetric, ran in itertools.product((False, True), repeat=2):
        found = explore(toy.form, toy.sizes, symmetry=symmetric, compiled=ran)
        states, edges = states_found(found), graph(found)
        for number, state in enumerate(states):
            mine = slice(edges.offsets[number], edges.offsets[number + 1])
            events = [found.instance.events[e] for e in edges.events[mine]]
            expected = {(r, bound): result for r, bound, result in following(toy, dict(state))}
            assert [(e.rule.name, tuple(e.bound.values())) for e in events] == list(expected)
            for target, result in zip(edges.targets[mine], expected.values(), strict=True):
                like = {renamed(result, toy, names) for names in every} if symmetric else {result}
                assert states[target] in like
        assert len(distance) == found.states


@pytest.mark.parametrize("path", compiled_anew, indirect=True)
@each_path
@given(toy=toys())
def test_traces_are_shortest_and_can_be_walked(path: str, toy: Toy) -> None:
    """Would catch a trace with a step that cannot happen, one that is too long, or a find that finds another state."""
    distance, _ = breadth_first(toy)
    for symmetric, ran in itertools.product((False, True), repeat=2):
        found = explore(toy.form, toy.sizes, symmetry=symmetric, compiled=ran)
        space = Space(found)
        for number, state in list(enumerate(states_found(found)))[:: max(1, found.count // 8)]:
            assert found.find(found.words[number]) == number
            trace = space.trace(number)
            assert len(trace.steps) == distance[state]
            at = frozenset(trace.initial.items())
            assert distance[at] == 0
            for step in trace.steps:
                can = {result for name, _, result in following(toy, dict(at)) if name == step.event}
                at = frozenset(step.state.items())
                assert at in can
            assert at == state


def test_the_result_does_not_depend_on_threads() -> None:
    """Would catch numbers of states that follow the order in which threads found them."""
    form = compile_form(LAMPS)
    one, two = (explore(form, {"Lamp": 13}, compiled=True, threads=n) for n in (1, 2))
    assert one.levels == two.levels
    assert np.array_equal(one.words, two.words)
    assert (one.states, one.transitions, one.depth) == (2**13, 13 * 2**13, 13)


def test_orbits_of_many_elements_are_counted_exactly() -> None:
    """Would catch an orbit size that wraps around at 64 bits: n lamps have 2^n states in n + 1 orbits."""
    form = compile_form(LAMPS)
    found = explore(form, {"Lamp": 100}, symmetry=True)
    assert (found.states, found.transitions, found.depth, found.orbits) == (2**100, 100 * 2**100, 100, 101)


def test_a_start_that_is_not_symmetric_is_refused() -> None:
    """Would catch full counts claimed for orbits of which only a part can be reached."""
    form = compile_form(LAMPS)
    start: list[State] = [{("light", (0,)): "on", ("light", (1,)): "off"}]
    with pytest.raises(ChartproofError, match="exchanging lamp1 and lamp2"):
        explore(form, {"Lamp": 2}, symmetry=True, start=start)
    assert explore(form, {"Lamp": 2}, start=start).states == 4


def test_a_memory_limit_is_kept() -> None:
    """Would catch a search that goes on beyond its limit, and a message without level, states and estimate."""
    form = compile_form(LAMPS)
    with pytest.raises(TooLarge, match=r"at level \d+ there are [\d,]+ states of about 1,048,576, and going on takes"):
        explore(form, {"Lamp": 20}, memory=2_000_000)


def test_a_state_of_full_words_is_not_taken_for_no_state() -> None:
    """Would catch a state whose bits are all set, which would look like an empty slot if words were filled."""
    form = compile_form(LAMPS)
    found = explore(form, {"Lamp": 64}, symmetry=True)
    assert found.find(found.instance.layout.pack({("light", (n,)): "on" for n in range(64)})) == found.count - 1


LAMPS = declarations(
    """
Lamp = Sort("Lamp", "one of some lamps")
class Light(Machine, per=Lamp):
    off = State(initial=True)
    on = State()
    flip = off.to(on) | on.to(off)
flip = Event("It flips.", of=Lamp)
"""
)


def test_blocks_and_windows_of_several_words() -> None:
    """Would catch a field across two words, or a lookup of bits from two of them."""
    lay = Instance(compile_form(LAMPS), {"Lamp": 200}).layout
    assert lay.length == 4
    assert all(f.shift + f.width <= layout.USABLE for f in lay.fields)
