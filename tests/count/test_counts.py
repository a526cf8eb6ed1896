"""Counting by tables gives what counting one by one gives: the model's known figures, and random rules and facts."""

from __future__ import annotations

import itertools
import json
import math
import random
import sys
from collections.abc import Iterator, Mapping, Sequence

import pytest
from click.testing import CliRunner

from chartproof.check.counting import Count, count
from chartproof.check.run import verifier_of
from chartproof.cli.counting import _said
from chartproof.cli.main import main
from chartproof.count.instance import countable, orbits_of, states, transitions
from chartproof.count.parts import NotCounted
from chartproof.language.expression import TRUE, Binder, Expression, In, Quantified, Same, disjunction, negation
from chartproof.language.fold import free_binders
from chartproof.language.form import Conjunct, Form, Rule, Variable
from chartproof.language.meaning import Cell, cells, choices, holds
from chartproof.project.project import load
from tests.effort import THOROUGH

FEW = 3_000
SHAPES: list[tuple[str, ...]] = [(), ("A",), ("A",), ("B",), ("A", "B"), ("A", "A"), ("B", "A")]
KNOWN = {(1, 1): 165, (2, 1): 2505, (2, 2): 75_153, (4, 1): 605_217, (1, 3): 43_209, (2, 3): 2_574_369}
TRANSITIONS = {(2, 1): 27_941, (2, 2): 1_255_359, (3, 2): 51_882_021, (4, 2): 2_012_382_075, (5, 3): 25_337_515_289_670}
ORBITS = {(2, 1): 1335, (2, 2): 20_110, (3, 2): 214_885, (4, 2): 1_795_570}


def a_form(chance: random.Random) -> Form:
    """Machines of every shape, and rules whose guards ask of their arguments, of every element, and of some."""
    shapes = chance.sample(SHAPES, chance.randint(1, 3))
    variables = [
        Variable(f"m{n}", f"M{n}", sorts, ("a", "b", "c")[: chance.randint(2, 3)], ("a",))
        for n, sorts in enumerate(shapes)
    ]
    form = Form(("A", "B"), tuple(variables), ())
    rules = [
        Rule(f"e{n}", tuple(names), tuple(Conjunct(a_guard(form, names, chance)) for _ in range(2)), ())
        for n, names in enumerate([[], [Binder("x", "A")], [Binder("x", "A"), Binder("y", "A")], [Binder("y", "B")]])
    ]
    return Form(form.sorts, form.variables, tuple(rules))


def a_comparison(form: Form, names: Sequence[Binder], chance: random.Random) -> Expression:
    """Of one machine, at some of these names; what is not to be said of them is true."""
    variable = chance.choice(form.variables)
    fits = [[b for b in names if b.sort == sort] for sort in variable.sorts]
    if not all(fits):
        return TRUE
    some = chance.sample(variable.states, chance.randint(1, len(variable.states) - 1))
    return In(variable.name, tuple(map(chance.choice, fits)), tuple(sorted(some)))


def a_guard(form: Form, names: Sequence[Binder], chance: random.Random) -> Expression:
    """About the arguments, or one element more, which may have the name of an argument."""
    if chance.random() < 0.4:
        return a_comparison(form, names, chance)
    other = Binder(chance.choice("xyz"), chance.choice("AB"))
    inside = [b for b in names if b.name != other.name][:1]
    body = disjunction([a_comparison(form, [other, *inside], chance) for _ in range(2)])
    found = Quantified(chance.random() < 0.5, other, negation(body) if chance.random() < 0.3 else body)
    return disjunction([found, a_comparison(form, names, chance)]) if chance.random() < 0.3 else found


def a_fact(form: Form, chance: random.Random) -> Expression:
    """About one element or two: one of some comparisons, for any elements or for different ones."""
    names = [Binder(f"x{n}", chance.choice("AAB")) for n in range(chance.randint(1, 2))]
    parts = [a_comparison(form, names, chance) for _ in range(3)]
    parts = [negation(p) if chance.random() < 0.2 else p for p in parts if p != TRUE]
    if chance.random() < 0.3:
        other = Binder("y", chance.choice("AB"))
        body = a_comparison(form, [other, *names[:1]], chance)
        return disjunction([Quantified(False, other, body), *(p for p in parts if set(free_binders(p)) <= {names[0]})])
    if parts and len(names) == 2 and names[0].sort == names[1].sort and chance.random() < 0.5:
        parts.insert(chance.randint(0, len(parts)), Same(*names))
    return disjunction(parts) if parts else TRUE


def one_by_one(form: Form, facts: Sequence[Expression], sizes: Mapping[str, int]) -> Iterator[dict[Cell, str]]:
    """The states that satisfy the facts, by what facts mean."""
    places = cells(form, sizes)
    for values in itertools.product(*(form.variable(name).states for name, _ in places)):
        state = dict(zip(places, values, strict=True))
        if all(holds(f, state, bound, sizes) for f in facts for bound in choices(free_binders(f), sizes)):
            yield state


def renamed(form: Form, state: Mapping[Cell, str], order: Mapping[str, tuple[int, ...]]) -> tuple[str, ...]:
    found = {
        (name, tuple(order[s][n] for s, n in zip(form.variable(name).sorts, at, strict=True))): value
        for (name, at), value in state.items()
    }
    return tuple(found[cell] for cell in sorted(found))


def orbits_one_by_one(form: Form, every: Sequence[Mapping[Cell, str]], sizes: Mapping[str, int]) -> int:
    orders = [
        dict(zip(sizes, chosen, strict=True))
        for chosen in itertools.product(*(itertools.permutations(range(n)) for n in sizes.values()))
    ]
    return len({min(renamed(form, state, order) for order in orders) for state in every})


@pytest.mark.parametrize("first", range(0, 1000 if THOROUGH else 100, 100))
def test_what_is_added_up_is_what_there_is(first: int) -> None:
    """Catches a pair counted once too often, elements told apart that are not, a guard's `some` read as `every`."""
    compared = 0
    for seed in range(first, first + 100):
        chance = random.Random(seed)
        form = a_form(chance)
        sizes = {"A": chance.randint(1, 3), "B": chance.randint(1, 2)}
        if math.prod(len(form.variable(name).states) for name, _ in cells(form, sizes)) > FEW:
            continue
        facts = [a_fact(form, chance) for _ in range(chance.randint(1, 3))]
        every = list(one_by_one(form, facts, sizes))
        assert states(form, facts, sizes) == len(every), seed
        assert orbits_of(form, facts, sizes) in (None, orbits_one_by_one(form, every, sizes)), seed
        assert granted(form, facts, sizes) in (None, granted_one_by_one(form, every, sizes)), seed
        compared += 1
    assert compared > 40


def granted(form: Form, facts: Sequence[Expression], sizes: Mapping[str, int]) -> int | None:
    try:
        return transitions(form, facts, sizes)
    except NotCounted:
        return None


def granted_one_by_one(form: Form, every: Sequence[Mapping[Cell, str]], sizes: Mapping[str, int]) -> int:
    return sum(
        holds(rule.condition, state, bound, sizes)
        for state in every
        for rule in form.rules
        for bound in choices(rule.parameters, sizes)
    )


@pytest.fixture(scope="module")
def facts() -> tuple[Form, list[Expression]]:
    project = load()
    found = count(verifier_of(project, {"Account": 1, "Service": 1}), {"Account": 2, "Service": 1})
    assert found.exact == "explored"
    return project.form, list(found.known.facts)


def sized(key: tuple[int, int]) -> dict[str, int]:
    return dict(zip(("Account", "Service"), key, strict=True))


def test_the_model_has_the_numbers_that_searching_gives(facts: tuple[Form, list[Expression]]) -> None:
    form, said = facts
    assert {key: states(form, said, sized(key)) for key in KNOWN} == KNOWN
    assert {key: transitions(form, said, sized(key)) for key in TRANSITIONS} == TRANSITIONS
    assert {key: orbits_of(form, said, sized(key)) for key in ORBITS} == ORBITS


def test_sizes_that_nobody_can_search(facts: tuple[Form, list[Expression]]) -> None:
    """Known from decision diagrams, which take seconds."""
    form, said = facts
    assert states(form, said, sized((5, 3))) == 564_646_807_809
    assert f"{float(states(form, said, sized((8, 4)))):.1e}" == "2.6e+20"
    assert f"{float(states(form, said, sized((10, 5)))):.2e}" == "3.05e+28"
    assert len(str(states(form, said, sized((1000, 10))))) == 3922


def counted(example: str) -> Count:
    project = load(f"examples/{example}")
    sizes = dict.fromkeys(project.form.sorts, 3)
    return count(verifier_of(project, dict.fromkeys(project.form.sorts, 1)), sizes, symmetry=True)


def test_what_facts_do_not_describe_is_said_to_be_a_bound() -> None:
    """Catches a bound that passes for the number: that one client is linked to a server is said of three elements."""
    found = counted("protocols/lock_servers")
    assert (found.exact, found.states, found.known.differs_at) == ("no", 512, ({"Client": 2, "Server": 1}, 4, 3))
    known = counted("two_phase_commit")
    assert (known.exact, known.states, known.orbits, known.known.differs_at) == ("explored", 288, 80, None)


def test_facts_about_three_elements_are_left_out_by_name() -> None:
    found = counted("protocols/job_queue")
    assert [f for f in found.known.left_out if "lease[j, x] == 'none' or lease[j, y] == 'none'" in str(f)]
    assert not any(countable(load("examples/protocols/job_queue").form, f) for f in found.known.left_out)
    assert found.exact == "no"


def test_facts_that_ask_for_some_element_are_counted_by() -> None:
    """Whoever has the lock, somebody has: without this, no small instance is described."""
    found = counted("lock_server")
    assert (found.exact, found.states, found.transitions) == ("explored", 20, 48)
    assert any("some(" in str(f) for f in found.known.facts)


@pytest.fixture
def usual_limit() -> Iterator[None]:
    """The limit of digits is the whole process's: it is set back."""
    limit = sys.get_int_max_str_digits()
    yield
    sys.set_int_max_str_digits(limit)


@pytest.mark.usefixtures("usual_limit")
def test_numbers_too_long_to_be_written_out_are_told() -> None:
    """Catches a number of more than 4,300 digits, which Python does not make a text of unasked."""
    words = ["--project", "examples/two_phase_commit", "count", "--size", "ResourceManager=9000"]
    first = CliRunner().invoke(main, words)
    exactly = json.loads(CliRunner().invoke(main, [*words, "--json"]).stdout)["states"]
    text = str(exactly)
    assert len(text) > 4300
    assert f"{text[:12]}… ({len(text):,} digits)" in first.stdout


@pytest.mark.usefixtures("usual_limit")
@pytest.mark.parametrize(
    "number",
    [10**60 - 1, 10**60, 10**5000 - 1, 10**5000, 10**5000 + 1, 2**20000, 2**20000 - 1],
    ids=lambda n: str(n.bit_length()),
)
def test_long_numbers_are_cut_and_their_digits_counted(number: int) -> None:
    """Catches a count of digits that is one off where a power of ten is near."""
    sys.set_int_max_str_digits(0)
    text = str(number)
    assert _said(number) == (f"{number:,}" if len(text) <= 60 else f"{text[:12]}… ({len(text):,} digits)")
