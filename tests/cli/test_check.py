"""`chartproof check` and `--change`: their JSON, files and exit statuses."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from chartproof.cli.main import main
from tests import forked
from tests.copies import copied
from tests.effort import thorough

ROOT = Path(__file__).parents[2]
STEP = {"event", "arguments", "state"}
BREAKS = (
    'proposal = "It breaks something."\nwhy = "To see."\n'
    "[event.enable_trusted_access]\nonly_if.drop = [\"organization == 'all_features'\"]\n"
)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def path(name: str) -> str:
    return str(ROOT / "changes" / f"{name}.toml")


def test_check_prints_the_contracts_keys() -> None:
    """Catches a renamed key, text beside the JSON, and a trace that is lost on the way."""
    result = run("check", path("literal"), "--json")
    data = json.loads(result.stdout)
    assert result.exit_code == 0
    assert data["ok"] is True
    [found] = data["changes"]
    [fallen] = found["properties"]
    assert found["name"] == "literal"
    assert [fallen[k] for k in ("name", "before", "after", "expected")] == [
        "role_present", "holds", "violated", "violated",
    ]  # fmt: skip
    assert fallen["trace"][-1]["event"] == "finalize_all_features"
    assert set(fallen["trace"][0]) == STEP
    assert (found["behaviours"]["gained"], found["behaviours"]["lost"]) == (15079, 0)
    example = found["behaviours"]["examples"][0]
    assert example["event"] == example["trace"][-1]["event"] == "finalize_all_features"


def test_what_a_file_does_not_expect_exits_1(tmp_path: Path) -> None:
    """Catches a proposal that breaks something and passes, and a report that does not say so."""
    file = tmp_path / "breaks.toml"
    file.write_text(BREAKS)
    files = {k: tmp_path / "out" / k for k in ("junit", "sarif", "markdown")}
    result = run("check", str(file), "--json", *(text for k, p in files.items() for text in (f"--{k}", str(p))))
    assert result.exit_code == 1
    data = json.loads(result.stdout)
    assert data["ok"] is False
    [fallen] = data["changes"][0]["properties"]
    assert (fallen["name"], fallen["after"], fallen["expected"]) == (
        "trusted_access_needs_all_features", "violated", "holds",
    )  # fmt: skip
    assert len(ElementTree.parse(files["junit"]).findall(".//failure")) == 1
    [alarm] = json.loads(files["sarif"].read_text())["runs"][0]["results"]
    assert alarm["ruleId"] == "trusted_access_needs_all_features"
    assert alarm["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].endswith("breaks.toml")
    row = "[`trusted_access_needs_all_features`](proofs/trusted_access.py#L9) | holds → violated, up to"
    assert row in files["markdown"].read_text()
    file.write_text(BREAKS + '[expects]\ntrusted_access_needs_all_features = "violated"\n')
    assert run("check", str(file)).exit_code == 0
    file.write_text(BREAKS + '[expects]\ntrusted_access_needs_all_features = "violated"\nconsent = "violated"\n')
    assert run("check", str(file)).exit_code == 1


def test_a_change_that_alters_no_verdict_says_so(tmp_path: Path) -> None:
    """Catches an empty report that could mean anything."""
    file = tmp_path / "implied.toml"
    file.write_text(
        'proposal = "It is said once more."\nwhy = "To see."\n'
        "[event.resend_request]\nonly_if.add = [\"organization == 'enabling_all_features'\"]\n"
    )
    result = run("check", str(file))
    assert result.exit_code == 0
    assert "no verdict changes" in result.stdout


def test_several_files_are_reported_alone_and_together() -> None:
    """Catches a combination that is not checked, and a base that is not compared with."""
    data = json.loads(run("check", path("roles_leave"), path("clean_later"), "--json").stdout)
    assert [c["name"] for c in data["changes"]] == ["roles_leave", "clean_later", "roles_leave + clean_later"]
    alone = {b["against"]: b["properties"] for b in data["changes"][2]["bases"]}
    lost = {p["name"]: p["after"] for p in alone["roles_leave"]}
    assert lost["access_never_grows_while_disabled"] == "violated"
    data = json.loads(run("check", path("literal"), path("frozen_role"), "--json").stdout)
    assert [c["name"] for c in data["changes"]] == ["literal", "frozen_role"]
    assert [b["against"] for b in data["changes"][1]["bases"]] == ["literal"]


@thorough
def test_each_prints_a_line_a_change() -> None:
    """Catches a change that is skipped, and a combination that a file speaks of and nobody checks."""
    result = run("check", "--each", *map(path, ("literal", "roles_leave", "clean_later")))
    assert result.exit_code == 0
    lines = [line.split(":")[0] for line in result.stdout.splitlines()]
    assert lines[:3] == ["literal", "roles_leave", "clean_later"]
    assert "roles_leave + clean_later" in lines


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The model in a repository of its own, with a commit."""
    folder = tmp_path / "there"
    for name in ("model", "proofs"):
        copied(ROOT / name, folder / name)
    shutil.copy(ROOT / "pyproject.toml", folder)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "The rules")
    return folder


def test_the_present_rules_against_a_revision(repository: Path) -> None:
    """Catches two revisions whose modules are mixed up, and a regression that passes."""
    same = run("--project", str(repository), "check", "--against", "HEAD")
    assert same.exit_code == 0
    assert "no verdict changes" in same.stdout
    file = repository / "model" / "events" / "all_features.py"
    line = """        every(Account, "not member or organizations_role == 'present'"),\n"""
    assert line in file.read_text()
    file.write_text(file.read_text().replace(line, ""))
    # A fresh process: what this one has imported from the folder, it keeps.
    done = forked.run("chartproof", "check", "--against", "HEAD", "--json", folder=repository)
    assert done.returncode == 1, done.stderr
    [found] = json.loads(done.stdout)["changes"]
    assert [(p["name"], p["before"], p["after"]) for p in found["properties"]] == [
        ("role_present", "holds", "violated"),
    ]  # fmt: skip
    assert (found["behaviours"]["gained"], found["behaviours"]["lost"]) == (15079, 0)


@pytest.mark.parametrize("arguments", [["--against", "nothing"], [], ["x.toml", "--against", "HEAD"]])
def test_a_call_that_can_mean_nothing_exits_2(arguments: list[str]) -> None:
    """Catches a traceback, or a revision that is silently taken for another."""
    result = run("check", *arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def diagrams() -> dict[Path, bytes]:
    """The files of the project's own diagrams, as they are."""
    return {f: f.read_bytes() for f in (ROOT / "diagrams").rglob("*") if f.is_file()}


def test_change_works_on_every_command(tmp_path: Path) -> None:
    """Catches a command that goes on with the rules as they are."""
    literal = ["--change", path("literal")]
    explored = json.loads(run("explore", "--json", *literal).stdout)
    assert (explored["states"], explored["transitions"], explored["depth"]) == (3769, 43020, 17)
    lost = "organization == 'all_features' and some(Account, member and organizations_role == 'absent')"
    assert json.loads(run("how", lost, "--json").stdout)["reachable"] is False
    assert json.loads(run("how", lost, "--json", *literal).stdout)["reachable"] is True
    both = run("explore", "--json", *literal, "--change", path("frozen_role"))
    assert json.loads(both.stdout)["states"] == 2418
    verified = run("verify", "role_present", "--json", *literal)
    [found] = json.loads(verified.stdout)["properties"]
    assert (found["verdict"], found["expected"], verified.exit_code) == ("violated", "violated", 0)
    assert "clean_later.toml" in run("explain", "disable_from_service", "--change", path("clean_later")).stdout
    assert run("export", "promela").stdout != run("export", "promela", *literal).stdout
    own = diagrams()
    assert run("diagram", *literal).exit_code == 2
    assert run("diagram", *literal, "--output", str(tmp_path / "drawn")).exit_code == 0
    change, table = (tmp_path / "drawn" / "rules.md").read_text().split("## Machines")
    assert "not member or organizations_role" not in table
    assert "**lost**: guard `every(Account, not member or organizations_role" in change
    assert diagrams() == own


def test_a_new_event_is_drawn_explored_and_replayed(tmp_path: Path) -> None:
    """Catches a backend that knows the declared events only."""
    file = tmp_path / "shut_down.toml"
    file.write_text(
        'proposal = "The management account can have a service forget what it left behind."\nwhy = "To see."\n'
        "[expects]\nleftovers_need_no_new_grant = 'holds'\n"
        "what_is_set_up_goes_only_by_clean_up = 'violated'\nwhat_is_left_behind_waits = 'violated'\n"
        '[new_event.forget_leftovers]\nsentence = "What was left behind is forgotten."\nof = ["Service"]\n'
        'by = ["management account"]\nneeds = ["organizations:ForgetLeftovers"]\n'
        'transitions.add = [{ machine = "Integration", from = ["left_behind"], to = "absent" }]\n'
    )
    result = run("check", str(file), "--json")
    [found] = json.loads(result.stdout)["changes"]
    assert result.exit_code == 0, result.stdout
    assert "forget_leftovers" in {e["event"] for e in found["behaviours"]["examples"]}
    assert run("diagram", "--change", str(file), "--output", str(tmp_path / "drawn")).exit_code == 0
    assert "forget_leftovers" in (tmp_path / "drawn" / "rules.md").read_text()
    assert "organizations:ForgetLeftovers" in run("explain", "forget_leftovers", "--change", str(file)).stdout
    way = json.loads(run("how", "integration == 'left_behind'", "--json", "--change", str(file)).stdout)
    assert way["reachable"] is True
