"""Traces: a way through an instance, step by step, and the JSON that one is written to and read from.

Whichever backend finds one, a trace is this value; it is replayed on live machines before it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chartproof.errors import ChartproofError, Origin, UnknownName, cut
from chartproof.files import read_json
from chartproof.language.form import Form
from chartproof.language.meaning import Cell, State, cells
from chartproof.language.names import cell_name

SAVE = "save what `chartproof how --json` prints"
"""How to come by a trace that can be read."""


@dataclass(frozen=True)
class Step:
    """One step of a trace: the event, its arguments by parameter name, and the state after it."""

    event: str
    arguments: Mapping[str, str]
    state: State


@dataclass(frozen=True)
class Trace:
    """A way through an instance, from an initial state; from `loop` on it repeats for ever.

    `loop` equal to the number of steps: the run stops there. `note` says what the end shows.
    """

    sizes: Mapping[str, int]
    initial: State
    steps: tuple[Step, ...]
    loop: int | None = None
    note: str = ""


def state_data(form: Form, state: State) -> dict[str, str]:
    """A state by the names of its cells: those of the form's own machines, not a claim's free predicates."""
    own = {v.name for v in form.variables}
    return {cell_name(form, cell): value for cell, value in state.items() if cell[0] in own}


def trace_data(form: Form, trace: Trace | None, suffix: str = "") -> dict[str, Any]:
    """A trace as JSON has it: its steps, its sizes and the state that it starts from; null each where there is none."""
    steps = trace and [
        {"event": s.event, "arguments": dict(s.arguments), "state": state_data(form, s.state)} for s in trace.steps
    ]
    return {
        f"trace{suffix}": steps,
        f"trace{suffix}_sizes": dict(trace.sizes) if trace else None,
        f"initial{suffix}": state_data(form, trace.initial) if trace else None,
    }


def read_trace(form: Form, text: str, file: str) -> Trace:
    """The trace that a text holds, as `trace_data` wrote it and `how --json` prints it; nothing is believed of it yet.

    Raises ChartproofError, naming the file, where it holds none or does not fit the form.
    """
    origin = Origin(file, 0)
    data = read_json(text, file, SAVE)
    if not isinstance(data, dict) or not isinstance(data.get("trace"), list):
        raise ChartproofError("the file holds no trace", origin=origin, mend=SAVE)
    sizes = _sizes(form, data.get("trace_sizes"), origin)
    initial = _state(form, sizes, data.get("initial"), "the first state", origin)
    steps = [_step(form, sizes, step, number, origin) for number, step in enumerate(data["trace"], 1)]
    return Trace(sizes, initial, tuple(steps))


def _sizes(form: Form, given: Any, origin: Origin) -> dict[str, int]:
    named = isinstance(given, dict) and set(given) == set(form.sorts)
    if not named or not all(type(n) is int and n > 0 for n in given.values()):
        wanted = ", ".join(f'"{s}": 1' for s in form.sorts)
        mend = f'"trace_sizes": {{{wanted}}}'
        raise ChartproofError("the trace's sizes are not those of this model", origin=origin, mend=mend)
    return {sort: given[sort] for sort in form.sorts}


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


def _state(form: Form, sizes: Mapping[str, int], given: Any, which: str, origin: Origin) -> State:
    if not isinstance(given, dict):
        raise ChartproofError(f"{which}: its state is missing", origin=origin, mend=SAVE)
    names = {cell_name(form, cell): cell for cell in cells(form, sizes)}
    for name in given:
        if name not in names:
            raise UnknownName("machine", cut(name), names, origin=origin)
    state: dict[Cell, str] = {}
    for name, cell in names.items():
        states = form.variable(cell[0]).states
        if name not in given:
            raise ChartproofError(f"{which}: its state does not say {name}", origin=origin, mend=SAVE)
        if given[name] not in states:
            raise UnknownName(f"state of {name}", cut(str(given[name])), states, origin=origin)
        state[cell] = given[name]
    return state
