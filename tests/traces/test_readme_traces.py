"""The traces that the page about the model shows are what the commands it names print."""

from __future__ import annotations

import re
from pathlib import Path

from tests.traces.test_golden import printed

PAGE = Path(__file__).parents[2] / "docs" / "organizations.md"
SHOWN = re.compile(r"`chartproof ([^`\n]* --as \w+)`:\n\n(```mermaid\n.*?```|(?: {4}[^\n]*\n)+)", re.DOTALL)


def test_the_page_shows_what_its_commands_print() -> None:
    """Catches a trace on the page that the rules no longer have, or a form that has changed since."""
    shown = SHOWN.findall(PAGE.read_text(encoding="utf-8"))
    assert len(shown) >= 1
    for command, block in shown:
        lines = [line.strip() for line in block.splitlines() if not line.startswith("```")]
        told = [line.strip() for line in printed(*command.split()).splitlines()]
        # A form's heading may be left out, never a step.
        assert lines == told[-len(lines) :], command
        assert len(lines) > 3
