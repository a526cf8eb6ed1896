"""The README's examples run as they stand."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from rich.console import Console

from chartproof.check.run import Run, verify_project
from chartproof.project.project import load
from chartproof.report.verdicts import print_run
from chartproof.report.words import said_rest

README = Path(__file__).parent.parent / "README.md"
TEXT = README.read_text(encoding="utf-8")


def test_the_examples_run() -> None:
    """Catches an example that a reader could not paste."""
    blocks = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    assert len(blocks) == 2
    for block in blocks:
        exec(compile(block, str(README), "exec"), {"__name__": "readme"})


@pytest.fixture(scope="module")
def verified() -> Run:
    """What `make verify` decides."""
    project = load()
    return verify_project(project, {"Account": 2, "Service": 1}, list(project.properties.values()))


def test_the_table_is_what_verify_says(verified: Run) -> None:
    """Catches a property, a verdict, what it rests on, or a statement that changed without the README."""
    rows = [[r.property.name, r.verdict, said_rest(r), ", ".join(r.property.page) or "–"] for r in verified.results]
    assert [row for row in rows if f"| {' | '.join(row)} |\n" not in TEXT] == []
    assert len(re.findall(r"^\| \w+ \| (?:holds|violated|witnessed) \|", TEXT, re.MULTILINE)) == len(rows)


def test_verify_prints_the_lines_that_are_shown(verified: Run) -> None:
    """Catches an output in the README that is no longer printed."""
    shown = TEXT.split("## What `make verify` prints")[1].split("\n\n")[2]
    file = io.StringIO()
    print_run(Console(file=file, width=80, force_terminal=True, color_system=None), load().form, verified)
    lines = [line.strip() for line in shown.splitlines()]
    assert len(lines) == 7
    assert [line for line in lines if line != "…" and line not in file.getvalue().splitlines()] == []


@pytest.mark.parametrize(
    ("title", "name"), [("Left behind", "nothing_left_behind"), ("The stale role", "no_stale_role")]
)
def test_a_findings_events_are_its_trace(verified: Run, title: str, name: str) -> None:
    """Catches a way that is told in another order than it goes."""
    told = TEXT.split(f"- **{title}.**")[1].split("\n- ")[0]
    trace = next(r.trace for r in verified.results if r.property.name == name)
    assert trace is not None
    events = {r.name for r in load().form.rules}
    assert [n for n in re.findall(r"`(\w+)`", told) if n in events] == [s.event for s in trace.steps]


def test_the_page_is_counted_as_verify_counts_it(verified: Run) -> None:
    """Catches a statement that is cited or excepted without the README."""
    page, text = verified.page, " ".join(TEXT.split())
    assert page is not None
    assert f"lists the page's {page.statements} statements" in text
    assert f"{page.covered} statements are covered, {page.excepted} excepted with a reason" in text
    assert f"and {page.repeats} only repeat one of those" in text


def test_the_readme_promises_nothing_that_is_there() -> None:
    """Catches limits that are none any more: pictures exist, and states have any width."""
    limits = TEXT.split("## Limits")[1]
    assert "icture" not in limits
    assert "64 bits" not in limits
