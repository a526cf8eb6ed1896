"""The page's list: loading it, what is cited, and what a newer copy says otherwise."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from chartproof.errors import ChartproofError, Origin
from chartproof.page.newer import PageDifference, compare, split_page
from chartproof.page.statements import Coverage, Statement, coverage, load_page

PAGE = """\
Keeping cats

A cat is kept by a keeper. The keeper feeds it:

  • at dawn
  • at dusk, and never late.

Important

Never wake a cat.

Letting cats out

A door has a flap. See the other page.
Never wake a cat.
The flap opens outwards.

Calling cats home

A bell is rung. The cat may come. It may not.
"""


def statements_of(text: str) -> tuple[Statement, ...]:
    """The list of a text: identifiers s1, s2, …, and `repeats` where the words stood before."""
    found: dict[str, Statement] = {}
    for n, s in enumerate(split_page(text), start=1):
        first = next((f.id for f in found.values() if f.fingerprint == s.fingerprint), None)
        found[f"s{n}"] = Statement(
            f"s{n}",
            s.heading,
            s.paragraph,
            s.sentence,
            "rule",
            "…",
            s.fingerprint,
            first,
            None,
            Origin("p", n),
        )
    return tuple(found.values())


def difference(new: str, old: str = PAGE) -> PageDifference:
    """What a newer copy says otherwise than the list of the older one."""
    return compare(statements_of(old), new)


def told(found: PageDifference) -> dict[str, list[str]]:
    """A difference in short; what stayed empty is left out."""
    parts = {
        "changed": [f"{s.id}: {new.text}" for s, new in found.changed],
        "moved": [f"{s.id}: {new.heading}" for s, new in found.moved],
        "came": [new.text for new in found.came],
        "went": [s.id for s in found.went],
    }
    return {word: part for word, part in parts.items() if part}


# Splitting


def test_split_counts_paragraphs_within_a_section() -> None:
    """Would catch counting across headings, or counting a call-out's label as a paragraph."""
    places = [(s.heading, s.paragraph, s.sentence) for s in split_page(PAGE)]
    assert places == [
        ("Keeping cats", 1, 1),
        ("Keeping cats", 1, 2),
        ("Keeping cats", 2, 1),
        ("Keeping cats", 3, 1),
        ("Keeping cats", 4, 1),
        ("Letting cats out", 1, 1),
        ("Letting cats out", 1, 2),
        ("Letting cats out", 2, 1),
        ("Letting cats out", 3, 1),
        ("Calling cats home", 1, 1),
        ("Calling cats home", 1, 2),
        ("Calling cats home", 1, 3),
    ]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("  • cats:Feed", ["cats:Feed"]),
        ("12. Feed the cat", ["Feed the cat"]),
        ("He said “Feed it.” Then he left.", ["He said “Feed it.”", "Then he left."]),
        ("Feed it (or not.) Then go.", ["Feed it (or not.)", "Then go."]),
        ("Feed it. (Or not.)", ["Feed it.", "(Or not.)"]),
        ("Feed it, e.g. with fish.", ["Feed it, e.g. with fish."]),
        ("Feed\u00a0 the\tcat.", ["Feed the cat."]),
        ("Feed the cat", []),
        ("Note", []),
        ("", []),
    ],
)
def test_split_follows_the_rule(text: str, sentences: list[str]) -> None:
    """Would catch a marker kept, a bullet taken for a heading, a cut too many or too few."""
    assert [s.text for s in split_page(text)] == sentences


def test_fingerprint_is_the_documented_one() -> None:
    """Would catch another hash or length: every fingerprint of a written list would be void."""
    (sentence,) = split_page("Never wake a cat.")
    assert sentence.fingerprint == "9d15dbadabe3ff11"


def test_fingerprint_ignores_white_space() -> None:
    """Would catch a fingerprint that depends on how the lines are indented or end."""
    loose = PAGE.replace(" ", " \t").replace("\n", "\r\n")
    assert [s.fingerprint for s in split_page(loose)] == [s.fingerprint for s in split_page(PAGE)]


# Comparing


def test_the_same_page_has_no_difference() -> None:
    """Would catch a repeated sentence taken for one that moved or came."""
    assert told(difference(PAGE)) == {}
    assert difference(PAGE).same


def test_a_word_altered() -> None:
    """Would catch an altered sentence reported as gone, or with a wrong neighbour."""
    found = difference(PAGE.replace("opens outwards", "opens inwards"))
    assert told(found) == {"changed": ["s9: The flap opens inwards."]}
    assert not found.same


def test_two_neighbours_altered() -> None:
    """Would catch altered sentences of one block paired in another order."""
    new = PAGE.replace("The cat may come. It may not.", "The cat must come. It must not.")
    assert told(difference(new)) == {"changed": ["s11: The cat must come.", "s12: It must not."]}


def test_neighbours_altered_on_both_sides_of_a_heading() -> None:
    """Would catch a pair made across a heading when one of the two sections grew."""
    new = PAGE.replace("opens outwards.", "opens inwards. It creaks.").replace("A bell is", "A gong is")
    assert told(difference(new)) == {
        "changed": ["s9: The flap opens inwards.", "s10: A gong is rung."],
        "came": ["It creaks."],
    }


def test_a_sentence_added() -> None:
    """Would catch the renumbered paragraphs after an addition reported as moves."""
    new = PAGE.replace("A door has a flap.", "A wall has a door.\n\nA door has a flap.")
    assert told(difference(new)) == {"came": ["A wall has a door."]}


def test_a_sentence_removed() -> None:
    """Would catch a removal blamed on the sentence that took the place."""
    assert told(difference(PAGE.replace("  • at dawn\n", ""))) == {"went": ["s3"]}


def test_a_sentence_moved_within_its_section() -> None:
    """Would catch a move told as one sentence gone and another come."""
    new = PAGE.replace("A bell is rung. The cat may come. It may not.", "The cat may come. It may not. A bell is rung.")
    assert told(difference(new)) == {"moved": ["s10: Calling cats home"]}


def test_a_sentence_moved_to_another_section() -> None:
    """Would catch a move that is lost, or paired with what was altered in the same place."""
    new = PAGE.replace("See the other page.", "See below.").replace("It may not.", "It may not. See the other page.")
    assert told(difference(new)) == {"moved": ["s7: Calling cats home"], "came": ["See below."]}


def test_a_sentence_moved_next_to_an_altered_one() -> None:
    """Would catch an altered sentence paired with the one that moved in front of it."""
    new = PAGE.replace("See the other page.", "").replace("A bell is", "See the other page. A gong is")
    assert told(difference(new)) == {
        "changed": ["s10: A gong is rung."],
        "moved": ["s7: Calling cats home"],
    }


def test_both_of_two_repeats_moved() -> None:
    """Would catch two equal sentences that are both told to stand in the same new place."""
    new = PAGE.replace("Never wake a cat.\n", "").replace(
        "It may not.", "Never wake a cat. It may not. Never wake a cat."
    )
    found = difference(new)
    assert told(found) == {"moved": ["s5: Calling cats home", "s8: Calling cats home"]}
    assert [new.sentence for _, new in found.moved] == [3, 5]


def test_a_heading_added_over_unmoved_sentences() -> None:
    """Would catch comparing words alone: under another heading the same words may claim something else."""
    new = PAGE.replace("The flap opens", "Of flaps\n\nThe flap opens")
    assert told(difference(new)) == {"moved": ["s9: Of flaps"]}


def test_a_heading_renamed_over_an_altered_sentence() -> None:
    """Would catch a renamed heading hiding that a sentence below it was altered."""
    new = PAGE.replace("Calling cats home", "Calling them").replace("The cat may", "The cat must")
    assert told(difference(new)) == {
        "changed": ["s11: The cat must come."],
        "moved": ["s10: Calling them", "s12: Calling them"],
    }


@pytest.mark.parametrize(("nth", "id"), [(0, "s5"), (1, "s8")])
def test_one_of_two_repeats_removed(nth: int, id: str) -> None:
    """Would catch the wrong one of two equal sentences reported as gone."""
    at = [m.start() for m in re.finditer("Never wake a cat.\n", PAGE)][nth]
    new = PAGE[:at] + PAGE[at + len("Never wake a cat.\n") :]
    assert told(difference(new)) == {"went": [id]}


@pytest.mark.parametrize(("nth", "id"), [(0, "s5"), (1, "s8")])
def test_one_of_two_repeats_altered(nth: int, id: str) -> None:
    """Would catch a table by fingerprint, in which two equal sentences are one."""
    at = [m.start() for m in re.finditer("Never wake", PAGE)][nth]
    new = PAGE[:at] + "Seldom wake" + PAGE[at + len("Never wake") :]
    assert told(difference(new)) == {"changed": [f"{id}: Seldom wake a cat."]}


def test_a_repeat_removed_while_its_neighbour_is_altered() -> None:
    """Would catch a repeat matched with its twin of another section."""
    old = "Cats\nSleep well. Eat well.\nDogs\nSleep well."
    new = "Cats\nEat better.\nDogs\nSleep well."
    found = difference(new, old)
    assert told(found) == {"changed": ["s1: Eat better."], "went": ["s2"]}


def test_another_repeat_added() -> None:
    """Would catch a third copy of a sentence taken for a move."""
    new = PAGE.replace("It may not.", "It may not. Never wake a cat.")
    assert told(difference(new)) == {"came": ["Never wake a cat."]}


def test_everything_went_and_everything_came() -> None:
    """Would catch an empty copy or an empty list that counts as no difference."""
    assert told(difference("")) == {"went": [f"s{n}" for n in range(1, 13)]}
    assert len(compare([], PAGE).came) == 12


def test_a_long_page_of_repeats() -> None:
    """Would catch difflib's heuristic, which from 200 sentences on ignores frequent ones."""
    old = "Cats\n" + "Sleep well.\n" * 250
    assert told(difference(old.replace("Cats\n", "Cats\nEat well.\n"), old)) == {"came": ["Eat well."]}


# Coverage


def rule(id: str, **fields: str) -> Statement:
    """A statement of kind rule, or of what is given."""
    kind, fingerprint = fields.pop("kind", "rule"), "0" * 16
    return Statement(
        id,
        "Cats",
        1,
        1,
        kind,
        "…",
        fingerprint,
        fields.get("repeats"),
        fields.get("excepted"),
        Origin("p", 1),
    )


def ids(statements: tuple[Statement, ...]) -> list[str]:
    """The identifiers."""
    return [s.id for s in statements]


def add_up(found: Coverage) -> bool:
    """Whether every statement is counted once."""
    return found.statements == found.covered + found.excepted + found.repeats + len(found.gaps)


def test_everything_is_cited_or_excepted() -> None:
    """Would catch a page in order that is reported as not."""
    page = [rule("a"), rule("b", excepted="of dogs")]
    found = coverage(page, {"a": ["p", "q"]})
    assert found == Coverage(statements=2, covered=1, excepted=1, repeats=0, gaps=(), unknown=(), contradictions=())
    assert found.ok


@pytest.mark.parametrize(
    ("kind", "fails"),
    [("rule", True), ("permission", True), ("advice", False), ("definition", False), ("pointer", False)],
)
def test_a_gap_fails_if_it_binds(kind: str, fails: bool) -> None:
    """Would catch a gap that isn't counted, and advice that fails though nothing need follow it."""
    found = coverage([rule("a", kind=kind)], {})
    assert ids(found.gaps) == ["a"]
    assert ids(found.failures) == (["a"] if fails else [])
    assert found.ok is not fails
    assert add_up(found)


def test_a_repeat_stands_as_its_first_stands() -> None:
    """Would catch a repeat counted as a gap though its words are covered or excepted, or as excepted itself."""
    page = [rule("a"), rule("b", excepted="of dogs"), rule("c")]
    page += [
        rule("a2", repeats="a"),
        rule("b2", repeats="b"),
        rule("c2", repeats="c"),
        rule("a3", repeats="a2"),
        rule("b3", repeats="b2"),
        rule("b4", repeats="b", excepted="of dogs too"),
    ]
    found = coverage(page, {"a": ["p"]})
    assert (found.covered, found.excepted, found.repeats, ids(found.gaps)) == (3, 2, 2, ["c", "c2"])
    assert add_up(found)


def test_citing_a_repeat_covers_that_place_only() -> None:
    """Would catch a first that counts as covered because its words are cited for another place."""
    found = coverage([rule("a"), rule("b", repeats="a")], {"b": ["p"]})
    assert (found.covered, ids(found.failures)) == (1, ["a"])


def test_nobody_citing_is_no_citation() -> None:
    """Would catch an id with an empty list of names that counts as covered, or as unknown."""
    found = coverage([rule("a")], {"a": [], "z": []})
    assert (ids(found.gaps), found.unknown) == (["a"], ())


def test_an_unknown_citation_names_who_cites_and_the_nearest_right_id() -> None:
    """Would catch a citation of nothing that passes, or that doesn't say where to look."""
    found = coverage(
        [rule("effects-2"), rule("roles-1")], {"effects-2": ["p"], "roles-1": ["p"], "effect-2": ["q", "r"]}
    )
    assert [(u.id, u.names, u.nearest) for u in found.unknown] == [("effect-2", ("q", "r"), "effects-2")]
    assert not found.failures
    assert not found.ok


def test_cited_and_excepted_is_a_contradiction() -> None:
    """Would catch an exception left standing after a rule came to cite the statement."""
    found = coverage([rule("a", excepted="of dogs")], {"a": ["p"]})
    assert ids(found.contradictions) == ["a"]
    assert (found.covered, found.excepted) == (1, 0)
    assert not found.ok


# Loading


FIRST = {
    "id": "cats-1",
    "heading": "Cats",
    "paragraph": 1,
    "sentence": 1,
    "kind": "rule",
    "claim": "Cats are let sleep.",
    "fingerprint": "9d15dbadabe3ff11",
}
SECOND = {**FIRST, "id": "cats-2", "paragraph": 2, "fingerprint": "0123456789abcdef"}


def written(folder: Path, *tables: dict[str, object]) -> Path:
    """A list with these statements; the first header is in line 2."""
    lines = ["# [[statement]]"]
    for table in tables:
        lines += ["[[statement]]", *(f"{key} = {json.dumps(value)}" for key, value in table.items()), ""]
    return saved(folder, "\n".join(lines))


def saved(folder: Path, text: str) -> Path:
    """A list with this text."""
    file = folder / "page.toml"
    file.write_text(text, encoding="utf-8")
    return file


def refusal(file: Path) -> ChartproofError:
    """The error of loading a list, which is to name the file and say the mend."""
    with pytest.raises(ChartproofError) as caught:
        load_page(file)
    assert str(file) in str(caught.value)
    assert caught.value.mend
    return caught.value


def line(error: ChartproofError) -> int:
    """The line that an error names."""
    assert error.origin is not None
    return error.origin.line


def test_load_returns_what_is_written(tmp_path: Path) -> None:
    """Would catch a key that is mixed up or lost, and a wrong order or line."""
    second = {**SECOND, "fingerprint": FIRST["fingerprint"], "repeats": "cats-1", "excepted": "of dogs"}
    file = written(tmp_path, FIRST, second)
    fields = ("9d15dbadabe3ff11", None, None, Origin(str(file), 2))
    repeated = ("9d15dbadabe3ff11", "cats-1", "of dogs", Origin(str(file), 11))
    assert load_page(file) == (
        Statement("cats-1", "Cats", 1, 1, "rule", "Cats are let sleep.", *fields),
        Statement("cats-2", "Cats", 2, 1, "rule", "Cats are let sleep.", *repeated),
    )


def test_a_written_list_has_no_difference_to_its_page(tmp_path: Path) -> None:
    """Would catch a list and a splitter that disagree on what a heading, a bullet or a fingerprint is."""
    tables = [
        {"id": s.id, "heading": s.heading, "paragraph": s.paragraph, "sentence": s.sentence}
        | {"kind": s.kind, "claim": s.claim, "fingerprint": s.fingerprint}
        | ({"repeats": s.repeats} if s.repeats else {})
        for s in statements_of(PAGE)
    ]
    assert compare(load_page(written(tmp_path, *tables)), PAGE).same


def test_headers_in_comments_and_strings_are_none(tmp_path: Path) -> None:
    """Would catch a search for [[statement]] that names a wrong line, or loses count."""
    body = "\n".join(f"{k} = {json.dumps(v)}" for k, v in FIRST.items() if k != "claim")
    text = f"""\
# it's "quoted
[[statement]]
claim = \"\"\"
[[statement]]
\\"\"\" "" it's so\"\"\"
{body}
  [[ "statement" ]] # ''' [[statement]]
claim = '''
[[statement]]'''
{body.replace("cats-1", "cats-2")}
"""
    assert [s.origin.line for s in load_page(saved(tmp_path, text))] == [2, 12]


@pytest.mark.parametrize("key", FIRST)
def test_a_missing_key(tmp_path: Path, key: str) -> None:
    """Would catch a statement loaded without a part of it."""
    error = refusal(written(tmp_path, FIRST, {k: v for k, v in SECOND.items() if k != key}))
    assert line(error) == 11
    assert f"{key!r} is missing" in str(error)
    assert f"add {key} = " in error.mend


@pytest.mark.parametrize(
    ("wrong", "message", "mend"),
    [
        ({"except": "of dogs"}, "unknown key 'except'", "'excepted'"),
        ({"kind": "rules"}, "unknown kind 'rules'", "'rule'"),
        ({"kind": "remark"}, "unknown kind 'remark'", "rule, permission, advice, definition, pointer"),
        ({"paragraph": "1"}, "'paragraph' cannot be '1'", "paragraph = 1"),
        ({"paragraph": True}, "'paragraph' cannot be True", "paragraph = 1"),
        ({"sentence": 0}, "'sentence' cannot be 0", "from 1"),
        ({"sentence": 1.0}, "'sentence' cannot be 1.0", "sentence = 1"),
        ({"id": 2}, "'id' cannot be 2", "a string"),
        ({"id": " "}, "'id' is empty", "fill it in"),
        ({"repeats": ["cats-1"]}, "'repeats' cannot be ['cats-1']", "a string"),
        ({"claim": ""}, "'claim' is empty", "fill it in"),
        ({"excepted": ""}, "'excepted' is empty", "say why"),
        ({"excepted": " \t"}, "'excepted' is empty", "say why"),
        ({"excepted": True}, "'excepted' cannot be True", "a string"),
        ({"fingerprint": "9d15dbadabe3ff1"}, "not a fingerprint", "16 digits"),
        ({"fingerprint": "9D15DBADABE3FF11"}, "not a fingerprint", "16 digits"),
        ({"id": "cats-1"}, "a second statement has the id 'cats-1'", "page.toml:2"),
        ({"repeats": "cat-1"}, "repeats 'cat-1', which is not the id", "'cats-1'"),
        ({"repeats": "cats-2"}, "repeats 'cats-2', which is not the id of a statement above", "'cats-1'"),
        ({"repeats": "cats-1"}, "repeats 'cats-1', which has other words", "leave the key out"),
    ],
)
def test_a_wrong_value(tmp_path: Path, wrong: dict[str, object], message: str, mend: str) -> None:
    """Would catch a mistake in one key that passes, or is told without its line and its mend."""
    error = refusal(written(tmp_path, FIRST, {**SECOND, **wrong}))
    assert line(error) == 11
    assert message in str(error)
    assert mend in error.mend


def test_a_repeat_of_other_words_names_the_right_one(tmp_path: Path) -> None:
    """Would catch a mend that doesn't look for the statement that has the words."""
    third = {**FIRST, "id": "cats-3", "repeats": "cats-2"}
    error = refusal(written(tmp_path, FIRST, SECOND, third))
    assert line(error) == 20
    assert error.mend == "did you mean 'cats-1'?"


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ('[[statement]]\nid = "cats-1\n', 2, "not TOML"),
        ("[[statement]]\nid =", 2, "not TOML"),
        ("[[statement]]\nid = 1\nid = 2\n", 3, "not TOML"),
        ("\n\n[[statment]]\nid = 1\n", 3, "unknown key 'statment'"),
        ("# nothing\n", 1, "there is no list of statements"),
        ("\n[statement]\nid = 1\n", 2, "there is no list of statements"),
        ("\nstatement = [{id = 1}]\n", 2, "there is no list of statements"),
        ("\nstatement = []\n", 2, "there is no list of statements"),
        ("\nstatement = 1\n", 2, "there is no list of statements"),
        ("[[statement]]\n[[statement.id]]\n", 1, "'id' cannot be [{}]"),
    ],
)
def test_malformed(tmp_path: Path, text: str, at: int, message: str) -> None:
    """Would catch a traceback of the TOML parser, or a page of no statements that is in order."""
    error = refusal(saved(tmp_path, text))
    assert line(error) == at
    assert message in str(error)


def test_not_utf_8(tmp_path: Path) -> None:
    """Would catch a traceback of the decoder."""
    file = tmp_path / "page.toml"
    file.write_bytes(b'[[statement]]\nid = "caf\xe9"\n')
    assert line(refusal(file)) == 2


def test_a_missing_file(tmp_path: Path) -> None:
    """Would catch a traceback where the settings name a file that isn't there, or a folder."""
    assert "No such file" in str(refusal(tmp_path / "page.toml"))
    assert "cannot be read" in str(refusal(tmp_path))
