"""What claims about ways and about endless runs mean on an explored instance."""

from __future__ import annotations

from dataclasses import replace

from tests.interpreter.judgement import Judgement, Path, Reader, by_states
from tests.interpreter.meaning import Call, Elements, Explored, Truth
from tests.interpreter.system import Claim


def recoverable(claim: Claim, found: Explored) -> Judgement:
    system = found.world.system
    allowed = {
        e.name
        for e in system.events
        if e.name not in claim.others and (not claim.by or claim.by in [name for name, _ in e.actors])
    }
    before: list[list[int]] = [[] for _ in found.states]
    for n, steps in enumerate(found.steps):
        for call, target in steps:
            if call[0] in allowed:
                before[target].append(n)
    read = Reader(found, claim.first, claim.second)
    goal, where = read(claim.first), read(claim.second)
    bad, spoken_of = set(), False
    for at in read.choices():
        reach = {n for n, s in enumerate(found.states) if goal(s, at)}
        todo = list(reach)
        while todo:
            fresh = set(before[todo.pop()]) - reach
            reach |= fresh
            todo += fresh
        there = {n for n, s in enumerate(found.states) if where(s, at)}
        spoken_of |= bool(there)
        bad |= there - reach
    return by_states(found, bad, not spoken_of)


def leads_to(claim: Claim, found: Explored) -> Judgement:
    """Broken where a run comes by the start, and from there on never by the goal, and is fair for ever.

    It is fair to an instance if that can't happen, or does, again and again. A run may stop where no fair
    instance can happen.
    """
    world = found.world
    fair = [call for call in world.calls if call[0] in claim.events]
    enabled = [{call for call, _ in steps} for steps in found.steps]
    read = Reader(found, claim.first, claim.second)
    start, goal = read(claim.first), read(claim.second)
    shown, spoken_of, stops = False, False, []
    for at in read.choices():
        outside = {n for n, s in enumerate(found.states) if not goal(s, at)}
        begins = {n for n, s in enumerate(found.states) if start(s, at)}
        spoken_of |= bool(begins)
        reach = _from(begins & outside, outside, found)
        parts = [part for part in _knots(reach, found) if _lasts(part, fair, enabled, found)]
        shown |= bool(parts)
        quiet = {n for n in reach if not enabled[n] & set(fair)}
        stops += [length for length in [_shortest_stem(begins & outside, outside, quiet, found)] if length is not None]

    def run(path: Path, calls: list[Call], loop: int) -> str:
        return _fails(path, calls, loop, found, fair, enabled, [(start, goal, at) for at in read.choices()])

    return Judgement(shown, not spoken_of, lengths=(min(stops),) if stops else (), run=run)


def ends(claim: Claim, found: Explored) -> Judgement:
    assert claim.first is not None
    return leads_to(replace(claim, second=("not", claim.first)), found)


def _from(begins: set[int], outside: set[int], found: Explored) -> set[int]:
    reach, todo = set(begins), list(begins)
    while todo:
        fresh = {target for _, target in found.steps[todo.pop()] if target in outside} - reach
        reach |= fresh
        todo += fresh
    return reach


def _knots(inside: set[int], found: Explored) -> list[set[int]]:
    """The states that lead to each other inside, class by class (by what reaches what, in two passes)."""
    order: list[int] = []
    seen: set[int] = set()
    for root in sorted(inside):
        todo = [(root, False)]
        while todo:
            n, done = todo.pop()
            if done:
                order.append(n)
            elif n not in seen:
                seen.add(n)
                todo.append((n, True))
                todo += [(t, False) for _, t in found.steps[n] if t in inside and t not in seen]
    back: dict[int, list[int]] = {n: [] for n in inside}
    for n in inside:
        for _, target in found.steps[n]:
            if target in inside:
                back[target].append(n)
    knots, left = [], set(inside)
    for root in reversed(order):
        if root in left:
            knot, stack = {root}, [root]
            left.discard(root)
            while stack:
                fresh = {n for n in back[stack.pop()] if n in left}
                left -= fresh
                knot |= fresh
                stack += fresh
            knots.append(knot)
    return knots


def _lasts(knot: set[int], fair: list[Call], enabled: list[set[Call]], found: Explored) -> bool:
    """Whether a run can stay in it (or stop) and be fair to each instance: it is impossible somewhere, or taken."""
    return all(
        any(call not in enabled[n] for n in knot) or any((call, t) in found.steps[n] for n in knot for t in knot)
        for call in fair
    )


def _shortest_stem(begins: set[int], outside: set[int], quiet: set[int], found: Explored) -> int | None:
    """Steps of a shortest run that comes by a beginning and stops at a quiet state, outside from there on."""
    due: dict[int, set[int]] = {}
    for n in begins:
        due.setdefault(found.level[n], set()).add(n)
    length, now, seen = 0, set[int](), set[int]()
    while now or any(level >= length for level in due):
        now |= due.get(length, set()) - seen
        seen |= now
        if now & quiet:
            return length
        now = {t for n in now for _, t in found.steps[n] if t in outside} - seen
        length += 1
    return None


def _fails(
    path: Path,
    calls: list[Call],
    loop: int,
    found: Explored,
    fair: list[Call],
    enabled: list[set[Call]],
    choices: list[tuple[Truth, Truth, Elements]],
) -> str:
    """Why a run shows nothing, or nothing. path: its states; calls: its events; loop: the place to which it returns."""
    if path[loop] != path[-1]:
        return "the run does not come back to where it is said to repeat"
    for call in fair:
        idle = any(call not in enabled[n] for n in path[loop:])
        if not idle and call not in calls[loop:]:
            return f"the run is not fair to {call}"
    states = [found.states[n] for n in path]
    for start, goal, at in choices:
        outside = len(states)
        while outside and not goal(states[outside - 1], at):
            outside -= 1
        begun = any(start(s, at) for s in states[outside:])
        if begun and outside <= loop:
            return ""
    return "the run never begins, or comes by the goal"
