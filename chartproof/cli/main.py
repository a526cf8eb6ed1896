"""The command line. Exit status 0: all verdicts as expected, or yes; 1: some are not, or no; 2: the call or the input
is wrong; 3: no answer. What else a process can end with is `process`'s.

Tables go to standard output, progress (on a terminal alone) and errors to standard error.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chartproof import __version__
from chartproof.cli.allowing import allows
from chartproof.cli.checking import check
from chartproof.cli.counting import count
from chartproof.cli.drawing import diagram
from chartproof.cli.everywhere import Command, flags, json_option, said
from chartproof.cli.exploring import explore
from chartproof.cli.judging import judge
from chartproof.cli.known import known_verdicts
from chartproof.cli.listing import explain_entry, listing
from chartproof.cli.mutating import mutate
from chartproof.cli.observing import can, observe, why_not
from chartproof.cli.options import (
    Input,
    Output,
    baseline_option,
    change_option,
    form_options,
    opened,
    read_sizes,
    report_options,
    sizes_option,
    smt2_option,
    write_reports,
)
from chartproof.cli.output import Unread, console, counted, print_json, progress
from chartproof.cli.replaying import replay
from chartproof.cli.reporting import report
from chartproof.cli.starting import init
from chartproof.cli.storing import read_store, store_option
from chartproof.cli.ways import how
from chartproof.errors import ChartproofError, nearest
from chartproof.files import read_text, write_text
from chartproof.report.registry import REPORTS

if TYPE_CHECKING:
    from chartproof.check.result import Result

WRONG = ChartproofError.status


class Group(click.Group):
    """Turns what is wrong with an input into a message and exit status 2, never a traceback."""

    command_class = Command

    def invoke(self, context: click.Context) -> Any:
        """Run the command; what is wrong with its input becomes a message."""
        try:
            return super().invoke(context)
        except ChartproofError as error:
            click.echo(f"error: {error}", err=True)
            sys.exit(error.status)
        except BrokenPipeError as error:
            raise Unread from error
        except RecursionError:
            click.echo("error: something in the input is nested too deeply\n  give a part of it a name", err=True)
        except MemoryError:
            click.echo("error: out of memory\n  take a smaller instance, or --symmetry", err=True)
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
@flags
@click.option("--project", type=click.Path(file_okay=False), help="A folder of the project; by default this one.")
@click.pass_context
def main(context: click.Context, project: str | None) -> None:
    """Verify systems made of many small state machines.

    [tool.chartproof] in pyproject.toml says where rules and claims are. What a command does, and examples of it:
    chartproof COMMAND --help.

    \b
    chartproof init my_rules
    chartproof --project my_rules verify
    chartproof how "integration == 'left_behind'" --as prose
    """
    context.ensure_object(dict)["project"] = project


@main.command(short_help="Decide what is claimed, and check that the page is covered.")
@change_option
@click.argument("properties", nargs=-1)
@sizes_option
@json_option
@report_options(REPORTS)
@baseline_option
@click.option("--traces", is_flag=True, help="Print the traces, too.")
@click.option("--wide", is_flag=True, help="Print what each verdict rests on, and the page's statements, too.")
@click.option("--symmetry", is_flag=True, help="Decide on one state of each orbit, wherever that is sound.")
@click.option("--no-proof", is_flag=True, help="Explore every instance of these sizes; judge verdicts, not scopes.")
@store_option("Ask this store (explore --store) instead of exploring its sizes, where it can tell.")
@smt2_option
def verify(
    properties: tuple[str, ...],
    sizes: tuple[str, ...],
    as_json: bool,
    baseline: Path | None,
    traces: bool,
    wide: bool,
    symmetry: bool,
    no_proof: bool,
    store: Path | None,
    smt2: Path | None,
    **files: Path,
) -> None:
    """Decide PROPERTIES (all by default), and check that the page is covered.

    \b
    chartproof verify
    chartproof verify no_stale_role --size Account=3 --traces
    chartproof verify --wide --junit verify.xml --sarif verify.sarif
    chartproof verify --change changes/practice.toml
    chartproof verify --baseline known.json
    chartproof verify --store five --no-proof
    """
    from chartproof.check.run import Run, verify_project
    from chartproof.report import data
    from chartproof.report.files import write_proofs
    from chartproof.report.verdicts import print_run

    project = opened()
    chosen = [project.property(name) for name in properties] or list(project.stated.values())
    held, size = read_store(project.form, store, sizes, project.settings)
    judged = known_verdicts(baseline)
    results: list[Result] = []
    try:
        with progress("deciding") as update:
            began = counted(update, len(chosen))
            run = verify_project(
                project, size, chosen, began, results.append, symmetry=symmetry, proves=not no_proof, store=held
            )
    except KeyboardInterrupt:
        run = Run(tuple(results), None)
        if as_json:
            print_json(data.verify_data(project.form, size, run, ok=False, interrupted=True))
        else:
            print_run(console(), project.form, run, traces=traces, wide=wide, missing=len(chosen) - len(results))
        raise
    run, known = judged(run, list(project.properties))
    write_proofs(run.results, smt2)
    write_reports(REPORTS, files, project.form, run.results)
    page = None if properties else run.page
    ok = all(r.as_expected for r in run.results) and (page is None or page.ok)
    if as_json:
        print_json(data.verify_data(project.form, size, run, ok) | known.data)
    else:
        known.show()
        print_run(console(), project.form, replace(run, page=page), traces=traces, wide=wide, quiet=said("--quiet"))
    sys.exit(0 if ok else 1)


@main.command(short_help="Say what a name stands for, and what follows.")
@change_option
@click.argument("name")
@sizes_option
@smt2_option
@json_option
@form_options
def explain(
    name: str, sizes: tuple[str, ...], smt2: Path | None, as_json: bool, form: str | None, output: Path | None
) -> None:
    """Say what NAME is, where it comes from, and what follows: a property, an event, a statement of the page, a
    machine, a sort, an actor, a permission or a change.

    With --as, only the trace of a property, in another form.

    \b
    chartproof explain no_stale_role
    chartproof explain no_stale_role --as svg --output stale.svg
    chartproof explain create_account
    chartproof explain Membership
    chartproof explain organizations:AcceptHandshake
    """
    from chartproof.cli.explained import explain_event, explain_property, explain_statement, subject
    from chartproof.cli.traced import print_property_trace, read_form

    wanted = read_form(form, output, as_json)
    project = opened()
    size = read_sizes(project.form, sizes, project.settings)
    found = subject(project, name)
    if wanted is not None:
        print_property_trace(project, found, size, smt2, wanted)
    elif found.kind == "properties":
        explain_property(project, name, size, smt2, None if as_json else console())
    elif found.kind == "events":
        explain_event(project, name, None if as_json else console())
    elif found.kind == "statements":
        explain_statement(project, name, None if as_json else console())
    else:
        explain_entry(found, as_json)


@main.command(short_help="Write the project as JSON, or for Spin, TLC, networkx.")
@change_option
@click.argument("form", metavar="FORMAT")
@sizes_option
@click.option("--output", type=Output(), help="A file; by default standard output.")
def export(form: str, sizes: tuple[str, ...], output: Path | None) -> None:
    """Write the project for another tool: json (rules, verdicts and changes as one document), or an instance as
    promela, tla, or networkx (node-link JSON).

    \b
    chartproof export json --output project.json
    chartproof export promela --size Account=2 --output model.pml
    chartproof export tla --output model.tla
    chartproof export networkx > graph.json
    """
    from chartproof.cli.exported import exported

    project = opened()
    text = exported(project, form, read_sizes(project.form, sizes, project.settings))
    if output is None:
        click.echo(text, nl=False)
    else:
        write_text(output, text)


@main.command(short_help="Compare a newer copy of the page with the rules' statements.")
@change_option
@click.argument("file", type=Input(exists=True))
@json_option
def page(file: Path, as_json: bool) -> None:
    """Compare a newer copy of the page, FILE, with the statements that the rules were read from.

    \b
    chartproof page services.txt
    chartproof page services.txt --json
    """
    from chartproof.cli.pages import difference_data, print_difference
    from chartproof.page.citations import project_page
    from chartproof.page.newer import compare

    project = opened()
    statements, citations = project_page(project)
    difference = compare(statements, read_text(file, "name a copy of the page"))
    if as_json:
        print_json(difference_data(difference, citations))
    else:
        print_difference(console(), difference, citations)
    sys.exit(0 if difference.same else 1)


main.add_command(check)
main.add_command(count)
main.add_command(diagram)
main.add_command(explore)
main.add_command(how)
main.add_command(listing)
main.add_command(allows)
main.add_command(init)
main.add_command(mutate)
main.add_command(observe)
main.add_command(judge)
main.add_command(can)
main.add_command(why_not)
main.add_command(replay)
main.add_command(report)


if __name__ == "__main__":
    main()
