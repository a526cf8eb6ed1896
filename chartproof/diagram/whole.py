"""The whole: which machines take part in which events, and whose state is read to move whom.

A grid, an event a row: `moves` (the event cannot happen where this machine can't move), `may move` (it moves where it
can), `takes part` (it can refuse, and stays), `is read`. So a row says which machines it reads to move which; a table
says it once more by pairs of machines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from chartproof.diagram.arcs import happening
from chartproof.diagram.markdown import document, folded, image, rule_link, table
from chartproof.diagram.marks import Mark
from chartproof.diagram.mermaid import block
from chartproof.diagram.picture import LEGEND, Cell, Edge, Grid, Line, Node, Picture
from chartproof.diagram.rules import changed_rules
from chartproof.language.fold import machines_read
from chartproof.language.form import Form, Rule, Variable

SHOWN = 3
"""Events that an arrow of the graph names; the table beside it names all."""
FILLS = {"moves": "strong", "may move": "state", "takes part": "state", "is read": "open", "": "none"}


def participation(rule: Rule, variable: Variable) -> str:
    """What a machine has to do with an event; empty: nothing."""
    blocks = any(c.machine == variable.title for c in rule.guard)
    if any(e.variable == variable.name for e in rule.effects):
        return "moves" if blocks else "may move"
    if blocks:
        return "takes part"
    return "is read" if variable.name in readings(rule) else ""


def readings(rule: Rule) -> set[str]:
    """The machines that an event's own guard and its conditions read, besides the states that its participants pin."""
    own = {m for c in rule.guard if not c.machine for m in machines_read(c.expression)}
    return own | {m for e in rule.effects for m in machines_read(e.when)}


def read_besides(rule: Rule, variable: Variable) -> bool:
    """Whether the event's own guard, or a condition of another machine's move, asks for a machine's state."""
    own = {m for c in rule.guard if not c.machine for m in machines_read(c.expression)}
    others = {m for e in rule.effects if e.variable != variable.name for m in machines_read(e.when)}
    return variable.name in own | others


def _said(rule: Rule, variable: Variable) -> list[str]:
    """What a cell of the grid says, in order of weight."""
    first = participation(rule, variable)
    read = first not in ("", "is read") and read_besides(rule, variable)
    return [*([first] if first else []), *(["is read"] if read else [])]


def participants(form: Form, before: Form | None = None) -> Grid:
    """Events by machines."""
    rules, old = _rules(form, before), {r.name: r for r in happening(before)} if before else None
    rows = tuple(_row(form, r, mark, old) for r, mark in rules)
    return Grid(
        "events",
        "Which machines take part in which events",
        f"A grid of {len(happening(form))} events and {len(form.variables)} machines: a machine moves with an event,"
        " may move with it, takes part without moving, or is read by its guard.",
        ("event", *(_broken(v.title) for v in form.variables)),
        rows,
        (Line(LEGEND, quiet=True),) if any(mark != "same" for _, mark in rules) else (),
    )


def _rules(form: Form, before: Form | None) -> list[tuple[Rule, Mark]]:
    """The events, and those that a change took away."""
    if before is None:
        return [(r, "same") for r in happening(form)]
    old, new = {r.name for r in happening(before)}, {r.name for r in happening(form)}
    touched = changed_rules(form, before)
    kept: list[tuple[Rule, Mark]] = [
        (r, "gained" if r.name not in old else "changed" if r.name in touched else "same") for r in happening(form)
    ]
    return [*kept, *((r, "lost") for r in happening(before) if r.name not in new)]


def _row(form: Form, rule: Rule, mark: Mark, old: dict[str, Rule] | None) -> tuple[Cell, ...]:
    name = Line(rule.name, mark, rule.sentence, f"rules.md#{rule.name}", event=rule.name)
    return (Cell(name, left=True), *(_cell(rule, v, mark, old) for v in form.variables))


def _cell(rule: Rule, variable: Variable, mark: Mark, old: dict[str, Rule] | None) -> Cell:
    now = _said(rule, variable)
    before = _said(old[rule.name], variable) if old and rule.name in old and mark == "changed" else now
    fill = FILLS[now[0] if now else ""]
    if before == now:
        return Cell(Line("\n".join(now), "same" if mark == "changed" else mark), fill)
    return Cell(
        Line(f"gained:\n{', '.join(now)}", "gained") if now else Line(f"lost:\n{', '.join(before)}", "lost"), fill
    )


def _broken(title: str) -> str:
    """A long name in two lines, at the capital that is nearest its middle."""
    places = [m.start() for m in re.finditer(r"(?<=[a-z])(?=[A-Z])", title)]
    if len(title) < 10 or not places:
        return title
    at = min(places, key=lambda p: abs(2 * p - len(title)))
    return f"{title[:at]}\n{title[at:]}"


def reads(form: Form) -> dict[tuple[str, str], tuple[str, ...]]:
    """The events for which the first machine is read to move the second."""
    found: dict[tuple[str, str], list[str]] = {}
    for rule in happening(form):
        moved = dict.fromkeys(e.variable for e in rule.effects)
        for reader in moved:
            for read in sorted(readings(rule) - {reader}):
                found.setdefault((read, reader), []).append(rule.name)
    order = {v.name: n for n, v in enumerate(form.variables)}
    return {k: tuple(found[k]) for k in sorted(found, key=lambda k: (order[k[0]], order[k[1]]))}


def reading(form: Form, before: Form | None = None) -> Picture:
    """Machines, and whose state is read to move whom."""
    now, old = reads(form), reads(before) if before else reads(form)
    return Picture(
        "whole",
        "Which guard reads which machine",
        f"A graph of {len(form.variables)} machines with an arrow from A to B where an event that moves B reads A: "
        + "; ".join(f"{form.variable(a).title} to {form.variable(b).title}" for a, b in now)
        + ".",
        tuple(Node(f"m_{v.name}", _name(v), tip=v.meaning, state=v.title) for v in form.variables),
        tuple(_edges(now, old)),
    )


def _name(variable: Variable) -> tuple[Line, ...]:
    per = (Line(f"per {' × '.join(variable.sorts)}", quiet=True),) if variable.sorts else ()
    return (Line(variable.title), *per)


def _edges(now: dict[tuple[str, str], tuple[str, ...]], old: dict[tuple[str, str], tuple[str, ...]]) -> Iterator[Edge]:
    for pair in dict.fromkeys((*now, *old)):
        mark: Mark = "gained" if pair not in old else "lost" if pair not in now else "same"
        events = now.get(pair) or old[pair]
        word = "" if mark == "same" else f"{mark}: "
        shown = events if len(events) <= SHOWN else events[: SHOWN - 1]
        lines = [Line(word + e, mark, link=f"rules.md#{e}", event=e) for e in shown]
        more = [Line(f"and {len(events) - len(shown)} more", mark, quiet=True)] if len(shown) < len(events) else []
        yield Edge(f"m_{pair[0]}", f"m_{pair[1]}", (*lines, *more), mark, tip=", ".join(events))


def whole(form: Form, before: Form | None = None) -> str:
    """The file that shows the grid, and says in a table which event reads a machine to move another."""
    head = ["event", *(v.title for v in form.variables)]
    rows = [[rule_link(r.name), *(", ".join(_said(r, v)) or "–" for v in form.variables)] for r in happening(form)]
    arrows = [
        [form.variable(a).title, form.variable(b).title, ", ".join(rule_link(e) for e in events)]
        for (a, b), events in reads(form).items()
    ]
    return document(
        "The whole",
        "## Which machines take part in which events",
        image("A grid of events and machines", "events.svg"),
        "`moves`: the event can't happen where this machine can't move. `may move`: it moves where it can, and"
        " otherwise stays. `takes part`: it can refuse, and stays. `is read`: the guard, or a condition of another"
        " machine's move, asks for its state.",
        folded("The same as a table", table(head, rows)),
        "## Which machine is read to move which",
        "An arrow from one machine to another: to move the second, these events ask in which state the first is.",
        image("Machines, with an arrow from each that is read to each that is moved", "whole.svg"),
        table(["is read", "to move", "by"], arrows) if arrows else "No event reads one machine to move another.",
        "The same as mermaid:",
        block(reading(form, before)),
    )
