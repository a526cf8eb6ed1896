"""What claims about two copies of a state, and about sequences of events, mean on an explored instance."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace

from tests.interpreter.judgement import Judgement, by_states
from tests.interpreter.meaning import Call, Explored, State, World
from tests.interpreter.system import Claim


def _depends(name: str, machines: tuple[str, ...], found: Explored) -> set[int]:
    """Reachable states with a copy, unlike it in these machines alone, where the event does something else."""
    world = found.world
    cells = [n for n, (machine, _) in enumerate(world.cells) if machine in machines]
    domains = [world.system.machine(world.cells[n][0]).states for n in cells]
    kept = [n for n in range(len(world.cells)) if n not in cells]
    calls = [c for c in world.calls if c[0] == name]
    groups: dict[State, list[int]] = {}
    for n, state in enumerate(found.states):
        groups.setdefault(tuple([state[k] for k in kept]), []).append(n)
    differing: set[int] = set()
    for rest, members in groups.items():
        copies = _copies(world, dict(zip(kept, rest, strict=True)), cells, domains)
        for call in calls:
            outcomes = {
                s: tuple([world.after(s, call)[k] for k in kept]) if world.possible(s, call) else None for s in copies
            }
            if len(set(outcomes.values())) > 1:
                differing |= set(members)
    return differing


def _copies(world: World, rest: Mapping[int, str], cells: list[int], domains: list[tuple[str, ...]]) -> list[State]:
    """The states that agree with one outside some cells."""
    found = []
    for values in itertools.product(*domains):
        whole = {**rest, **dict(zip(cells, values, strict=True))}
        found.append(tuple(whole[n] for n in range(len(world.cells))))
    return found


def independent(claim: Claim, found: Explored) -> Judgement:
    bad = set().union(*(_depends(name, claim.machines, found) for name in claim.events))
    happens = any(call[0] in claim.events for steps in found.steps for call, _ in steps)
    return by_states(found, bad, not happens)


def depends(claim: Claim, found: Explored) -> Judgement:
    """A witness for each event; the trace is the longest of the shortest."""
    each = [_depends(name, claim.machines, found) for name in claim.events]
    if not all(each):
        return Judgement(False)
    length = max(min(found.level[n] for n in one) for one in each)
    return Judgement(True, False, frozenset().union(*each), lengths=(length,))


def only_dependent(claim: Claim, found: Explored) -> Judgement:
    """Of the events without a person, exactly the named ones; one that does not depend is shown by any state."""
    alone = [e.name for e in found.world.system.events if any(not person for _, person in e.actors)]
    each = {name: _depends(name, claim.machines, found) for name in alone}
    missing = [name for name in alone if name in claim.events and not each[name]]
    extra = set().union(*(each[name] for name in alone if name not in claim.events))
    judgement = by_states(found, extra)
    if not missing:
        return judgement
    starts = frozenset(n for n, level in enumerate(found.level) if level == 0)
    return replace(judgement, shown=True, ends=judgement.ends | starts, lengths=(0, *judgement.lengths))


def same_outcome(claim: Claim, found: Explored) -> Judgement:
    """Arguments of one name and sort are the same element in every event of both sequences."""
    world = found.world
    rows = [world.system.event(name) for name in (*claim.events, *claim.others)]
    names = tuple(dict.fromkeys(p for row in rows for p in row.parameters))
    bad, happens = set(), False
    for choice in world.choices(sort for _, sort in names):
        at = dict(zip(names, choice, strict=True))
        first, second = (
            [(n, tuple(at[p] for p in world.system.event(n).parameters)) for n in events]
            for events in (claim.events, claim.others)
        )
        for n, state in enumerate(found.states):
            one = _in_turn(world, state, first)
            happens |= one is not None
            if one is not None and _in_turn(world, state, second) != one:
                bad.add(n)
    return by_states(found, bad, not happens)


def _in_turn(world: World, state: State, calls: list[Call]) -> State | None:
    """The state after some events one after the other; None where one of them cannot happen."""
    for call in calls:
        if not world.possible(state, call):
            return None
        state = world.after(state, call)
    return state
