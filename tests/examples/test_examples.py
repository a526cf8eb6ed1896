"""The examples run as a user runs them: by the command line, each a project of its own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests import forked

EXAMPLES = Path(__file__).parents[2] / "examples"


def run(project: Path, *arguments: str) -> tuple[int, str]:
    done = forked.run("chartproof", "--project", str(project), *arguments)
    return done.returncode, done.stdout


def verdicts(project: Path) -> tuple[int, dict[str, tuple[str, object]]]:
    code, text = run(project, "verify", "--json")
    return code, {p["name"]: (p["verdict"], p["scope"]) for p in json.loads(text)["properties"]}


@pytest.mark.parametrize(("size", "states"), [(3, 288), (5, 8832), (7, 296448)])
def test_two_phase_commit_has_the_states_that_others_count(size: int, states: int) -> None:
    """288 with three resource managers, as TLC and others say."""
    code, text = run(EXAMPLES / "two_phase_commit", "explore", "--size", f"ResourceManager={size}", "--json")
    assert code == 0
    assert json.loads(text)["states"] == states


def test_two_phase_commit_is_consistent_for_any_number() -> None:
    """Proved, not explored: scope all."""
    code, found = verdicts(EXAMPLES / "two_phase_commit")
    assert code == 0
    assert found["consistency"] == ("holds", "all")


def test_the_lock_is_exclusive_for_any_number() -> None:
    """It needs a fact about two clients."""
    code, found = verdicts(EXAMPLES / "lock_server")
    assert code == 0
    assert found["one_client_holds_the_lock"] == ("holds", "all")


@pytest.mark.parametrize(
    ("name", "claim"),
    [("lock_server_unsafe", "one_client_holds_the_lock"), ("two_phase_commit_unsafe", "consistency")],
)
def test_the_unsafe_twins_are_refuted(name: str, claim: str) -> None:
    """A mistake in the protocol is found, and is expected there."""
    code, found = verdicts(EXAMPLES / name)
    assert code == 0
    assert found[claim][0] == "violated"


def test_a_solver_that_gives_up_ends_with_status_one(tmp_path: Path) -> None:
    """What was explored stays decided, and the lost proof is no success."""
    project = tmp_path / "lock"
    shutil.copytree(EXAMPLES / "lock_server", project)
    settings = project / "pyproject.toml"
    settings.write_text(settings.read_text().replace('proofs = "proofs"', 'proofs = "proofs"\neffort = 1'))
    code, found = verdicts(project)
    assert code == 1
    assert found["one_client_holds_the_lock"] == ("holds", {"Client": 3})
