"""`chartproof report`: one HTML file that shows everything, and explores the rules where it is read."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from chartproof.cli.everywhere import Command, said
from chartproof.cli.options import Input, Output, change_option, opened, read_sizes, sizes_option
from chartproof.cli.output import progress
from chartproof.errors import shorten
from chartproof.files import read_text, write_text

FILE = "report.html"


@click.command(cls=Command, short_help="Write one HTML page that shows everything, and explores.")
@change_option
@click.argument("file", type=Output(), default=FILE)
@sizes_option
@click.option("--mutants", type=Input(exists=True), help="What mutate --json wrote: show those that nobody notices.")
@click.option("--open", "opens", is_flag=True, help="Open the file in a browser.")
def report(file: Path, sizes: tuple[str, ...], mutants: Path | None, opens: bool) -> None:
    """Write FILE (report.html by default): one HTML file with verdicts, traces, rule changes, drawings, the page,
    and an explorer that interprets the rules where it is read. It needs no server and no network.

    Every property is decided, and every change in changes/ is checked. The file is written, too, where verdicts are
    not as expected; then the exit status is 1, as that of verify.

    \b
    chartproof report
    chartproof report public/index.html --open
    chartproof report --change changes/literal.toml literal.html
    """
    from chartproof.cli.drawn import lives_of
    from chartproof.explorer.document import find
    from chartproof.explorer.html import page
    from chartproof.explorer.results import read_mutants

    project = opened()
    size = read_sizes(project.form, sizes, project.settings)
    survivors = None if mutants is None else read_mutants(read_text(mutants, "name a file"), str(mutants))
    with progress("deciding") as update:
        under = [path.stem for path in click.get_current_context().find_root().obj.get("changes", ())]
        found = find(project, size, survivors, update, under)
        update("drawing")
        text = page(found, lives_of(project))
    write_text(file, text)
    if not said("--quiet"):
        click.echo(f"wrote {shorten(str(file))}")
    if opens:
        click.launch(file.resolve().as_uri())
    sys.exit(0 if found.ok else 1)
