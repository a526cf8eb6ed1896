"""The README does what it says, and so does the page about the model."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from chartproof.check.counting import count
from chartproof.check.run import Run, verifier_of
from chartproof.project.project import load
from chartproof.report.words import said_rest
from tests.docs.following import follow
from tests.docs.pages import blocks
from tests.model.test_figures import FIGURES

README = Path(__file__).parent.parent / "README.md"
TEXT = README.read_text(encoding="utf-8")
MODEL = (README.parent / "docs" / "organizations.md").read_text(encoding="utf-8")


def test_the_readme_is_short() -> None:
    """Catches one that nobody reads to its end."""
    assert len(TEXT.splitlines()) <= 150


def test_the_example_runs() -> None:
    """Catches an example that a reader could not paste."""
    [block] = [b.text for b in blocks(TEXT) if b.language == "python"]
    exec(compile(block, str(README), "exec"), {"__name__": "readme"})


def test_its_command_lines_print_what_is_shown() -> None:
    """Catches a command that is none any more, and an output that is no longer printed."""
    assert sum(b.language == "console" for b in blocks(TEXT)) == 3
    follow(README, README.parent)


def test_the_change_is_the_one_that_is_checked() -> None:
    """Catches an edit that is shown otherwise than its file makes it."""
    [shown] = [b.text for b in blocks(TEXT) if b.language == "toml"]
    assert shown in (README.parent / "changes" / "literal.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", [TEXT, MODEL], ids=["README", "the model"])
def test_what_is_linked_is_there(text: str) -> None:
    """Catches a link, or a picture, that leads nowhere."""
    folder = README.parent if text is TEXT else README.parent / "docs"
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]
    assert links
    assert [link for link in links if not (folder / link).exists()] == []


def test_the_figures_are_those_of_the_model() -> None:
    """Catches a count that has changed since."""
    assert (len(load().form.variables), len(load().form.rules)) == (8, 32)
    assert "eight state machines and 32 events" in TEXT
    assert f"{FIGURES[3, 2][0]:,} states" in TEXT
    found = count(verifier_of(load(), {"Account": 1, "Service": 1}), {"Account": 1000, "Service": 10})
    assert f"a number of {len(str(found.states)):,} digits, without a search, by {len(found.known.facts)} facts" in TEXT


def test_the_other_tools_times_are_those_measured() -> None:
    """Catches a figure that is measured anew without the README."""
    measured = (README.parent / "benchmarks" / "results.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")] for line in measured.splitlines() if "rulebook 3×2" in line]
    seconds = {row[2]: row[4] for row in rows}
    assert f"{seconds['chartproof, two threads']} s to explore" in TEXT
    assert f"Spin takes {seconds['Spin']} s" in TEXT


def test_the_table_is_what_verify_says(verified: Run) -> None:
    """Catches a property, a verdict, what it rests on, or a statement that changed without the README."""
    rows = [[r.property.name, r.verdict, said_rest(r), ", ".join(r.property.page) or "–"] for r in verified.results]
    assert [row for row in rows if f"| {' | '.join(row)} |\n" not in MODEL] == []
    assert len(re.findall(r"^\| \w+ \| (?:holds|violated|witnessed) \|", MODEL, re.MULTILINE)) == len(rows)


@pytest.mark.parametrize(
    ("title", "name"), [("Left behind", "nothing_left_behind"), ("The stale role", "no_stale_role")]
)
def test_a_findings_events_are_its_trace(verified: Run, title: str, name: str) -> None:
    """Catches a way that is told in another order than it goes."""
    told = MODEL.split(f"- **{title}.**")[1].split("\n- ")[0]
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
