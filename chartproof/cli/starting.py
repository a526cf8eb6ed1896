"""`chartproof init`: a project to begin with."""

from __future__ import annotations

from pathlib import Path

import click

from chartproof.cli.everywhere import Command, said


@click.command(cls=Command, short_help="Begin a project that verifies at once.")
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@click.option("--example", metavar="NAME", help="Which example to copy; by default the printer, which is small.")
def init(folder: Path, example: str | None) -> None:
    """Begin a project in FOLDER (by default this one): rules and proofs that verify at once, with one finding to
    discover. Nothing is overwritten.

    \b
    chartproof init my_rules
    chartproof init my_rules --example two_phase_commit
    """
    from chartproof.project.starting import STARTER, start_project

    for file in start_project(folder, example or STARTER):
        if not said("--quiet"):
            click.echo(f"wrote {file}")
    if not said("--quiet"):
        place = "" if folder == Path() else f" --project {folder}"
        click.echo(f"next: chartproof{place} verify")
