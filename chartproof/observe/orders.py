"""The orders that a plan leaves open: which of its steps depend on one another, and what is refused in which order.

Steps of which none writes what another reads or writes come out the same in any order; the others are tried in all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chartproof.errors import ChartproofError
from chartproof.language.expression import Binder, In
from chartproof.language.fold import walk
from chartproof.language.form import Rule
from chartproof.observe.known import Known
from chartproof.observe.step import NO, Numbers, after, possible

MOST = 720
"""So many orders of steps that depend on one another are tried, at most."""

Call = tuple[Rule, Numbers]
Touch = tuple[str, tuple[int | None, ...]]
"""A cell of a machine; None: of any element."""


@dataclass(frozen=True)
class Orders:
    """What came of trying the orders of steps, by their numbers from 0.

    best: one in which as few steps as possible are refused. refused: the steps that are refused in every order.
    sometimes: those that are refused in some, each with the pairs (this first, then that) that keep it from that;
    where not all were tried, those that are refused in all that were, too.
    untried: whether there were too many orders.
    """

    best: tuple[int, ...]
    refused: frozenset[int]
    sometimes: dict[int, tuple[tuple[int, int], ...]]
    untried: bool


def orders(known: Known, calls: Sequence[Call], after_: Sequence[frozenset[int]]) -> Orders:
    """Try the orders that a plan leaves open. after_: for each step, those before it.

    Raises ChartproofError where a step would come before itself.
    """
    before = _closed(after_)
    best: list[int] = []
    refused: set[int] = set()
    sometimes: dict[int, tuple[tuple[int, int], ...]] = {}
    untried = False
    dependent = _dependent(calls)
    for group in _groups(len(calls), dependent):
        tried, whole = [], True
        for order, wrong in _tried(known, calls, group, before, dependent):
            tried.append((order, wrong))
            if len(tried) > MOST:
                untried, whole = True, False
                tried.pop()
                break
        best += min(tried, key=lambda t: len(t[1]))[0]
        for step in group:
            where = [order for order, wrong in tried if step in wrong]
            if len(where) == len(tried):
                if whole:
                    refused.add(step)
                else:  # in an order that was not tried it may be granted
                    sometimes[step] = ()
            elif where:
                granted = [order for order, wrong in tried if step not in wrong]
                sometimes[step] = _edges(step, where, granted, dependent)
    return Orders(tuple(best), frozenset(refused), sometimes, untried)


def _closed(after_: Sequence[frozenset[int]]) -> list[frozenset[int]]:
    """For each step all that come before it. Raises ChartproofError where one comes before itself."""
    found = [set(a) & set(range(len(after_))) for a in after_]
    changed = True
    while changed:
        changed = False
        for step in found:
            more = set().union(*(found[s] for s in step)) - step if step else set()
            changed, step_more = changed or bool(more), more
            step |= step_more
    if any(n in step for n, step in enumerate(found)):
        raise ChartproofError("the plan has a step that comes before itself", mend="take one of its edges out")
    return [frozenset(step) for step in found]


def _dependent(calls: Sequence[Call]) -> frozenset[tuple[int, int]]:
    """The pairs of steps that may come out otherwise the other way round, either way."""
    touched = [_touches(rule, numbers) for rule, numbers in calls]
    found = set()
    for one, (read, written) in enumerate(touched):
        for other, (seen, moved) in enumerate(touched[:one]):
            if _meet(written, seen | moved) or _meet(moved, read):
                found |= {(one, other), (other, one)}
    return frozenset(found)


def _groups(count: int, dependent: frozenset[tuple[int, int]]) -> list[list[int]]:
    """Steps that depend on one another, in one way or another, together; each group in the order of its first."""
    group = list(range(count))
    for one, other in sorted(dependent):
        group = [group[other] if g == group[one] else g for g in group]
    return [[n for n in range(count) if group[n] == g] for g in dict.fromkeys(group)]


def _touches(rule: Rule, numbers: Numbers) -> tuple[frozenset[Touch], frozenset[Touch]]:
    """What a step reads and what it writes."""
    given = dict(zip(rule.parameters, numbers, strict=True))

    def at(indices: tuple[Binder, ...], bound: Sequence[Binder] = ()) -> tuple[int | None, ...]:
        return tuple(None if b in bound else given.get(b) for b in indices)

    read: set[Touch] = set()
    for node in (rule.condition, *(e.when for e in rule.effects)):
        # A name that a quantifier binds may be the name of an argument: then any element is meant.
        hidden = [n.binder for n in walk(node) if hasattr(n, "binder")]
        read |= {(n.variable, at(n.indices, hidden)) for n in walk(node) if isinstance(n, In)}
    return frozenset(read), frozenset((e.variable, at(e.indices, e.bound)) for e in rule.effects)


def _meet(some: frozenset[Touch], others: frozenset[Touch]) -> bool:
    return any(
        one == other and all(a is None or b is None or a == b for a, b in zip(at, there, strict=True))
        for one, at in some
        for other, there in others
    )


def _tried(
    known: Known,
    calls: Sequence[Call],
    group: Sequence[int],
    before: Sequence[frozenset[int]],
    dependent: frozenset[tuple[int, int]],
) -> Iterator[tuple[tuple[int, ...], frozenset[int]]]:
    """Each order of a group that the plan allows, and which of its steps are refused in it.

    Of orders in which only steps that do not depend on one another have changed places, one is tried.
    """

    def go(at: Known, done: tuple[int, ...], wrong: frozenset[int]) -> Iterator[tuple[tuple[int, ...], frozenset[int]]]:
        rest = [n for n in group if n not in done]
        if not rest:
            yield done, wrong
        for step in rest:
            last = done[-1] if done else step
            free = (last, step) not in dependent and last not in before[step]
            if any(n in before[step] for n in rest) or (free and step < last):
                continue
            rule, numbers = calls[step]
            if possible(at, rule, numbers) == NO:
                yield from go(at, (*done, step), wrong | {step})
            else:
                yield from go(after(at, rule, numbers), (*done, step), wrong)

    return go(known, (), frozenset())


def _edges(
    step: int,
    refused: Sequence[tuple[int, ...]],
    granted: Sequence[tuple[int, ...]],
    dependent: frozenset[tuple[int, int]],
) -> tuple[tuple[int, int], ...]:
    """The pairs (this first, then that) of which each alone keeps a step from being refused; or the ones that help.

    Pairs with the step come first; only steps that depend on one another make one.
    """
    pairs = sorted((p for p in dependent if p[0] in refused[0]), key=lambda p: (step not in p, p))

    def has(order: Sequence[int], pair: tuple[int, int]) -> bool:
        return order.index(pair[0]) < order.index(pair[1])

    enough = [p for p in pairs if not any(has(o, p) for o in refused) and any(has(o, p) for o in granted)]
    return tuple(enough[:1] or [p for p in pairs if all(has(o, p) for o in granted)])
