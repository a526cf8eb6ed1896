"""The shortest way to a state, whichever engine looks for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from chartproof.check import how
from chartproof.cli.main import main
from chartproof.errors import ModelError, TooLarge
from chartproof.explore import bdd, search
from chartproof.explore.memory import InMemory
from chartproof.explore.search import explore
from chartproof.language.parse import parse, vocabulary
from chartproof.project.project import load

WITNESSED = "integration == 'left_behind' and service_role == 'present'"
NOWHERE = "every(Account, not member) and some(Account, member)"
SIZES = {"Account": 2, "Service": 1}


def test_a_way_does_not_depend_on_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Would catch another trace, or none, from decision diagrams."""
    project = load()
    by_search = how.shortest_way(project, WITNESSED, SIZES)
    assert by_search is not None
    assert how.shortest_way(project, NOWHERE, SIZES) is None
    monkeypatch.setattr(how, "LOOK", 0.5)
    assert how.shortest_way(project, WITNESSED, SIZES) == by_search
    assert how.shortest_way(project, NOWHERE, SIZES) is None


def test_that_there_is_no_way_is_said_of_sizes_beyond_memory() -> None:
    """Would catch a refusal where decision diagrams know the answer."""
    assert how.shortest_way(load(), NOWHERE, {"Account": 5, "Service": 3}) is None


def test_what_no_engine_holds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Would catch `there is none` said of an instance that was not looked into."""

    def refuse(*_: object, **__: object) -> None:
        raise TooLarge("no")

    monkeypatch.setattr(how, "LOOK", 0.5)
    monkeypatch.setattr(bdd, "InBdd", refuse)
    monkeypatch.setattr(search.Estimates, "refuse", refuse)
    with pytest.raises(TooLarge, match="no; the instances that could be looked into have no way"):
        how.shortest_way(load(), NOWHERE, SIZES)


def answer(*arguments: str) -> tuple[int, dict[str, Any]]:
    ran = CliRunner().invoke(main, ["how", *arguments, "--json"])
    return ran.exit_code, json.loads(ran.stdout)


@pytest.mark.parametrize(
    "text", ["integration[service1] == 'left_behind'", "Integration(service1) == 'left_behind'", "cleaning[service1]"]
)
def test_elements_are_named_as_traces_print_them(text: str) -> None:
    """Catches a name that a reader sees and may not say."""
    status, data = answer(text)
    assert status == 0
    assert {s["arguments"].get("service", "service1") for s in data["trace"]} == {"service1"}


def test_a_named_element_is_that_one() -> None:
    """Catches another element than the one named, two names for one, and an instance without it."""
    _, data = answer("membership[account2] == 'invited' and membership[account1] == 'outside'")
    assert data["trace"][-1]["arguments"] == {"account": "account2"}
    _, data = answer("member[account1] and member[account2]")
    assert data["sizes"] == data["trace_sizes"] == {"Account": 2, "Service": 1}
    assert {s["arguments"]["account"] for s in data["trace"][-2:]} == {"account1", "account2"}
    _, data = answer("member[account3]", "--size", "Account=1")
    assert data["trace_sizes"] == {"Account": 3, "Service": 1}


def test_that_there_is_no_way_is_said_of_all_sizes_where_it_is_proved() -> None:
    """Catches a proof that is not tried, and one that is claimed: two may be members, three of them need three."""
    assert answer("organization == 'not_created' and member")[1]["scope"] == "all"
    two = "every(x in Account, every(y in Account, x == y)) and member[account1] and member[account2]"
    status, data = answer(two)
    assert (status, data["scope"]) == (3, "all")
    others = "some(x in Account, some(y in Account, some(z in Account, x != y and y != z and x != z)))"
    status, data = answer(others)
    assert (status, data["scope"]) == (3, {"Account": 2, "Service": 1})


def test_what_is_proved_is_not_searched_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Catches a minute of diagrams, or a refusal, where small instances have no way and no instance ever has."""
    monkeypatch.setattr(how, "_reached", lambda form, size, *_: InMemory(explore(form, dict.fromkeys(size, 1))))
    monkeypatch.setattr(search.Estimates, "log", lambda self, size: 1.0 if sum(size.values()) < 4 else 200.0)
    status, data = answer("organization == 'not_created' and member", "--size", "Account=20", "--size", "Service=10")
    assert (status, data["scope"], data["sizes"]) == (3, "all", {"Account": 20, "Service": 10})


def test_from_a_file_it_is_said_of_its_end(tmp_path: Path) -> None:
    """Catches `no state` said of all, where only what follows a trace was looked at; and elements that it has not."""
    here = tmp_path / "here.json"
    here.write_text(CliRunner().invoke(main, ["how", "organization == 'all_features'", "--json"]).stdout)
    ran = CliRunner().invoke(main, ["how", "organization == 'not_created'", "--from", str(here)])
    assert (ran.exit_code, f"from the end of {here}" in ran.stdout) == (3, True)
    status, data = answer("organization == 'not_created'", "--from", str(here))
    assert (status, data["scope"], data["from"]) == (3, {"Account": 1, "Service": 1}, str(here))
    ran = CliRunner().invoke(main, ["how", "member[account2]", "--from", str(here)])
    assert (ran.exit_code, "the expression names more" in ran.stderr) == (2, True)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("membership[acount1] == 'invited'", "acount1"),
        ("organization == 'all_features' and membership[service1] == 'invited'", "service1"),
        ("organization == 'all_features' and membrship == 'invited'", "membrship"),
        ("organization in ('all_features', 'ärger', 'none_such')", "'ärger'"),
        ("organization != 'not_created' and (member[account1] or mmber)", "mmber"),
    ],
)
def test_the_caret_is_under_the_word(text: str, word: str) -> None:
    """Catches a caret under what is right, and one that counts bytes."""
    said = CliRunner().invoke(main, ["how", text]).stderr.splitlines()
    shown = next(n for n, line in enumerate(said) if line.strip() == text)
    assert said[shown + 1].index("^") == said[shown].index(word)


def test_properties_name_no_elements() -> None:
    """Catches a claim about one account of many, which no form can tell apart."""
    with pytest.raises(ModelError, match="no element is named 'account1'"):
        parse("member[account1]", vocabulary(load().form), free=True)
