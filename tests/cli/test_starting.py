"""`chartproof init`: what it writes verifies at once, and nothing is overwritten."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chartproof.cli.main import main
from chartproof.project.starting import examples


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_a_new_project_verifies_and_draws_with_a_finding_to_discover(tmp_path: Path) -> None:
    """Catches a starter that fails, shows nothing, or cannot be drawn."""
    folder = tmp_path / "mine"
    assert run("init", str(folder)).exit_code == 0
    verified = run("--project", str(folder), "verify", "--json")
    assert verified.exit_code == 0
    found = {p["name"]: (p["verdict"], p["scope"]) for p in json.loads(verified.stdout)["properties"]}
    assert found["one_at_a_time"] == ("holds", "all")
    assert [verdict for verdict, _ in found.values()].count("violated") == 1
    assert run("--project", str(folder), "diagram").exit_code == 0
    assert (folder / "diagrams" / "whole.svg").is_file()


@pytest.mark.parametrize("name", examples())
def test_any_example_can_be_copied(tmp_path: Path, name: str) -> None:
    """Catches a file that is left behind."""
    assert run("init", str(tmp_path), "--example", name).exit_code == 0
    assert run("--project", str(tmp_path), "list").exit_code == 0
    assert {f.name for f in tmp_path.iterdir()} >= {"model.py", "proofs.py", "pyproject.toml"}


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """Catches a project that is lost, and half a project beside an old one."""
    (tmp_path / "proofs.py").write_text("mine")
    result = run("init", str(tmp_path))
    assert (result.exit_code, "is in the way" in result.stderr) == (2, True)
    assert [(f.name, f.read_text()) for f in tmp_path.iterdir()] == [("proofs.py", "mine")]


def test_an_unknown_example_names_those_there_are(tmp_path: Path) -> None:
    """Catches a message that leaves one guessing."""
    result = run("init", str(tmp_path), "--example", "printr")
    assert (result.exit_code, "did you mean 'printer'?" in result.stderr) == (2, True)
