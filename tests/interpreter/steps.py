"""What claims about states, single steps and permissions mean on an explored instance."""

from __future__ import annotations

import itertools
from dataclasses import replace

from tests.interpreter.judgement import Judgement, Reader, Step, by_states, by_steps
from tests.interpreter.meaning import Elements, Explored, State, Truth
from tests.interpreter.system import TRUE, Case, Claim, Event, Expression, Need


def always(claim: Claim, found: Explored) -> Judgement:
    read = Reader(found, claim.first, claim.second)
    what, where = read(claim.first), read(claim.second)
    there = [(n, s, at) for at in read.choices() for n, s in enumerate(found.states) if where(s, at)]
    bad = [n for n, s, at in there if not what(s, at)]
    return by_states(found, bad, not there or _idle_alternative(claim, found))


def _idle_alternative(claim: Claim, found: Explored) -> bool:
    """Whether one of the alternatives alone holds everywhere, so that the others say nothing."""
    for part in alternatives(claim.first or TRUE):
        read = Reader(found, part)
        holds = read(part)
        if all(holds(s, at) for at in read.choices() for s in found.states):
            return True
    return False


def alternatives(said: Expression) -> list[Expression]:
    """The parts of an expression that is an `or`; none where it is something else."""
    while (said[0] == "not" and said[1][0] == "not") or (said[0] in ("and", "or") and len(said) == 2):
        said = said[1][1] if said[0] == "not" else said[1]
    if said[0] != "or":
        return []
    return [part for direct in said[1:] for part in alternatives(direct) or [direct]]


def can(claim: Claim, found: Explored) -> Judgement:
    read = Reader(found, claim.first)
    what = read(claim.first)
    return by_states(found, [n for at in read.choices() for n, s in enumerate(found.states) if what(s, at)])


def no_step(claim: Claim, found: Explored) -> Judgement:
    """From a state with the first to one with the second; where events are named, their arguments have their names."""
    bad: list[Step] = []
    spoken_of = False
    every = [e.name for e in found.world.system.events if e.name not in claim.others]
    for name in claim.events or ("",):
        read = Reader(found, claim.first, claim.second, event=name)
        before, after = read(claim.first), read(claim.second)
        for free in read.choices():
            for n, state in enumerate(found.states):
                for call, target in found.steps[n]:
                    at = free + (call[1] if name else ())
                    if name in ("", call[0]) and call[0] in every and before(state, at):
                        spoken_of = True
                        if after(found.states[target], at):
                            bad.append((n, call))
    return by_steps(found, bad, spoken_of)


def establishes(claim: Claim, found: Explored) -> Judgement:
    assert claim.first is not None
    return no_step(replace(claim, first=claim.second, second=("not", claim.first)), found)


def never_left(claim: Claim, found: Explored) -> Judgement:
    assert claim.first is not None
    return no_step(replace(claim, second=("not", claim.first)), found)


def cannot(claim: Claim, found: Explored) -> Judgement:
    """Vacuous unless, for some arguments, the event can happen somewhere and the condition holds somewhere."""
    name = claim.events[0]
    event = found.world.system.event(name)
    read = Reader(found, claim.first, event=name)
    where = read(claim.first)
    needs = [(need, found.world.read(need.when, event.parameters)) for need in event.needs]
    bad: list[Step] = []
    spoken_of = False
    for call in (c for c in found.world.calls if c[0] == name):
        happens = {n for n, steps in enumerate(found.steps) if any(c == call for c, _ in steps)}
        for free in read.choices():
            there = {n for n, s in enumerate(found.states) if where(s, free + call[1])}
            spoken_of |= bool(there and happens)
            for n in there & happens:
                lacks = [x for x, when in needs if when(found.states[n], call[1])]
                if claim.holding is None or _has(event, claim.holding, lacks):
                    bad.append((n, call))
    return by_steps(found, bad, spoken_of)


def _has(event: Event, holding: tuple[str, ...], needed: list[Need]) -> bool:
    """Whether some actor of the event, asking in no particular situation, holds what is needed of it there."""
    actors = [name for name, _ in event.actors] or [""]
    return any(
        all(need.permission in holding or need.where or need.by not in ("", actor) for need in needed)
        for actor in actors
    )


def can_move(claim: Claim, found: Explored) -> Judgement:
    return by_states(found, [n for n, steps in enumerate(found.steps) if all(target == n for _, target in steps)])


def permissions(claim: Claim, found: Explored) -> Judgement:
    """In each situation each permission is needed exactly where the cases say so; of each actor, where one is named."""
    name = claim.events[0]
    event = found.world.system.event(name)

    def read(permission: str, line: Need | Case) -> _Line:
        return permission, line.where, line.by, found.world.read(line.when, event.parameters)

    row = [read(need.permission, need) for need in event.needs]
    said = [read(permission, case) for case in claim.cases for permission in case.needs]
    situations = {""} | {where for _, where, _, _ in row} | {case.where for case in claim.cases}
    actors = [actor for actor, _ in event.actors] if any(case.by for case in claim.cases) else [""]
    asked = list(itertools.product({line[0] for line in row + said}, situations, actors))
    bad, happens = set(), False
    for n, steps in enumerate(found.steps):
        for at in (call[1] for call, _ in steps if call[0] == name):
            happens = True
            state = found.states[n]
            if any(_needed(row, state, at, *one) != _needed(said, state, at, *one) for one in asked):
                bad.add(n)
    return by_states(found, bad, not happens)


_Line = tuple[str, str, str, Truth]


def _needed(lines: list[_Line], state: State, at: Elements, permission: str, situation: str, actor: str) -> bool:
    return any(
        known == permission and where in ("", situation) and (not actor or by in ("", actor)) and when(state, at)
        for known, where, by, when in lines
    )


def can_happen(claim: Claim, found: Explored) -> Judgement:
    """Each of the events happens somewhere; the trace is the longest of the shortest."""
    every = [(n, call) for n, steps in enumerate(found.steps) for call, _ in steps]
    each = [[(n, call) for n, call in every if call[0] == name] for name in claim.events]
    if not all(each):
        return Judgement(False)
    length = max(min(found.level[n] for n, _ in one) for one in each) + 1
    return Judgement(True, False, last=frozenset(step for one in each for step in one), lengths=(length,))


def changes_something(claim: Claim, found: Explored) -> Judgement:
    """Wherever one of the events happens, it leads to another state."""
    taken = [(n, call, to) for n, steps in enumerate(found.steps) for call, to in steps if call[0] in claim.events]
    return by_steps(found, [(n, call) for n, call, to in taken if to == n], bool(taken))


def done_by(claim: Claim, found: Explored) -> Judgement:
    """Who does the events is in their rows; what is wrong shows wherever such an event can happen."""
    happens = {
        name: [n for n, steps in enumerate(found.steps) if any(call[0] == name for call, _ in steps)]
        for name in claim.events
    }
    wrong = [name for name in claim.events if {a for a, _ in found.world.system.event(name).actors} != {*claim.others}]
    return by_states(found, [n for name in wrong for n in happens[name]], not any(happens.values()))


def needs_its_call(claim: Claim, found: Explored) -> Judgement:
    """Each person who does an event that calls something needs the permission of that name, asking in no situation."""
    bad, spoken_of = set(), False
    for event in found.world.system.events:
        for actor in [name for name, person in event.actors if person] if event.calls else []:
            own = [n for n in event.needs if n.permission == event.calls and not n.where and n.by in ("", actor)]
            whens = [found.world.read(need.when, event.parameters) for need in own]
            for n, steps in enumerate(found.steps):
                for at in (call[1] for call, _ in steps if call[0] == event.name):
                    spoken_of = True
                    if not any(when(found.states[n], at) for when in whens):
                        bad.add(n)
    return by_states(found, bad, not spoken_of)
