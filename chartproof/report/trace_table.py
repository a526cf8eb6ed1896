"""A trace as a table in a terminal: what a step changes stands out, and the rest is quiet.

The grid has a column for each cell that the trace ever changes and a row for each step; a change is bold and
has an arrow, so that it shows without colours too. Where the columns do not fit, there is a list of changes.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.text import Text

from chartproof.language.form import Form
from chartproof.language.meaning import Cell
from chartproof.language.names import element_name, with_sizes
from chartproof.language.trace import Trace
from chartproof.project.project import Project
from chartproof.report.columns import rows
from chartproof.report.words import Caption, changed_cells, said_end, said_event, steps_with_changes

MARK = "→ "
WIDTH = 100
NUMBER = 4


def trace_table(form: Form, trace: Trace, width: int) -> RenderableType:
    """A trace as a grid of steps and cells, or as a list where that needs more than `width` columns."""
    columns = _columns(form, trace)
    needed = NUMBER + sum(_width(form, cell, trace) + 1 for cell in columns)
    return _framed(trace, _grid(form, trace, columns)) if columns and needed <= width else trace_lines(form, trace)


def trace_lines(form: Form, trace: Trace) -> RenderableType:
    """A trace, a step a line, with what each step changed; below the step where the width allows no more."""
    return _framed(trace, _Steps(form, trace))


@dataclass(frozen=True)
class _Steps:
    """The steps of a trace, laid out at whatever width they are printed."""

    form: Form
    trace: Trace

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        """The lines: number, event, changes."""
        cells = []
        for number, (event, changed) in enumerate(steps_with_changes(self.form, self.trace), 1):
            said = Text("; ").join(map(_change, changed)) if changed else Text("(nothing changes)", "dim")
            cells.append([Text(_number(self.trace, number), "dim"), Text(event, "bold"), said])
        for row in rows(cells, options.max_width, right=True):
            yield from row


def _framed(trace: Trace, inside: RenderableType) -> RenderableType:
    """The steps, below the sizes, and above what the end shows."""
    lines: list[RenderableType] = [Text(with_sizes(trace.sizes), "dim")]
    lines.append(inside if trace.steps else Text("already in the initial state"))
    lines += [Text(said_end(trace), "dim")] if said_end(trace) else []
    return Group(*lines)


def _number(trace: Trace, number: int) -> str:
    return f"↻{number}" if trace.loop is not None and number > trace.loop else str(number)


def _change(line: str) -> Text:
    """`Membership(account1): outside → invited`, in which the end is what matters."""
    before, arrow, after = line.rpartition(MARK)
    return Text.assemble((before, "dim"), (arrow + after, "bold"))


def _columns(form: Form, trace: Trace) -> list[Cell]:
    """The cells that the trace ever changes, in the form's order."""
    states = [trace.initial, *(s.state for s in trace.steps)]
    changed = {c for before, after in itertools.pairwise(states) for c in changed_cells(form, before, after)}
    order = [v.name for v in form.variables]
    return sorted(changed, key=lambda cell: (order.index(cell[0]), cell[1]))


def _heading(form: Form, cell: Cell) -> list[str]:
    variable = form.variable(cell[0])
    return [variable.title, *(element_name(s, n) for s, n in zip(variable.sorts, cell[1], strict=True))]


def _width(form: Form, cell: Cell, trace: Trace) -> int:
    values = {trace.initial[cell], *(s.state[cell] for s in trace.steps)}
    return max(*(len(part) for part in _heading(form, cell)), *(len(MARK + value) for value in values))


def _grid(form: Form, trace: Trace, columns: Sequence[Cell]) -> RenderableType:
    widths = {cell: _width(form, cell, trace) for cell in columns}
    headings = [_heading(form, cell) for cell in columns]
    lines = []
    for row in range(max(map(len, headings))):
        parts = [h[row] if row < len(h) else "" for h in headings]
        said = " ".join(part.ljust(w) for part, w in zip(parts, widths.values(), strict=True))
        lines.append(Text(" " * NUMBER + said.rstrip(), "bold" if row == 0 else ""))
    lines += [_step("0", "at the beginning"), _row(trace.initial, trace.initial, widths)]
    before = trace.initial
    for number, step in enumerate(trace.steps, 1):
        lines += [_step(_number(trace, number), said_event(step)), _row(before, step.state, widths)]
        before = step.state
    return Group(*lines)


def _step(number: str, event: str) -> Text:
    return Text.assemble((number.rjust(NUMBER - 2), "dim"), "  ", event)


def _row(before: Mapping[Cell, str], after: Mapping[Cell, str], widths: Mapping[Cell, int]) -> Text:
    row = Text(" " * NUMBER)
    for cell, width in widths.items():
        changed = before[cell] != after[cell]
        said = f"{MARK if changed else ' ' * len(MARK)}{after[cell]}"
        row.append(said.ljust(width + 1), "bold green" if changed else "dim")
    row.rstrip()
    return row


def write(project: Project, trace: Trace, caption: Caption) -> str:
    """A trace of a project as a table without colours."""
    text = io.StringIO()
    Console(file=text, width=WIDTH, no_color=True, highlight=False).print(trace_table(project.form, trace, WIDTH))
    return "".join(line.rstrip() + "\n" for line in text.getvalue().splitlines())
