"""The pytest plugin, as a user's pytest runs it: in a process of its own, in a project of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from chartproof.project.starting import start_project

MEND = ("    start = free.to(taken)\n", "    start = free.to(taken) | taken.to.itself()\n")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The project that `init` writes, with a test of its own."""
    start_project(tmp_path / "mine")
    (tmp_path / "mine" / "test_own.py").write_text(
        "def test_own(chartproof_project):\n    assert chartproof_project.form.rule('ask')\n"
    )
    return tmp_path / "mine"


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    own = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}
    command = [sys.executable, "-m", "pytest", "-p", "chartproof.pytest_plugin", *arguments]
    done = subprocess.run(command, cwd=folder, env=own, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_each_property_is_a_test_and_a_finding_an_expected_failure(project: Path) -> None:
    """Catches a property that is not collected, or twice, and a finding that fails or passes in silence."""
    status, text = run(project, "-v", "-rx", "proofs.py", "test_own.py")
    assert status == 0, text
    outcomes = dict(re.findall(r"::(\w+) (PASSED|FAILED|XFAIL)", text))
    assert outcomes == {
        "one_at_a_time": "PASSED",
        "printing_is_possible": "PASSED",
        "nobody_waits_for_ever": "XFAIL",
        "test_own": "PASSED",
    }
    assert "3 passed, 1 xfailed" in text
    assert "a finding, as expected: Whoever waits prints some day" in text


def test_a_failure_shows_the_trace(project: Path) -> None:
    """Catches a failure that is a traceback of this tool, or passes."""
    model = project / "model.py"
    model.write_text(model.read_text().replace(*MEND))
    status, text = run(project, "-k", "one_at_a_time", "--junit-xml", "j.xml")
    assert status == 1
    assert "start(person2)" in text
    assert "Traceback" not in text
    [case] = ElementTree.parse(project / "j.xml").iter("testcase")
    assert case.get("name") == "one_at_a_time"
    assert case.find("failure") is not None


def test_a_mistake_in_the_model_is_an_error_with_its_place(project: Path) -> None:
    """Catches a project that cannot be loaded and seems to have no properties."""
    proofs = project / "proofs.py"
    proofs.write_text(proofs.read_text().replace("'waiting'", "'wating'"))
    status, text = run(project)
    assert status == 2
    assert "did you mean 'waiting'?" in text


def test_projects_that_lie_below_are_left_alone(project: Path) -> None:
    """Catches a fixture of somebody's tests that is taken for their proofs."""
    inner = project.parent / "pyproject.toml"
    inner.write_text("[tool.pytest.ini_options]\n")
    assert "1 passed" in run(project.parent, ".")[1]
    assert "2 passed, 1 xfailed" in run(project.parent, "mine/proofs.py")[1]


def test_nothing_is_loaded_where_there_is_no_project(tmp_path: Path) -> None:
    """Catches a plugin that slows everybody's tests down."""
    (tmp_path / "test_other.py").write_text(
        "import sys\n\ndef test_other():\n    assert [m for m in sys.modules if m.startswith('chartproof.')] == "
        "['chartproof.pytest_plugin']\n"
    )
    status, text = run(tmp_path)
    assert status == 0, text
