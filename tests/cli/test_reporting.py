"""`chartproof report` as it is called: what it writes, how it ends, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from chartproof.cli.main import main
from chartproof.project.project import load
from tests.diagram.drawn_files import ROOT, outside

PRINTER = ROOT / "examples" / "printer"


def run(project: Path, *arguments: str) -> tuple[int, str]:
    """The exit status, and all output."""
    result = CliRunner().invoke(main, ["--project", str(project), *arguments])
    load(ROOT)
    return result.exit_code, result.output


def test_it_writes_a_page_and_ends_as_verify_does(tmp_path: Path) -> None:
    """Catches a page that is not written where verdicts are not as expected, and a status that hides them."""
    file = tmp_path / "page.html"
    status, said = run(PRINTER, "report", str(file))
    assert (status, file.is_file()) == (0, True), said
    folder = tmp_path / "wrong"
    folder.mkdir()
    for name in ("model.py", "pyproject.toml"):
        (folder / name).write_text((PRINTER / name).read_text("utf-8"), "utf-8")
    proofs = (PRINTER / "proofs.py").read_text("utf-8")
    (folder / "proofs.py").write_text(
        proofs + '\n\n@claim()\ndef wrong():\n    """Not so."""\n    return always("False")\n', "utf-8"
    )
    status, said = run(folder, "report", str(file))
    assert status == 1, said
    assert "not as expected" in file.read_text("utf-8")


def test_under_a_change_it_says_so(tmp_path: Path) -> None:
    """Catches a report of changed rules that passes for one of the model's."""
    (tmp_path / "polite.toml").write_text(
        'proposal = "Nobody asks."\nwhy = "They are shy."\n\n[event.ask]\ndisabled = true\n', "utf-8"
    )
    file = tmp_path / "page.html"
    run(outside(PRINTER), "report", "--change", str(tmp_path / "polite.toml"), str(file))
    assert "under polite" in file.read_text("utf-8")


@pytest.mark.parametrize("text", ["{}", "[1]", "no json"])
def test_a_wrong_file_of_mutants_is_refused(tmp_path: Path, text: str) -> None:
    """Catches a traceback, and a page that is written although what it should show is not there."""
    (tmp_path / "mutants.json").write_text(text, "utf-8")
    status, said = run(PRINTER, "report", "--mutants", str(tmp_path / "mutants.json"), str(tmp_path / "page.html"))
    assert status == 2
    assert "mutate --json" in said
    assert not (tmp_path / "page.html").exists()


def test_mutants_that_nobody_notices_are_shown(tmp_path: Path) -> None:
    """Catches survivors that the page does not name."""
    rows = {"survivors": [{"mutant": "drop_conjunct start", "event": "start", "trace": None, "trace_sizes": None}]}
    (tmp_path / "mutants.json").write_text(json.dumps(rows), "utf-8")
    file = tmp_path / "page.html"
    run(PRINTER, "report", "--mutants", str(tmp_path / "mutants.json"), str(file))
    text = file.read_text("utf-8")
    assert "The mutants that nobody notices (1)" in text
    assert "drop_conjunct start" in text


def test_the_document_is_exported(tmp_path: Path) -> None:
    """Catches JSON that is mixed with other output, or written for another project."""
    status, said = run(PRINTER, "export", "json")
    assert status == 0
    assert json.loads(said)["version"] == 1
