"""Three-valued answers against the meaning of the language, state by state; longer by `make fuzz`.

    python -m tests.observe.sound --seconds 60 [--seed 1]

A set of states is drawn; what the engine says of it must be so of each state in it.
"""

from __future__ import annotations

import argparse
import itertools
import math
import random
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from chartproof.check.proving import sample
from chartproof.errors import TooLarge
from chartproof.explore.search import explore
from chartproof.language.expression import Binder, Expression, negation
from chartproof.language.fold import free_binders
from chartproof.language.form import Form
from chartproof.language.meaning import State, after, cells, choices, holds
from chartproof.observe.effects import altered
from chartproof.observe.evaluate import Cells, evaluate
from chartproof.observe.ground import Ground
from chartproof.observe.known import Known, known
from chartproof.observe.landmarks import Landmarks
from chartproof.observe.observation import Element, Observation, mask_of
from chartproof.observe.orders import orders
from chartproof.observe.step import NO, YES, possible, settled, tried
from chartproof.observe.step import after as known_after
from chartproof.observe.wanted import Wanted
from chartproof.observe.way import Way, find
from chartproof.prove.facts import candidates, said
from tests.toys import toy

MOST = 400
"""So many states a drawn set has, at most."""


def drawn(
    form: Form, sizes: Mapping[str, int], chance: random.Random, counts: tuple[int, ...] = (1, 1, 2, 3)
) -> Observation:
    """An observation of which a set of at most so many states is possible. counts: drawn from, for each cell."""
    elements = {s: [Element(f"{s.lower()}{n}") for n in range(sizes[s])] for s in form.sorts}
    found = Observation.unknown(form, elements)
    places = cells(form, sizes)
    room = MOST
    for name, at in chance.sample(places, len(places)):
        variable = form.variable(name)
        count = min(chance.choice(counts), len(variable.states), room)
        room //= count
        found.possible[name][at] = mask_of(variable, chance.sample(variable.states, count))
    return found


def hull(form: Form, sizes: Mapping[str, int], states: list[State]) -> Observation:
    """The least observation in which all of these states are possible."""
    found = Observation.unknown(form, {s: [Element(f"{s.lower()}{n}") for n in range(sizes[s])] for s in form.sorts})
    for name, at in cells(form, sizes):
        found.possible[name][at] = mask_of(form.variable(name), {state[name, at] for state in states})
    return found


def states_in(cells_: Cells) -> Iterator[State]:
    """Every state that is possible in a set."""
    places = cells(cells_.form, cells_.sizes)
    names = []
    for name, at in places:
        mask = int(cells_.masks[name][at])
        names.append([s for n, s in enumerate(cells_.form.variable(name).states) if mask >> n & 1])
    for values in itertools.product(*names):
        yield dict(zip(places, values, strict=True))


def is_in(state: State, cells_: Cells) -> bool:
    """Whether a state is possible in a set."""
    return all(
        int(cells_.masks[name][at]) >> cells_.form.variable(name).states.index(value) & 1
        for (name, at), value in state.items()
    )


def check_expressions(found: Known, states: list[State], expressions: list[Expression]) -> int:
    """What may not hold, does not; what must hold, does: of each state, for all elements. Returns how many."""
    sizes, count = found.cells.sizes, 0
    for expression in expressions:
        names = free_binders(expression)
        truths = evaluate(expression, found.cells.all(names), found.cells)
        shape = [sizes[b.sort] for b in names]
        may, must = np.broadcast_to(truths.may, shape), np.broadcast_to(truths.must, shape)
        for bound in choices(names, sizes):
            at = tuple(bound.values())
            values = {holds(expression, state, bound, sizes) for state in states}
            assert may[at] or True not in values, f"may not hold, and does: {expression} {at}"
            assert not must[at] or False not in values, f"must hold, and does not: {expression} {at}"
            count += 1
    return count


def check_events(found: Known, states: list[State]) -> int:
    """Answers that say yes or no are right, and what may follow contains what follows."""
    sizes, count = found.cells.sizes, 0
    within = settled(found.cells, found.form.rules)
    for rule in found.form.rules:
        for bound in choices(rule.parameters, sizes):
            numbers = tuple(bound.values())
            answer = possible(found, rule, numbers)
            results = [after(rule, state, bound, sizes) for state in states]
            assert answer != YES or None not in results, f"yes, and it cannot: {rule.name}{numbers}"
            assert answer != NO or all(r is None for r in results), f"no, and it can: {rule.name}{numbers}"
            if answer != NO:
                then = known_after(found, rule, numbers).cells
                assert all(r is None or is_in(r, then) for r in results), f"left out: {rule.name}{numbers}"
                if not any(numbers):
                    partly = _settled_anew(found.cells, then, found.form, within)
                    assert all(r is None or is_in(r, partly) for r in results), f"left out then: {rule.name}"
            anyway = tried(found, rule, numbers).cells
            ends = [state if r is None else r for state, r in zip(states, results, strict=True)]
            assert all(is_in(e, anyway) for e in ends), f"left out when tried: {rule.name}{numbers}"
            assert all(is_in(e, within) for e in ends), f"left out when settled: {rule.name}{numbers}"
            count += len(states)
    return count


def _settled_anew(before: Cells, then: Cells, form: Form, within: Cells) -> Cells:
    """What may follow where the rest has settled: it must be all that may follow when all is looked at."""
    start = Cells(form, then.sizes, then.closed, {m: np.asarray(mask) for m, mask in within.masks.items()}, then.known)
    boxes = []
    for machine, masks in then.masks.items():
        if (masks != before.masks[machine]).any():
            start.masks[machine] = masks
            boxes.append((machine, tuple((0, n) for n in masks.shape)))
    partly, whole = settled(start, form.rules, boxes), settled(start, form.rules)
    assert all((partly.masks[m] == whole.masks[m]).all() for m in whole.masks), "what settles anew is left out"
    return partly


def expressions_of(form: Form) -> list[Expression]:
    """What rules and predicates say, and the opposite."""
    found = [c.expression for r in form.rules for c in r.guard] + [r.condition for r in form.rules]
    found += [e.when for r in form.rules for e in r.effects] + [body for _, body in form.predicates]
    return [e for one_ in dict.fromkeys(found) for e in (one_, negation(one_))]


def check_form(form: Form, sizes: Mapping[str, int], chance: random.Random, least: int = 1, rounds: int = 3) -> int:
    """All checks, on sets of any states, and on sets around reachable ones, narrowed by what is so of all reachable."""
    count = 0
    expressions = expressions_of(form)
    for _ in range(rounds):
        found = known(form, drawn(form, sizes, chance), ())
        states = list(states_in(found.cells))
        count += check_expressions(found, states, expressions) + check_events(found, states)
    reached = sample(explore(form, sizes))
    shape = dict.fromkeys(form.sorts, 1)
    facts = [said(form, f, shape) for f in candidates(form, [reached], shape, 3)][:60]
    total = len(reached.codes(cells(form, sizes)[0])) if cells(form, sizes) else 0
    for _ in range(rounds if total else 0):
        rows = chance.sample(range(total), min(total, chance.randint(1, 3)))
        every = {cell: reached.codes(cell) for cell in cells(form, sizes)}
        true: list[State] = [{c: form.variable(c[0]).states[codes[r]] for c, codes in every.items()} for r in rows]
        seen = hull(form, sizes, true)
        found = known(form, seen, facts)
        assert not found.contradictions, "a reachable state is said to be impossible"
        assert all(is_in(state, found.cells) for state in true), "a fact drops a reachable state"
        count += check_expressions(found, true, expressions) + check_events(found, true)
        # Of a sort that is not closed, nothing about "every" is answered yes, nor about "some" no.
        seen.closed = dict.fromkeys(form.sorts, False)
        count += check_expressions(known(form, seen, facts), true, expressions)
    return count


def check_altered(form: Form, sizes: Mapping[str, int], chance: random.Random) -> int:
    """What a step takes away, or makes possible, it does in each state (surely) or is told to do perhaps."""
    marked = replace(form, rules=tuple(replace(r, harm="a harm", spoils="a spoil") for r in form.rules))
    found = known(marked, drawn(form, sizes, chance, (1, 1, 2)), ())
    states, count = list(states_in(found.cells))[:60], 0
    for rule in marked.rules:
        numbers = tuple(chance.randrange(sizes[b.sort]) for b in rule.parameters)
        bound = dict(zip(rule.parameters, numbers, strict=True))
        pairs = [(s, then) for s in states if (then := after(rule, s, bound, sizes)) is not None]
        if possible(found, rule, numbers) == NO or not pairs:
            continue
        for told, away in zip(altered(found, rule, numbers), (True, False), strict=True):
            surely = {(a.rule.name, n) for a in told for n in a.surely}
            perhaps = {(a.rule.name, n) for a in told for n in a.perhaps}
            for other in marked.rules:
                for own in choices(other.parameters, sizes):
                    key = (other.name, tuple(own.values()))
                    was = [
                        (holds(other.condition, s, own, sizes), holds(other.condition, t, own, sizes)) for s, t in pairs
                    ]
                    gone = [w == (away, not away) for w in was]
                    assert not any(gone) or key in surely | perhaps, f"{rule.name}{numbers} alters {key} unseen"
                    assert key not in surely or all(gone), f"{rule.name}{numbers} does not surely alter {key}"
                    count += 1
    return count


def check_orders(form: Form, sizes: Mapping[str, int], chance: random.Random) -> int:
    """Which steps are refused in all orders, and which in some: by trying each order of all of them."""
    found = known(form, drawn(form, sizes, chance, (1,)), ())
    (state,) = states_in(found.cells)
    calls = []
    for rule in chance.choices(form.rules, k=4):
        calls.append((rule, tuple(chance.randrange(sizes[b.sort]) for b in rule.parameters)))
    before = [frozenset(m for m in range(n) if chance.random() < 0.2) for n in range(4)]
    refused: dict[int, set[bool]] = {n: set() for n in range(4)}
    for order in itertools.permutations(range(4)):
        if any(order.index(m) > order.index(n) for n in range(4) for m in before[n]):
            continue
        now = state
        for n in order:
            then = after(calls[n][0], now, dict(zip(calls[n][0].parameters, calls[n][1], strict=True)), sizes)
            refused[n].add(then is None)
            now = now if then is None else then
    told = orders(found, calls, before)
    assert told.refused == {n for n, answers in refused.items() if answers == {True}}, calls
    assert set(told.sometimes) == {n for n, answers in refused.items() if len(answers) == 2}, calls
    return 24


def check_way(form: Form, sizes: Mapping[str, int], chance: random.Random, rounds: int = 4) -> int:
    """A way leads there from each state that is possible; with one state and one element a sort, none is shorter.

    That there is none at all is so of each state alone.
    """
    count = 0
    for _ in range(rounds):
        found = known(form, drawn(form, sizes, chance, chance.choice(((1,), (1, 1, 1, 2)))), ())
        states = list(states_in(found.cells))[:50]
        for goal in chance.sample(expressions_of(form), min(6, len(expressions_of(form)))):
            names = {b: chance.randrange(sizes[b.sort]) for b in free_binders(goal)}
            try:
                way = find(found, Wanted(goal, dict(names)), form.rules, patience=0.2)
            except TooLarge:
                continue
            near = [_nearest(form, sizes, state, goal, names) for state in states]
            if way.moves is not None:
                for state in states:
                    assert holds(goal, _walked(form, sizes, state, way), names, sizes), (
                        f"it does not lead there: {goal}"
                    )
            if way.never and len(states) == 1:
                assert near[0] is None, f"there is a way, and it is said that there is none: {goal}"
            if len(states) == 1 and near[0] is not None:
                ones = {s: [1] * n for s, n in sizes.items()}
                ground = Ground(found, form.rules, ones, lambda rule, numbers, events: events)
                marks = Landmarks(ground, ground.formula(goal, names))
                assert marks.estimate(ground.start)[0] <= near[0], f"it costs less than it is thought to cost: {goal}"
            if len(states) == 1 and set(sizes.values()) <= {1} and way.best:
                assert near[0] == (None if way.moves is None else way.events), f"not the shortest: {goal}"
            count += len(states)
    return count


def _walked(form: Form, sizes: Mapping[str, int], state: State, way: Way) -> State:
    for move in way.moves or ():
        for numbers in move.each:
            then = after(move.rule, state, dict(zip(move.rule.parameters, numbers, strict=True)), sizes)
            assert then is not None or not move.surely, f"a step that can happen for sure is refused: {move.rule.name}"
            state = state if then is None else then
    return state


def _nearest(
    form: Form, sizes: Mapping[str, int], start: State, goal: Expression, names: Mapping[Binder, int]
) -> int | None:
    """How many events the shortest way has, by going through all states."""
    seen, level, count = {frozenset(start.items())}, [start], 0
    while level:
        if any(holds(goal, state, names, sizes) for state in level):
            return count
        following = []
        for state in level:
            for rule in form.rules:
                for bound in choices(rule.parameters, sizes):
                    then = after(rule, state, bound, sizes)
                    if then is not None and frozenset(then.items()) not in seen:
                        seen.add(frozenset(then.items()))
                        following.append(then)
        level, count = following, count + 1
    return None


def check_toy(seed: int) -> int:
    """All checks of one small random model."""
    chance = random.Random(seed)
    found = toy(chance.randint(1, 3), seed)
    sizes = dict(found.sizes)
    while math.prod(len(found.form.variable(n).states) for n, _ in cells(found.form, sizes)) > 20_000:
        sizes = {s: max(1, n - 1) for s, n in sizes.items()}
        if set(sizes.values()) == {1}:
            break
    ones = dict.fromkeys(found.form.sorts, 1)
    few = min(sizes, ones, key=lambda z: sum(z.values())) if math.prod(sizes.values()) > 4 else sizes
    ways = check_way(found.form, ones, chance) + check_way(found.form, few, chance, 2)
    more = sum(check_altered(found.form, few, chance) + check_orders(found.form, few, chance) for _ in range(3))
    return check_form(found.form, sizes, chance, rounds=2) + ways + more


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    chosen = parser.parse_args()
    until, seed, count = time.monotonic() + chosen.seconds, chosen.seed, 0
    while time.monotonic() < until:
        try:
            count += check_toy(seed)
        except BaseException:
            print(f"seed {seed}")
            raise
        seed += 1
    print(f"observed: {count:,} answers on {seed - chosen.seed} models from seed {chosen.seed} on, none wrong")


if __name__ == "__main__":
    main()
