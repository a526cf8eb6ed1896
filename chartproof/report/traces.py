"""The forms in which a trace can be had: a table, prose, a mermaid or SVG sequence diagram, a script of commands."""

from __future__ import annotations

import io
from dataclasses import replace

from rich.console import Console

from chartproof.language.trace import Trace
from chartproof.project.project import Project
from chartproof.report.trace_commands import script
from chartproof.report.trace_mermaid import mermaid
from chartproof.report.trace_prose import prose, sentences
from chartproof.report.trace_sequence import sequence
from chartproof.report.trace_svg import svg
from chartproof.report.trace_table import WIDTH, trace_table
from chartproof.report.words import Caption

FORMS = ("table", "prose", "mermaid", "svg", "cli")


def as_text(project: Project, trace: Trace, caption: Caption, form: str) -> str:
    """A trace in one of the forms, as text without colours.

    Raises ChartproofError where a script is asked for and the project lists no commands.
    """
    caption = replace(caption, changed=_changed(project))
    if form == "prose":
        return prose(project.form, trace, caption)
    if form == "mermaid":
        return mermaid(sequence(project.form, trace, caption))
    if form == "svg":
        return svg(sequence(project.form, trace, caption), sentences(project.form, trace, caption))
    if form == "cli":
        return script(project.form, trace, caption, project.commands)
    return _plain_table(project, trace)


def _changed(project: Project) -> frozenset[str]:
    """The events whose rules differ from those that the model declares."""
    declared = {rule.name: rule for rule in (project.before or project.form).rules}
    return frozenset(rule.name for rule in project.form.rules if declared.get(rule.name) != rule)


def _plain_table(project: Project, trace: Trace) -> str:
    text = io.StringIO()
    Console(file=text, width=WIDTH, no_color=True, highlight=False).print(trace_table(project.form, trace, WIDTH))
    return "".join(line.rstrip() + "\n" for line in text.getvalue().splitlines())
