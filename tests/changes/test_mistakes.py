"""What can be wrong with a change file: exit status 2, the file, the line, and the mend."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from chartproof.cli.main import main

HEAD = 'proposal = "It is proposed."\nwhy = "To see."\n'
MACHINE = HEAD + '[new_machine.Tag]\nsentence = "It is a tag."\n'
PROPERTY = HEAD + '[new_property.it]\nsentence = "It holds."\n'
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
        ["could never happen", "disabled = true", """only_if.drop = ["membership == 'invited'"]"""],
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
    "a new machine of no such sort": (
        MACHINE + 'per = ["Acount"]\nstates = ["a"]\n', 3, ["no sort named 'Acount'", "did you mean 'Account'"],
    ),
    "a new machine without states": (MACHINE, 3, ["there are no states", "the initial one first"]),
    "a state twice": (MACHINE + 'states = ["a", "b", "a"]\n', 5, ["the state 'a' is there twice"]),
    "a state that is no name": (MACHINE + 'states = ["a", "is on"]\n', 5, ["'is on' is no name of a state"]),
    "a state that the library uses": (MACHINE + 'states = ["send"]\n', 5, ["python-statemachine's", "another name"]),
    "a machine that is there": (
        HEAD + '[new_machine.Membership]\nsentence = "It."\nstates = ["a"]\n', 3, ["machine 'Membership' already"],
    ),
    "a machine called as a predicate": (
        HEAD + '[new_machine.Member]\nsentence = "It."\nstates = ["a"]\n', 3, ["'member' is a predicate already"],
    ),
    "a machine per one sort twice": (
        MACHINE + 'per = ["Account", "Account"]\nstates = ["a"]\n', 5, ["the same sort twice"],
    ),
    "a machine with an unknown key": (MACHINE + 'state = ["a"]\n', 5, ["did you mean 'states'"]),
    "a state called as an event": (
        MACHINE + 'states = ["a", "resend_request"]\n[event.resend_request]\n'
        'effects.add = [{ machine = "Tag", to = "a" }]\n',
        3,
        ["a state and an event of one name"],
    ),
    "a permission that is not needed": (
        edit('needs.drop = ["organizations:AcceptHandshke"]'), 5, ["did you mean", "organizations:AcceptHandshake"],
    ),
    "a permission that is needed already": (edit('needs.add = ["organizations:AcceptHandshake"]'), 5, ["already"]),
    "a permission of an unknown key": (edit('needs.add = [{ name = "x" }]'), 5, ["unknown key 'name'"]),
    "a permission replaced by nothing": (edit('needs.replace = [{ old = "x" }]'), 5, ["new is missing"]),
    "a permission by a stranger": (
        edit('needs.add = [{ permission = "x", by = "expiry" }]'), 5, ["'expiry', who is no actor of it"],
    ),
    "a permission in no such case": (
        edit('needs.add = [{ permission = "x", when = "organization == \'on\'" }]'), 5, ["no state 'on'"],
    ),
    "an actor that does not do it": (
        edit('by.drop = ["expiry"]'), 5, ["is not done by 'expiry'", "management account"],
    ),
    "an actor nearly known": (edit('by.add = ["expirry"]'), 5, ["did you mean 'expiry'"]),
    "an actor that is a person": (
        edit('by.add = [{ name = "expiry", person = true }]'), 5, ["'expiry' is no person"],
    ),
    "an actor that does it already": (edit('by.add = ["management account"]'), 5, ["already"]),
    "by as a list": (edit('by = ["expiry"]'), 5, ["is no table", "drop, add"]),
    "a property that is there": (
        HEAD + '[new_property.consent]\nsentence = "It."\nclaim = "can_move"\n', 3, ["a property 'consent' already"],
    ),
    "a property without a sentence": (HEAD + '[new_property.it]\nclaim = "can_move"\n', 3, ["sentence is missing"]),
    "a property without a claim": (PROPERTY, 3, ["says no claim", 'claim = "always"']),
    "no such claim": (PROPERTY + 'claim = "allways"\nwhat = "x"\n', 5, ["did you mean 'always'"]),
    "a claim without its argument": (PROPERTY + 'claim = "always"\n', 3, ["what is missing", 'write what = "…"']),
    "a claim with an unknown key": (
        PROPERTY + 'claim = "always"\nwhat = "member"\nwere = "x"\n', 7, ["did you mean 'where'", "takes what, where"],
    ),
    "a claim of a malformed expression": (
        PROPERTY + 'claim = "always"\nwhat = "membr"\n', 3, ["did you mean 'member'"],
    ),
    "a claim of no such event": (
        PROPERTY + 'claim = "cannot"\nevent = "creat_account"\nwhere = "member"\n',
        3,
        ["did you mean 'create_account'"],
    ),
    "a claim by nobody known": (
        PROPERTY + 'claim = "done_by"\nevents = ["create_account"]\nactors = ["root"]\n', 7, ["no actor named 'root'"],
    ),
    "claims that are no list": (PROPERTY + 'claims = "always"\n', 5, ["no list of tables"]),
    "claim and claims": (
        PROPERTY + 'claim = "can_move"\nclaims = [{ claim = "can_move" }]\n', 3, ["both claim and claims"],
    ),
    "an expectation that makes no sense": (
        PROPERTY + 'claim = "can_move"\nexpected = "violated"\nscope = "all"\n', 3, ["no verdict that one trace shows"],
    ),
    "no such expected verdict": (
        PROPERTY + 'claim = "can_move"\nexpected = "hold"\n', 3, ["no verdict is called 'hold'"],
    ),
    "a least size of no such sort": (
        PROPERTY + 'claim = "can_move"\nat_least.Acount = 2\n', 6, ["did you mean 'Account'"],
    ),
    "a least size that is none": (PROPERTY + 'claim = "can_move"\nat_least.Account = 0\n', 6, ["no positive integer"]),
    "kinds of no such event": (
        edit("disabled = true") + '[expects]\ncreat_account = ["actor"]\n', 7, ["did you mean 'create_account'"],
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
