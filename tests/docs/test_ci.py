"""The kit for other people's CI: its YAML is what its readers take, and its commands are commands."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from chartproof.project.starting import start_project
from tests.docs.following import on_terminal
from tests.docs.pages import blocks

ROOT = Path(__file__).parents[2]
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
PAGE = (ROOT / "docs" / "howto.md").read_text(encoding="utf-8")
[WORKFLOW] = [yaml.safe_load(b.text) for b in blocks(PAGE) if b.language == "yaml"]


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_runs(hook: dict[str, Any], tmp_path: Path) -> None:
    """Catches a hook that pre-commit refuses, or whose command ends badly on a project in order."""
    assert set(hook) >= {"id", "name", "entry", "language"}
    start_project(tmp_path)
    assert on_terminal("chartproof diagram", tmp_path)[0] == 0
    status, text = on_terminal(hook["entry"], tmp_path)
    assert status == 0, text


def test_the_workflow_has_the_form_of_one() -> None:
    """Catches YAML that is none, and a step that neither runs nor uses anything."""
    assert set(WORKFLOW) == {"name", True, "permissions", "jobs"}  # YAML 1.1 reads `on` as true
    [job] = WORKFLOW["jobs"].values()
    assert all(("run" in step) != ("uses" in step) for step in job["steps"])
    [checkout] = [s for s in job["steps"] if s.get("uses", "").startswith("actions/checkout")]
    assert checkout["with"]["fetch-depth"] == 0


def test_their_own_readers_take_them(tmp_path: Path) -> None:
    """Catches YAML that GitHub or pre-commit refuses: a key misspelt, a step of the wrong form."""
    workflow = tmp_path / "chartproof.yml"
    [text] = [b.text for b in blocks(PAGE) if b.language == "yaml"]
    for replaced, status in ((text, 0), (text.replace("runs-on:", "runs_on:"), 1)):
        workflow.write_text(replaced, encoding="utf-8")
        ran = run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", str(workflow))
        assert ran.returncode == status, ran.stdout
    assert run("pre-commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")).returncode == 0


def run(tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([Path(sys.executable).parent / tool, *arguments], capture_output=True, text=True)


def test_the_workflows_commands_run(tmp_path: Path) -> None:
    """Catches a command that is none any more, and a report that a later step wants and nothing writes."""
    [job] = WORKFLOW["jobs"].values()
    runs = [s["run"] for s in job["steps"] if s.get("run", "").startswith("chartproof ")]
    assert len(runs) == 3
    start_project(tmp_path)
    for line in ("init -q -b main", "add .", "-c user.name=a -c user.email=a@b commit -q -m Begin", "branch base"):
        subprocess.run(["git", *line.split()], cwd=tmp_path, check=True)
    for line in runs:
        status, text = on_terminal(line.replace("origin/${{ github.base_ref }}", "base"), tmp_path)
        assert status == 0, text
    wanted = {"verify.md", "verify.xml", "verify.sarif", "check.md", "report.html"}
    assert {f.name for f in tmp_path.iterdir()} >= wanted
    said = "".join(str(step) for step in job["steps"])
    assert [name for name in wanted - {"verify.xml"} if name not in said] == []
