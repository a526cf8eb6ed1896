"""How states, steps and verdicts are said, the same in every kind of report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chartproof.language.form import Form
from chartproof.language.meaning import Cell, State
from chartproof.language.names import cell_name, said_sizes, short_sizes, with_sizes
from chartproof.language.trace import Step, Trace

if TYPE_CHECKING:
    from chartproof.check.result import Result


@dataclass(frozen=True)
class Caption:
    """What a trace shows: a title of a few words, and a sentence.

    changed: the events whose rules a rule change has altered, so that their sentences may say too much.
    """

    title: str
    meaning: str = ""
    changed: frozenset[str] = frozenset()

    def of(self, trace: Trace) -> str:
        """The title, with the sizes of the trace."""
        return f"{self.title} ({with_sizes(trace.sizes)})"


def _names(form: Form) -> set[str]:
    return {v.name for v in form.variables}


def said_verdict(result: Result | None) -> str:
    """A verdict as reports say it; a rule set may lack the property."""
    if result is None:
        return "not there"
    return result.verdict + (", vacuously" if result.vacuous else "")


def numbered_steps(form: Form, trace: Trace, mark: str = "") -> list[str]:
    """The steps of a trace as a numbered list, a line each, with what each changed. mark: put around an event."""
    steps = enumerate(steps_with_changes(form, trace), 1)
    return [f"{n}. {mark}{event}{mark}: {'; '.join(changed) or 'nothing changes'}" for n, (event, changed) in steps]


def said_scope(result: Result) -> str:
    """For which sizes a verdict holds."""
    if result.for_all_sizes:
        return "all sizes"
    return f"up to {said_sizes(result.scope)}" if result.scope else "in the one instance"


def said_rest(result: Result) -> str:
    """What a verdict rests on; or that it is idle, and up to which sizes that was judged."""
    found = result.rests_on
    if found is None or found.sizes is None:
        return "not judged"
    return found.part or f"idle up to {short_sizes(found.sizes)}"


def said_event(step: Step) -> str:
    """An event with its arguments."""
    inside = ", ".join(step.arguments.values())
    return f"{step.event}({inside})" if inside else step.event


def changes(form: Form, before: State, after: State) -> list[str]:
    """What a step changed, a line per cell: `Membership(account1): outside → invited`."""
    return [f"{cell_name(form, c)}: {before[c]} → {after[c]}" for c in changed_cells(form, before, after)]


def changed_cells(form: Form, before: State, after: State) -> list[Cell]:
    """The cells that a step changed, of the form's own machines."""
    names = _names(form)
    return [cell for cell, value in after.items() if cell[0] in names and before[cell] != value]


def said_loop(trace: Trace) -> str:
    """Which steps of a trace repeat for ever, if any do."""
    if trace.loop is None or trace.loop >= len(trace.steps):
        return ""
    first, last = trace.loop + 1, len(trace.steps)
    return f"step {first} repeats for ever" if first == last else f"steps {first} to {last} repeat for ever"


def said_end(trace: Trace) -> str:
    """What the end of a trace shows: which steps repeat, which by number says more than its note, or the note."""
    return said_loop(trace) or trace.note


def steps_with_changes(form: Form, trace: Trace) -> list[tuple[str, list[str]]]:
    """Each step of a trace, with what it changed."""
    found = []
    before = trace.initial
    for step in trace.steps:
        found.append((said_event(step), changes(form, before, step.state)))
        before = step.state
    return found
