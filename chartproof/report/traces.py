"""The forms in which a trace can be had, as text: each is a row of `registry.TRACES`."""

from __future__ import annotations

from dataclasses import replace

from chartproof.language.trace import Trace
from chartproof.project.project import Project
from chartproof.report.registry import TRACES
from chartproof.report.words import Caption

FORMS = tuple(TRACES)


def as_text(project: Project, trace: Trace, caption: Caption, form: str) -> str:
    """A trace in one of the forms, as text without colours.

    Raises ChartproofError where a script is asked for and the project lists no commands.
    """
    return TRACES[form].load()(project, trace, replace(caption, changed=_changed(project)))


def _changed(project: Project) -> frozenset[str]:
    """The events whose rules differ from those that the model declares."""
    declared = {rule.name: rule for rule in (project.before or project.form).rules}
    return frozenset(rule.name for rule in project.form.rules if declared.get(rule.name) != rule)
