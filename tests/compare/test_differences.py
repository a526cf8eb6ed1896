"""What two rule sets do differently: causes before consequences, renames, machines of one side alone, revisions."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from chartproof.changes.change import apply
from chartproof.changes.file import load_change
from chartproof.check.space import Space
from chartproof.check.verify import Verifier
from chartproof.cli.main import main
from chartproof.compare.behaviours import Behaviours, behaviours
from chartproof.compare.equal import equality
from chartproof.explore.search import explore
from chartproof.language.form import Form
from chartproof.language.questions import Asked
from chartproof.project.project import Project, load
from tests import forked
from tests.compare.test_against import edit, repository  # noqa: F401  the fixture

ROOT = Path(__file__).parents[2]
SIZES = {"Account": 2, "Service": 1}


@pytest.fixture(scope="module")
def project() -> Project:
    return load(ROOT)


def compared(old: Form, new: Form) -> Behaviours:
    found = behaviours(Space(explore(old, SIZES)), Space(explore(new, SIZES)))
    assert found is not None
    return found


def without(form: Form, event: str, text: str) -> Form:
    rule = form.rule(event)
    guard = tuple(c for c in rule.guard if text not in str(c))
    assert len(guard) < len(rule.guard)
    return replace(form, rules=tuple(replace(r, guard=guard) if r is rule else r for r in form.rules))


def causes(found: Behaviours) -> list[tuple[str, str, int, int]]:
    return [(c.kind, c.event, c.states, c.beyond) for c in found.causes]


def test_a_cause_and_what_follows_from_it(project: Project) -> None:
    """The rulebook's figures of `literal`: one rule in 39 states, and 15,040 transitions that follow."""
    found = compared(project.form, apply(project.form, load_change(ROOT / "changes" / "literal.toml")))
    assert causes(found) == [("newly_possible", "finalize_all_features", 39, 0)]
    then = found.consequences
    assert (then.states_gained, then.states_lost, then.gained, then.lost) == (1264, 0, 15040, 0)
    assert found.causes[0].trace.steps[-1].event == "finalize_all_features"


def test_a_cause_that_shows_in_new_states_alone_is_told_as_one(project: Project) -> None:
    """Catches a rule that is taken for a consequence, as it changes nothing in the states of before."""
    alone = without(project.form, "create_service_role", "organizations_role")
    assert not compared(project.form, alone).differ
    literal = apply(project.form, load_change(ROOT / "changes" / "literal.toml"))
    both = without(literal, "create_service_role", "organizations_role")
    assert explore(both, SIZES).states == 5001
    assert explore(both, SIZES).transitions == 59772
    found = causes(compared(project.form, both))
    assert found[0] == ("newly_possible", "finalize_all_features", 39, 0)
    assert found[1][:3] == ("newly_possible", "create_service_role", 0)
    assert found[1][3] > 0


def test_what_leads_elsewhere_is_told_once(project: Project) -> None:
    """Catches one rule told as a gain and as a loss: `each_created` in 15 states."""
    found = compared(project.form, apply(project.form, load_change(ROOT / "changes" / "each_created.toml")))
    assert causes(found) == [("leads_elsewhere", "begin_enabling_all_features", 15, 0)]
    assert (found.gained, found.lost) == (15, 15)


def test_what_is_looked_up_in_other_rules_stays_theirs(project: Project) -> None:
    """Once the changed rules, explored first, were taken for those they were compared with: no difference at all."""
    literal = apply(project.form, load_change(ROOT / "changes" / "literal.toml"))
    before = Verifier(project.form, SIZES)
    after = Verifier(literal, SIZES, like=before)
    assert after.instances.small(Asked(literal), SIZES) is not None
    assert before.space(SIZES).exploration.states == 2505
    assert after.space(SIZES).exploration.states == 3769
    found = equality(before, after, SIZES)
    assert found is not None
    assert found.said == "takes nothing away, for all sizes; different: finalize_all_features newly possible"


def test_nothing_differs_from_itself(project: Project) -> None:
    """Catches a difference that the comparison makes itself."""
    found = compared(project.form, project.form)
    assert (found.gained, found.lost, found.causes) == (0, 0, ())


def check(root: Path, *more: str, against: str = "HEAD") -> Result:
    return CliRunner().invoke(main, ["--project", str(root), "check", "--against", against, *more])


def told(root: Path, against: str = "HEAD") -> dict[str, Any]:
    """What a process of its own says: what this one has imported from a folder, it keeps."""
    done = forked.run("chartproof", "--project", str(root), "check", "--against", against, "--json")
    [found] = json.loads(done.stdout)["changes"]
    return dict(found)


def rename(*pairs: tuple[str, str]) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        for file in ("model.py", "proofs.py"):
            text = (root / file).read_text()
            for old, new in pairs:
                text = text.replace(old, new)
            (root / file).write_text(text)

    return change


UNBAR = ("unlock = shut", "unbar = shut"), ("unlock = Event", "unbar = Event")
RENAMES = {
    "an event": (rename(*UNBAR), "event_renamed", "unbar"),
    "a state": (rename(("    inside = State", "    indoors = State"), ("to(inside)", "to(indoors)"),
                       ("inside.to", "indoors.to"), ("either(inside)", "either(indoors)")), "state_renamed", "guest"),
    "a machine": (rename(("class Guest(", "class Visitor("), ("guest == 'outside'", "visitor == 'outside'")),
                  "machine_renamed", "visitor"),
}  # fmt: skip


@pytest.mark.parametrize("name", RENAMES)
def test_what_is_the_same_but_for_its_name_is_renamed(repository: Path, name: str) -> None:  # noqa: F811
    """Catches a rename told as a loss and a gain, former claims that can't be asked of it, and one that fails."""
    change, kind, what = RENAMES[name]
    change(repository)
    found = told(repository)
    assert {(d["kind"], d["name"], d["fails"]) for d in found["differences"]} == {(kind, what, False)}
    assert found["behaviour"]["said"] == "the same behaviour, for all sizes"
    assert found["ok"] is True


def test_a_rename_that_hides_a_change_is_none(repository: Path) -> None:  # noqa: F811
    """Catches a guess: the event is renamed, and needs less."""
    rename(
        ("unlock = shut", "unbar = shut"), ("unlock = Event", "unbar = Event"), ('needs=["door:Unlock"]', "needs=[]")
    )(repository)
    kinds = {d["kind"] for d in told(repository)["differences"]}
    assert {"event_added", "event_removed"} <= kinds
    assert "event_renamed" not in kinds


def test_a_new_machine_is_forgotten_for_the_rest(repository: Path) -> None:  # noqa: F811
    """Catches a comparison that says nothing because a machine is new; what moves it alone is listed, not counted."""
    bell = (
        'class Bell(Machine):\n    """A bell."""\n    silent = State(initial=True)\n    rung = State()\n'
        '    ring = silent.to(rung)\n\n\nring = Event("It rings.", by=keeper)\nunlock = Event('
    )
    edit("model.py", "unlock = Event(", bell)(repository)
    found = told(repository)
    assert found["behaviour"]["said"] == "the same behaviour, for all sizes (bell apart)"
    assert (found["behaviours"]["gained"], found["behaviours"]["lost"]) == (0, 0)
    assert found["behaviours"]["apart"] == ["ring"]
    edit("model.py", "only_if=[\"every(Person, guest == 'outside')\"]", "only_if=[\"bell == 'rung'\"]")(repository)
    found = told(repository)
    assert "adds nothing, for all sizes (bell apart)" in found["behaviour"]["said"]


def test_a_weaker_guard_is_said_to_take_nothing_away(repository: Path) -> None:  # noqa: F811
    """One line says what is proved, and names the cause; `lock` may now lock a guest in."""
    edit("model.py", 'only_if=["not some(Person, within)"]', "only_if=[]")(repository)
    found = told(repository)
    assert found["behaviour"]["said"] == "takes nothing away, for all sizes; different: lock newly possible"
    assert [(c["kind"], c["event"]) for c in found["behaviours"]["causes"]] == [("newly_possible", "lock")]


def git(root: Path, *arguments: str) -> str:
    who = ["-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def test_two_revisions_and_the_work_tree(repository: Path) -> None:  # noqa: F811
    """Catches `A..B` that reads the work tree, and a head that does not say what is compared."""
    first = git(repository, "rev-parse", "HEAD")
    edit("model.py", 'calls="door:Lock", needs=["door:Lock"]', 'calls="door:Lock"')(repository)
    assert "the work tree, 1 file changed against HEAD" in check(repository).stdout
    git(repository, "commit", "-qam", "less")
    edit("model.py", 'calls="door:Unlock"', 'calls="door:Open"')(repository)
    assert {d["kind"] for d in told(repository, f"{first}..HEAD")["differences"]} == {"permission"}
    assert {d["kind"] for d in told(repository, f"{first}...HEAD")["differences"]} == {"permission"}
    assert {d["kind"] for d in told(repository)["differences"]} == {"call"}


def test_a_mistake_in_a_revision_is_placed_there(repository: Path) -> None:  # noqa: F811
    """Catches a path into a folder that is gone when it is read."""
    edit("model.py", "leave = inside.to(outside)", "leave = inside.to(nowhere)")(repository)
    git(repository, "commit", "-qam", "broken")
    git(repository, "tag", "broken")
    git(repository, "revert", "--no-edit", "HEAD")
    result = check(repository, against="broken")
    assert result.exit_code == 2
    assert result.stderr.startswith("error: broken:model.py:"), result.stderr
    assert "chartproof-" not in result.stderr


def test_a_missing_revision_and_a_shallow_clone_are_told_apart(repository: Path, tmp_path: Path) -> None:  # noqa: F811
    """Catches CI's default clone, in which nothing is there to compare with."""
    git(repository, "branch", "feature")
    result = check(repository, against="featur")
    assert result.exit_code == 2
    assert "did you mean 'feature'?" in result.stderr
    git(repository, "commit", "-q", "--allow-empty", "-m", "second")
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth", "1", repository.as_uri(), str(shallow))
    result = check(shallow, against=git(repository, "rev-parse", "HEAD~1"))
    assert result.exit_code == 2
    assert "fetch-depth: 0" in result.stderr
    shutil.rmtree(shallow)
