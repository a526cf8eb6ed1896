"""The whole: which machines take part in which events, and whose guards read whose state.

The first is a grid, an event a row: `moves` (the event cannot happen where this machine can't move),
`may move` (it moves where it can), `takes part` (it can refuse, and stays), `is read`. The second is a
graph: an arrow from A to B where an event that moves B asks in which state A is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from chartproof.diagram.arcs import Mark, happening
from chartproof.diagram.markdown import document, folded, image, rule_link, table
from chartproof.diagram.mermaid import block
from chartproof.diagram.picture import LEGEND, Cell, Edge, Grid, Line, Node, Picture
from chartproof.diagram.rules import changed_rules
from chartproof.language.fold import machines_read
from chartproof.language.form import Form, Rule, Variable

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


def participants(form: Form, before: Form | None = None) -> Grid:
    """Events by machines."""
    rules, old = _rules(form, before), {r.name: r for r in happening(before)} if before else None
    rows = tuple(_row(form, r, mark, old) for r, mark in rules)
    return Grid(
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
    name = Line(rule.name, mark, rule.sentence, f"rules.md#{rule.name}")
    return (Cell(name, left=True), *(_cell(rule, v, mark, old) for v in form.variables))


def _cell(rule: Rule, variable: Variable, mark: Mark, old: dict[str, Rule] | None) -> Cell:
    now = participation(rule, variable)
    before = participation(old[rule.name], variable) if old and rule.name in old and mark == "changed" else now
    if before == now:
        return Cell(Line(now, "same" if mark == "changed" else mark), FILLS[now])
    return Cell(Line(f"gained:\n{now}", "gained") if now else Line(f"lost:\n{before}", "lost"), FILLS[now])


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
        "Which guard reads which machine",
        f"A graph of {len(form.variables)} machines with an arrow from A to B where an event that moves B reads A: "
        + "; ".join(f"{form.variable(a).title} to {form.variable(b).title}" for a, b in now)
        + ".",
        tuple(Node(f"m_{v.name}", _name(v), tip=v.meaning) for v in form.variables),
        tuple(_edges(now, old)),
    )


def _name(variable: Variable) -> tuple[Line, ...]:
    per = (Line(f"per {' × '.join(variable.sorts)}", quiet=True),) if variable.sorts else ()
    return (Line(variable.title), *per)


def _edges(now: dict[tuple[str, str], tuple[str, ...]], old: dict[tuple[str, str], tuple[str, ...]]) -> Iterator[Edge]:
    for pair in dict.fromkeys((*now, *old)):
        mark: Mark = "gained" if pair not in old else "lost" if pair not in now else "same"
        events = now.get(pair) or old[pair]
        lines = () if mark == "same" else (Line(mark, mark),)
        yield Edge(f"m_{pair[0]}", f"m_{pair[1]}", lines, mark, tip=", ".join(events))


def whole(form: Form, before: Form | None = None) -> str:
    """The file that shows both, and says in a table what the arrows stand for."""
    picture = reading(form, before)
    head = ["event", *(v.title for v in form.variables)]
    rows = [[rule_link(r.name), *(participation(r, v) or "–" for v in form.variables)] for r in happening(form)]
    arrows = [
        [form.variable(a).title, form.variable(b).title, ", ".join(rule_link(e) for e in events)]
        for (a, b), events in reads(form).items()
    ]
    return document(
        "The whole",
        "## Which machines take part in which events",
        image("A grid of events and machines", "events.svg"),
        "`moves`: the event can't happen where this machine can't move. `may move`: it moves where it can, and"
        " otherwise stays. `takes part`: it can refuse, and stays. `is read`: a guard or condition asks for its state.",
        folded("The same as a table", table(head, rows)),
        "## Which guard reads which machine",
        "An arrow from one machine to another: to move the second, an event asks in which state the first is.",
        image("Machines, with an arrow from each that is read to each that is moved", "whole.svg"),
        folded("The events of each arrow", table(["is read", "to move", "by"], arrows)) if arrows else "",
        "The same as mermaid:",
        block(picture),
    )
