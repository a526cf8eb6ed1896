"""How states, steps and verdicts are said, the same in every kind of report."""

from __future__ import annotations

from chartproof.check.space import Step, Trace
from chartproof.compile.form import Form
from chartproof.compile.meaning import State
from chartproof.explore.names import cell_name


def said_state(form: Form, state: State) -> dict[str, str]:
    """A state by names of cells."""
    return {cell_name(form, cell): value for cell, value in state.items() if cell[0] in _names(form)}


def _names(form: Form) -> set[str]:
    return {v.name for v in form.variables}


def said_event(step: Step) -> str:
    """An event with its arguments."""
    inside = ", ".join(step.arguments.values())
    return f"{step.event}({inside})" if inside else step.event


def changes(form: Form, before: State, after: State) -> list[str]:
    """What a step changed, a line per cell: `Membership(account1): outside → invited`."""
    return [
        f"{cell_name(form, cell)}: {before[cell]} → {value}"
        for cell, value in after.items()
        if cell[0] in _names(form) and before[cell] != value
    ]


def steps_with_changes(form: Form, trace: Trace) -> list[tuple[str, list[str]]]:
    """Each step of a trace, with what it changed."""
    found = []
    before = trace.initial
    for step in trace.steps:
        found.append((said_event(step), changes(form, before, step.state)))
        before = step.state
    return found
