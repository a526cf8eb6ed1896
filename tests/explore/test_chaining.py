"""In which order decision diagrams take steps, and when one need not be taken again."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import assume, given

from chartproof.compile import compile_form
from chartproof.explore import sets as module
from chartproof.explore.bdd import counting_order
from chartproof.explore.chaining import Part, commute
from chartproof.explore.search import explore
from chartproof.explore.sets import Sets
from chartproof.explore.symbols import Step, plan
from chartproof.explore.tables import Instance
from chartproof.language.form import Form
from chartproof.language.meaning import Cell, after
from chartproof.project.project import load
from tests.explore.test_search import each_path
from tests.toys import Toy, declarations, toys

State = Mapping[Cell, str]
MOST = 300
DIMMERS = declarations(
    """
Lamp = Sort("Lamp", "one of some lamps")
class Level(Machine, per=Lamp):
    off = State(initial=True)
    dim = State()
    bright = State()
    press = off.to(dim) | dim.to(bright)
press = Event("Somebody presses.", of=Lamp)
"""
)


@pytest.fixture(autouse=True)
def few_steps_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small instances are searched as large ones are."""
    monkeypatch.setattr(module, "MANY", 0)


def sets(form: Form, sizes: Mapping[str, int], nodes: int = 1 << 16) -> Sets:
    """The sets of an instance, before anything is reached."""
    instance = Instance(form, sizes)
    return Sets(instance, counting_order(instance), tuple(plan(e, instance) for e in instance.events), nodes)


def successors(found: Sets) -> list[list[int | None]]:
    """Of each step and state, also those that cannot be reached, the state after it by the meaning of the form."""
    fields, sizes = found.instance.layout.fields, found.instance.sizes
    states = [
        {field.cell: state for field, state in zip(fields, every, strict=True)}
        for every in itertools.product(*(field.variable.states for field in fields))
    ]
    numbers = {frozenset(state.items()): number for number, state in enumerate(states)}

    def taken(step: Step, state: State) -> int | None:
        there = after(step.event.rule, state, step.event.bound, sizes)
        return None if there is None else numbers[frozenset(there.items())]

    return [[taken(step, state) for state in states] for step in found.steps]


def leads_nowhere_new(first: Sequence[int | None], then: Sequence[int | None]) -> bool:
    """What `commute` means, state by state."""
    for state, between in enumerate(first):
        alone = then[state]
        turned = None if alone is None or first is then else first[alone]
        if between is not None and then[between] not in (None, state, between, alone, turned):
            return False
    return True


@each_path
@given(toy=toys())
def test_what_commutes_does_so_in_every_state(toy: Toy) -> None:
    """Would catch a step that is not taken again though it leads further, which loses states without a word."""
    found = sets(toy.form, toy.sizes)
    assume(math.prod(len(field.variable.states) for field in found.instance.layout.fields) <= MOST)
    leads = successors(found)
    for first, then in itertools.product(range(len(leads)), repeat=2):
        if then not in found.chaining.near(first) or found.commute(first, then):
            assert leads_nowhere_new(leads[first], leads[then]), (found.steps[first].event, found.steps[then].event)


@each_path
@given(toy=toys())
def test_a_search_by_what_commutes_finds_all(toy: Toy) -> None:
    """Would catch a step that is left out forwards, or backwards, on the way to where no event can happen."""
    found, known = sets(toy.form, toy.sizes), explore(toy.form, toy.sizes)
    found.reach()
    assert found.symbols.count(found.reached) == known.states
    before = goal = found.state(known.words[-1])
    for _ in range(known.count):
        for step in found.steps:
            before = before | (step.backwards(before) & found.reached)
    assert found.can_reach(goal, found.steps) == before


def test_steps_about_two_elements_commute_and_those_about_one_do_not() -> None:
    """Would catch a `commute` that never says yes, which costs time, and one that takes alike steps for the same."""
    found = sets(compile_form(DIMMERS), {"Lamp": 2})
    leads = successors(found)
    assert not commute(found.steps[0], found.steps[0])
    assert commute(found.steps[0], found.steps[1])
    for first, then in itertools.product(range(len(leads)), repeat=2):
        expected = leads_nowhere_new(leads[first], leads[then])
        assert commute(found.steps[first], found.steps[then]) == found.commute(first, then) == expected


def test_few_steps_are_taken_and_diagrams_stay_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Would catch an order in which half of everything meets: hundreds of thousands of nodes, and twice the steps."""
    found, sizes = sets(load().form, {"Account": 6, "Service": 4}, 1 << 20), list[int]()
    monkeypatch.setattr(found, "beat", lambda: sizes.append(found.reached.node_count()))
    found.reach()
    assert len(sizes) <= 4 * len(found.steps)
    assert max(sizes) <= 2 * sizes[-1]


def test_each_step_that_writes_has_one_place() -> None:
    """Would catch a step that is never taken."""

    def steps(part: Part | int) -> list[int]:
        return [part] if isinstance(part, int) else [n for p in part.parts for n in steps(p)]

    found = sets(load().form, {"Account": 2, "Service": 2})
    assert sorted(steps(found.chaining._all)) == [n for n, step in enumerate(found.steps) if step.plan.writes]


def test_a_larger_store_goes_on_from_what_was_reached() -> None:
    """Would catch a set that is read back as another one, and a step that is forgotten on the way."""
    form, sizes = load().form, {"Account": 2, "Service": 2}
    steady, moved = sets(form, sizes), sets(form, sizes, 1 << 12)
    steady.reach()
    taken, count = 0, moved.symbols.count(moved.reached)

    def beat() -> None:
        nonlocal taken, count
        taken += 1
        if taken % 100 == 0:
            count = moved.symbols.count(moved.reached)
            moved.enlarge()
            assert moved.symbols.count(moved.reached) == count

    moved.beat, moved.more = beat, lambda nodes: nodes + 1000
    moved.reach()
    assert moved.nodes > 1 << 12
    assert moved.symbols.count(moved.reached) == steady.symbols.count(steady.reached)
    moved.beat = lambda: None
    levels = moved.with_room(lambda: [moved.symbols.count(level) for level in moved.by_level()])
    moved.enlarge()
    assert [moved.symbols.count(level) for level in moved.levels[:-1]] == levels
