"""`chartproof replay`: a trace, or a list of events, step by step on the live machines."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from chartproof.cli.everywhere import Command, json_option
from chartproof.cli.options import Input, change_option, form_options, opened, read_sizes, sizes_option
from chartproof.cli.output import console, print_json

if TYPE_CHECKING:
    from chartproof.check.walked import Walked


@click.command(cls=Command, short_help="Walk a trace, or a list of events, on the live machines.")
@change_option
@click.argument("file", type=Input(exists=True))
@sizes_option
@json_option
@form_options
def replay(file: Path, sizes: tuple[str, ...], as_json: bool, form: str | None, output: Path | None) -> None:
    """Walk FILE on the live machines: a trace as `how --json` prints it, or a list, an event a line, such as
    create_account(alice). Each step is granted or refused (exit status 1), with the reasons, and with what it makes
    possible and impossible. A refused event moves nothing.

    With --as, the granted steps as a trace, in another form.

    \b
    chartproof how "integration == 'left_behind'" --json > way.json
    chartproof replay way.json
    chartproof replay steps.txt --as prose
    """
    from chartproof.check.walked import walk
    from chartproof.cli.traced import give, read_form
    from chartproof.files import read_text
    from chartproof.language.trace import trace_data
    from chartproof.report.words import Caption

    wanted = read_form(form, output, as_json)
    project = opened()
    size = read_sizes(project.form, sizes, project.settings)
    found = walk(project, read_text(file, "name a trace, or a list of events"), str(file), size)
    if wanted is not None:
        give(project, found.trace, Caption(f"{file.name} replayed"), wanted)
    elif as_json:
        steps = [_data(step) for step in found.steps]
        print_json({"ok": found.granted, "steps": steps, **trace_data(project.form, found.trace)})
    else:
        for number, step in enumerate(found.steps, 1):
            _print(number, step)
    sys.exit(0 if found.granted else 1)


def _data(step: Walked) -> dict[str, object]:
    return {
        "event": step.said,
        "granted": not step.reasons,
        "reasons": [{"text": r.text, "origin": str(r.origin)} for r in step.reasons],
        "changes": {name: [before, after] for name, before, after in step.changes},
        "possible": list(step.possible),
        "impossible": list(step.impossible),
    }


def _print(number: int, step: Walked) -> None:
    out = console()
    out.print(Text.assemble(f"{number}  ", (step.said, "bold"), "  refused" if step.reasons else "  granted"))
    said = [("", f"{name}: {before} → {after}") for name, before, after in step.changes]
    said += [("because ", str(reason)) for reason in step.reasons]
    said += [
        (word, ", ".join(names))
        for word, names in (("now possible: ", step.possible), ("no longer: ", step.impossible))
        if names
    ]
    for word, text in said:
        out.print(Text.assemble("     ", (word, "dim"), text))
