"""Facts as sentences: no part of one is lost, and what follows from the same stands in one line."""

from __future__ import annotations

import pytest

from chartproof.language.form import Form, Variable
from chartproof.language.parse import parse, vocabulary
from chartproof.report.facts import said_fact, said_facts

DOOR = Variable("door", "Door", ("Room",), ("shut", "ajar", "open"), ("shut",))
KEY = Variable("key", "Key", ("Room",), ("away", "here"), ("away",))
BELL = Variable("bell", "Bell", (), ("still", "ringing"), ("still",))
FORM = Form(("Room",), (DOOR, KEY, BELL), ())


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        ("door != 'open' or key == 'here'", "where door[room] is 'open': key[room] is 'here'"),
        ("bell == 'still'", "bell is 'still'"),
        ("bell != 'still'", "bell is 'ringing'"),
        ("not (bell == 'still' and door == 'open')", "where door[room] is 'open': bell is 'ringing'"),
        ("bell == 'still' or some(Room, door == 'open')", "where bell is 'ringing': some(Room, door == 'open')"),
        ("every(Room, door == 'shut')", "every(Room, door == 'shut')"),
        (
            "bell == 'still' or door == 'shut' or (key == 'here' and door == 'ajar')",
            "where bell is 'ringing' and door[room] is 'ajar' or 'open': (key == 'here' and door == 'ajar')",
        ),
    ],
)
def test_no_part_of_a_fact_is_lost(fact: str, words: str) -> None:
    """Catches `bell is 'still'` said of what some room may be instead, and nothing said of what no clause says."""
    assert said_fact(FORM, parse(fact, vocabulary(FORM), free=True)) == words


def test_what_follows_from_the_same_is_one_line() -> None:
    """Catches a line that is lost, and one that takes what follows from another."""
    facts = [
        "door != 'open' or key == 'here'",
        "door != 'open' or bell == 'still'",
        "bell == 'still'",
        "door == 'shut' or bell == 'still'",
    ]
    read = [(FORM, parse(fact, vocabulary(FORM), free=True)) for fact in facts]
    assert said_facts(read) == [
        "where door[room] is 'open': key[room] is 'here', and bell is 'still'",
        "bell is 'still'",
        "where door[room] is 'ajar' or 'open': bell is 'still'",
    ]
