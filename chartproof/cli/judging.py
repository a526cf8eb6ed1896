"""`chartproof judge`: a plan, before it runs."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from chartproof.cli.everywhere import Command, json_option
from chartproof.cli.observing import assume_option, at_option, looked_at, print_lines
from chartproof.cli.options import Input, change_option, report_options, write_reports
from chartproof.cli.output import print_json
from chartproof.report.registry import JUDGED


@click.command(cls=Command, short_help="Say what a plan would do to an observed system.")
@change_option
@click.argument("plan", type=Input(exists=True))
@at_option
@assume_option
@click.option("--source", type=click.Path(exists=True, path_type=Path), help="Where the plan was written.")
@click.option(
    "--fail-on",
    type=click.Choice(("error", "warning", "note")),
    default="error",
    show_default=True,
    help="From which level on a finding makes exit status 1.",
)
@json_option
@report_options(JUDGED)
def judge(
    plan: Path,
    at: Path,
    assume: tuple[str, ...],
    source: Path | None,
    fail_on: str,
    as_json: bool,
    **files: Path | None,
) -> None:
    """Judge PLAN before it runs: which steps are refused, what they take away, and what is not known of them.

    PLAN is what the project's adapter reads, or a list (.txt), an event a line, as `replay` has it. It is judged as if
    nobody else acted while it runs, but for systems, whose events may come in between.

    \b
    chartproof judge plan.json --at acme
    chartproof judge steps.txt --at acme.json --fail-on warning
    chartproof judge plan.json --at acme --sarif judged.sarif
    """
    from chartproof.observe.judge import judge as judged
    from chartproof.report.judged import judged_data, judged_lines

    project, adapter, seen, known = looked_at(at, assume)
    found = judged(known, adapter.plan(plan, project.form, seen, source), adapter, seen)
    ok = not found.fails(fail_on)
    write_reports(JUDGED, files, found)
    if as_json:
        print_json(judged_data(known, found, ok))
    else:
        print_lines(judged_lines(found))
    sys.exit(0 if ok else 1)
