"""`chartproof list`: what a project names; and what `explain` says of it where nothing needs to be decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.text import Text

from chartproof.cli.everywhere import Command, json_option
from chartproof.cli.options import change_option, opened
from chartproof.cli.output import console, print_json
from chartproof.errors import UnknownName

if TYPE_CHECKING:
    from chartproof.page.catalogue import Entry


@click.command("list", cls=Command, short_help="List everything that has a name.")
@click.argument("kind", required=False)
@change_option
@json_option
def listing(kind: str | None, as_json: bool) -> None:
    """List what there is of a KIND, or of every kind: events, machines, sorts, properties, statements of the page,
    actors, permissions, changes.

    \b
    chartproof list
    chartproof list events
    chartproof list permissions --json
    """
    from chartproof.page.catalogue import KINDS, catalogue
    from chartproof.report.columns import rows

    if kind is not None and kind not in KINDS:
        raise UnknownName("kind", kind, KINDS)
    found: dict[str, list[Entry]] = {k: [] for k in KINDS if kind in (None, k)}
    for entry in catalogue(opened()):
        if entry.kind in found:
            found[entry.kind].append(entry)
    if as_json:
        print_json({k: [{"name": e.name, "says": e.says} for e in entries] for k, entries in found.items()})
        return
    out = console()
    for name, entries in found.items():
        if not out.is_terminal:
            for entry in entries:
                click.echo("\t".join((name, entry.name, " ".join(entry.says.split()))))
            continue
        out.print(Text(f"{name}: {len(entries)}", "bold"))
        cells = [[Text(f"  {e.name}"), Text(" ".join(e.says.split()), "dim")] for e in entries]
        _print(out, rows(cells, out.width))


def explain_entry(entry: Entry, as_json: bool) -> None:
    """A machine, a sort, an actor, a permission or a change."""
    from chartproof.report.columns import rows

    if as_json:
        said: dict[str, list[str]] = {}
        for title, text in entry.belongs:
            said.setdefault(title, []).append(text)
        print_json({"kind": entry.kind, "name": entry.name, "says": entry.says, "belongs": said})
        return
    out = console()
    out.print(Text(entry.name, "bold"))
    out.print(Text(" ".join(entry.says.split())))
    _print(out, rows([[Text(title, "dim"), Text(text)] for title, text in entry.belongs if text], out.width))


def _print(out: Console, laid_out: Sequence[Sequence[Text]]) -> None:
    for row in laid_out:
        for line in row:
            out.print(line, soft_wrap=True)
