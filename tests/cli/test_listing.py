"""`chartproof list`, and `explain` of what has a name and no verdict."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from chartproof.cli.main import main

TOY = ("--project", "tests/hostile/toy")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_everything_that_has_a_name_is_listed() -> None:
    """Catches a kind that is left out, and a name that is."""
    data = json.loads(run("list", "--json").stdout)
    assert {kind: len(found) for kind, found in data.items()} == {
        "events": 32, "machines": 8, "sorts": 2, "properties": 73, "statements": 111, "actors": 7, "permissions": 19,
        "changes": 18,
    }  # fmt: skip
    assert {"name": "role_present", "says": "Where all features are on, every member has the role."} in data[
        "properties"
    ]


def test_piped_a_line_is_a_name() -> None:
    """Catches lines that a script cannot cut."""
    lines = run(*TOY, "list", "machines").stdout.splitlines()
    assert [line.split("\t") for line in lines] == [
        ["machines", "Library", "Whether the library is open."],
        ["machines", "Shelf", "Where a book is."],
        ["machines", "Card", "Whether a reader may borrow."],
    ]


def test_an_unknown_kind_names_the_right_one() -> None:
    """Catches a kind that is misspelt and lists nothing."""
    result = run("list", "event")
    assert (result.exit_code, "did you mean 'events'?" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        (
            "Shelf",
            ["per Book", "states there, lent, lost", "moved by lend, give_back, lose", "read by the guard of lock"],
        ),
        ("shelf", ["initially there"]),
        ("desk", ["a person, with credentials", "does unlock, lock"]),
        ("library:Open", ["needed for unlock"]),
        ("Reader", ["One who reads.", "machines Card", "events enrol, lend"]),
        ("a-3", ["excepted: it points elsewhere"]),
    ],
)
def test_whatever_has_a_name_is_explained(name: str, lines: list[str]) -> None:
    """Catches a name that `list` knows and `explain` does not, and what belongs to it that is left out."""
    result = run(*TOY, "explain", name)
    assert result.exit_code == 0
    said = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert [line for line in lines if not any(line in s for s in said)] == []


def test_a_change_is_explained() -> None:
    """Catches a change that can be checked and not be read."""
    result = run("explain", "literal", "--json")
    data = json.loads(result.stdout)
    assert (data["kind"], data["belongs"]["expects"]) == ("changes", ["role_present violated"])
