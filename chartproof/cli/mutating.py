"""`chartproof mutate`: does anybody notice, if a rule is changed a little?"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chartproof.cli.everywhere import Command, json_option, said
from chartproof.cli.options import (
    Input,
    change_option,
    given_changes,
    opened,
    read_sizes,
    report_options,
    sizes_option,
    write_reports,
)
from chartproof.cli.output import console, counted, print_json, progress
from chartproof.errors import UnknownName
from chartproof.report.registry import MUTATED

if TYPE_CHECKING:
    from chartproof.mutate.accepted import Accepted
    from chartproof.mutate.run import Mutation
    from chartproof.project.project import Project


@click.command(cls=Command, short_help="Say which small changes of the rules no property notices.")
@click.argument("properties", nargs=-1, metavar="[PROPERTY]…")
@sizes_option
@change_option
@click.option("--operator", "operators", multiple=True, metavar="OPERATOR", help="Of these kinds of change alone.")
@click.option("--beyond-rows", is_flag=True, help="Ask only properties that do not follow from single rows.")
@click.option(
    "--accepted", type=Input(), help="Survivors that are accepted; by default mutants.toml, where there is one."
)
@json_option
@report_options(MUTATED)
def mutate(
    properties: tuple[str, ...],
    sizes: tuple[str, ...],
    operators: tuple[str, ...],
    beyond_rows: bool,
    accepted: Path | None,
    as_json: bool,
    **reports: Path | None,
) -> None:
    """Change the rules a little in every way that there is, and say what no property notices: each a question to
    their owner, with a shortest way to where it makes a difference. Changes that are none, by proof, are left out.

    With properties named, what these alone notice; with --beyond-rows, those alone that say more than one row of an
    event does. Exits 1 where fewer are noticed than [tool.chartproof.mutate] in
    pyproject.toml wants, or where a survivor is not among those accepted.

    \b
    chartproof mutate
    chartproof mutate --operator drop_permission --operator change_actor
    chartproof mutate role_present
    """
    from chartproof.mutate.judge import beyond_one_row
    from chartproof.mutate.operators import OPERATORS
    from chartproof.mutate.run import Mutation, Task
    from chartproof.mutate.run import mutate as judged

    project = opened()
    for name in operators:
        if name not in OPERATORS:
            raise UnknownName("operator", name, OPERATORS)
    for name in properties:
        project.property(name)
    size = read_sizes(project.form, sizes, project.settings)
    if beyond_rows:
        properties = tuple(n for n in beyond_one_row(project, size) if not properties or n in properties)
    chosen = tuple(operators) or tuple(OPERATORS)
    whole = not (operators or properties)
    # Read before the mutants are judged, which may take minutes: a mistake in a file is told at once.
    entries, least = (_accepted(project, accepted), _wanted(project)) if whole else ((), {})
    task = Task(project.root, given_changes(), tuple(size.items()), chosen, properties)
    with progress("mutants") as update:
        fates = judged(task, project, counted(update, len(project.form.rules)))
    found = Mutation(fates, entries, least)
    write_reports(MUTATED, reports, project.form, found)
    _give(project, found, as_json)
    sys.exit(0 if found.ok else 1)


def _give(project: Project, found: Mutation, as_json: bool) -> None:
    from chartproof.report import mutated

    if as_json:
        print_json(mutated.mutation_data(project.form, found))
    else:
        mutated.print_mutation(console(), found, quiet=said("--quiet"))


def _accepted(project: Project, named: Path | None) -> tuple[Accepted, ...]:
    from chartproof.files import is_file
    from chartproof.mutate.accepted import load_accepted

    usual = project.root / "mutants.toml"
    path = named or (usual if is_file(usual) else None)
    return load_accepted(path) if path is not None else ()


def _wanted(project: Project) -> Mapping[str, float]:
    """The least percentages that the project wants noticed, by kind."""
    return {kind: float(least) for kind, least in project.settings.get("mutate", {}).items()}
