"""Random systems, with claims and rule changes. A seed gives the same subject in every run.

Names collide on purpose: with a sort's, with what an engine may call its own, with a solver's words.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

from tests.interpreter.claims import claims
from tests.interpreter.draw import NAMES, Words
from tests.interpreter.edits import changes
from tests.interpreter.meaning import Ambiguous, TooMany, World, explore
from tests.interpreter.system import (
    Arc,
    Event,
    Expression,
    Machine,
    Moves,
    Need,
    Predicate,
    Scope,
    Subject,
    System,
    own_name,
)

SORTS = ("Item", "Box", "Cup", "Bool", "Int", "BigBox")
TITLES = ("Lid", "Label", "Lamp", "Gate", "Let", "Match", "Forall", "Distinct", "Each0", "TallTree")
STATES = (("a", "b"), ("a", "b", "c"), ("a", "b", "c"), ("yes", "no"), ("none", "one", "more"), ("a", "b"), ("only",))
ACTORS = (("keeper", True), ("owner", True), ("robot", False))
PERMISSIONS = ("act:Do", "act:See", "act:Pass")
LARGEST, LARGEST_OF_ONE = 1_500, 200
SITUATIONS = ("", "", "", "", "console")


def subject(seed: int, claimed: int = 7) -> Subject:
    """The system of a seed, with so many properties and at most one rule change."""
    chance = random.Random(seed)
    system = next(s for s in (_system(chance) for _ in itertools.count()) if chance.random() < 0.05 or _lively(s))
    words = Words(chance, system)
    if words.likely(6):
        wrong = _mistaken(words)
        if wrong is not None:
            return wrong
    return Subject(system, claims(words, claimed), changes(words) if words.likely(35) else ())


def _lively(system: System) -> bool:
    """Whether more than a few states can be reached, and not too many; several events happen."""
    try:
        explore(World(system, dict.fromkeys(system.sorts, 1)), LARGEST_OF_ONE)
        found = explore(World(system, {s: 2 if n < 2 else 1 for n, s in enumerate(system.sorts)}), LARGEST)
    except (TooMany, Ambiguous) as error:
        return isinstance(error, Ambiguous)
    return len(found.states) > 3 and len({call[0] for steps in found.steps for call, _ in steps}) > 1


def _system(chance: random.Random) -> System:
    """Sorts and machines first, then predicates, and then the events in whose words all of these are."""
    sorts = tuple(chance.sample(SORTS[:3] if chance.random() < 0.7 else SORTS, chance.choice((1, 1, 2, 2, 2, 3))))
    titles = chance.sample(TITLES, chance.choice((1, 2, 2, 3, 3, 4)))
    machines = tuple(_machine(chance, title, sorts) for title in titles)
    words = Words(chance, System(sorts, machines, ()))
    for number, machine in enumerate(machines):
        machines = (*machines[:number], _named(words, machine), *machines[number + 1 :])
        words = Words(chance, System(sorts, machines, ()))
    rows = [_row(words, f"e{n}") for n in range(chance.randint(2, 5))]
    unused = [
        s
        for s in sorts
        if not any(s in m.per for m in machines) and all(s not in dict(r.parameters).values() for r in rows)
    ]
    rows += [Event(f"of_{own_name(s)}", ((own_name(s), s),)) for s in unused]
    moved = tuple(replace(m, moves=tuple(_moves(words, m, rows))) for m in machines)
    return System(sorts, moved, tuple(rows))


def _machine(chance: random.Random, title: str, sorts: tuple[str, ...]) -> Machine:
    """A machine of no sort, of one, or of several in any order."""
    several = chance.choice((0, 1, 1, 1, 2, 2, 3))
    per = tuple(chance.sample(sorts, min(several, len(sorts))))
    states = chance.choice(STATES if len(per) < 2 else STATES[:1])
    return Machine(title, per, states, (chance.choice(states[:2]),))


def _named(words: Words, machine: Machine) -> Machine:
    found = []
    if words.likely(35):
        found.append(Predicate(f"in_{machine.name}", words.some_of(machine.states)))
    if words.likely(30):
        said = words.expression(words.free, 2)
        found.append(Predicate(f"when_{machine.name}", said=said))
    return replace(machine, predicates=tuple(found))


def _row(words: Words, name: str) -> Event:
    chance = words.chance
    parameters = _parameters(words)
    only_if = tuple(words.guard(parameters, chance.randint(0, 3)) for _ in range(chance.choice((0, 0, 1, 1, 2))))
    actors = tuple(chance.sample(ACTORS, chance.choice((0, 1, 1, 1, 2))))
    needs = []
    for permission in chance.sample(PERMISSIONS, chance.choice((0, 1, 1, 2))):
        case = words.guard(parameters, 1) if words.likely(40) else None
        by = chance.choice(actors)[0] if len(actors) > 1 and words.likely(30) else ""
        needs.append(Need(permission, case, chance.choice(SITUATIONS), by))
    called = [n.permission for n in needs] * 2 + [PERMISSIONS[0]]
    calls = chance.choice(called) if words.likely(50) else ""
    return Event(name, parameters, only_if, tuple(needs), actors, calls)


def _parameters(words: Words) -> Scope:
    """None, one or two of several sorts in any order, or two of one; the names are their sorts' own, or strange."""
    sorts = words.system.sorts
    chosen = list(words.chance.sample(sorts, min(len(sorts), words.chance.choice((0, 1, 1, 2)))))
    if chosen and words.likely(20):
        chosen.append(chosen[0])
    found: dict[str, str] = {}
    for sort in chosen:
        name = own_name(sort) if words.likely(55) else words.element(sort)
        found.setdefault(name if name not in found else f"{name}_", sort)
    return tuple(found.items())


def _moves(words: Words, machine: Machine, rows: list[Event]) -> list[Moves]:
    found = []
    for row in rows:
        given = [s for _, s in row.parameters]
        if any(given.count(s) > 1 for s in machine.per) or words.likely(45 if row.parameters else 60):
            continue
        scope = row.parameters + tuple((own_name(s), s) for s in machine.per if s not in given)
        listens = words.likely(45 if set(machine.per) <= set(given) else 75)
        sources = words.some_of(machine.states, 2)
        if words.likely(40):
            sources = tuple(dict.fromkeys((*machine.initial, *sources)))
        arcs = tuple(arc for source in sources for arc in _arcs(words, machine, source, scope, listens))
        found.append(Moves(row.name, arcs, listens))
    return found


def _arcs(words: Words, machine: Machine, source: str, scope: Scope, listens: bool) -> list[Arc]:
    """Out of one state: always, or one way where a condition holds and another, or none, where not."""
    one, other = (
        words.chance.choice([s for s in machine.states if s != source or words.likely(15)] or [source]) for _ in "12"
    )
    kind = words.chance.randrange(8)
    if kind < 4:
        return [Arc(source, one)]
    condition = words.guard(scope, 1)
    if listens and kind == 4:
        return [Arc(source, one, condition)]
    if listens and kind == 5:
        return [Arc(source, one, None, condition)]
    if listens and kind == 6:
        unless = words.guard(scope, 1)
        return [Arc(source, one, condition, unless)] if unless != condition else [Arc(source, one, condition)]
    return [Arc(source, one, condition), Arc(source, other, None, condition)]


def _mistaken(words: Words) -> Subject | None:
    """A system that must be refused: elements of two sorts compared, or a condition that excludes itself."""
    system = words.system
    for event in system.events:
        sorts = dict.fromkeys(s for _, s in event.parameters)
        if len(sorts) > 1 and words.likely(60):
            one, other = (next(n for n, s in event.parameters if s == sort) for sort in list(sorts)[:2])
            said: Expression = ("same", one, other, words.likely(50))
            changed = tuple(replace(e, only_if=(*e.only_if, said)) if e is event else e for e in system.events)
            return Subject(replace(system, events=changed), wrong="elements of two sorts are compared")
    for machine in system.machines:
        for moves in machine.moves:
            if moves.listens and len(moves.arcs) == 1:
                condition = words.closed()
                arc = replace(moves.arcs[0], cond=condition, unless=condition)
                others = tuple(replace(m, arcs=(arc,)) if m is moves else m for m in machine.moves)
                machines = tuple(replace(m, moves=others) if m is machine else m for m in system.machines)
                return Subject(replace(system, machines=machines), wrong="one text is both cond and unless")
    return None


__all__ = ["NAMES", "subject"]
