"""The shortest way to a state where an expression holds, in the smallest instance that has one."""

from __future__ import annotations

from collections.abc import Mapping

from chartproof.check.replayed import replay_trace
from chartproof.check.space import Space
from chartproof.explore.search import explore, refuse_what_cannot_fit, sizes_up_to
from chartproof.language.parse import parse, vocabulary
from chartproof.language.trace import Trace, read_end
from chartproof.project.project import Project


def shortest_way(
    project: Project, expression: str, sizes: Mapping[str, int], start: str | None = None, file: str = ""
) -> Trace | None:
    """A shortest trace to a state where the expression holds, or None; replayed live.

    start: a trace as JSON, from whose last state to go on; its sizes are then the instance's.
    Raises ModelError where the expression is malformed.
    """
    form = project.form
    what = parse(expression, vocabulary(form), free=True)
    given = read_end(form, start, file) if start is not None else None
    for size in [given[0]] if given else list(sizes_up_to(sizes)):
        refuse_what_cannot_fit(form, size)
        space = Space(explore(form, size, start=[given[1]] if given else None))
        found = space.nearest(what)
        if found >= 0:
            trace = space.trace(found)
            replay_trace(form, project.machines, trace)
            return trace
    return None
