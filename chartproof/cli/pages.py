"""What `chartproof page` prints about a newer copy of the page."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from chartproof.check.page import Statement
from chartproof.check.page_compare import PageDifference
from chartproof.check.run import Citations, cited_by


def difference_data(difference: PageDifference, citations: Citations) -> dict[str, Any]:
    """The difference as plain data."""

    def old(statement: Statement) -> dict[str, Any]:
        return {"id": statement.id, "claim": statement.claim, "cited_by": cited_by(statement, citations)}

    return {
        "same": difference.same,
        "changed": [{**old(s), "now": n.text} for s, n in difference.changed],
        "moved": [{**old(s), "heading": n.heading} for s, n in difference.moved],
        "came": [{"heading": n.heading, "now": n.text} for n in difference.came],
        "went": [old(s) for s in difference.went],
    }


def print_difference(out: Console, difference: PageDifference, citations: Citations) -> None:
    """The difference, a statement a paragraph, with what cites it."""
    if difference.same:
        out.print("The page says what it said: no statement changed, moved, came or went.")
    for kind, rows in difference_data(difference, citations).items():
        for row in rows if isinstance(rows, list) else ():
            out.print(Text(f"{kind}: {row.get('id', row.get('heading', ''))}", "bold"))
            if "claim" in row:
                out.print(Text(f"  we read: {row['claim']}"))
            if "now" in row:
                out.print(Text(f"  it says: {row['now']}"))
            if row.get("cited_by"):
                out.print(Text(f"  look again at: {', '.join(row['cited_by'])}"))
