"""A trace that was saved as JSON, read again: walked on the live machines, never believed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chartproof.check.replayed import replay_trace
from chartproof.check.space import Step, Trace
from chartproof.compile.form import Form
from chartproof.compile.meaning import Cell, cells
from chartproof.compile.project import Project
from chartproof.errors import ChartproofError, Origin, UnknownName, cut
from chartproof.explore.layout import check_sizes
from chartproof.explore.names import cell_name
from chartproof.files import read_json

SAVE = "save what `chartproof how --json` prints"


def read_trace(project: Project, text: str, file: str) -> Trace:
    """The trace that a text holds, as `how --json` prints it.

    Raises ChartproofError where it holds none, or one that these rules do not walk.
    """
    form, origin = project.form, Origin(file, 0)
    data = read_json(text, file, SAVE)
    if not isinstance(data, dict) or not isinstance(data.get("trace"), list):
        raise ChartproofError("the file holds no trace", origin=origin, mend=SAVE)
    sizes = _sizes(form, data.get("trace_sizes"), origin)
    initial = _state(form, sizes, data.get("initial"), "the first state", origin)
    steps = [_step(form, sizes, step, number, origin) for number, step in enumerate(data["trace"], 1)]
    trace = Trace(sizes, initial, tuple(steps))
    try:
        replay_trace(form, project.machines, trace)
    except ChartproofError as error:
        mend = f"{error.mend}\n{SAVE}, under these rules"
        raise ChartproofError(f"these rules do not walk it: {error.message}", origin=origin, mend=mend) from error
    return trace


def _sizes(form: Form, given: Any, origin: Origin) -> dict[str, int]:
    named = isinstance(given, dict) and set(given) == set(form.sorts)
    if not named or not all(type(n) is int and n > 0 for n in given.values()):
        wanted = ", ".join(f'"{s}": 1' for s in form.sorts)
        mend = f'"trace_sizes": {{{wanted}}}'
        raise ChartproofError("the trace's sizes are not those of this model", origin=origin, mend=mend)
    return check_sizes(form, given)


def _step(form: Form, sizes: Mapping[str, int], given: Any, number: int, origin: Origin) -> Step:
    if not isinstance(given, dict) or not isinstance(given.get("event"), str):
        raise ChartproofError(f"step {number} names no event", origin=origin, mend=SAVE)
    names = [r.name for r in form.rules]
    if given["event"] not in names:
        raise UnknownName("event", cut(given["event"]), names, origin=origin)
    wanted = {b.name for b in form.rule(given["event"]).parameters}
    arguments = given.get("arguments", {})
    if not isinstance(arguments, dict) or set(arguments) != wanted:
        mend = f"its arguments are: {', '.join(sorted(wanted)) or 'none'}"
        raise ChartproofError(f"step {number}, {given['event']}: wrong arguments", origin=origin, mend=mend)
    state = _state(form, sizes, given.get("state"), f"step {number}", origin)
    return Step(given["event"], {name: str(value) for name, value in arguments.items()}, state)


def _state(form: Form, sizes: Mapping[str, int], given: Any, which: str, origin: Origin) -> dict[Cell, str]:
    if not isinstance(given, dict):
        raise ChartproofError(f"{which}: its state is missing", origin=origin, mend=SAVE)
    names = {cell_name(form, cell): cell for cell in cells(form, sizes)}
    for name in given:
        if name not in names:
            raise UnknownName("machine", cut(name), names, origin=origin)
    state = {}
    for name, cell in names.items():
        states = form.variable(cell[0]).states
        if name not in given:
            raise ChartproofError(f"{which}: its state does not say {name}", origin=origin, mend=SAVE)
        if given[name] not in states:
            raise UnknownName(f"state of {name}", cut(str(given[name])), states, origin=origin)
        state[cell] = given[name]
    return state
