"""Deciding claims about two copies of a state: what events do not depend on, and same outcomes.

The first copy is any reachable state; the second differs from it in the named machines alone, and
there it may be anything. Only cells that an event reads can make a difference to it.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import singledispatch

import numpy as np

from chartproof.check.finding import Finding
from chartproof.check.space import Space
from chartproof.declare.claims import Claim, Depends, Independent, OnlyDependent, SameOutcome
from chartproof.explore.layout import Array
from chartproof.explore.tables import EventInstance
from chartproof.explore.vector import after, assign, cells_event_reads, first, possible
from chartproof.language.meaning import Cell, choices
from chartproof.language.trace import Trace


@singledispatch
def decide_copies(claim: Claim, space: Space) -> Finding:
    """Decide a claim of this module. Raises TypeError for another."""
    raise TypeError(claim)


@decide_copies.register
def independent(claim: Independent, space: Space) -> Finding:
    found = _nearest_difference(claim.events, claim.of, space)
    if found is not None:
        return Finding("violated", trace=found)
    spoken_of = any(space.can_happen(e).any() for e in space.instances(claim.events))
    return Finding("holds", vacuous=not spoken_of)


@decide_copies.register
def depends(claim: Depends, space: Space) -> Finding:
    traces = []
    for name in claim.events:
        found = _nearest_difference([name], claim.on, space)
        if found is None:
            return Finding("unreachable")
        traces.append(found)
    return Finding("witnessed", trace=max(traces, key=lambda t: len(t.steps)))


@decide_copies.register
def only_dependent(claim: OnlyDependent, space: Space) -> Finding:
    for rule in (r for r in space.form.rules if r.without_person):
        found = _nearest_difference([rule.name], claim.on, space)
        if found is not None and rule.name not in claim.events:
            return Finding("violated", trace=found)
        if found is None and rule.name in claim.events:
            note = f"{rule.name} does not depend on {', '.join(claim.on)} in any reachable state"
            return Finding("violated", trace=space.trace(0, note=note))
    return Finding("holds", vacuous=not space.rules(claim.events))


def _nearest_difference(events: Sequence[str], machines: Sequence[str], space: Space) -> Trace | None:
    """The shortest way to a state in which one of the events depends on these machines."""
    found = [_difference(event, machines, space) for event in space.instances(events)]
    return min((t for t in found if t is not None), key=lambda t: len(t.steps), default=None)


def _difference(event: EventInstance, machines: Sequence[str], space: Space) -> Trace | None:
    """A reachable state in which the event depends on these machines, with the way to it."""
    names = {space.form.variable(m, origin=space.origin).name for m in machines}
    cells = sorted(c for c in cells_event_reads(event, space.instance) if c[0] in names)
    words = space.exploration.words
    happens = space.can_happen(event)
    result = _without(after(event, words, space.instance), names, space)
    for values in itertools.product(*(space.form.variable(name).states for name, _ in cells)):
        other = words
        for cell, value in zip(cells, values, strict=True):
            other = assign(other, cell, value, space.instance)
        there = possible(event, other, space.instance)
        different = happens != there
        effect = _without(after(event, other, space.instance), names, space)
        different |= happens & there & (result != effect).any(axis=1)
        at = first(different)
        if at >= 0:
            return space.trace(at, note=_told(event, cells, values, bool(happens[at]), bool(there[at])))
    return None


def _told(event: EventInstance, cells: Sequence[Cell], values: Sequence[str], here: bool, there: bool) -> str:
    changed = ", ".join(f"{name} {value!r}" for (name, _), value in zip(cells, values, strict=True))
    if here and there:
        return f"here {event} does something else with {changed}"
    return f"here {event} {'can' if here else 'cannot'} happen; with {changed} it {'can' if there else 'cannot'}"


def _without(words: Array, names: set[str], space: Space) -> Array:
    """The words with some machines' fields cleared."""
    kept = np.zeros(words.shape[1], np.uint64)
    for field in space.instance.layout.fields:
        if field.variable.name not in names:
            kept[field.word] |= np.uint64(field.mask << field.shift)
    result: Array = words & kept
    return result


@decide_copies.register
def same_outcome(claim: SameOutcome, space: Space) -> Finding:
    rules = space.rules([*claim.first, *claim.second])
    names = tuple(dict.fromkeys(b for rule in rules for b in rule.parameters))
    spoken_of = False
    for bound in choices(names, space.instance.sizes):
        sequences = [[_instance(space, name, bound) for name in events] for events in (claim.first, claim.second)]
        (can_one, one), (can_two, two) = (_in_turn(events, space) for events in sequences)
        spoken_of |= bool(can_one.any())
        at = first(can_one & (~can_two | (one != two).any(axis=1)))
        if at >= 0:
            note = f"here {' then '.join(map(str, sequences[0]))} can happen, and leads elsewhere than "
            return Finding("violated", trace=space.trace(at, note=note + " then ".join(map(str, sequences[1]))))
    return Finding("holds", vacuous=not spoken_of)


def _instance(space: Space, name: str, bound) -> EventInstance:  # type: ignore[no-untyped-def]
    found = space.instance.instances_of(name)
    return next(e for e in found if all(bound[b] == n for b, n in e.bound.items()))


def _in_turn(events: list[EventInstance], space: Space):  # type: ignore[no-untyped-def]
    """Where some events can happen one after the other, and the states after them."""
    words = space.exploration.words
    can = np.ones(len(words), np.bool_)
    for event in events:
        can = can & possible(event, words, space.instance)
        words = after(event, words, space.instance)
    return can, words
