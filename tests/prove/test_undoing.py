"""Every state that satisfies the facts can be reached: what is proved is so, and a wrong list is refused.

One wrong list for each kind of obligation, written by hand: were its obligation dropped, it would pass.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from chartproof.check.counting import count
from chartproof.check.verify import Verifier
from chartproof.compile import compile_form, parse, vocabulary
from chartproof.errors import ChartproofError
from chartproof.explore.engines import reach
from chartproof.language.expression import TRUE, Binder, Expression, In, conjunction
from chartproof.language.form import Conjunct, Effect, Form, Rule, Variable
from chartproof.project.project import load
from chartproof.prove.smtlib import script
from chartproof.prove.undoing import Exact, Exactness, Undoing, exactness
from tests.effort import THOROUGH, cases
from tests.interpreter.engine import Refused
from tests.interpreter.engine import load as loaded
from tests.interpreter.generate import subject
from tests.interpreter.written import module
from tests.prove.test_proofs import answer
from tests.toys import declarations

ROOT = Path(__file__).parents[2]
DOOR = """
class Door(Machine, per=Room):
    shut = State(initial=True)
    ajar = State()
    open = State()
    push = shut.to(ajar)
    pull = ajar.to(open)
    slam = listens(shut.from_(ajar, open))
class Bell(Machine):
    still = State(initial=True)
    ringing = State()
    slam = still.to(ringing)
push = Event("It is pushed.", of=Room)
pull = Event("It is pulled.", of=Room)
slam = Event("All doors are slammed, and the bell rings.")
"""
PUSH = ("push", ("shut",), "door == 'ajar'")
PULL = ("pull", ("ajar",), "door == 'open'")
SLAM = ("slam", ("shut", "still"), "bell == 'ringing'")
RIGHT = [PULL, PUSH, SLAM]


def form_of(source: str) -> Form:
    return compile_form(declarations(('Room = Sort("Room")\n' if "Room" in source else "") + source))


def read(form: Form, text: str) -> Expression:
    return TRUE if text == "True" else parse(text, vocabulary(form), free=True)


def listed(form: Form, undone: list[tuple[str, tuple[str, ...], str]]) -> list[Undoing]:
    return [Undoing(form.rule(name), sources, read(form, where)) for name, sources, where in undone]


def shown(undone: list[tuple[str, tuple[str, ...], str]], source: str = DOOR, *facts: str) -> Exactness:
    form = form_of(source)
    found = listed(form, undone)
    return Exact(form, [read(form, f) for f in facts]).shown(found)


def refused_by(undone: list[tuple[str, tuple[str, ...], str]], source: str = DOOR, *facts: str) -> list[str]:
    """The obligations that do not hold: all, not the first alone."""
    form = form_of(source)
    found = listed(form, undone)
    return refused(form, found, *(read(form, f) for f in facts))


def refused(form: Form, found: list[Undoing], *facts: Expression) -> list[str]:
    exact = Exact(form, facts)
    return [one.obligation.name for one in exactness(form, facts, found) if exact.answer(one) != "impossible"]


def test_a_right_list_is_shown() -> None:
    """Catches a refusal of everything, under which the others here would say nothing."""
    assert shown(RIGHT).verdict == "proved"
    assert refused_by(RIGHT) == []


def test_a_state_before_that_breaks_a_fact_is_refused() -> None:
    """Where doors are never ajar, none can have been opened so."""
    assert refused_by(RIGHT, DOOR, "door != 'ajar'") == ["undo pull keeps every(Room, door != 'ajar')"]


def test_a_state_before_in_which_an_earlier_condition_holds_is_refused() -> None:
    """Doors that are ajar are undone first, so that none may become ajar after that: it would never end."""
    assert refused_by([PUSH, PULL, SLAM]) == ["undo pull keeps not some(Room, door == 'ajar')"]


def test_an_event_that_could_not_happen_before_is_refused() -> None:
    source = DOOR.replace('"It is pushed."', '"It is pushed.", only_if=["bell == \'ringing\'"]')
    assert refused_by(RIGHT, source) == ["undo push: it can happen before"]


def test_an_event_that_leads_elsewhere_is_refused() -> None:
    """Where some door is ajar, slamming cannot have been the last event."""
    assert refused_by([PULL, SLAM, PUSH]) == [
        "undo slam: it leads back to the same: whether door[any1?] == 'shut'",
        "undo slam: it leads back to the same: whether door[any1?] == 'ajar'",
    ]


def test_undoing_without_end_is_refused() -> None:
    """A lamp can be switched for ever: to undo that wherever it is leads back, and ends nowhere."""
    lamp = (
        "class Lamp(Machine):\n    off = State(initial=True)\n    on = State()\n    switch = off.to(on) | on.to(off)\n"
    )
    lamp += 'switch = Event("It is switched.")\n'
    assert refused_by([("switch", ("off", "on"), "True")], lamp) == ["undo switch: its condition no longer holds there"]


ONE, OTHER = Binder("one", "Room"), Binder("other", "Room")
TOKEN = Variable("token", "Token", ("Room",), ("away", "here"), ("away",))


def token(room: Binder, state: str) -> In:
    return In("token", (room,), (state,))


def moved(*effects: tuple[Binder, str], guard: Expression = TRUE) -> Rule:
    written_there = tuple(Effect("token", (room,), (), state, TRUE) for room, state in effects)
    return Rule("move", (ONE, OTHER), (Conjunct(guard),), written_there)


def test_a_condition_that_comes_to_hold_elsewhere_is_refused() -> None:
    """A token that is handed over, undone, could be handed over the other way: for ever, each time at other rooms."""
    over = moved((ONE, "away"), (OTHER, "here"), guard=conjunction([token(ONE, "here"), token(OTHER, "away")]))
    take = Rule("take", (ONE,), (Conjunct(token(ONE, "away")),), (Effect("token", (ONE,), (), "here", TRUE),))
    form = Form(("Room",), (TOKEN,), (over, take))
    handed = Undoing(over, ("here", "away"), conjunction([token(ONE, "away"), token(OTHER, "here")]))
    assert refused(form, [handed]) == [
        "undo move: its condition holds nowhere else anew",
        "where nothing is left to undo, Token is initial",
    ]
    assert refused(form, [Undoing(take, ("away",), token(ONE, "here"))]) == []


def test_states_that_are_left_are_refused() -> None:
    """Nobody undoes the bell."""
    assert refused_by([PULL, PUSH]) == ["where nothing is left to undo, Bell is initial"]


def test_a_cell_that_was_in_two_states_at_once_is_refused() -> None:
    """Both rooms may be one: were its state before another by each effect, anything followed."""
    with pytest.raises(ValueError, match="in one state before, and in another"):
        Undoing(moved((ONE, "here"), (OTHER, "here")), ("away", "here"))


@pytest.mark.parametrize(
    "example", ["lock_server", "printer", "two_phase_commit", "protocols/orders", "protocols/leases", "protocols/roles"]
)
def test_lists_are_found_and_the_number_is_what_is_explored(example: str) -> None:
    """At sizes on which nothing was found."""
    project = load(f"examples/{example}")
    form = project.form
    sizes = {sort: 3 if n == 0 else 2 for n, sort in enumerate(form.sorts)}
    found = count(Verifier(form, dict.fromkeys(form.sorts, 1)), sizes, proves=True)
    assert found.exact == "proved"
    assert found.states == reach(form, sizes).states


def test_the_model_is_exact_at_every_size() -> None:
    project = load(ROOT)
    verifier = Verifier(
        project.form, dict.fromkeys(project.form.sorts, 1), properties=list(project.properties.values())
    )
    found = count(verifier, {"Account": 4, "Service": 2}, proves=True)
    assert (found.exact, found.states) == ("proved", 70_488_129)


def test_another_solver_refutes_every_obligation_of_a_list() -> None:
    """cvc5, from scripts that were not written by way of Z3."""
    form = form_of(DOOR)
    for one in shown(RIGHT).stated:
        assert answer(script(form, one.obligation, one.known)) == "unsat", one.obligation.name


@pytest.mark.parametrize("first", range(40, 200, 40) if THOROUGH else (40, 80))
def test_what_is_proved_exact_is_so_on_random_systems(first: int) -> None:
    """Catches a list that is shown and leads nowhere: the numbers would differ at larger sizes, or small ones."""
    proved = 0
    for seed in range(first, first + cases(40)):
        try:
            form = loaded(module(subject(seed))).form
            sizes = {sort: 3 if n == 0 else 2 for n, sort in enumerate(form.sorts)}
            found = count(Verifier(form, dict.fromkeys(form.sorts, 1)), sizes, proves=True)
        except (Refused, ChartproofError):
            continue
        if found.exact == "proved":
            proved += 1
            assert found.states == reach(form, sizes).states, seed
    assert proved > cases(40) // 10
