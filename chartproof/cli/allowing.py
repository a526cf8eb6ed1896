"""`chartproof allows`: what a holder of some permissions may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.text import Text

from chartproof.cli.everywhere import Command, json_option
from chartproof.cli.options import change_option, opened
from chartproof.cli.output import console, print_json

if TYPE_CHECKING:
    from chartproof.page.allowed import Allowed


@click.command(cls=Command, short_help="Say what a holder of some permissions may do.")
@change_option
@click.option("--holding", multiple=True, required=True, metavar="PERMISSION", help="What is held; may be repeated.")
@click.option("--all", "everything", is_flag=True, help="Print also what needs none of these permissions.")
@json_option
def allows(holding: tuple[str, ...], everything: bool, as_json: bool) -> None:
    """Say what somebody may do who holds these permissions and no other: an actor and an event a line, whether they
    are enough, and in which cases. Whether the event can happen then, its guard says.

    \b
    chartproof allows --holding organizations:AcceptHandshake
    """
    from chartproof.page.allowed import allowed
    from chartproof.report.columns import rows

    found = [a for a in allowed(opened().form, holding) if everything or as_json or a.uses]
    if as_json:
        print_json({"holding": list(holding), "allowed": [_data(a) for a in found]})
        return
    out = console()
    cells = [[Text(a.event), Text(a.actor or "anybody"), Text(a.granted), Text(_why(a))] for a in found]
    if not out.is_terminal:
        for row in cells:
            click.echo("\t".join(cell.plain for cell in row))
        return
    for laid_out in rows(cells, out.width):
        for line in laid_out:
            out.print(line, soft_wrap=True)


def _data(found: Allowed) -> dict[str, object]:
    missing = [{"permission": n.name, "when": str(n.when), "where": n.where} for n in found.missing]
    where = str(found.where)
    return {"event": found.event, "actor": found.actor, "granted": found.granted, "when": where, "missing": missing}


def _why(found: Allowed) -> str:
    from chartproof.page.catalogue import said_case

    if not found.missing:
        return f"with {', '.join(found.uses)}" if found.uses else "needs nothing"
    return "lacks " + ", ".join(f"{need.name}{said_case(need)}" for need in found.missing)
