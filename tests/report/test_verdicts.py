"""What `verify` prints at any width, and piped. UPDATE_SNAPSHOTS=1 writes the files anew."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path

import pytest
from rich.console import Console

from chartproof.check.run import Run, verify_project
from chartproof.language.form import Form
from chartproof.project.project import load
from chartproof.report.verdicts import print_run
from tests.effort import THOROUGH

GOLDEN = Path(__file__).parent / "golden"
CLUB = Path(__file__).parents[1] / "diagram" / "club"

WIDTHS = range(60, 161) if THOROUGH else (*range(60, 101, 4), 61, 79, 81, 119, 120, 160)
"""Each, or those at which terminals are and some between: how a table is laid out changes at a few widths."""
Ran = tuple[Form, Run]


@pytest.fixture(scope="module")
def model(verified: Run) -> Ran:
    """The rules of this repository: everything is as expected."""
    return load().form, verified


@pytest.fixture(scope="module")
def club() -> Ran:
    """A toy with a failure that has a trace."""
    project = load(CLUB)
    return project.form, verify_project(project, {"Guest": 2, "Room": 1}, list(project.properties.values()))


def printed(ran: Ran, width: int, *, terminal: bool = True, **how: bool) -> str:
    """What is printed on a terminal of some columns, or piped."""
    file = io.StringIO()
    console = Console(file=file, width=width, force_terminal=terminal, color_system=None, highlight=False)
    form, run = ran
    print_run(console, form, run, **how)
    return file.getvalue()


def same(name: str, text: str) -> None:
    """The text is that of the golden file."""
    path = GOLDEN / name
    if os.environ.get("UPDATE_SNAPSHOTS") == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [60, 80, 100, 140])
def test_the_table_is_the_reviewed_one(model: Ran, club: Ran, width: int) -> None:
    """Catches any change of what a reader sees: the table, its details, and a failure with its trace."""
    same(f"model_{width}.txt", printed(model, width))
    same(f"model_wide_{width}.txt", printed(model, width, wide=True))
    same(f"club_{width}.txt", printed(club, width, traces=True))


def test_piped_the_lines_are_the_reviewed_ones(model: Ran, club: Ran) -> None:
    """Catches any change of what a script reads."""
    same("model_piped.txt", printed(model, 160, terminal=False))
    same("club_piped.txt", printed(club, 160, terminal=False))


@pytest.mark.parametrize("how", [{}, {"wide": True}, {"traces": True}, {"wide": True, "traces": True}])
def test_nothing_vanishes_and_no_word_is_cut_at_any_width(model: Ran, club: Ran, how: dict[str, bool]) -> None:
    """Catches a column that is squeezed to nothing, an ellipsis, a name that is folded, and a line that is too long."""
    for ran in (model, club):
        words = printed(ran, 400, **how).split()
        for width in WIDTHS:
            text = printed(ran, width, **how)
            assert text.split() == words, width
            assert max(map(len, text.splitlines())) <= width


def test_at_80_columns_a_property_is_a_line(model: Ran) -> None:
    """Catches a row that goes on below, and details that nobody asked for."""
    lines = printed(model, 80).splitlines()
    for result in model[1].results:
        line = next(line for line in lines if line.startswith(f"{result.property.name} "))
        assert re.fullmatch(r"\w+ +(holds|violated|witnessed) +(all sizes|up to Account=2, Service=1)", line)


def test_piped_a_script_can_cut_a_line(model: Ran, club: Ran) -> None:
    """Catches padding, a second line, a missing field, and a finding or a failure that reads as in order."""
    for _, run in (model, club):
        text = printed((_, run), 160, terminal=False)
        rows = [line.split("\t") for line in text.splitlines() if "\t" in line]
        assert [row[0] for row in rows] == [r.property.name for r in run.results]
        assert {len(row) for row in rows} == {6}
        assert all(cell == cell.strip() and cell for row in rows for cell in row)
        assert not re.search(r" +$", text, re.MULTILINE)
        for row, result in zip(rows, run.results, strict=True):
            kinds = {(True, "violated"): "finding", (False, "violated"): "failed"}
            assert row[2] == kinds.get((result.as_expected, result.verdict), "ok")


def test_failures_stand_apart_and_last(club: Ran, model: Ran) -> None:
    """Catches a failure among the verdicts that are in order, or among the findings."""
    text = printed(club, 80)
    before, failed = text.split("Not as expected:")
    assert "never_taken" not in before
    assert "one_keeper" in before
    assert "violated, expected holds" in failed
    assert "unlock" in failed, "its trace stands below it"
    findings = printed(model, 80).split("Findings, as expected:")[1]
    assert "no_stale_role" in findings
    assert "role_present" not in findings


def test_the_last_line_says_it_all(model: Ran, club: Ran) -> None:
    """Catches a run that ends in something else than its outcome, and a failure that it leaves out."""
    for how in ({}, {"quiet": True}, {"wide": True}):
        last = printed(model, 100, **how).splitlines()[-1]
        assert last == "ok: 73 verdicts as expected: 63 hold for all sizes, 5 witnessed, 5 findings"
        assert (
            printed(club, 200, **how)
            .splitlines()[-1]
            .startswith("FAILED: 1 of 3 verdicts not as expected (never_taken)")
        )


def test_quiet_prints_what_fails_alone(model: Ran, club: Ran) -> None:
    """Catches noise under --quiet, and a failure that it hides."""
    assert len(printed(model, 100, quiet=True).splitlines()) <= 2
    text = printed(club, 100, quiet=True)
    assert "never_taken" in text
    assert "one_keeper" not in text
