"""What is known of an observed system, and whether an event can happen in it: yes, no, or not known, and why."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from chartproof.observe.answers import alike, ask, tally
from chartproof.observe.known import known
from chartproof.observe.observation import Element, Observation, mask_of
from chartproof.observe.observed import proved
from chartproof.project.project import load
from tests.observe.told import STATE, TOY, looked, run, written


@pytest.mark.parametrize(
    ("event", "status", "says"),
    [
        (("clear", "art"), 0, "yes: clear(art) can happen"),
        (("clear", "biology"), 1, "Stock(biology) is empty"),
        (("clear", "crime"), 3, "Stock(crime) may be filled or clearing"),
        (("give_back", "bob", "art"), 3, "Loan(bob, art) may be none or held (loans.r2.json would tell)"),
        (("finish_clearing", "crime"), 1, "Loan(ann, crime) is held"),
        (("clear",), 0, "yes, 1: clear(art)"),
    ],
)
def test_can_says_yes_no_or_not_known(event: tuple[str, ...], status: int, says: str, tmp_path: Path) -> None:
    """Catches a wrong exit status, an answer without its cell, and an element that is not called by its name."""
    ran = run("can", *event, "--at", written(tmp_path))
    assert (ran.exit_code, says in ran.stdout) == (status, True), ran.output


def test_why_not_names_the_line_of_each_condition(tmp_path: Path) -> None:
    """Catches a reason without its place, one that holds, and the statuses of `can`."""
    path = written(tmp_path)
    ran = run("why-not", "borrow", "cid", "biology", "--at", path)
    assert ran.exit_code == 0
    assert re.search(r"toy/rules\.py:\d+: card == 'issued' does not hold\n    Card\(cid\) is none", ran.stdout)
    assert "stock == 'filled' does not hold" in ran.stdout
    assert "library" not in ran.stdout
    assert run("why-not", "clear", "art", "--at", path).exit_code == 1
    assert run("why-not", "clear", "crime", "--at", path).exit_code == 3
    data = json.loads(run("why-not", "give_back", "bob", "art", "--at", path, "--json").stdout)
    assert (data["answer"], data["files"], data["arguments"]["reader"]) == ("not known", ["loans.r2.json"], "r2")


def test_of_a_sort_that_is_not_closed_nothing_is_said_of_every(tmp_path: Path) -> None:
    """Catches a "yes" about readers of whom nobody has heard, and a list that is taken for whole."""
    loans = {r: dict.fromkeys(("art", "biology", "crime"), "none") for r in ("ann", "r2", "cid")}
    states = {**STATE["states"], "Loan": loans, "Stock": {"crime": "clearing"}}
    assert run("can", "finish_clearing", "crime", "--at", written(tmp_path, states=states)).exit_code == 0
    path = written(tmp_path, states=states, closed={"Reader": False})
    ran = run("can", "finish_clearing", "crime", "--at", path)
    assert ran.exit_code == 3
    assert "there may be elements of Reader that are not listed" in ran.stdout
    assert run("can", "issue", "--at", written(tmp_path, elements={"Reader": []}, states={})).exit_code == 3


def test_what_is_proved_narrows_what_is_known(tmp_path: Path) -> None:
    """Catches facts that are not used: who has no card has borrowed nothing."""
    states = {"Library": "opened", "Card": {"cid": "none"}, "Stock": {"biology": "empty"}}
    _, _, known = looked(written(tmp_path, states=states))
    assert known.states(("loan", (2, 0))) == ("none",)
    assert len(known.states(("loan", (0, 0)))) == 2


def test_a_contradiction_is_told_with_what_is_proved_against_it(tmp_path: Path) -> None:
    """Catches a folder that is believed though no state is like it, and a "no" that rests on what cannot be."""
    path = written(tmp_path, states={**STATE["states"], "Card": {"ann": "none"}})
    ran = run("observe", path)
    assert ran.exit_code == 1
    assert "by the rules impossible: Card(ann) is none and Loan(ann, art) is held" in ran.stdout
    assert "proved of every state: where" in ran.stdout
    assert json.loads(run("observe", path, "--json").stdout)["contradictions"][0]["facts"]
    after = run("can", "give_back", "ann", "art", "--at", path)
    assert after.exit_code == 0
    assert "what was read is impossible" in after.stdout
    states = {"Card": {"ann": "none"}, "Loan": {"ann": {"art": "held"}}}
    _, _, found = looked(written(tmp_path, states=states))
    assert found.contradictions
    assert found.states(("loan", (0, 1))) == ("none", "held")
    nothing = run("observe", written(tmp_path, states={"Library": []}))
    assert nothing.exit_code == 1
    assert "Library is nothing" in nothing.stdout


def test_several_facts_are_named_where_one_alone_does_not_contradict() -> None:
    """Catches a contradiction that is blamed on one fact, whose cells by themselves say nothing against it."""
    project = load(TOY.parents[2] / "examples" / "two_phase_commit")
    seen = Observation.unknown(project.form, {"ResourceManager": [Element("oslo"), Element("rome")]})
    seen.possible["resource"][0] = mask_of(project.form.variable("resource"), ["committed"])
    seen.possible["abort_message"][()] = mask_of(project.form.variable("abort_message"), ["sent"])
    facts = [f for f in proved(project) if "transaction_manager" in str(f)]
    found = known(project.form, seen, facts)
    assert found.contradictions
    assert max(len(c.facts) for c in found.contradictions) == 2
    assert all("transaction_manager" in str(f) for c in found.contradictions for f in c.facts)


def test_observe_says_what_is_alike_and_reads_what_it_writes(tmp_path: Path) -> None:
    """Catches elements that are told apart though they are in the same states, and a state file that says less."""
    path = written(tmp_path)
    _, _, known = looked(path)
    assert alike(known, known.form)["Reader"] == [(0,), (1,), (2,)]
    assert tally(known, known.form.rule("consult")).counts == {"yes": 1, "not known": 2, "no": 6}
    ran = run("observe", path, "--write", tmp_path / "again.json")
    assert ran.exit_code == 0
    assert "Stock: 1 filled or clearing, 1 filled, 1 empty" in ran.stdout
    again = looked(tmp_path / "again.json")[2]
    assert all((known.cells.masks[m] == again.cells.masks[m]).all() for m in known.cells.masks)
    assert again.tells == known.tells
    told = json.loads(run("observe", path, "--json").stdout)
    (tmp_path / "told.json").write_text(json.dumps(told), encoding="utf-8")
    assert run("observe", tmp_path / "told.json").exit_code == 0
    (tmp_path / "loose").mkdir()
    loose = written(tmp_path / "loose", states={})
    assert "alike: 3 of Reader: ann, bob, cid" in run("observe", loose).stdout


def test_assumptions_are_switches_that_are_told(tmp_path: Path) -> None:
    """Catches one that is in force unasked, one that is not told, and one that wins against what was seen."""
    path = written(tmp_path, states={"Library": "opened", "Stock": {"biology": "empty"}})
    assert run("can", "issue", "ann", "--at", path).exit_code == 3
    ran = run("can", "issue", "ann", "--at", path, "--assume", "cards-are-issued")
    assert ran.exit_code == 1
    assert "assumed cards-are-issued: Whoever is listed has a card." in ran.stdout
    against = run("observe", written(tmp_path), "--assume", "cards-are-issued")
    assert against.exit_code == 1
    assert "Card(cid) is none\n  assumed cards-are-issued" in against.stdout
    wrong = run("observe", path, "--assume", "cards")
    assert wrong.exit_code == 2
    assert "there is no assumption named 'cards'" in wrong.stderr
    foreign = run("observe", path, "--assume", "all-is-still")
    assert foreign.exit_code == 2
    assert "other elements than Stock has" in foreign.stderr


def test_the_adapter_reads_folders_and_has_a_script(tmp_path: Path) -> None:
    """Catches an adapter that is not asked."""
    written(tmp_path)
    assert run("observe", tmp_path).exit_code == 0
    assert run("observe", "--script").stdout == "library dump > state.json\n"


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"elements": {"Readers": []}}, "there is no sort named 'Readers'"),
        ({"elements": {"Reader": ["a", "a"]}}, "listed twice"),
        ({"elements": {"Reader": [3]}}, "3 is no Reader"),
        ({"elements": []}, "a table is wanted"),
        ({"closed": {"Reader": "no"}}, "write true or false"),
        ({"states": {"Card": {"dan": "none"}}}, "there is no reader named 'dan'"),
        ({"states": {"Card": {"ann": "lost"}}}, "there is no state of Card named 'lost'"),
        ({"states": {"Card": {"ann": 3}}}, "3 is no list of states"),
        ({"states": {"Card": "none"}}, "a table is wanted"),
        ({"states": {"Cards": {}}}, "there is no machine named 'Cards'"),
        ({"state": {}}, "there is no key of a state file named 'state'"),
        ({"elements": {"Reader": [f"r{n}" for n in range(9000)], "Shelf": [f"s{n}" for n in range(9000)]}}, "cells"),
    ],
)
def test_a_wrong_state_file_is_told(changed: dict[str, object], says: str, tmp_path: Path) -> None:
    """Catches a traceback, and a misspelt name that would leave a cell unknown."""
    ran = run("observe", written(tmp_path, **changed))
    assert (ran.exit_code, says in ran.stderr) == (2, True), ran.output


def test_hostile_files_are_refused(tmp_path: Path) -> None:
    """Catches a traceback at deep nesting, other bytes than text, and a terminal that obeys a name."""
    path = tmp_path / "bad.json"
    for content in (b"[" * 10_000, b"\xff\xfe", b"null", b'{"elements"', b'{"elements": 9' + b"9" * 6000 + b"}"):
        path.write_bytes(content)
        assert run("observe", path).exit_code == 2
    assert run("observe", tmp_path / "none.json").exit_code == 2
    named = written(
        tmp_path, elements={"Reader": [{"key": "x\x1b[31m", "name": "\x1b]0;evil\x07<b>"}]}, states={}, tells={}
    )
    assert "\x1b" not in run("observe", named).stdout
    assert "\x1b" not in run("can", "issue", "x\x1b[31m", "--at", named).stdout


def test_arguments_that_are_none_are_told(tmp_path: Path) -> None:
    """Catches a wrong element that is taken for one, and arguments that are dropped."""
    path = written(tmp_path)
    lines = ("can clear dance", "can clear art crime", "can burn art", "why-not clear")
    assert [run(*line.split(), "--at", path).exit_code for line in lines] == [2, 2, 2, 2]
    _, _, known = looked(
        written(
            tmp_path, elements={"Reader": [{"key": "1", "name": "x"}, {"key": "2", "name": "x"}]}, states={}, tells={}
        )
    )
    assert known.number("Reader", "x") is None
    assert known.called("Reader", 1) == "x (2)"
    assert ask(known, known.form.rule("issue"), (0,)).said == "issue(x (1))"
