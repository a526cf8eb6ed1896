"""What can be wrong with a change file: exit status 2, the file, the line, and the mend."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from chartproof.cli.main import main

HEAD = 'proposal = "It is proposed."\nwhy = "To see."\n'
MOVE = '[event.enable_from_service]\n{kind} = [{{ machine = "{machine}", {rest} }}]\n'


def edit(line: str, event: str = "finalize_all_features") -> str:
    return f"{HEAD}\n[event.{event}]\n{line}\n"


MISTAKES: dict[str, tuple[str, int, list[str]]] = {
    "malformed TOML": (HEAD + "\n[event.finalize_all_features\n", 4, ["not TOML"]),
    "a value without quotes": (HEAD + "\nbuilds_on = literal\n", 4, ["not TOML"]),
    "no proposal": ('why = "To see."\n[event.resend_request]\ndisabled = true\n', 1, ["proposal is missing"]),
    "an unknown key": (HEAD + "\nexpect = {}\n", 4, ["unknown key 'expect'", "did you mean 'expects'"]),
    "an unknown key of an event": (edit("onlyif.add = []"), 5, ["unknown key 'onlyif'", "did you mean 'only_if'"]),
    "an unknown key of a guard": (edit("only_if.ad = []"), 5, ["unknown key 'ad'", "did you mean 'add'"]),
    "a text for a list": (edit('only_if.add = "member"'), 5, ["no list of texts", 'write add = ["…"]']),
    "a list for a table": (edit('only_if = ["member"]'), 5, ["no table", "drop, replace, add"]),
    "nothing changed": (HEAD, 1, ["changes nothing"]),
    "an empty event": (HEAD + "\n[event.resend_request]\n", 4, ["changes nothing"]),
    "no such event": (edit("disabled = true", "finalise_all_features"), 4, ["did you mean 'finalize_all_features'"]),
    "disabled and more": (edit('disabled = true\nonly_if.add = ["member"]'), 5, ["no other edit"]),
    "no such state": (
        edit("only_if.add = [\n    \"organization == 'al_features'\",\n]"), 6, ["did you mean 'all_features'"],
    ),
    "no such machine": (edit("only_if.add = [\"organisation == 'all_features'\"]"), 5, ["did you mean 'organization'"]),
    "nobody to speak of": (edit('only_if.add = ["member"]'), 5, ["is per Account", "say every(Account"]),
    "a conjunct that is not there": (
        edit("only_if.drop = [\"every(Account, organizations_role == 'present')\"]"),
        5,
        ["applies to nothing", "its conjuncts:", "every(Account, not member or organizations_role == 'present')"],
    ),
    "a conjunct that is there already": (
        edit("only_if.add = [\"organization == 'all_features'\"]", "enable_trusted_access"), 5, ["already"],
    ),
    "replaced by itself": (
        edit('only_if.replace = [{ old = "member", new = "member" }]', "restore_organizations_role"),
        5,
        ["already", "applies to nothing"],
    ),
    "replaced, and no new one": (edit('only_if.replace = [{ old = "member" }]'), 5, ["new is missing"]),
    "a move of no such machine": (
        MOVE.format(kind="effects.add", machine="Integraton", rest='to = "absent"'), 2, ["did you mean 'integration'"],
    ),
    "a move to no such state": (
        MOVE.format(kind="effects.add", machine="Integration", rest='to = "configred"'),
        2,
        ["did you mean 'configured'"],
    ),
    "a transition from nowhere": (
        MOVE.format(kind="transitions.add", machine="Integration", rest='to = "absent"'), 2, ["effects.add"],
    ),
    "a transition that is there already": (
        MOVE.format(kind="transitions.add", machine="Integration", rest='from = ["absent"], to = "configured"'),
        2,
        ["already", "applies to nothing"],
    ),
    "a transition of one that listens": (
        edit('transitions.add = [{ machine = "Integration", from = ["absent"], to = "configured" }]',
             "disable_trusted_access"),
        5,
        ["without blocking", "effects.add"],
    ),
    "a transition that is not there": (
        MOVE.format(kind="transitions.drop", machine="Integration", rest='from = ["cleaning_up"], to = "configured"'),
        2,
        ["applies to nothing", "Integration moves from absent or left_behind"],
    ),
    "the last transition": (
        edit('transitions.drop = [{ machine = "Membership", from = ["invited"], to = "outside" }]',
             "decline_invitation"),
        5,
        ["could never happen", "disabled = true"],
    ),
    "an effect that is not there": (
        MOVE.format(kind="effects.drop", machine="Integration", rest='to = "absent"'),
        2,
        ["applies to nothing", "Integration ⇒ configured"],
    ),
    "one cell written twice": (
        MOVE.format(kind="effects.add", machine="TrustedAccess", rest='to = "disabled"'),
        2,
        ["writes trusted_access twice"],
    ),
    "a new event that is there": (
        HEAD + '[new_event.create_account]\nsentence = "It is created."\n', 3, ["already", "[event.create_account]"],
    ),
    "a new event without a sentence": (HEAD + "[new_event.audit]\n", 3, ["sentence is missing"]),
    "a new event of no such sort": (
        HEAD + '[new_event.audit]\nsentence = "It is."\nof = ["Acount"]\n', 3, ["did you mean 'Account'"],
    ),
    "a new event by nearly somebody": (
        HEAD + '[new_event.audit]\nsentence = "It is."\nby = ["managment account"]\n',
        3,
        ["did you mean 'management account'"],
    ),
    "a base that is not there": (
        HEAD + 'builds_on = ["litteral"]\n', 3, ["no change 'litteral'", "did you mean 'literal'"],
    ),
    "built on itself": (HEAD + 'builds_on = ["proposed"]\n', 3, ["can't build on itself: proposed → proposed"]),
    "a circle": (HEAD + 'builds_on = ["circle"]\n', 3, ["can't build on itself: proposed → circle → proposed"]),
    "no such property": (
        edit("disabled = true") + '[expects]\nrole_presnt = "violated"\n', 7, ["did you mean 'role_present'"],
    ),
    "no such verdict": (
        edit("disabled = true") + '[expects]\nrole_present = "violeted"\n', 7, ["did you mean 'violated'"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_place_and_a_mend(tmp_path: Path, text: str, line: int, said: list[str]) -> None:
    """Catches a traceback, a wrong status, a missing or wrong line, and a message that does not help."""
    if not text.startswith(("proposal", "why")):
        text, line = HEAD + text, line + 2
    file = tmp_path / "proposed.toml"
    file.write_text(text, encoding="utf-8")
    (tmp_path / "literal.toml").write_text(edit("disabled = true"), encoding="utf-8")
    (tmp_path / "circle.toml").write_text(HEAD + 'builds_on = ["proposed"]\n', encoding="utf-8")
    result = CliRunner().invoke(main, ["check", str(file)])
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.stderr
    for words in said:
        assert words in result.stderr
    place = result.stderr.split(": ")[1]
    if "circle" not in place:
        assert place.endswith(f"proposed.toml:{line}"), result.stderr


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """Catches a traceback where there is nothing to read."""
    result = CliRunner().invoke(main, ["check", str(tmp_path / "nothing.toml")])
    assert result.exit_code == 2
    assert "cannot be read" in result.stderr


def test_two_files_of_one_name(tmp_path: Path) -> None:
    """Catches one of two changes that is taken for the other."""
    for folder, event in (("a", "resend_request"), ("b", "decline_invitation")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "same.toml").write_text(edit("disabled = true", event))
    files = [str(tmp_path / folder / "same.toml") for folder in "ab"]
    result = CliRunner().invoke(main, ["check", *files])
    assert result.exit_code == 2
    assert "two changes are named 'same'" in result.stderr
