"""A way in an observed system: it leads there whatever is not known, at the least risk, and then it is the shortest."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pytest

from chartproof.compile import compile_form
from chartproof.errors import UnknownName
from chartproof.language.form import Form
from chartproof.observe.known import Known, known
from chartproof.observe.observation import Element, Observation, mask_of
from chartproof.observe.wanted import wanted
from chartproof.observe.way import Way, find
from tests.observe.told import STATE, looked, run, written
from tests.toys import declarations

LOCK = """
Client = Sort("Client", "a client")
class Server(Machine):
    free = State(initial=True)
    taken = State()
    acquire = free.to(taken)
    release = taken.to(free)
class Lock(Machine, per=Client):
    waiting = State(initial=True)
    holding = State()
    served = State()
    acquire = waiting.to(holding)
    release = holding.to(served)
acquire = Event("A client takes the lock.", of=Client)
release = Event("The client gives it back.", of=Client)
"""


def way(found: Known, text: str) -> Way:
    return find(found, wanted(found, text), found.form.rules)


def told(found: Way) -> list[tuple[str, int, bool]]:
    return [(m.rule.name, len(m.each), m.surely) for m in found.moves or ()]


def test_the_way_does_without_what_is_advised_against(tmp_path: Path) -> None:
    """To throw the shelf out is the shortest way to get rid of it: catches a way that begins with that, and one that
    ends before all have given back, or that takes the books of another shelf."""
    _, _, known = looked(written(tmp_path))
    found = way(known, "stock[art] in ('empty', 'littered')")
    assert told(found) == [
        ("clear", 1, True),
        ("give_back", 1, True),
        ("give_back", 1, False),
        ("finish_clearing", 1, True),
    ]
    assert {n[1] for m in found.moves or () if m.rule.name == "give_back" for n in m.each} == {0}


def test_a_limit_to_actors_and_events_is_kept(tmp_path: Path) -> None:
    """Catches a way by somebody else, a system that is not let act, and a limit to nobody."""
    path = written(tmp_path)
    line = ("how", "stock[biology] == 'clearing'", "--at", path)
    assert run(*line).exit_code == 0
    assert run(*line, "--by", "reader").exit_code == 3
    assert run(*line, "--without", "clear").exit_code == 0
    assert "throw_out" in run(*line, "--without", "clear").stdout
    assert run(*line, "--without", "clear", "--without", "throw_out").exit_code == 3
    assert run(*line, "--by", "nobody").exit_code == 2
    assert run(*line, "--without", "nothing").exit_code == 2
    assert run("how", "stock == 'clearing'", "--by", "reader").exit_code == 2
    assert run(*line, "--size", "Reader=2").exit_code == 2


def test_a_way_says_who_acts_what_stops_and_what_may_be_spoilt(tmp_path: Path) -> None:
    """Catches a way without its price."""
    states = {**STATE["states"], "Library": "closed"}
    ran = run("how", "stock[art] == 'empty'", "--at", written(tmp_path, states=states))
    assert "1  clear(art), by librarian" in ran.stdout
    assert "stops at step 1: consult(ann, art)" in ran.stdout
    assert "stops at step 1: perhaps consult(bob, art)" in ran.stdout
    assert "others may spoil it at step 1: litter(art)" in ran.stdout
    assert "give_back(bob, art) (where it can: that is not known), by reader" in ran.stdout
    data = json.loads(run("how", "stock[art] == 'empty'", "--at", tmp_path / "state.json", "--json").stdout)
    assert [m["event"] for m in data["way"]] == ["clear", "give_back", "give_back", "finish_clearing"]
    assert data["way"][2]["each"] == [{"reader": "r2", "shelf": "art"}]


def test_a_way_is_written_as_prose_and_as_a_script(tmp_path: Path) -> None:
    """Catches a script that stops where an event was only tried, and a name that is none of a variable."""
    path = written(tmp_path, elements={"Reader": [{"key": "0 1", "name": "7"}, "r2", "cid"], "Shelf": ["art"]},
                   states={"Stock": {"art": "filled"}, "Library": "opened"})  # fmt: skip
    prose = run("how", "stock[art] == 'empty'", "--at", path, "--as", "prose").stdout
    assert "1. The librarian clears art." in prose
    assert "7, r2, cid gives it back to art. (where it can: that is not known.)" in prose
    script = run("how", "stock[art] == 'empty'", "--at", path, "--as", "cli").stdout
    assert 'library give-back --card "$READER_7_CARD" --shelf ART\n} || true' in script
    assert "library clear ART\n\n" in script
    assert run("how", "stock[art] == 'empty'", "--at", path, "--as", "svg").exit_code == 2
    assert (
        run("how", "stock[art] == 'empty'", "--at", path, "--as", "prose", "--output", tmp_path / "a.md").stdout == ""
    )
    assert "clears art" in (tmp_path / "a.md").read_text(encoding="utf-8")


def clients(form: Form, count: int) -> Known:
    """So many who wait, and a server that is free."""
    seen = Observation.unknown(form, {"Client": [Element(f"c{n}") for n in range(count)]})
    seen.possible["server"][()] = mask_of(form.variable("server"), ["free"])
    seen.possible["lock"][:] = mask_of(form.variable("lock"), ["waiting"])
    return known(form, seen, ())


@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_class_is_split_where_its_elements_stand_in_one_anothers_way(count: int) -> None:
    """All wait alike, and one alone can hold the lock: catches a way that moves all at once."""
    found = way(clients(compile_form(declarations(LOCK)), count), "every(Client, lock == 'served')")
    events = [m.rule.name for m in found.moves or () for _ in m.each]
    assert events == ["acquire", "release"] * count


def test_of_a_class_one_is_moved_where_one_is_enough() -> None:
    """Catches a way that costs as many events as there are elements, and "none" where only all cannot."""
    many = clients(compile_form(declarations(LOCK)), 50)
    assert told(way(many, "some(Client, lock == 'holding')")) == [("acquire", 1, True)]
    assert way(many, "every(Client, lock == 'holding')").moves is None


def test_that_there_is_no_way_is_said_where_there_is_none(tmp_path: Path) -> None:
    """Catches a search that gives up and says no, and a goal that is reached by a guess."""
    _, _, found = looked(written(tmp_path, closed={"Reader": False}))
    assert way(found, "card[ann] == 'none'").never
    assert way(found, "stock[crime] == 'empty'").moves is None  # there may be a reader who never gives back
    assert told(way(found, "stock[art] == 'filled'")) == []
    with pytest.raises(UnknownName):
        wanted(found, "stock[no-shelf] == 'empty'")
    with pytest.raises(UnknownName, match="no shelf named 'nope'") as raised:
        wanted(found, "stock[nope] == 'empty'")
    assert "crime" in str(raised.value.mend)


def test_elements_are_named_as_they_are_called(tmp_path: Path) -> None:
    """Catches a key with a dot or a digit that no expression can say, and a bound name that is taken for an element."""
    path = written(tmp_path, elements={"Reader": ["12", "x"], "Shelf": ["a.b"]}, states={}, tells={})
    _, _, found = looked(path)
    assert list(wanted(found, "Loan(x, a.b) == 'none'").elements.values()) == [1, 0]
    assert list(wanted(found, "loan[12, 'a.b'] == 'none'").elements.values()) == [0, 0]
    assert wanted(found, "every(x in Reader, card[x] == 'none')").elements == {}
    assert str(wanted(found, "card == 'none'").expression) == "some(Reader, card == 'none')"


def test_five_thousand_readers_take_no_longer_than_a_second(tmp_path: Path) -> None:
    """Catches a step an element: with that the search never ended."""
    _, _, small = looked(written(tmp_path))
    form = small.form
    seen = Observation.unknown(
        form, {"Reader": [Element(str(n)) for n in range(5000)], "Shelf": [Element(f"s{n}") for n in range(60)]}
    )
    seen.possible["library"][()] = mask_of(form.variable("library"), ["opened"])
    seen.possible["stock"][:] = mask_of(form.variable("stock"), ["filled"])
    seen.possible["card"][:] = mask_of(form.variable("card"), ["issued"])
    seen.possible["loan"][:] = np.random.default_rng(1).integers(1, 4, (5000, 60))
    began = time.process_time()
    found = known(form, seen, small.facts.facts)
    events = way(found, "stock[s7] == 'empty'")
    assert events.events == int((seen.possible["loan"][:, 7] != 1).sum()) + 2
    assert time.process_time() - began < 3  # one on an idle processor
