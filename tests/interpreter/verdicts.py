"""What claims mean, said a second time, on one explored instance.

A judgement says whether a claim is broken (or, for a witness, shown), whether it speaks of nothing, and how a
trace that shows it may end: in which states, after which steps, or in which runs.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from tests.interpreter.meaning import Call, Elements, Explored, State, Truth, World
from tests.interpreter.system import TRUE, Claim, Event, Expression, Machine, Need, Predicate, System

Step = tuple[int, Call]
Path = list[int]


@dataclass(frozen=True)
class Judgement:
    """ends: states in which a trace that shows it may end, or steps with which it may. lengths: of such traces.

    shown: whether the claim is broken, or witnessed. run: tells, of an endless run (states, events, the place to
    which it returns), what it fails to show.
    """

    shown: bool
    vacuous: bool = False
    ends: frozenset[int] = frozenset()
    last: frozenset[Step] = frozenset()
    lengths: tuple[int, ...] = ()
    run: Callable[[Path, list[Call], int], str] | None = None


def judge(claim: Claim, found: Explored) -> Judgement:
    """What a claim comes to on an explored instance; what is under granting is explored as `granted` says."""
    judgement: Judgement = KINDS[claim.kind](claim, found)
    return judgement


def granted(system: System, claim: Claim) -> System:
    """The system in which a permission is only given under a condition, and its free predicates are machines."""
    machines = [
        Machine(name, sorts, ("no", "yes"), ("no", "yes"), (Predicate(name, ("yes",)),))
        for name, sorts in claim.predicates
    ]
    events = tuple(replace(e, only_if=(*e.only_if, _condition(e, claim))) for e in system.events)
    return replace(system, machines=(*system.machines, *machines), events=events)


def _condition(event: Event, claim: Claim) -> Expression:
    """Some actor, asking in no particular situation, does without the permission wherever it is not given."""
    assert claim.first is not None
    ways: list[Expression] = []
    for actor in [name for name, _ in event.actors] or [""]:
        needs = [n for n in event.needs if n.permission == claim.permission and not n.where and n.by in ("", actor)]
        ways.append(("and", TRUE, *(("or", ("not", n.when or TRUE), claim.first) for n in needs)))
    return ("or", *ways)


class _Reader:
    """Reads a claim's expressions: names that nothing binds stand for any element."""

    def __init__(self, found: Explored, *said: Expression | None, event: str = "") -> None:
        self.found, self.world = found, found.world
        self.scope = self.world.system.event(event).parameters if event else ()
        about = dict.fromkeys(s for e in said for s in self.world.about(e, self.scope))
        self.sorts = tuple(about)
        self.names = tuple(name for name in self.world.free if name[1] in about)

    def __call__(self, said: Expression | None) -> Truth:
        return self.world.read(said, self.names + self.scope)

    def choices(self) -> list[Elements]:
        """Every choice of elements for the names that nothing binds."""
        return self.world.choices(sort for _, sort in self.names)


def _by_states(found: Explored, bad: Iterable[int], vacuous: bool = False) -> Judgement:
    ends = frozenset(bad)
    lengths = (min(found.level[n] for n in ends),) if ends else ()
    return Judgement(bool(ends), vacuous and not ends, ends, lengths=lengths)


def _by_steps(found: Explored, bad: Iterable[Step], spoken_of: bool) -> Judgement:
    last = frozenset(bad)
    lengths = (min(found.level[n] for n, _ in last) + 1,) if last else ()
    return Judgement(bool(last), not spoken_of and not last, last=last, lengths=lengths)


def always(claim: Claim, found: Explored) -> Judgement:
    read = _Reader(found, claim.first, claim.second)
    what, where = read(claim.first), read(claim.second)
    there = [(n, s, at) for at in read.choices() for n, s in enumerate(found.states) if where(s, at)]
    bad = [n for n, s, at in there if not what(s, at)]
    return _by_states(found, bad, not there or _idle_alternative(claim, found))


def _idle_alternative(claim: Claim, found: Explored) -> bool:
    """Whether one of the alternatives alone holds everywhere, so that the others say nothing."""
    for part in alternatives(claim.first or TRUE):
        read = _Reader(found, part)
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
    read = _Reader(found, claim.first)
    what = read(claim.first)
    return _by_states(found, [n for at in read.choices() for n, s in enumerate(found.states) if what(s, at)])


def no_step(claim: Claim, found: Explored) -> Judgement:
    """From a state with the first to one with the second; where events are named, their arguments have their names."""
    bad: list[Step] = []
    spoken_of = False
    for name in claim.events or ("",):
        read = _Reader(found, claim.first, claim.second, event=name)
        before, after = read(claim.first), read(claim.second)
        for free in read.choices():
            for n, state in enumerate(found.states):
                for call, target in found.steps[n]:
                    at = free + (call[1] if name else ())
                    if name in ("", call[0]) and before(state, at):
                        spoken_of = True
                        if after(found.states[target], at):
                            bad.append((n, call))
    return _by_steps(found, bad, spoken_of)


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
    read = _Reader(found, claim.first, event=name)
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
    return _by_steps(found, bad, spoken_of)


def _has(event: Event, holding: tuple[str, ...], needed: list[Need]) -> bool:
    """Whether some actor of the event, asking in no particular situation, holds what is needed of it there."""
    actors = [name for name, _ in event.actors] or [""]
    return any(
        all(need.permission in holding or need.where or need.by not in ("", actor) for need in needed)
        for actor in actors
    )


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
    return _by_states(found, bad, not happens)


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
    judgement = _by_states(found, extra)
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
    return _by_states(found, bad, not happens)


def _in_turn(world: World, state: State, calls: list[Call]) -> State | None:
    """The state after some events one after the other; None where one of them cannot happen."""
    for call in calls:
        if not world.possible(state, call):
            return None
        state = world.after(state, call)
    return state


def can_move(claim: Claim, found: Explored) -> Judgement:
    return _by_states(found, [n for n, steps in enumerate(found.steps) if all(target == n for _, target in steps)])


def permissions(claim: Claim, found: Explored) -> Judgement:
    """In each situation, each permission is needed exactly where the cases say so."""
    name = claim.events[0]
    event = found.world.system.event(name)
    row = [(x.permission, x.where, found.world.read(x.when, event.parameters)) for x in event.needs]
    said = [(p, c.where, found.world.read(c.when, event.parameters)) for c in claim.cases for p in c.needs]
    known = {p for p, _, _ in row + said}
    situations = {""} | {x.where for x in event.needs} | {c.where for c in claim.cases}
    bad, happens = set(), False
    for n, steps in enumerate(found.steps):
        for call, _ in steps:
            if call[0] != name:
                continue
            happens = True
            for permission, situation in itertools.product(known, situations):
                by_row, by_claim = (
                    any(
                        when(found.states[n], call[1])
                        for p, w, when in lines
                        if p == permission and w in ("", situation)
                    )
                    for lines in (row, said)
                )
                if by_row != by_claim:
                    bad.add(n)
    return _by_states(found, bad, not happens)


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
    read = _Reader(found, claim.first, claim.second)
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
    return _by_states(found, bad, not spoken_of)


def leads_to(claim: Claim, found: Explored) -> Judgement:
    """Broken where a run comes by the start, and from there on never by the goal, and is fair for ever.

    It is fair to an instance if that can't happen, or does, again and again. A run may stop where no fair
    instance can happen.
    """
    world = found.world
    fair = [call for call in world.calls if call[0] in claim.events]
    enabled = [{call for call, _ in steps} for steps in found.steps]
    read = _Reader(found, claim.first, claim.second)
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


KINDS: dict[str, Callable[[Claim, Explored], Judgement]] = {
    kind.__name__: kind
    for kind in (
        always, can, no_step, establishes, never_left, cannot, independent, depends, only_dependent,
        same_outcome, can_move, permissions, recoverable, leads_to, ends,
    )
}  # fmt: skip
