"""The kit for other people's CI: its YAML is what its readers take, and its commands are commands."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from chartproof.cli.main import main
from chartproof.project.starting import start_project
from tests.docs.pages import blocks, on_terminal

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


def test_the_workflows_commands_are_commands() -> None:
    """Catches an option that is none any more."""
    [job] = WORKFLOW["jobs"].values()
    runs = [shlex.split(s["run"]) for s in job["steps"] if s.get("run", "").startswith("chartproof ")]
    assert len(runs) == 2
    for _, name, *arguments in runs:
        command = main.commands[name]
        options = {o for p in command.params if isinstance(p, click.Option) for o in p.opts}
        assert [a for a in arguments if a.startswith("--") and a not in options] == []
