"""Random rule changes, and what they make of a system: said a second time, on machines and rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.interpreter.draw import Words
from tests.interpreter.system import FALSE, Arc, Edit, Event, Machine, Moves, System


def changed(system: System, edits: tuple[Edit, ...]) -> System:
    """The system under a rule change."""
    for edit in edits:
        system = APPLY[edit.kind](system, edit)
    return system


def _row(system: System, name: str, row: Event) -> System:
    return replace(system, events=tuple(row if e.name == name else e for e in system.events))


def _machine(system: System, machine: Machine) -> System:
    return replace(system, machines=tuple(machine if m.name == machine.name else m for m in system.machines))


def _disabled(system: System, edit: Edit) -> System:
    row = system.event(edit.event)
    return _row(system, row.name, replace(row, only_if=(*row.only_if, FALSE)))


def _new_event(system: System, edit: Edit) -> System:
    assert edit.row is not None
    return replace(system, events=(*system.events, edit.row))


def _only_if(system: System, edit: Edit) -> System:
    row = system.event(edit.event)
    kept = list(row.only_if)
    if edit.old is not None:
        kept.remove(edit.old)
    return _row(system, row.name, replace(row, only_if=(*kept, *([edit.new] if edit.new is not None else []))))


def _effects(system: System, edit: Edit) -> System:
    """x ⇒ q: the machine also moves where it can; dropped: no longer there, from wherever."""
    machine = next(m for m in system.machines if m.title == edit.machine)
    if edit.verb == "add":
        arcs = tuple(Arc(s, edit.target, edit.where) for s in edit.sources or machine.states)
        return _machine(system, replace(machine, moves=(*machine.moves, Moves(edit.event, arcs, True))))
    moves = [
        replace(m, arcs=tuple(a for a in m.arcs if a.target != edit.target)) if m.event == edit.event else m
        for m in machine.moves
    ]
    return _machine(system, replace(machine, moves=tuple(moves)))


def _transitions(system: System, edit: Edit) -> System:
    """x: p → q: the machine also moves from there, and only from such states can the event happen."""
    machine = next(m for m in system.machines if m.title == edit.machine)
    arcs = tuple(Arc(s, edit.target) for s in edit.sources)
    own = next((m for m in machine.moves if m.event == edit.event), None)
    if own is None:
        return _machine(system, replace(machine, moves=(*machine.moves, Moves(edit.event, arcs, False))))
    if edit.verb == "add":
        new = replace(own, arcs=own.arcs + arcs)
    else:
        new = replace(own, arcs=tuple(a for a in own.arcs if a.source not in edit.sources))
    return _machine(system, replace(machine, moves=tuple(new if m is own else m for m in machine.moves)))


APPLY: dict[str, Callable[[System, Edit], System]] = {
    "disabled": _disabled,
    "new_event": _new_event,
    "only_if": _only_if,
    "effects": _effects,
    "transitions": _transitions,
}


def changes(words: Words) -> tuple[tuple[Edit, ...], ...]:
    """One rule change, of one or two edits of different events; none where nothing comes to mind."""
    rows = words.some_of(words.system.events, 2)
    found: list[Edit] = []
    for row in rows:
        edit = words.chance.choice(DRAWN)(words, row)
        if edit is not None and not any(e.kind == "new_event" for e in found):
            found.append(edit)
    return (tuple(found),) if found else ()


def _draw_disabled(words: Words, row: Event) -> Edit | None:
    return None if FALSE in row.only_if else Edit(row.name, "disabled")


def _draw_only_if(words: Words, row: Event) -> Edit | None:
    new = words.guard(row.parameters, 1)
    if not row.only_if or words.likely(40):
        return Edit(row.name, "only_if", "add", new=new)
    old = words.chance.choice(row.only_if)
    if words.likely(50):
        return Edit(row.name, "only_if", "drop", old=old)
    return Edit(row.name, "only_if", "replace", old=old, new=new) if new != old else None


def _draw_effects(words: Words, row: Event) -> Edit | None:
    machine = words.chance.choice(words.system.machines)
    if not _fits(machine, row):
        return None
    own = next((m for m in machine.moves if m.event == row.name), None)
    if own is not None:
        target = own.arcs[0].target
        return Edit(row.name, "effects", "drop", machine=machine.title, target=target) if own.listens else None
    sources = words.some_of(machine.states) if words.likely(50) else ()
    scope = row.parameters + _others(machine, row)
    where = words.guard(scope, 1) if words.likely(40) else None
    target = words.chance.choice(machine.states)
    return Edit(row.name, "effects", "add", machine=machine.title, sources=sources, target=target, where=where)


def _others(machine: Machine, row: Event) -> tuple[tuple[str, str], ...]:
    from tests.interpreter.system import own_name

    return tuple((own_name(s), s) for s in machine.per if s not in dict(row.parameters).values())


def _draw_transitions(words: Words, row: Event) -> Edit | None:
    machine = words.chance.choice(words.system.machines)
    own = next((m for m in machine.moves if m.event == row.name), None)
    if not _fits(machine, row) or (own is not None and own.listens):
        return None
    known = [a.source for a in own.arcs] if own is not None else []
    fresh = [s for s in machine.states if s not in known]
    plain = [a for a in own.arcs if known.count(a.source) == 1] if own is not None else []
    if plain and len(set(known)) > 1 and words.likely(50):
        arc = words.chance.choice(plain)
        return Edit(row.name, "transitions", "drop", machine=machine.title, sources=(arc.source,), target=arc.target)
    if not fresh:
        return None
    target = words.chance.choice(machine.states)
    return Edit(row.name, "transitions", "add", machine=machine.title, sources=words.some_of(fresh), target=target)


def _draw_new_event(words: Words, row: Event) -> Edit | None:
    fresh = replace(row, name="added", needs=())
    return Edit("added", "new_event", row=fresh)


def _fits(machine: Machine, row: Event) -> bool:
    given = [s for _, s in row.parameters]
    return all(given.count(s) <= 1 for s in machine.per)


DRAWN: tuple[Callable[[Words, Event], Edit | None], ...] = (
    _draw_disabled,
    _draw_only_if,
    _draw_only_if,
    _draw_effects,
    _draw_effects,
    _draw_transitions,
    _draw_transitions,
    _draw_new_event,
)
