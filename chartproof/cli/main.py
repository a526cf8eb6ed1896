"""The command line. Exit status 0: all verdicts as expected; 1: some are not; 2: the call or input is wrong.

Tables go to standard output, progress (on a terminal alone) and errors to standard error.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from chartproof import __version__
from chartproof.cli.checking import check
from chartproof.cli.drawing import diagram
from chartproof.cli.options import (
    change_option,
    form_options,
    json_option,
    opened,
    read_memory,
    read_sizes,
    sizes_option,
    smt2_option,
)
from chartproof.cli.output import console, print_json, progress
from chartproof.errors import ChartproofError, nearest

WRONG = 2


class Group(click.Group):
    """Turns what is wrong with an input into a message and exit status 2, never a traceback."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command; what is wrong with its input becomes a message."""
        try:
            return super().invoke(context)
        except ChartproofError as error:
            click.echo(f"error: {error}", err=True)
            sys.exit(WRONG)

    def resolve_command(self, context: click.Context, args: list[str]) -> Any:
        """Find the command; an unknown one names the nearest."""
        try:
            return super().resolve_command(context, args)
        except click.UsageError as error:
            hint = nearest(args[0], self.list_commands(context))
            raise click.UsageError(f"{error.message} {hint}", context) from error


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="chartproof")
@click.option("--no-color", is_flag=True, help="No colours (the variable NO_COLOR does the same).")
@click.option("--project", type=click.Path(file_okay=False), help="A folder of the project; by default this one.")
@click.pass_context
def main(context: click.Context, no_color: bool, project: str | None) -> None:
    """Verify systems made of many small state machines."""
    context.obj = {"no_color": no_color, "project": project}


@main.command()
@change_option
@click.argument("properties", nargs=-1)
@sizes_option
@json_option
@click.option("--junit", type=click.Path(dir_okay=False, path_type=Path), help="Write JUnit XML.")
@click.option("--sarif", type=click.Path(dir_okay=False, path_type=Path), help="Write SARIF 2.1.0.")
@click.option("--markdown", type=click.Path(dir_okay=False, path_type=Path), help="Write Markdown.")
@click.option("--traces", is_flag=True, help="Print the traces, too.")
@click.option("--symmetry", is_flag=True, help="Decide on one state of each orbit, wherever that is sound.")
@smt2_option
def verify(
    properties: tuple[str, ...],
    sizes: tuple[str, ...],
    as_json: bool,
    traces: bool,
    symmetry: bool,
    smt2: Path | None,
    **files: Path,
) -> None:
    """Decide PROPERTIES (all by default), and check that the page is covered."""
    from chartproof.check.run import verify_project
    from chartproof.report import data, text
    from chartproof.report.files import junit, markdown, sarif, write, write_proofs

    project = opened()
    chosen = [project.property(name) for name in properties] or list(project.stated.values())
    size = read_sizes(project.form, sizes, project.settings)
    with progress("deciding") as update:
        run = verify_project(project, size, chosen, lambda name: update(name), symmetry=symmetry)
    write_proofs(run.results, smt2)
    for name, render in (("junit", junit), ("sarif", sarif), ("markdown", markdown)):
        if files[name] is not None:
            write(files[name], render(project.form, run.results))
    page = None if properties else run.page
    ok = all(r.as_expected for r in run.results) and (page is None or page.ok)
    if as_json:
        print_json(data.verify_data(project.form, size, run, ok))
    else:
        text.print_run(console(), project.form, replace(run, page=page), traces=traces)
    sys.exit(0 if ok else 1)


@main.command()
@change_option
@sizes_option
@click.option("--symmetry", is_flag=True, help="Keep one state of each orbit; the counts stay full.")
@click.option("--memory", help="How much memory it may take, such as 2GB.")
@click.option("--threads", type=click.IntRange(1), help="How many threads; by default one a processor.")
@click.option("--engine", help="memory (state by state) or bdd (decision diagrams); by default memory while it does.")
@click.option("--levels", is_flag=True, help="Say how many states are how far from the initial ones.")
@json_option
def explore(
    sizes: tuple[str, ...],
    symmetry: bool,
    memory: str | None,
    threads: int | None,
    engine: str | None,
    levels: bool,
    as_json: bool,
) -> None:
    """Count the reachable states, the transitions and the depth of an instance."""
    from chartproof.explore.engines import reach
    from chartproof.report.data import exploration_data

    project = opened()
    size = read_sizes(project.form, sizes, project.settings)
    limit = read_memory(memory)
    with progress("exploring") as update:
        found = reach(
            project.form,
            size,
            engine=engine,
            symmetry=symmetry,
            levels=levels,
            memory=limit,
            threads=threads,
            progress=lambda done, states: update(f"round {done}, {states:,} states"),
            said=lambda text: click.echo(f"note: {text}", err=True),
        )
    if as_json:
        print_json(exploration_data(found, levels=levels))
        return
    out = console()
    for key, value in exploration_data(found).items():
        if key not in ("sizes", "symmetry") and value is not None:
            out.print(f"{key:24} {value:>16{',' if not isinstance(value, str) else ''}}")
    for level, states in enumerate(found.level_counts or () if levels else ()):
        out.print(f"{f'level {level}':24} {states:>16,}")


@main.command()
@change_option
@click.argument("name")
@sizes_option
@smt2_option
@json_option
@form_options
def explain(
    name: str, sizes: tuple[str, ...], smt2: Path | None, as_json: bool, form: str | None, output: Path | None
) -> None:
    """Say what a property or an event is, where it comes from, and what follows: NAME.

    With --as, only the trace of a property, in another form.
    """
    from chartproof.cli.explained import explain_event, explain_property, explain_statement, subject
    from chartproof.cli.traced import print_property_trace, read_form

    wanted = read_form(form, output, as_json)
    project = opened()
    size = read_sizes(project.form, sizes, project.settings)
    kind = subject(project, name)
    if wanted is not None:
        print_property_trace(project, name, kind, size, smt2, wanted)
    elif kind == "property":
        explain_property(project, name, size, smt2, None if as_json else console())
    elif kind == "event":
        explain_event(project, name, None if as_json else console())
    else:
        explain_statement(project, name, None if as_json else console())


@main.command()
@change_option
@click.argument("expression")
@click.option(
    "--from",
    "start",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A trace (JSON, as this command prints it) from whose end to go on.",
)
@sizes_option
@json_option
@form_options
def how(
    expression: str,
    start: Path | None,
    sizes: tuple[str, ...],
    as_json: bool,
    form: str | None,
    output: Path | None,
) -> None:
    """Find the shortest way to a state where EXPRESSION holds, or say that there is none."""
    from chartproof.check.how import shortest_way
    from chartproof.cli.traced import print_way_trace, read_form
    from chartproof.report.data import how_data
    from chartproof.report.text import print_way

    wanted = read_form(form, output, as_json)
    project = opened()
    size = read_sizes(project.form, sizes, project.settings)
    given = start.read_text(encoding="utf-8") if start else None
    with progress("searching"):
        way = shortest_way(project, expression, size, given, str(start))
    if wanted is not None:
        print_way_trace(project, expression, size, way, wanted)
    elif as_json:
        print_json(how_data(project.form, expression, size, way))
    else:
        print_way(console(), project.form, expression, size, way)


@main.command()
@change_option
@click.argument("form", metavar="FORMAT")
@sizes_option
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="A file; by default standard output.")
def export(form: str, sizes: tuple[str, ...], output: Path | None) -> None:
    """Write an instance for another tool: promela, tla, or networkx (node-link JSON)."""
    from chartproof.cli.exported import exported

    project = opened()
    text = exported(project, form, read_sizes(project.form, sizes, project.settings))
    if output is None:
        click.echo(text, nl=False)
    else:
        from chartproof.report.files import write

        write(output, text)


@main.command()
@change_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def page(file: Path, as_json: bool) -> None:
    """Compare a newer copy of the page, FILE, with the statements that the rules were read from."""
    from chartproof.cli.pages import difference_data, print_difference
    from chartproof.page.citations import project_page
    from chartproof.page.newer import compare

    project = opened()
    statements, citations = project_page(project)
    difference = compare(statements, file.read_text(encoding="utf-8-sig"))
    if as_json:
        print_json(difference_data(difference, citations))
    else:
        print_difference(console(), difference, citations)
    sys.exit(0 if difference.same else 1)


main.add_command(check)
main.add_command(diagram)


if __name__ == "__main__":
    main()
