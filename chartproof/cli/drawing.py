"""`chartproof diagram`: writes what is generated from the rules, or says what is out of date."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chartproof.cli.everywhere import Command, said
from chartproof.cli.options import Output, change_option, opened, read_sizes, sizes_option
from chartproof.cli.output import progress
from chartproof.errors import ChartproofError

if TYPE_CHECKING:
    from chartproof.project.project import Project


@click.command(cls=Command, short_help="Write pictures and tables of the rules to diagrams/.")
@change_option
@click.option("--check", is_flag=True, help="Write nothing; fail where a file is out of date, missing or left over.")
@click.option("--output", type=Output(folder=True), help="Another folder; needed with --change.")
@click.option(
    "--project",
    "projected",
    metavar="MACHINE,…",
    help="Only the life of these machines: as mermaid on standard output, or to --output.",
)
@sizes_option
def diagram(check: bool, output: Path | None, projected: str | None, sizes: tuple[str, ...]) -> None:
    """Write what is generated from the rules to diagrams/: tables, SVG and mermaid.

    \b
    chartproof diagram
    chartproof diagram --check
    chartproof diagram --project Membership,OrganizationsRole --size Account=1
    chartproof diagram --change changes/literal.toml --output literal
    """
    from chartproof.cli import drawn

    project = opened()
    if sizes and projected is None:
        raise ChartproofError(
            "the diagrams are of the project's own sizes", mend="--size goes with --project MACHINE,…"
        )
    size = read_sizes(project.form, sizes, project.settings)
    if projected is not None:
        _draw_projection(project, [name.strip() for name in projected.split(",")], size, output, check)
        return
    if project.changed is not None and output is None:
        raise ChartproofError(
            "the diagrams of changed rules don't belong among those of the rules",
            mend="name a folder for them: --output DIR",
        )
    folder = output or drawn.folder_of(project)
    with progress("drawing"):
        files = drawn.drawings(project, size)
    if check:
        stale = list(drawn.out_of_date(folder, files))
        for sentence in stale:
            click.echo(sentence, err=True)
        sys.exit(1 if stale else 0)
    _tell_written(drawn.write(folder, files))
    for path in drawn.remove_left_over(folder, files) if output is None else []:
        if not said("--quiet"):
            click.echo(f"removed {path}, which nothing generates any more")


def _tell_written(paths: Sequence[str]) -> None:
    for path in () if said("--quiet") else paths:
        click.echo(f"wrote {path}")


def _draw_projection(
    project: Project, machines: list[str], size: dict[str, int], output: Path | None, check: bool
) -> None:
    from chartproof.cli import drawn

    if check:
        raise ChartproofError("--check is about all of the diagrams", mend="leave out --project MACHINE,…, or --check")
    if output is None:
        click.echo(drawn.life_as_mermaid(project, machines, size))
        return
    name = drawn.projection_name(project.form, machines)
    _tell_written(drawn.write(output, drawn.life_drawn(project, name, machines, size)))
