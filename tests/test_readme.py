"""The README's examples run as they stand."""

from __future__ import annotations

import re
from pathlib import Path

from chartproof.project.project import load

README = Path(__file__).parent.parent / "README.md"


def test_the_examples_run() -> None:
    """Catches an example that a reader could not paste."""
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 2
    for block in blocks:
        exec(compile(block, str(README), "exec"), {"__name__": "readme"})


def test_the_table_lists_every_property_with_its_verdict() -> None:
    """Catches a property or a verdict that changed without the README."""
    text = README.read_text(encoding="utf-8")
    for found in load().properties.values():
        assert f"| {found.name} | {found.expected} |" in text
