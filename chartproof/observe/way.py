"""A way in an observed system: events that lead, whatever is not known, to where something is so.

Least risk comes first (events that are advised against, or spoil something), then fewer events. Elements that are alike
as far as it matters are moved alike; each way is tried event by event before it is told, and where that stops half-way,
the class of elements is split there.
"""

from __future__ import annotations

import heapq
import itertools
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from chartproof.errors import TooLarge
from chartproof.language.form import Form, Rule
from chartproof.observe.cone import Class, classes, compared, cone, copies, part_of
from chartproof.observe.evaluate import evaluated, one
from chartproof.observe.ground import NEVER, SURELY, Action, At, Ground, State
from chartproof.observe.known import Known
from chartproof.observe.landmarks import INFINITE, Landmarks
from chartproof.observe.price import Prices
from chartproof.observe.step import NO, YES, Numbers, possible, tried
from chartproof.observe.wanted import Wanted

PATIENCE = 5.0
"""Seconds after which the search for the best way is given up, and then that for any."""
HASTE = 10
"""How much more the rest of a way counts than what it has cost, where any way will do."""
SPLITS = 12
"""So many times classes are split, at most."""


@dataclass(frozen=True)
class Move:
    """A step of a way: an event, for each of these elements in turn. surely: whether each can happen.

    Where that is not known, the event is tried: it happens where it can, and the way goes on either way.
    """

    rule: Rule
    each: tuple[Numbers, ...]
    surely: bool


@dataclass(frozen=True)
class Way:
    """What came of looking: a way, or that there is none (`never`: none at all, else none that was found).

    best: whether no way that moves alike elements alike costs less.
    """

    moves: tuple[Move, ...] | None
    never: bool = False
    best: bool = True

    @property
    def events(self) -> int:
        """How many events it has."""
        return sum(len(m.each) for m in self.moves or ())


def allowed(form: Form, by: str, without: Collection[str]) -> tuple[Rule, ...]:
    """The events of a way: those of one actor and of systems, if one is named, and none of some."""
    rules = [r for r in form.rules if r.name not in without]
    return tuple(r for r in rules if not by or r.without_person or any(a.name == by for a in r.actors))


def find(
    known: Known,
    goal: Wanted,
    rules: Sequence[Rule],
    began: Callable[[str], None] = lambda text: None,
    patience: float = PATIENCE,
) -> Way:
    """A way of least risk to where something is so, whatever is not known. Raises TooLarge where it takes too long."""
    depends = cone(known, goal, rules)
    parts = classes(known, goal, depends)
    prices = Prices(known)
    for _ in range(SPLITS):
        began(f"{sum(map(len, parts.values()))} classes of elements")
        chosen = {s: [c[0] for c in own] for s, own in parts.items()}
        small = part_of(known, chosen)
        counts = {s: [len(c) for c in own] for s, own in parts.items()}
        ground = Ground(small, depends.rules, counts, partial(_price, prices, chosen))
        given = {b: chosen[b.sort].index(n) for b, n in goal.elements.items()}
        found = _search(ground, ground.formula(goal.expression, given), patience)
        if found.steps is None:
            told = all(len(c) == 1 for s in compared(known, goal, depends) for c in parts[s])
            return Way(None, found.never and told)
        stopped = _stops(known, goal, parts, found.steps, copies(known, goal, depends))
        if stopped is None:
            return Way(tuple(_moves(parts, found.steps)), best=found.best)
        split = _split(parts, *stopped)
        if split is None:
            return Way(None)
        parts = split
    return Way(None)


def _price(prices: Prices, chosen: Mapping[str, Sequence[int]], rule: Rule, numbers: Numbers, count: int) -> int:
    """The price of events of classes: that of the first elements of each, so many times."""
    return prices.of(rule, [chosen[b.sort][n] for b, n in zip(rule.parameters, numbers, strict=True)], count)


Step = tuple[Action, bool]
"""An event, and whether it can surely happen where it stands."""
Parts = Mapping[str, Sequence[Class]]


@dataclass(frozen=True)
class _Searched:
    """Steps, or None where there are none; whether there can be none at all, and whether none cost less."""

    steps: list[Step] | None
    never: bool = False
    best: bool = True


def _search(ground: Ground, goal: int, patience: float) -> _Searched:
    """The cheapest events to where a formula holds for sure, or any where that takes too long. Raises TooLarge."""
    marks = Landmarks(ground, goal)
    if marks.estimate(ground.start)[0] == INFINITE:
        return _Searched(None, True)
    try:
        return _Searched(_steps(ground, marks, goal, 1, patience))
    except TooLarge:
        return _Searched(_steps(ground, marks, goal, HASTE, patience), best=False)


def _steps(ground: Ground, marks: Landmarks, goal: int, haste: int, patience: float) -> list[Step] | None:
    """Events to where a formula holds for sure: by what they cost, and what the rest costs at least, so many times."""
    until = time.monotonic() + patience
    least, laid = marks.estimate(ground.start)
    numbers = {id(a): n for n, a in enumerate(ground.actions)}
    order = itertools.count()
    queue: list[tuple[float, int, State, bool]] = [(least, 0, ground.start, True)]
    cost: dict[State, int] = {ground.start: 0}
    back: dict[State, tuple[State, Action]] = {}
    laid_at = {ground.start: (least, laid)}
    done: set[State] = set()
    while queue:
        _, _, state, told = heapq.heappop(queue)
        if state in done:
            continue
        at = At(ground, state)
        if at.holds(goal) == SURELY:
            return _back(ground, back, state)
        if time.monotonic() > until:
            raise TooLarge(
                f"no way was found in {2 * patience:.0f} s", mend="ask for less at once, or name the elements"
            )
        if not told:
            laid_at[state] = marks.estimate(state)
            if laid_at[state][0] < INFINITE:
                heapq.heappush(queue, (cost[state] + haste * laid_at[state][0], -next(order), state, True))
            continue
        done.add(state)
        least, laid = laid_at.pop(state)
        # Of those that cost the same, what comes last is taken first: what is sure, and is declared first.
        for action in sorted(ground.actions, key=lambda a: (at.holds(a.guard), -numbers[id(a)])):
            then = at.after(action) if at.holds(action.guard) != NEVER else state
            spent = cost[state] + action.cost
            if then != state and spent < cost.get(then, spent + 1):
                cost[then], back[then] = spent, (state, action)
                done.discard(then)  # it was come to by a dearer way
                rest = max(0, least - laid.get(numbers[id(action)], 0))
                heapq.heappush(queue, (spent + haste * rest, -next(order), then, False))
    return None


def _back(ground: Ground, back: Mapping[State, tuple[State, Action]], state: State) -> list[Step]:
    found = []
    while state in back:
        state, action = back[state]
        found.append((action, At(ground, state).holds(action.guard) == SURELY))
    return found[::-1]


def _members(parts: Parts, action: Action) -> list[Numbers]:
    """The elements for which an event of classes stands."""
    own = [parts[b.sort][n] for b, n in zip(action.rule.parameters, action.numbers, strict=True)]
    return list(itertools.product(*own))


def _moves(parts: Parts, steps: Sequence[Step]) -> list[Move]:
    """The steps of a way, those of one event that follow one another together."""
    found: list[Move] = []
    for action, surely in steps:
        each = tuple(_members(parts, action))
        if found and (found[-1].rule, found[-1].surely) == (action.rule, surely):
            each = (*found.pop().each, *each)
        found.append(Move(action.rule, each, surely))
    return found


def _stops(
    known: Known, goal: Wanted, parts: Parts, steps: Sequence[Step], most: int
) -> tuple[Action | None, int] | None:
    """Where a way stops, event by event: at which event, after how many of its class; None where it does not.

    most: so many elements of a class are as good as all.
    """
    few = {s: [c[:most] for c in own] for s, own in parts.items()}
    chosen = {s: [n for c in own for n in c] for s, own in few.items()}
    at = {s: {n: k for k, n in enumerate(numbers)} for s, numbers in chosen.items()}
    now = part_of(known, chosen)
    for action, surely in steps:
        for done, numbers in enumerate(_members(few, action)):
            own = tuple(at[b.sort][n] for b, n in zip(action.rule.parameters, numbers, strict=True))
            answer = possible(now, action.rule, own)
            if answer == NO or (surely and answer != YES):
                return action, done
            now = tried(now, action.rule, own)
    scope = one(tuple(goal.elements), tuple(at[b.sort][n] for b, n in goal.elements.items()))
    if evaluated(now.cells.plain(goal.expression), scope, now.cells).must.all():
        return None
    return (steps[-1][0] if steps else None), 1


def _split(parts: Parts, action: Action | None, done: int) -> dict[str, list[Class]] | None:
    """The classes, one of an event's split behind the elements that it came through; None where all are single."""
    for binder, number in zip(action.rule.parameters, action.numbers, strict=True) if action is not None else ():
        own = list(parts[binder.sort])
        if len(own[number]) > 1:
            behind = min(max(1, done), len(own[number]) - 1)
            own[number : number + 1] = [own[number][:behind], own[number][behind:]]
            return {**{s: list(c) for s, c in parts.items()}, binder.sort: own}
    return None
