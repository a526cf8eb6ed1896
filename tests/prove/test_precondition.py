"""An event as a substitution means what the compiled form means; and Z3 is told just that."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chartproof.compile import Form
from chartproof.language.expression import (
    Binder,
    Expression,
    In,
    Quantified,
    Same,
    conjunction,
    disjunction,
    negation,
)
from chartproof.language.meaning import State, after, cells, choices, holds
from chartproof.project.project import load
from chartproof.prove.logic import Logic
from chartproof.prove.precondition import Substitution
from tests.effort import cases
from tests.toys import Toy, toys

quickly = settings(
    deadline=None,
    derandomize=True,
    max_examples=cases(60),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
Sizes = Mapping[str, int]


def random_state(form: Form, sizes: Sizes, chance: random.Random) -> State:
    """Any state, reachable or not."""
    return {cell: chance.choice(form.variable(cell[0]).states) for cell in cells(form, sizes)}


def name(sort: str, number: int) -> Binder:
    return Binder(f"the_{sort}_{number}", sort)


def random_expression(form: Form, sizes: Sizes, chance: random.Random) -> tuple[Expression, dict[Binder, int]]:
    """A clause over some cells, some of them quantified, and what its free names stand for."""
    bound: dict[Binder, int] = {}
    parts: list[Expression] = []
    for _ in range(3):
        variable = chance.choice(form.variables)
        numbers = [chance.randrange(sizes[s]) for s in variable.sorts]
        indices = tuple(name(s, n) for s, n in zip(variable.sorts, numbers, strict=True))
        bound.update(zip(indices, numbers, strict=True))
        states = tuple(s for s in variable.states if chance.random() < 0.5) or variable.states[:1]
        atom = In(variable.name, indices, states)
        parts.append(negation(atom) if chance.random() < 0.5 else atom)
    body = conjunction(parts) if chance.random() < 0.5 else disjunction(parts)
    for binder in [b for b in bound if chance.random() < 0.3]:
        body = Quantified(chance.random() < 0.5, binder, body)
    return body, bound


def compare(form: Form, sizes: Sizes, chance: random.Random, rounds: int) -> None:
    """Every event at random arguments in random states: after it, and before it, the same is true."""
    for _ in range(rounds):
        state = random_state(form, sizes, chance)
        for rule in form.rules:
            wanted, bound = random_expression(form, sizes, chance)
            arguments = chance.choice(list(choices(rule.parameters, sizes)))
            result = after(rule, state, arguments, sizes)
            if result is None:
                continue
            step = Substitution.of(rule, "!")
            apart = {Binder(b.name + "!", b.sort): n for b, n in arguments.items()}
            assert holds(step.before(wanted), state, {**bound, **apart}, sizes) == holds(wanted, result, bound, sizes)


@quickly
@given(toys(), st.integers(0, 2**32))
def test_before_and_after_agree_on_random_systems(toy: Toy, seed: int) -> None:
    """Catches an effect that is substituted wrongly: the wrong element, condition, or order."""
    compare(toy.form, toy.sizes, random.Random(seed), 3)


def test_before_and_after_agree_on_the_model() -> None:
    """The same for the rules of this repository, in states that need not be reachable."""
    compare(load().form, {"Account": 2, "Service": 2}, random.Random(7), 40)


def pinned(form: Form, state: State, sizes: Sizes) -> list[Expression]:
    """Conditions that only this state satisfies: who there is, and where each machine is."""
    found: list[Expression] = []
    for sort, size in sizes.items():
        people = [name(sort, n) for n in range(size)]
        anyone = Binder("anyone", sort)
        found.append(Quantified(True, anyone, disjunction(Same(anyone, p) for p in people)))
        found += [negation(Same(a, b)) for n, a in enumerate(people) for b in people[:n]]
    for (variable, numbers), value in state.items():
        sorts = form.variable(variable).sorts
        found.append(In(variable, tuple(name(s, n) for s, n in zip(sorts, numbers, strict=True)), (value,)))
    return found


def ask_about_steps(form: Form, sizes: Sizes, chance: random.Random) -> None:
    """Z3 says of a state, an event and a cell afterwards just what the reference meaning says."""
    state = random_state(form, sizes, chance)
    logic = Logic(form)
    given_state = pinned(form, state, sizes)
    for rule in form.rules:
        arguments = chance.choice(list(choices(rule.parameters, sizes)))
        step = Substitution.at(rule, {b: name(b.sort, n) for b, n in arguments.items()})
        result = after(rule, state, arguments, sizes)
        assert (logic.ask([*given_state, step.guard]).verdict == "possible") == (result is not None)
        if result is not None:
            wanted, bound = random_expression(form, sizes, chance)
            expected = "possible" if holds(wanted, result, bound, sizes) else "impossible"
            assert logic.ask([*given_state, step.guard, step.before(wanted)]).verdict == expected


@quickly
@given(toys(), st.integers(0, 2**32))
def test_z3_agrees_on_random_systems(toy: Toy, seed: int) -> None:
    """Catches a translation to Z3 that means something else."""
    ask_about_steps(toy.form, toy.sizes, random.Random(seed))


@pytest.mark.parametrize("seed", range(3))
def test_z3_agrees_on_the_model(seed: int) -> None:
    """The same for the rules of this repository."""
    ask_about_steps(load().form, {"Account": 2, "Service": 1}, random.Random(seed))
