"""The shortest way to a state where an expression holds, in the smallest instance that has one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chartproof.check.replayed import replay_trace
from chartproof.check.space import Trace, open_space
from chartproof.compile.form import Form
from chartproof.compile.meaning import Cell, State, cells
from chartproof.compile.parse import parse, vocabulary
from chartproof.compile.project import Project
from chartproof.errors import ChartproofError, Origin, UnknownName
from chartproof.explore.names import cell_name
from chartproof.explore.search import explore, refuse_what_cannot_fit, sizes_up_to
from chartproof.files import read_json

SAVE = "save what `chartproof how --json` prints"


def shortest_way(
    project: Project, expression: str, sizes: Mapping[str, int], start: str | None = None, file: str = ""
) -> Trace | None:
    """A shortest trace to a state where the expression holds, or None; replayed live.

    start: a trace as JSON, from whose last state to go on; its sizes are then the instance's.
    Raises ModelError where the expression is malformed.
    """
    form = project.form
    parse(expression, vocabulary(form), free=True)
    given = _read_trace(form, start, file) if start is not None else None
    for size in [given[0]] if given else list(sizes_up_to(sizes)):
        refuse_what_cannot_fit(form, size)
        space = open_space(explore(form, size, start=[given[1]] if given else None))
        what = space.read(expression)
        found = space.nearest(what)
        if found >= 0:
            trace = space.trace(found)
            replay_trace(form, project.machines, trace)
            return trace
    return None


def _read_trace(form: Form, text: str, file: str) -> tuple[dict[str, int], State]:
    """The sizes and the last state of a trace. Raises ChartproofError."""
    origin = Origin(file, 0)
    data = read_json(text, file, SAVE)
    if not isinstance(data, dict) or not isinstance(data.get("trace"), list) or "trace_sizes" not in data:
        raise ChartproofError("the file holds no trace", origin=origin, mend=SAVE)
    sizes = _sizes(form, data["trace_sizes"], origin)
    state = data["trace"][-1].get("state") if data["trace"] else data.get("initial")
    return sizes, _state(form, sizes, state or {}, origin)


def _sizes(form: Form, given: Any, origin: Origin) -> dict[str, int]:
    if not isinstance(given, dict) or any(not isinstance(given.get(s), int) for s in form.sorts):
        raise ChartproofError("the trace's sizes are missing", origin=origin, mend='"trace_sizes": {"SORT": 1, …}')
    return {s: given[s] for s in form.sorts}


def _state(form: Form, sizes: Mapping[str, int], given: Mapping[str, Any], origin: Origin) -> dict[Cell, str]:
    state = {}
    for cell in cells(form, sizes):
        variable = form.variable(cell[0])
        name = cell_name(form, cell)
        if given.get(name) not in variable.states:
            if name in given:
                raise UnknownName(f"state of {name}", str(given[name]), variable.states, origin=origin)
            raise ChartproofError(f"the trace's last state does not say {name}", origin=origin)
        state[cell] = given[name]
    return state
