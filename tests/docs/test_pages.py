"""Every page of the documentation does what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.following import follow

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(DOCS.rglob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_a_page_can_be_followed(page: Path, tmp_path: Path) -> None:
    """Catches an example that does not run, and an output that is no longer what is shown."""
    follow(page, tmp_path)


def test_a_page_that_says_otherwise_is_noticed(tmp_path: Path) -> None:
    """Catches a reader of pages that lets everything pass."""
    for text in (
        "```console\n$ chartproof --version\nchartproof, version 0\n```\n",
        "```console\n$ chartproof nothing\n```\n",
        "```python\nassert False\n```\n",
    ):
        page = tmp_path / "page.md"
        page.write_text(text, encoding="utf-8")
        with pytest.raises(AssertionError):
            follow(page, tmp_path)


def test_every_kind_of_claim_has_an_example() -> None:
    """Catches a new kind of claim that the reference is silent about."""
    from chartproof.declare import claims

    text = (DOCS / "reference" / "claims.md").read_text(encoding="utf-8")
    words = [n for n, v in vars(claims).items() if getattr(v, "__annotations__", {}).get("return") == "Claim"]
    assert len(words) > 15
    assert [w for w in words if f"### {w}\n" not in text or f" {w}(" not in text] == []


def test_every_command_is_on_its_page() -> None:
    """Catches a command that nobody can look up."""
    from chartproof.cli.main import main

    text = (DOCS / "reference" / "cli.md").read_text(encoding="utf-8")
    assert [c for c in main.commands if f"$ chartproof {c} --help\n" not in text] == []
