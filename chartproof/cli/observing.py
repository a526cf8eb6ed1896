"""`chartproof observe`, `can` and `why-not`: what is known of a system that was observed, and what can happen in it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chartproof.cli.everywhere import Command, json_option
from chartproof.cli.options import Output, change_option, read_changes
from chartproof.cli.output import console, print_json
from chartproof.errors import ChartproofError, NoAnswer

if TYPE_CHECKING:
    from chartproof.observe.adapter import Adapter
    from chartproof.observe.known import Known
    from chartproof.observe.observation import Observation

Decorated = Any
STATUS = {"yes": 0, "no": 1, "not known": NoAnswer.status}


def at_option(command: Decorated) -> Decorated:
    """--at PATH, what was observed."""
    return click.option(
        "--at",
        required=True,
        type=click.Path(path_type=Path),
        metavar="PATH",
        help="What was observed: a folder that the project's adapter reads, or a state file.",
    )(command)


def assume_option(command: Decorated) -> Decorated:
    """--assume NAME, as often as there are assumptions."""
    return click.option(
        "--assume", multiple=True, metavar="NAME", help="Assume what the adapter has under this name; may be repeated."
    )(command)


def adapted() -> tuple[Any, Adapter]:
    """The project, under the adapter's rule changes and those of `--change`, and its adapter."""
    from chartproof.compare.checker import under
    from chartproof.observe.adapter import adapter_of
    from chartproof.project.project import load

    options = click.get_current_context().find_root().obj
    project = load(options["project"])
    adapter = adapter_of(project)
    files = [*adapter.changes, *(options.get("changes") or ())]
    return under(project, read_changes(files)), adapter


def looked_at(at: Path, assume: Iterable[str]) -> tuple[Any, Adapter, Observation, Known]:
    """The project, its adapter, what was observed, and what is known by it."""
    from chartproof.observe.observed import observe as observed

    project, adapter = adapted()
    seen, known = observed(project, adapter, at, assume)
    return project, adapter, seen, known


def print_lines(lines: Iterable[str]) -> None:
    """Lines of text, none cut; what a terminal would obey is not in them."""
    out = console()
    for line in lines:
        out.print(line, markup=False, soft_wrap=True)


@click.command(cls=Command, short_help="Say what is known of a system that was observed.")
@change_option
@click.argument("at", type=click.Path(path_type=Path), metavar="PATH", required=False)
@assume_option
@click.option("--script", is_flag=True, help="Print the commands that write such a folder, and nothing else.")
@click.option("--write", type=Output(), metavar="FILE", help="Write what is known as a state file.")
@json_option
def observe(at: Path | None, assume: tuple[str, ...], script: bool, write: Path | None, as_json: bool) -> None:
    """Say what is known of a system, and what is not: per machine, and which elements are alike.

    PATH is a folder that the project's adapter reads, or a state file. What is impossible by the rules is told, with
    what is proved against it (exit status 1). It is judged by these rules, and nothing is guessed.

    \b
    chartproof observe acme
    chartproof observe acme --write acme.json
    chartproof observe --script > snapshot.sh
    """
    from chartproof.files import write_text
    from chartproof.observe.files import state_text
    from chartproof.report.observed import observed_data, observed_lines

    if script:
        project, adapter = adapted()
        click.echo(adapter.script(project.form), nl=False)
        return
    if at is None:
        raise ChartproofError("observe takes a folder or a state file", mend="chartproof observe PATH")
    _, _, _, known = looked_at(at, assume)
    if write is not None:
        write_text(write, state_text(known))
    if as_json:
        print_json(observed_data(known))
    else:
        print_lines(observed_lines(known))
    sys.exit(1 if known.contradictions else 0)


@click.command(cls=Command, short_help="Say whether an event can happen in an observed system.")
@change_option
@click.argument("event")
@click.argument("arguments", nargs=-1)
@at_option
@assume_option
@json_option
def can(event: str, arguments: tuple[str, ...], at: Path, assume: tuple[str, ...], as_json: bool) -> None:
    """Say whether EVENT can happen with these ARGUMENTS: yes (exit status 0), no (1), or not known (3).

    Without arguments, of an event that takes some: for which elements it can.

    \b
    chartproof can finalize_all_features --at acme
    chartproof can remove_service_role audit config.amazonaws.com --at acme
    chartproof can remove_service_role --at acme --json
    """
    from chartproof.observe.answers import ask, tally
    from chartproof.report.observed import also, answer_data, answer_lines, tally_data, tally_lines

    _, _, _, known = looked_at(at, assume)
    rule = known.form.rule(event)
    if rule.parameters and not arguments:
        found = tally(known, rule)
        lines, data, answer = tally_lines(known, found), tally_data(known, found), found.answer
    else:
        asked = ask(known, rule, known.numbers(rule, arguments))
        lines, data, answer = answer_lines(asked), answer_data(known, asked), asked.answer
    if as_json:
        print_json(data)
    else:
        print_lines([*lines, *also(known)])
    sys.exit(STATUS[answer])


@click.command("why-not", cls=Command, short_help="Say what keeps an event from happening there.")
@change_option
@click.argument("event")
@click.argument("arguments", nargs=-1)
@at_option
@assume_option
@json_option
def why_not(event: str, arguments: tuple[str, ...], at: Path, assume: tuple[str, ...], as_json: bool) -> None:
    """Say why EVENT cannot happen with these ARGUMENTS: each condition that does not hold, and the line that says it.

    Exit status 0 where it says why, 1 where the event can happen, 3 where that is not known; then it says which file
    would tell.

    \b
    chartproof why-not finalize_all_features --at billing
    chartproof why-not remove_service_role audit config.amazonaws.com --at acme
    """
    from chartproof.observe.answers import ask
    from chartproof.report.observed import also, answer_data, answer_lines

    _, _, _, known = looked_at(at, assume)
    rule = known.form.rule(event)
    asked = ask(known, rule, known.numbers(rule, arguments))
    if as_json:
        print_json(answer_data(known, asked))
    else:
        print_lines([*answer_lines(asked), *also(known)])
    sys.exit({"no": 0, "yes": 1, "not known": NoAnswer.status}[asked.answer])
