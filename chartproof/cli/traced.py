"""`--as FORM`: the trace of `explain` or `how` alone, in a form to read, to look at or to run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chartproof.cli.output import console
from chartproof.errors import ChartproofError, NoAnswer, UnknownName
from chartproof.files import write_text
from chartproof.language.names import said_sizes
from chartproof.language.trace import Trace
from chartproof.page.catalogue import Entry
from chartproof.project.project import Project
from chartproof.report.text import print_trace
from chartproof.report.traces import FORMS, as_text
from chartproof.report.words import Caption, said_scope, said_verdict

if TYPE_CHECKING:
    from chartproof.check.how import Looked


@dataclass(frozen=True)
class Wanted:
    """In which form a trace is wanted, and where: in a file, or on standard output."""

    form: str
    output: Path | None


def read_form(form: str | None, output: Path | None, as_json: bool) -> Wanted | None:
    """What --as and --output ask for. Raises ChartproofError where they, or --json with them, make no sense."""
    if form is None and output is not None:
        raise ChartproofError(
            "--output needs to know what to write", mend=f"say it by --as, which is one of {', '.join(FORMS)}"
        )
    if form is not None and form not in FORMS:
        raise UnknownName("form of a trace", form, FORMS)
    if form is not None and as_json:
        raise ChartproofError("--json and --as ask for two different outputs", mend="leave one of them out")
    return None if form is None else Wanted(form, output)


def print_property_trace(
    project: Project, found: Entry, sizes: Mapping[str, int], smt2: Path | None, wanted: Wanted
) -> None:
    """The trace of a property. Raises ChartproofError where NAME is something else, or has no trace."""
    name = found.name
    if found.kind != "properties":
        kind = found.kind.removesuffix("s")
        article = "an" if kind[0] in "aeiou" else "a"
        raise ChartproofError(
            f"{name} is {article} {kind}, which has no trace",
            mend=f"name a property, or leave out --as: chartproof explain {name}",
        )
    from chartproof.check.run import verify_project
    from chartproof.report.files import write_proofs

    result = verify_project(project, sizes, [project.property(name)]).results[0]
    write_proofs([result], smt2)
    if result.shown is None:
        raise ChartproofError(
            f"{name} has no trace: its verdict is {said_verdict(result)}, {said_scope(result)}",
            mend="a trace shows what is violated or witnessed; a rule change may break it: --change FILE",
        )
    give(project, result.shown, Caption(f"{name}: {said_verdict(result)}", result.property.meaning), wanted)


def said_nowhere(expression: str, found: Looked, start: Path | None, store: Path | None = None) -> str:
    """That there is no way: for all sizes where that is proved, from a trace's end or in a store, if one was given."""
    if start is not None:
        return f"no state that can be reached from the end of {start} has: {expression}"
    if found.proved:
        return f"no state has, and that is proved for all sizes: {expression}"
    where = f"up to {said_sizes(found.sizes)}" if found.sizes else "in the one instance"
    if store is not None:
        where = f"in {store} ({said_sizes(found.sizes)})"
    if found.larger is not None:
        return f"no state {where} has, but one with {said_sizes(found.larger)} has: {expression}"
    return f"no state {where} has, and it is not proved for all sizes: {expression}"


def print_way_trace(project: Project, expression: str, way: Trace | None, nowhere: str, wanted: Wanted) -> None:
    """The trace to an expression. Raises NoAnswer, in the words given, where there is none."""
    if way is None:
        raise NoAnswer(f"there is no trace: {nowhere}")
    give(project, way, Caption(f"how to reach {expression}"), wanted)


def give(project: Project, trace: Trace, caption: Caption, wanted: Wanted) -> None:
    """Write a trace to its file, or print it; a table on a terminal has its colours."""
    if wanted.output is not None:
        write_text(wanted.output, as_text(project, trace, caption, wanted.form))
    elif wanted.form == "table":
        print_trace(console(), project.form, trace)
    else:
        click.echo(as_text(project, trace, caption, wanted.form), nl=False)
