"""Pieces of the generated Markdown files."""

from __future__ import annotations

from collections.abc import Sequence

from chartproof.diagram.svg import GENERATED


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table; a bar inside a cell is escaped.

    >>> print(table(["a"], [["x|y"]]))
    | a |
    | --- |
    | x\\|y |
    """
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(c.replace("|", "\\|") for c in line) + " |" for line in lines)


def document(title: str, *parts: str) -> str:
    """A file: its title, where it came from, and its parts; empty parts are left out."""
    return "\n\n".join([f"# {title}", GENERATED, *(p for p in parts if p)]) + "\n"


def rule_link(event: str, folder: str = "") -> str:
    """An event that leads to its row in the table of rules. folder: where that table lies, seen from the file.

    >>> rule_link("open", "../")
    '[`open`](../rules.md#open)'
    """
    return f"[`{event}`]({folder}rules.md#{event})"


def image(description: str, file: str) -> str:
    """A picture that stands in a file, described for those who don't see it."""
    return f"![{description.replace('[', '(').replace(']', ')')}]({file})"


def folded(summary: str, body: str) -> str:
    """Something that is shown on demand."""
    return f"<details><summary>{summary}</summary>\n\n{body}\n\n</details>"
