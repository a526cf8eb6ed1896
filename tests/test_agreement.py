"""The backends agree: live machines, the meaning of the compiled form, and the explorer's tables.

On the model of this repository, and on small random models (tests/toys.py).
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chartproof.compile import Form, compile_form
from chartproof.declare.machine import MachineMeta
from chartproof.explore import kernel
from chartproof.explore.exploration import Exploration
from chartproof.explore.search import explore
from chartproof.explore.tables import Instance
from chartproof.language.meaning import Cell, State, after, choices, initial_states
from chartproof.live import Live, machines_from
from chartproof.project.project import Project, load
from tests.effort import cases
from tests.toys import Toy, declarations, toys

Call = tuple[str, tuple[str, ...]]
Moves = dict[Call, dict[Cell, str]]
Frozen = frozenset[tuple[Cell, str]]

LARGEST_SEARCH = 400

# The same toys in each run, so that a commit's verdict does not change by itself.
quickly = settings(
    deadline=None,
    derandomize=True,
    max_examples=cases(60),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@cache
def project() -> Project:
    """The model of this repository, loaded once."""
    return load()


@cache
def model_instance() -> Exploration:
    """Two accounts and one service, explored in full."""
    return explore(project().form, {"Account": 2, "Service": 1})


MODEL_ELEMENTS = {"Account": ["account1", "account2"], "Service": ["service1"]}


def moves_by_form(form: Form, state: State, elements: Mapping[str, Sequence[str]]) -> Moves:
    """What can happen according to the compiled form, and where it leads."""
    sizes = {sort: len(names) for sort, names in elements.items()}
    found: Moves = {}
    for rule in form.rules:
        for bound in choices(rule.parameters, sizes):
            result = after(rule, state, bound, sizes)
            if result is not None:
                found[rule.name, tuple(elements[b.sort][bound[b]] for b in rule.parameters)] = dict(result)
    return found


def moves_by_tables(instance: Instance, state: State) -> Moves:
    """What can happen according to the explorer's tables, and where it leads."""
    words, tables, wide = instance.layout.pack(state), instance.tables, (0,) * instance.layout.length
    chosen, row = np.empty(kernel.BLOCK, np.int32), np.empty(len(words), np.uint64)
    found: Moves = {}
    for event in instance.events:
        if kernel.select(words, 0, 1, wide, event.number, tables.guards, chosen):
            kernel.succeed(words, 0, wide, event.number, tables.effects, tables.guards, row)
            found[event.rule.name, tuple(event.arguments.values())] = instance.layout.unpack(row)
    return found


def moves_by_live(
    form: Form, machines: Sequence[MachineMeta], elements: Mapping[str, Sequence[str]], state: State
) -> Moves:
    """What python-statemachine lets happen, each in machines of its own, and where it leads."""
    found: Moves = {}
    for event, arguments in Live.at(form, machines, elements, state).possible():
        live = Live.at(form, machines, elements, state)
        live.send(event, **arguments)
        found[event, tuple(arguments.values())] = live.state
    return found


def walk(
    form: Form,
    machines: Sequence[MachineMeta],
    elements: Mapping[str, Sequence[str]],
    steps: int,
    chance: random.Random,
) -> None:
    """A random walk on live machines, comparing with form and tables what they can do at each step."""
    live = Live(form, machines, elements)
    instance = Instance(form, {sort: len(names) for sort, names in elements.items()})
    for _ in range(steps):
        state = live.state
        by_form = moves_by_form(form, state, elements)
        assert {(e, tuple(a.values())) for e, a in live.possible()} == set(by_form)
        assert moves_by_tables(instance, state) == by_form
        moving = [call for call in by_form if by_form[call] != state] or list(by_form)
        if not moving:
            return
        event, names = call = chance.choice(moving)
        parameters = [b.name for b in form.rule(event).parameters]
        live.send(event, **dict(zip(parameters, names, strict=True)))
        assert live.state == by_form[call]


@pytest.mark.parametrize("seed", range(4))
def test_walks_on_the_model_agree(seed: int) -> None:
    """Would catch an effect, guard or participant that the compiler or the grounder reads otherwise."""
    walk(project().form, project().machines, MODEL_ELEMENTS, 60, random.Random(seed))


def test_every_event_from_sampled_states_of_the_model_agrees() -> None:
    """Would catch a difference in states that walks seldom reach, and in events that they do not choose."""
    found, form = model_instance(), project().form
    for number in random.Random(5).sample(range(found.count), 40):
        state = found.instance.layout.unpack(found.words[number])
        by_form = moves_by_form(form, state, MODEL_ELEMENTS)
        assert moves_by_tables(found.instance, state) == by_form
        assert moves_by_live(form, project().machines, MODEL_ELEMENTS, state) == by_form


@quickly
@given(toy=toys(), seed=st.integers(0, 9))
def test_walks_on_toys_agree(toy: Toy, seed: int) -> None:
    """Would catch a construction of the language that compiler, tables and python-statemachine read apart."""
    walk(toy.form, toy.declared.machines, toy.elements, 8, random.Random(seed))


@quickly
@given(toy=toys(), data=st.data())
def test_every_event_from_any_state_of_a_toy_agrees(toy: Toy, data: st.DataObject) -> None:
    """Would catch a difference that shows in states which are not reachable, as proofs meet them too."""
    state = data.draw(states_of(toy))
    by_form = moves_by_form(toy.form, state, toy.elements)
    assert moves_by_tables(Instance(toy.form, toy.sizes), state) == by_form
    assert moves_by_live(toy.form, toy.declared.machines, toy.elements, state) == by_form


@st.composite
def states_of(draw: st.DrawFn, toy: Toy) -> dict[Cell, str]:
    """Any state of a toy, reachable or not."""
    variables = {v.name: v for v in toy.form.variables}
    start = next(iter(initial_states(toy.form, toy.sizes)))
    return {cell: draw(st.sampled_from(variables[cell[0]].states)) for cell in start}


@pytest.mark.parametrize("seed", range(2))
def test_rebuilt_machines_of_the_model_walk_alike(seed: int) -> None:
    """Would catch a rebuilt class that blocks, listens or moves otherwise than the declared one."""
    form = project().form
    walk(form, machines_from(form), MODEL_ELEMENTS, 60, random.Random(100 + seed))


@quickly
@given(toy=toys(), data=st.data())
def test_rebuilt_machines_of_toys_agree(toy: Toy, data: st.DataObject) -> None:
    """Would catch a condition whose printed form is read as another one, or a conditional move lost."""
    state = data.draw(states_of(toy))
    declared = moves_by_live(toy.form, toy.declared.machines, toy.elements, state)
    assert moves_by_live(toy.form, machines_from(toy.form), toy.elements, state) == declared


def test_conjuncts_that_contradict_each_other_never_hold() -> None:
    """Would catch windows of different extent that each leave one value, merged into a third one."""
    declared = declarations(
        """
class Alpha(Machine):
    a = State(initial=True)
    b = State()
    go = a.to(b)
class Beta(Machine):
    a = State(initial=True)
    b = State()
go = Event("It goes.")
never = Event("It can't.", only_if=["not (alpha == 'b' or beta == 'b')", "alpha == 'b'"])
"""
    )
    form = compile_form(declared)
    for alpha, beta in itertools.product("ab", repeat=2):
        state: dict[Cell, str] = {("alpha", ()): alpha, ("beta", ()): beta}
        assert moves_by_tables(Instance(form, {}), state) == moves_by_form(form, state, {})


def test_a_swap_and_a_chain_compile_and_agree() -> None:
    """Would catch conditions of effects that forget out of which state they lead."""
    declared = declarations(
        """
class Lamp(Machine):
    off = State(initial=True)
    on = State()
    flip = off.to(on) | on.to(off)
class Stage(Machine):
    first = State(initial=True)
    second = State()
    third = State()
    flip = listens(first.to(second) | second.to(third) | third.to(first))
    step = first.to(second) | second.to(third)
flip = Event("It flips.")
step = Event("It steps.")
"""
    )
    form = compile_form(declared)
    for lamp, stage in itertools.product(("off", "on"), ("first", "second", "third")):
        state: dict[Cell, str] = {("lamp", ()): lamp, ("stage", ()): stage}
        by_form = moves_by_form(form, state, {})
        assert moves_by_tables(Instance(form, {}), state) == by_form
        assert moves_by_live(form, declared.machines, {}, state) == by_form
        assert moves_by_live(form, machines_from(form), {}, state) == by_form
