"""A revision compared in full: a repository of a small project, and a commit a hole."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chartproof.cli.main import main

MODEL = '''
from chartproof.declare import Actor, Event, Machine, Sort, State, either, needed

Person = Sort("Person", "who may come in")
keeper = Actor("the keeper")
guest = Actor("a guest")


class Door(Machine):
    """The door."""
    shut = State(initial=True)
    open = State()
    unlock = shut.to(open)
    lock = open.to(shut)


class Guest(Machine, per=Person):
    """A guest."""
    outside = State(initial=True)
    inside = State()
    enter = outside.to(inside)
    leave = inside.to(outside)
    within = either(inside)


unlock = Event("The keeper unlocks.", by=keeper, calls="door:Unlock", needs=["door:Unlock"],
               only_if=["every(Person, guest == 'outside')"])
lock = Event("It is locked.", by=keeper, calls="door:Lock", needs=["door:Lock"], only_if=["not some(Person, within)"])
enter = Event("A guest enters.", of=Person, by=guest, needs=[needed("door:Enter", when="door == 'open'")],
              only_if=["door == 'open'"])
leave = Event("A guest leaves.", of=Person, by=guest)
'''
PROOFS = '''
from chartproof.declare import always, can, claim


@claim()
def nobody_is_locked_in():
    """Where the door is shut, nobody is within."""
    return always("not within", where="door == 'shut'")


@claim()
def one_can_enter():
    """A guest can be within."""
    return can("within")
'''
SETTINGS = '[tool.chartproof]\nmodel = "model.py"\nproofs = "proofs.py"\n'


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "model.py").write_text(MODEL)
    (tmp_path / "proofs.py").write_text(PROOFS)
    (tmp_path / "pyproject.toml").write_text(SETTINGS)
    git = ["git", "-C", str(tmp_path), "-c", "user.name=n", "-c", "user.email=e@example.org"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "all"]):
        subprocess.run([*git, *command], check=True, capture_output=True)
    return tmp_path


def check(root: Path, *more: str) -> Result:
    return CliRunner().invoke(main, ["--project", str(root), "check", "--against", "HEAD", *more])


def edit(file: str, old: str, new: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        text = (root / file).read_text()
        assert text.count(old) == 1, old
        (root / file).write_text(text.replace(old, new))

    return change


HOLES = {
    "a permission is dropped": (
        edit("model.py", 'calls="door:Lock", needs=["door:Lock"]', 'calls="door:Lock"'),
        "permission", "lock", "lock: door:Lock is no longer needed by the keeper",
    ),
    "a permission is needed in fewer cases": (
        edit("model.py", "needs=[\"door:Unlock\"]", "needs=[needed('door:Unlock', when='some(Person, within)')]"),
        "permission", "unlock", "door:Unlock is needed where some(Person, within), and was always by the keeper",
    ),
    "an actor is another": (
        edit("model.py", '"A guest leaves.", of=Person, by=guest', '"A guest leaves.", of=Person, by=keeper'),
        "actor", "leave", "leave: the keeper may do it now",
    ),
    "a call is another": (
        edit("model.py", 'calls="door:Unlock"', 'calls="door:Open"'),
        "call", "unlock", "unlock: it calls door:Open, and called door:Unlock",
    ),
    "a property is weakened": (
        edit("proofs.py", 'where="door == \'shut\'"', 'where="door == \'shut\' and door == \'open\'"'),
        "property_changed", "nobody_is_locked_in", "it claims something else; as it was, it is holds now",
    ),
    "a property is deleted": (
        edit("proofs.py", PROOFS.split("\n\n\n")[2], ""),
        "property_removed", "one_can_enter", "one_can_enter: the property is gone; as it was, it is witnessed now",
    ),
    "an expectation is another": (
        edit("proofs.py", "@claim()\ndef one_can", "@claim(expected='unreachable')\ndef one_can"),
        "property_changed", "one_can_enter", "it is expected to be 'unreachable', and was 'witnessed'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOLES)
def test_nothing_slips_through(repository: Path, name: str) -> None:
    """Each passed in silence once: it fails, says what it is, and passes where it is meant."""
    change, kind, what, said = HOLES[name]
    change(repository)
    result = check(repository, "--json")
    [found] = json.loads(result.stdout)["changes"]
    assert (result.exit_code, found["ok"]) == (1, False)
    note = next(d for d in found["differences"] if d["kind"] == kind)
    assert (note["name"], note["fails"]) == (what, True)
    assert said in note["said"]
    assert said in " ".join(check(repository).stdout.split())
    meant = ["--allow", f"{kind}:{what}"]
    if name == "an expectation is another":
        meant += ["--allow", f"verdict:{what}"]
    if name == "a property is weakened":
        meant += ["--allow", f"vacuous:{what}"]
    assert check(repository, *meant).exit_code == 0
    assert check(repository, "--allow", f"{kind}:other").exit_code == 1


def test_a_weakened_predicate_is_seen_through(repository: Path) -> None:
    """No claim's text is touched, and the rule is broken with the predicate that would have noticed."""
    edit("model.py", "within = either(inside)", "within = either(outside)")(repository)
    result = check(repository, "--json")
    [found] = json.loads(result.stdout)["changes"]
    changed = {d["name"]: d["said"] for d in found["differences"] if d["kind"] == "property_changed"}
    assert result.exit_code == 1
    assert "as it was, it is violated now, and not holds" in changed["nobody_is_locked_in"]


def test_what_is_the_same_in_other_words_passes(repository: Path) -> None:
    """Catches a comparison of texts: the same permission, guard and claim, written otherwise."""
    edit("model.py", 'needed("door:Enter", when="door == \'open\'")', 'needed("door:Enter")')(repository)
    edit("model.py", "not some(Person, within)", "every(Person, not within)")(repository)
    edit("proofs.py", 'always("not within"', "always(\"not (guest == 'inside')\"")(repository)
    result = check(repository, "--json")
    [found] = json.loads(result.stdout)["changes"]
    assert result.exit_code == 0, result.stdout
    assert found["differences"] == []


def test_a_new_machine_and_event_are_told_and_do_not_fail(repository: Path) -> None:
    """Catches a comparison that says less because something is new."""
    bell = (
        'class Bell(Machine):\n    """A bell."""\n    silent = State(initial=True)\n    rung = State()\n'
        '    ring = silent.to(rung)\n\n\nring = Event("It rings.", by=keeper)\nunlock = Event('
    )
    edit("model.py", "unlock = Event(", bell)(repository)
    result = check(repository, "--json")
    [found] = json.loads(result.stdout)["changes"]
    assert result.exit_code == 0
    assert {(d["kind"], d["name"], d["fails"]) for d in found["differences"]} == {
        ("event_added", "ring", False), ("machine_added", "Bell", False),
    }  # fmt: skip


def test_what_is_gone_is_no_error_of_the_call(repository: Path) -> None:
    """An old claim names a machine that is gone: a difference that fails, and not status 2."""
    (repository / "proofs.py").write_text(PROOFS.split("@claim()\ndef one_can")[0])
    text = (repository / "model.py").read_text().replace("Guest", "Visitor").replace("guest ==", "visitor ==")
    text = text.replace("    inside = State()\n", "    inside = State()\n    banned = State()\n")
    (repository / "model.py").write_text(text)
    result = check(repository, "--json")
    [found] = json.loads(result.stdout)["changes"]
    assert result.exit_code == 1
    assert {"property_removed", "machine_added", "machine_removed"} <= {d["kind"] for d in found["differences"]}


def test_allowing_what_there_is_not_is_refused(repository: Path) -> None:
    """Catches a kind that is misspelt and allows nothing."""
    result = check(repository, "--allow", "permissions")
    assert result.exit_code == 2
    assert "did you mean 'permission'" in result.stderr


def test_reports_name_the_row(repository: Path) -> None:
    """SARIF at the event's line, a failure in JUnit, a row in Markdown."""
    HOLES["a permission is dropped"][0](repository)
    files = {k: repository / f"out.{k}" for k in ("junit", "sarif", "markdown")}
    check(repository, *(text for k, p in files.items() for text in (f"--{k}", str(p))))
    [alarm] = json.loads(files["sarif"].read_text())["runs"][0]["results"]
    line = alarm["locations"][0]["physicalLocation"]["region"]["startLine"]
    assert alarm["ruleId"] == "permission"
    assert (repository / "model.py").read_text().splitlines()[line - 1].startswith("lock = Event(")
    assert "no longer needed" in files["junit"].read_text()
    assert "door:Lock is no longer needed by the keeper (permission)" in files["markdown"].read_text()


@pytest.mark.parametrize("kind", ["a link to an absolute path", "rules that archives leave out"])
def test_a_revision_is_read_as_git_checks_it_out(repository: Path, kind: str) -> None:
    """Catches a repository that git can check out and the comparison cannot, and an index that is written over."""
    if kind == "a link to an absolute path":
        (repository / "link").symlink_to("/nowhere")
    else:
        (repository / ".gitattributes").write_text("model.py export-ignore\n")
    git = ["git", "-C", str(repository), "-c", "user.name=n", "-c", "user.email=e@example.org"]
    for command in (["add", "-A"], ["commit", "-qm", kind]):
        subprocess.run([*git, *command], check=True, capture_output=True)
    (repository / "staged").write_text("")
    subprocess.run([*git, "add", "staged"], check=True)
    result = check(repository)
    assert result.exit_code == 0, result.output
    staged = subprocess.run([*git, "diff", "--cached", "--name-only"], check=True, capture_output=True, text=True)
    assert staged.stdout == "staged\n"
