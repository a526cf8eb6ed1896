"""What `chartproof page` prints about a newer copy of the page."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from chartproof.page.citations import Citations, cited_by
from chartproof.page.newer import PageDifference, Sentence
from chartproof.page.statements import Statement


def difference_data(difference: PageDifference, citations: Citations) -> dict[str, Any]:
    """The difference as plain data."""

    def old(statement: Statement) -> dict[str, Any]:
        return {
            "id": statement.id,
            "claim": statement.claim,
            "cited_by": cited_by(statement, citations),
            "excepted": statement.excepted,
        }

    return {
        "same": difference.same,
        "changed": [{**old(s), "now": n.text} for s, n in difference.changed],
        "moved": [{**old(s), **_place(n)} for s, n in difference.moved],
        "came": [{**_place(n), "now": n.text} for n in difference.came],
        "went": [old(s) for s in difference.went],
    }


def _place(sentence: Sentence) -> dict[str, Any]:
    """Where a sentence of the copy stands."""
    return {"heading": sentence.heading, "paragraph": sentence.paragraph, "sentence": sentence.sentence}


def print_difference(out: Console, difference: PageDifference, citations: Citations) -> None:
    """The difference, a statement a paragraph, with what cites it."""
    if difference.same:
        out.print("The page says what it said: no statement changed, moved, came or went.")
    for kind, rows in difference_data(difference, citations).items():
        for row in rows if isinstance(rows, list) else ():
            out.print(Text(f"{kind}: {row.get('id', row.get('heading', ''))}", "bold"))
            if "claim" in row:
                out.print(Text(f"  we read: {row['claim']}"))
            if "id" in row and "heading" in row:
                place = f"{row['heading']}, paragraph {row['paragraph']}, sentence {row['sentence']}"
                out.print(Text(f"  it stands: {place}"))
            if "now" in row:
                out.print(Text(f"  it says: {row['now']}"))
            if row.get("excepted"):
                out.print(Text(f"  excepted until now: {row['excepted']}"))
            if row.get("cited_by"):
                out.print(Text(f"  look again at: {', '.join(row['cited_by'])}"))
