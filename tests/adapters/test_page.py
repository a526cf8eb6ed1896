"""The page on observed organizations does what it says; its command lines run in this repository."""

from __future__ import annotations

import re

import pytest

from adapters.aws.tables import calls, table
from chartproof.observe.findings import FINDINGS
from tests.adapters.world import ROOT
from tests.docs.following import on_terminal
from tests.docs.pages import Line, compare, lines

PAGE = ROOT / "docs" / "organizations-observed.md"
TEXT = PAGE.read_text(encoding="utf-8")
LINES = [
    line
    for block in re.findall(r"^```shell-session\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
    for line in lines(block)
]


def test_the_first_line_says_by_what_is_judged() -> None:
    """Catches a page whose reader takes the answers for AWS's."""
    assert TEXT.splitlines()[0] == "*Judged by these rules, not by AWS.*"


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.command)
def test_what_is_shown_is_what_is_printed(line: Line) -> None:
    """Catches an output that is no longer what is shown."""
    compare(PAGE, line, *on_terminal(line.command, ROOT))


def test_every_file_resource_and_finding_is_named() -> None:
    """Catches a call or a resource that is read, or a finding, of which the page says nothing."""
    assert len(LINES) == 3
    assert [c for c in calls() if f"`{c}." not in TEXT] == []
    assert [r for r in table("terraform") if f"`{r}`" not in TEXT] == []
    assert [f for f in FINDINGS if f"`{f}`" not in TEXT] == []
