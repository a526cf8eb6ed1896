"""A trace as a sequence of messages between lifelines, which mermaid and SVG draw.

A lifeline is an element that takes part, a machine that there is one of, or an actor that acts for neither
of them. A step is one message, from its first actor to the first of its arguments (or of what it changes)
that is somebody else; what it changes is a note over the lifelines that it belongs to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from chartproof.language.form import Actor, Form, Rule
from chartproof.language.meaning import Cell
from chartproof.language.names import cell_name, element_name
from chartproof.language.trace import Step, Trace
from chartproof.report.words import Caption, changed_cells, said_end, said_event, said_loop

NOBODY = "anybody"
INITIAL = "initial state"


@dataclass(frozen=True)
class Lifeline:
    """One column: what it is called, and where it stands among the others."""

    title: str
    order: tuple[int, int, int] = field(compare=False)


@dataclass(frozen=True)
class Change:
    """One cell that a step changed."""

    cell: str
    before: str
    after: str


@dataclass(frozen=True)
class Note:
    """What a step changed over the same lifelines."""

    over: tuple[Lifeline, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Message:
    """One step: who does it, to whom, what else is to be said of it, and what it changes."""

    number: int
    source: Lifeline
    target: Lifeline
    label: str
    remarks: tuple[str, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Diagram:
    """A whole trace: lifelines from left to right, messages from top to bottom.

    loop: how many messages there are before those that repeat, if any do.
    """

    title: str
    meaning: str
    lifelines: tuple[Lifeline, ...]
    messages: tuple[Message, ...]
    loop: int | None
    note: str


def sequence(form: Form, trace: Trace, caption: Caption) -> Diagram:
    """The messages of a trace. A trace without steps has one lifeline, its initial state."""
    places = _Places(form)
    messages = []
    before = trace.initial
    for number, step in enumerate(trace.steps, 1):
        messages.append(_message(places, number, step, before, caption))
        before = step.state
    found = {line for m in messages for line in (m.source, m.target, *(one for n in m.notes for one in n.over))}
    lines = tuple(sorted(found, key=lambda line: line.order)) or (Lifeline(INITIAL, (0, 0, 0)),)
    note = said_end(trace) if messages else "; ".join(filter(None, ("already in the initial state", trace.note)))
    loop = trace.loop if said_loop(trace) else None
    return Diagram(caption.of(trace), caption.meaning, lines, tuple(messages), loop, note)


class _Places:
    """Which lifeline an actor, an element and a cell of a form belong to."""

    def __init__(self, form: Form) -> None:
        self.form = form
        everyone = [actor for rule in form.rules for actor in rule.actors]
        self.actors = list(dict.fromkeys(a.name for a in everyone))
        # A rule change may name an actor of the model's without saying again for whom it acts.
        self.acts_for = {a.name: a.acts_for for a in everyone if a.acts_for}
        self.keepers = {where: name for name, where in reversed(self.acts_for.items())}

    def actor(self, actor: Actor, rule: Rule, arguments: Mapping[str, str]) -> Lifeline:
        where = self.acts_for.get(actor.name, "")
        for binder in rule.parameters:
            if binder.sort == where:
                return self.element(binder.sort, arguments[binder.name])
        if any(v.title == where and not v.sorts for v in self.form.variables):
            return self.machine(where)
        return Lifeline(actor.name, (0, self.actors.index(actor.name), 0))

    def element(self, sort: str, name: str) -> Lifeline:
        return Lifeline(name, (2, self.form.sorts.index(sort), int(name[len(element_name(sort, 0)) - 1 :])))

    def machine(self, title: str) -> Lifeline:
        titles = [v.title for v in self.form.variables]
        return Lifeline(self.keepers.get(title, title), (1, titles.index(title), 0))

    def cell(self, cell: Cell) -> tuple[Lifeline, ...]:
        variable = self.form.variable(cell[0])
        if not variable.sorts:
            return (self.machine(variable.title),)
        names = [(s, element_name(s, n)) for s, n in zip(variable.sorts, cell[1], strict=True)]
        return tuple(sorted({self.element(s, n) for s, n in names}, key=lambda line: line.order))


def _message(places: _Places, number: int, step: Step, before: Mapping[Cell, str], caption: Caption) -> Message:
    rule = places.form.rule(step.event)
    cells = changed_cells(places.form, before, step.state)
    arguments = [places.element(b.sort, step.arguments[b.name]) for b in rule.parameters]
    touched = sorted({line for c in cells for line in places.cell(c)}, key=lambda line: line.order)
    met = [*arguments, *touched]
    source = places.actor(rule.actors[0], rule, step.arguments) if rule.actors else None
    source = source or next(iter(met), Lifeline(NOBODY, (0, -1, 0)))
    target = next((line for line in met if line != source), source)
    remarks = [f"or by {actor.name}" for actor in rule.actors[1:]]
    remarks += ["under a changed rule"] if step.event in caption.changed else []
    return Message(number, source, target, said_event(step), tuple(remarks), _notes(places, cells, before, step.state))


def _notes(
    places: _Places, cells: Sequence[Cell], before: Mapping[Cell, str], after: Mapping[Cell, str]
) -> tuple[Note, ...]:
    found: dict[tuple[Lifeline, ...], list[Change]] = {}
    for cell in cells:
        over = places.cell(cell)
        # Over its own lifeline alone, a cell needs no more name than its machine's.
        name = cell_name(places.form, cell) if len(over) > 1 else places.form.variable(cell[0]).title
        found.setdefault(over, []).append(Change(name, before[cell], after[cell]))
    across = sorted(found, key=lambda over: [line.order for line in over])
    return tuple(Note(over, tuple(found[over])) for over in across)
