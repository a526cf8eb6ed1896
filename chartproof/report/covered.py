"""What an exploration has met, as a table, as lines that a script can cut, and as data; and what never happens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from chartproof.language.form import Form
from chartproof.language.names import said_sizes
from chartproof.language.trace import state_data
from chartproof.report.columns import rows

if TYPE_CHECKING:
    from chartproof.check.never import Never, WhatNever
    from chartproof.explore.coverage import Coverage
    from chartproof.explore.reached import Occurrence

BAR = 30
"""Columns of the longest bar of the curve."""


def coverage_data(form: Form, found: Coverage) -> dict[str, Any]:
    """What `explore --coverage --json` prints beside the counts."""
    return {
        "events": [
            {"name": name, "transitions": met.times, "states": met.states, "first_level": met.first}
            for name, met in found.events.items()
        ],
        "machines": [
            {
                "name": variable.title,
                "per": list(variable.sorts),
                "states": [_state_data(state, found.machines[variable.name, state]) for state in variable.states],
            }
            for variable in form.variables
        ],
        "levels": list(found.levels),
        "terminal": {
            "states": found.terminal.states,
            "first_level": found.terminal.first,
            "nearest": None if found.ending is None else state_data(form, found.ending),
        },
    }


def _state_data(state: str, met: Occurrence) -> dict[str, Any]:
    return {"name": state, "states": met.states, "first_level": met.first}


def print_coverage(console: Console, form: Form, found: Coverage) -> None:
    """Events, states of machines, levels with a curve, and where runs end; piped, a line each with tabs."""
    if not console.is_terminal:
        for cells in _lines(form, found):
            print("\t".join(cells), file=console.file)  # rich makes blanks of tabs
        return
    happen = len(found.events) - len(found.never_happen)
    met = len(found.machines) - len(found.never_entered)
    _print(console, f"Events: {happen} of {len(found.events)} can happen", _events(found))
    _print(console, f"States of machines: {met} of {len(found.machines)} are reached", _machines(form, found))
    _print(console, f"States per level, {len(found.levels)} levels", _levels(found))
    console.print(Text(f"\n{said_terminal(found)}", "bold"))
    for cell, state in state_data(form, found.ending or {}).items():
        console.print(Text(f"  {cell}: {state}"), soft_wrap=True)


def _print(console: Console, heading: str, cells: Sequence[Sequence[Text]]) -> None:
    console.print(Text(f"\n{heading}", "bold"))
    for row in rows(cells, console.width):
        for line in row:
            console.print(line, soft_wrap=True)


def _events(found: Coverage) -> list[list[Text]]:
    cells = []
    for name, met in found.events.items():
        said = f"{met.times:,} times, in {met.states:,} states, first at level {met.first}" if met.states else "never"
        cells.append([Text(f"  {name}"), Text(said, "" if met.states else "magenta")])
    return cells


def _machines(form: Form, found: Coverage) -> list[list[Text]]:
    cells = []
    for variable in form.variables:
        for number, state in enumerate(variable.states):
            met = found.machines[variable.name, state]
            said = f"in {met.states:,} states, first at level {met.first}" if met.states else "never"
            title = Text(f"  {variable.title}" if number == 0 else "")
            cells.append([title, Text(state), Text(said, "" if met.states else "magenta")])
    return cells


def _levels(found: Coverage) -> list[list[Text]]:
    most = max(found.levels, default=1)
    width = len(f"{most:,}")
    return [
        [Text(f"  {level:>{len(str(len(found.levels)))}}"), Text(f"{states:>{width},} {_bar(states, most)}")]
        for level, states in enumerate(found.levels)
    ]


def _bar(states: int, most: int) -> str:
    """A bar of the curve, at least one column long.

    >>> len(_bar(1, 1000)), len(_bar(1000, 1000))
    (1, 30)
    """
    return "█" * max(1, BAR * states // most)


def said_terminal(found: Coverage) -> str:
    """In how many states nothing can happen any more."""
    if found.terminal.first is None:
        return "No state is terminal: in each, some event can happen"
    many, first = found.terminal.states, found.terminal.first
    which = "the" if many == 1 else f"the nearest, at level {first}, is this"
    said = f"{many:,} state{'s are' if many > 1 else ' is'} terminal: no event can happen there"
    return f"{said}; {which}:" if many > 1 else f"{said}; at level {first}:"


def _lines(form: Form, found: Coverage) -> Iterator[tuple[str, ...]]:
    """What a script may cut: the kind, the name, and the numbers; a level that there is not is a dash."""
    for name, met in found.events.items():
        yield "event", name, str(met.times), str(met.states), _level(met)
    for variable in form.variables:
        for state in variable.states:
            met = found.machines[variable.name, state]
            yield "state", f"{variable.title}.{state}", str(met.times), str(met.states), _level(met)
    for level, states in enumerate(found.levels):
        yield "level", str(level), str(states)
    yield "terminal", str(found.terminal.states), _level(found.terminal)


def _level(met: Occurrence) -> str:
    return "–" if met.first is None else str(met.first)


def never_data(found: WhatNever | None) -> dict[str, Any] | None:
    """What `verify --json` says of what never happens; null where nothing small enough was explored."""
    if found is None:
        return None
    return {
        "explored": [dict(sizes) for sizes in found.explored],
        "events": [{"name": n.name, "proved": n.proved} for n in found.events],
        "states": [{"machine": n.machine, "state": n.name, "proved": n.proved} for n in found.states],
    }


def never_lines(found: WhatNever) -> list[str]:
    """The section on what never happens: a heading, and a line for each thing; one line where there is nothing."""
    if not found.events and not found.states:
        return ["what never happens: nothing; every event can happen, and every state of a machine is reached"]
    where = ", ".join(map(_said_sizes, found.explored))
    lines = ["what never happens:"]
    for kind, several in (("event", found.events), ("state", found.states)):
        lines += [f"  {kind} {_said(one)}: {_how_sure(one, where)}" for one in several]
    return lines


def _said(one: Never) -> str:
    return f"{one.machine}.{one.name}" if one.machine else one.name


def _how_sure(one: Never, where: str) -> str:
    return "proved for all sizes" if one.proved else f"not met ({where}), and not proved"


def _said_sizes(sizes: Mapping[str, int]) -> str:
    return said_sizes(sizes) or "the one instance"
