"""Ways that are built by undoing events, in instances that nobody can search."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from chartproof.check import exactness as module
from chartproof.check import how
from chartproof.check.built import Builder, widened
from chartproof.check.verify import Verifier
from chartproof.cli.main import main
from chartproof.errors import TooLarge
from chartproof.language.expression import Binder
from chartproof.language.form import Form
from chartproof.language.meaning import Bindings, Sizes, after, cells, holds, initial_states
from chartproof.language.parse import parse, vocabulary
from chartproof.language.trace import Trace
from chartproof.project.kept import Kept
from chartproof.prove.back import run_to
from chartproof.prove.kept import plain_undoings
from chartproof.prove.logic import Picture
from tests.prove.test_undoing import DOOR, RIGHT, form_of, listed

ROOM = [Binder(f"room{n + 1}", "Room") for n in range(40)]


def builder(source: str = DOOR, kept: Kept | None = None) -> Builder:
    return Builder(Verifier(form_of(source), {"Room": 1}, kept=kept or Kept()))


def built(text: str, numbers: list[int], sizes: Sizes, source: str = DOOR) -> Trace | None:
    """A way to where something holds of rooms by their numbers, once it was followed by what rules mean."""
    found = builder(source)
    form, named = found.verifier.form, {ROOM[n]: n for n in numbers}
    what = parse(text, vocabulary(form), free=True, elements=True)
    trace = found.way(what, named, sizes)
    if trace is not None:
        state = trace.initial
        assert state in list(initial_states(form, sizes))
        for step in trace.steps:
            bound: Bindings = {
                Binder("room", "Room"): int(name.removeprefix("room")) - 1 for name in step.arguments.values()
            }
            reached = after(form.rule(step.event), state, bound, sizes)
            assert reached is not None
            state = reached
        assert holds(what, state, named, sizes)
    return trace


def test_a_way_is_built_to_elements_by_their_numbers() -> None:
    """Forty rooms have more states than anything holds. Catches other elements, and steps that cannot be taken."""
    trace = built("door[room33] == 'open' and door[room40] == 'ajar' and bell == 'ringing'", [32, 39], {"Room": 40})
    assert trace is not None
    assert [s.event for s in trace.steps] == ["slam", "push", "push", "pull"]
    assert "may be a shorter way" in trace.note


def test_what_others_are_to_be_is_built_too() -> None:
    """Of all rooms, so that what a few need is no answer. Catches that the others are left as they began."""
    trace = built("every(x in Room, door[x] == 'open') and bell == 'still' and door[room7] == 'open'", [6], {"Room": 7})
    assert trace is not None
    assert sorted(s.event for s in trace.steps) == ["pull"] * 7 + ["push"] * 7


def test_where_there_is_none_none_is_built() -> None:
    """Catches a state that the sizes have no room for, and one that no state satisfies."""
    two = "some(x in Room, door[x] == 'open' and door[room1] == 'shut')"
    assert built(two, [0], {"Room": 2}) is not None
    assert built(two, [0], {"Room": 1}) is None
    assert built("door[room1] == 'open' and door[room1] == 'shut'", [0], {"Room": 2}) is None


def test_a_wrong_list_makes_no_run() -> None:
    """Undone in another order it ends elsewhere, and by a rule that differs it cannot be taken. Catches blind trust."""
    form = form_of(DOOR)
    state = {("door", (0,)): "open", ("bell", ()): "still"}
    right, wrong = listed(form, RIGHT), listed(form, [RIGHT[1], RIGHT[0], RIGHT[2]])
    assert run_to(form, right, state, {"Room": 1}) is not None
    assert run_to(form, wrong, state, {"Room": 1}) is None
    other = form_of(DOOR.replace('"It is pushed."', '"It is pushed.", only_if=["bell == \'ringing\'"]'))
    assert run_to(other, listed(other, RIGHT), state, {"Room": 1}) is None


def test_no_way_is_built_by_facts_that_are_not_exact() -> None:
    """At most two rooms have a bell, which no fact about two says of three. Catches a state that cannot be reached."""
    source = """
class Bell(Machine, per=Room):
    gone = State(initial=True)
    there = State()
    hang = gone.to(there)
class Stock(Machine):
    two = State(initial=True)
    one = State()
    none = State()
    hang = two.to(one) | one.to(none)
hang = Event("One is hung up.", of=Room)
"""
    assert builder(source).exactness is None
    assert (
        built(
            "bell[room1] == 'there' and bell[room2] == 'there' and bell[room3] == 'there'",
            [0, 1, 2],
            {"Room": 9},
            source,
        )
        is None
    )


def test_a_list_that_was_kept_is_shown_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Catches a search for what is known, a kept list that is believed, and one that stops what can be found."""
    form = form_of(DOOR)
    right, wrong = plain_undoings(listed(form, RIGHT)), plain_undoings(listed(form, [RIGHT[1], RIGHT[0], RIGHT[2]]))
    for value in (wrong, [["nobody", [], "True"]], [["push", ["shut"], "dor == 'ajar'"]], 3, None):
        kept = Kept()
        kept.put("undoings", "", value)
        assert builder(kept=kept).exactness is not None
        assert kept.get("undoings", "") not in (value, wrong)
    kept = Kept()
    kept.put("undoings", "", right)
    monkeypatch.setattr(module, "undoings", lambda *_: None)
    assert builder(kept=kept).exactness is not None
    assert builder().exactness is None


def test_a_picture_needs_room_for_all_its_elements() -> None:
    """Catches elements that fall together where there are too few places, and one that is put where another is."""
    form: Form = form_of(DOOR)
    picture = Picture(
        {"Room": 2}, {("door", (0,)): "open", ("door", (1,)): "ajar", ("bell", ()): "still"}, {ROOM[2]: 1}
    )
    state = widened(form, picture, {ROOM[2]: 2}, {"Room": 3})
    assert state is not None
    assert [state["door", (n,)] for n in range(3)] == ["open", "shut", "ajar"]
    assert set(state) == set(cells(form, {"Room": 3}))
    assert widened(form, picture, {ROOM[2]: 0}, {"Room": 1}) is None


def answer(*arguments: str) -> tuple[int, dict[str, object]]:
    ran = CliRunner().invoke(main, ["how", *arguments, "--json"])
    return ran.exit_code, json.loads(ran.stdout)


def refuse(*_: object) -> None:
    raise TooLarge("no")


def test_how_builds_a_way_where_diagrams_lose_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Catches a refusal, a way that is called the shortest, and a shortest way that is not looked for first."""
    monkeypatch.chdir(Path(__file__).parents[2] / "examples" / "two_phase_commit")
    monkeypatch.setattr(how, "LOOK", 0.5)
    asked = "resource[resource_manager9] == 'committed'"
    status, found = answer(asked, "--size", "ResourceManager=9")
    assert (status, "shortest" in found) == (0, False)
    monkeypatch.setattr(how, "_reached", refuse)
    status, data = answer(asked, "--size", "ResourceManager=9")
    assert (status, data["shortest"], data["trace_sizes"]) == (0, False, {"ResourceManager": 9})


def test_how_names_sizes_that_have_a_way() -> None:
    """Catches that nobody is told of it, and a size that is named without a look."""
    others = "some(x in Account, some(y in Account, some(z in Account, x != y and y != z and x != z and member[z])))"
    ran = CliRunner().invoke(main, ["how", others])
    assert (ran.exit_code, "but one with Account=3, Service=1 has" in ran.stdout) == (3, True)
    status, data = answer(others)
    assert (status, data["larger"]) == (3, {"Account": 3, "Service": 1})
