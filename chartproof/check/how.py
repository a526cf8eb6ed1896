"""The shortest way to a state where an expression holds, in the smallest instance that has one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from chartproof.check.replayed import replay_trace
from chartproof.check.space import Trace, open_space
from chartproof.compile.form import Form
from chartproof.compile.meaning import Cell, State, cells
from chartproof.compile.parse import parse, vocabulary
from chartproof.compile.project import Project
from chartproof.errors import ChartproofError, Origin, TooLarge, UnknownName, cut
from chartproof.explore.layout import check_sizes
from chartproof.explore.names import cell_name
from chartproof.explore.search import Estimates, explore, sizes_up_to
from chartproof.files import read_json

LOOK = 100_000
"""How many states the instances may have that are looked into where the largest cannot be."""
SAVE = "save what `chartproof how --json` prints"


def shortest_way(
    project: Project, expression: str, sizes: Mapping[str, int], start: str | None = None, file: str = ""
) -> Trace | None:
    """A shortest trace to a state where the expression holds, or None; replayed live.

    start: a trace as JSON, from whose last state to go on; its sizes are then the instance's.
    Raises ModelError where the expression is malformed, TooLarge where an instance of these sizes cannot be
    explored and no small one has a way.
    """
    form = project.form
    parse(expression, vocabulary(form), free=True)
    given = _read_trace(form, start, file) if start is not None else None
    largest = given[0] if given else check_sizes(form, sizes)
    guess = Estimates(form, largest)
    refused = _refusal(guess, largest)
    for size in [largest] if given else sizes_up_to(largest):
        if refused is not None and guess.log(size) > math.log(LOOK):
            continue
        space = open_space(explore(form, size, start=[given[1]] if given else None))
        what = space.read(expression)
        found = space.nearest(what)
        if found >= 0:
            trace = space.trace(found)
            replay_trace(form, project.machines, trace)
            return trace
    if refused is not None:
        refused.message += f"; smaller instances, of up to {LOOK:,} states, have no way"
        raise refused
    return None


def _refusal(guess: Estimates, sizes: Mapping[str, int]) -> TooLarge | None:
    try:
        guess.refuse(sizes)
    except TooLarge as error:
        return error
    return None


def _read_trace(form: Form, text: str, file: str) -> tuple[dict[str, int], State]:
    """The sizes and the last state of a trace. Raises ChartproofError."""
    origin = Origin(file, 0)
    data = read_json(text, file, SAVE)
    if not isinstance(data, dict) or not isinstance(data.get("trace"), list) or "trace_sizes" not in data:
        raise ChartproofError("the file holds no trace", origin=origin, mend=SAVE)
    sizes = _sizes(form, data["trace_sizes"], origin)
    last = data["trace"][-1] if data["trace"] else {"state": data.get("initial")}
    state = last.get("state") if isinstance(last, dict) else None
    if not isinstance(state, dict):
        raise ChartproofError("the trace's last state is missing", origin=origin, mend=SAVE)
    return sizes, _state(form, sizes, state, origin)


def _sizes(form: Form, given: Any, origin: Origin) -> dict[str, int]:
    if not isinstance(given, dict) or set(given) != set(form.sorts):
        wanted = ", ".join(f'"{s}": 1' for s in form.sorts)
        raise ChartproofError(
            "the trace's sizes are not those of this model", origin=origin, mend=f'"trace_sizes": {{{wanted}}}'
        )
    return check_sizes(form, given)


def _state(form: Form, sizes: Mapping[str, int], given: Mapping[str, Any], origin: Origin) -> dict[Cell, str]:
    state = {}
    for cell in cells(form, sizes):
        variable = form.variable(cell[0])
        name = cell_name(form, cell)
        if given.get(name) not in variable.states:
            if name in given:
                raise UnknownName(f"state of {name}", cut(str(given[name])), variable.states, origin=origin)
            raise ChartproofError(f"the trace's last state does not say {name}", origin=origin)
        state[cell] = given[name]
    return state
