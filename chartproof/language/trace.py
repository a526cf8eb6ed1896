"""Traces: a way through an instance, step by step, and the JSON that one is written to and read from.

Whichever backend finds one, a trace is this value; it is replayed on live machines before it is shown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chartproof.errors import ChartproofError, Origin, UnknownName
from chartproof.language.form import Form
from chartproof.language.meaning import Cell, State, cells
from chartproof.language.names import cell_name


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


def read_end(form: Form, text: str, file: str) -> tuple[dict[str, int], State]:
    """The sizes and the last state of a trace that `trace_data` wrote.

    Raises ChartproofError, naming the file, where the text is no such trace or does not fit the form.
    """
    origin = Origin(file, 0)
    mend = "save what `chartproof how --json` prints"
    try:
        data = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ChartproofError(f"not JSON: {error}", origin=origin, mend=mend) from error
    if not isinstance(data, dict) or not isinstance(data.get("trace"), list) or "trace_sizes" not in data:
        raise ChartproofError("the file holds no trace", origin=origin, mend=mend)
    sizes = _sizes(form, data["trace_sizes"], origin)
    last = data["trace"][-1] if data["trace"] else {"state": data.get("initial")}
    state = last.get("state") if isinstance(last, dict) else None
    return sizes, _state(form, sizes, state if isinstance(state, dict) else {}, origin)


def _sizes(form: Form, given: Any, origin: Origin) -> dict[str, int]:
    numbers = given if isinstance(given, dict) else {}
    for sort in form.sorts:
        if not isinstance(numbers.get(sort), int) or isinstance(numbers[sort], bool) or numbers[sort] < 1:
            raise ChartproofError(
                f"the trace's sizes do not say how many {sort} there are",
                origin=origin,
                mend=f'"trace_sizes": {{"{sort}": 1, …}}',
            )
    return {sort: numbers[sort] for sort in form.sorts}


def _state(form: Form, sizes: Mapping[str, int], given: Mapping[str, Any], origin: Origin) -> State:
    state: dict[Cell, str] = {}
    for cell in cells(form, sizes):
        variable = form.variable(cell[0])
        name = cell_name(form, cell)
        if given.get(name) not in variable.states:
            if name in given:
                raise UnknownName(f"state of {name}", str(given[name]), variable.states, origin=origin)
            raise ChartproofError(f"the trace's last state does not say {name}", origin=origin)
        state[cell] = given[name]
    return state
