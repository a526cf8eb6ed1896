"""Deciding questions about two copies of a state: what events do not depend on, and same outcomes.

The first copy is any reachable state; the second differs from it in the named machines alone, and
there it may be anything. Only cells that an event reads can make a difference to it.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np

from chartproof.check.finding import Answer
from chartproof.check.space import Space, States
from chartproof.explore.layout import Array
from chartproof.explore.tables import EventInstance, cells_event_reads
from chartproof.explore.vector import Bools, after, assign, first, possible
from chartproof.language.expression import Binder
from chartproof.language.form import Rule
from chartproof.language.meaning import Cell, choices
from chartproof.language.questions import Blind, Same

Seen = tuple[tuple[int, str] | None, bool]
"""Of some states: the first that breaks a question, with what there is to say; and whether it speaks of any of them."""


def decide_blind(question: Blind, space: Space) -> Answer:
    """The nearest state in which the event depends on the hidden machines."""
    return _answer(blind_among(question, space), space)


def _answer(seen: Seen, space: Space) -> Answer:
    nearest, spoken = seen
    return Answer(space.trace(nearest[0], note=nearest[1]) if nearest else None, spoken)


def blind_among(question: Blind, space: States) -> Seen:
    """The first of some states in which the event depends on the hidden machines."""
    events = space.instance.instances_of(question.rule.name)
    found = [d for event in events if (d := _difference(event, frozenset(question.hidden), space)) is not None]
    if found:
        return min(found), True
    return None, any(bool(space.can_happen(e).any()) for e in events)


def _difference(event: EventInstance, hidden: frozenset[str], space: States) -> tuple[int, str] | None:
    """The nearest state in which an event instance depends on these machines, and how it does."""
    cells = sorted(c for c in cells_event_reads(event, space.instance) if c[0] in hidden)
    words = space.words
    happens = space.can_happen(event)
    result = _without(after(event, words, space.instance), hidden, space)
    nearest: tuple[int, str] | None = None
    for values in itertools.product(*(space.form.variable(name).states for name, _ in cells)):
        other = words
        for cell, value in zip(cells, values, strict=True):
            other = assign(other, cell, value, space.instance)
        there = possible(event, other, space.instance)
        different = happens != there
        effect = _without(after(event, other, space.instance), hidden, space)
        different |= happens & there & (result != effect).any(axis=1)
        at = first(different)
        if at >= 0 and (nearest is None or at < nearest[0]):
            nearest = at, told_difference(event, cells, values, bool(happens[at]), bool(there[at]))
    return nearest


def told_difference(event: EventInstance, cells: Sequence[Cell], values: Sequence[str], here: bool, there: bool) -> str:
    """What the hidden machines change: whether the event can happen here, and there, where they are otherwise."""
    changed = ", ".join(f"{name} {value!r}" for (name, _), value in zip(cells, values, strict=True))
    if here and there:
        return f"here {event} does something else with {changed}"
    return f"here {event} {'can' if here else 'cannot'} happen; with {changed} it {'can' if there else 'cannot'}"


def _without(words: Array, hidden: frozenset[str], space: States) -> Array:
    """The words with some machines' fields cleared."""
    kept = np.zeros(words.shape[1], np.uint64)
    for field in space.instance.layout.fields:
        if field.variable.name not in hidden:
            kept[field.word] |= np.uint64(field.mask << field.shift)
    result: Array = words & kept
    return result


def decide_same(question: Same, space: Space) -> Answer:
    """The nearest state in which the first events can happen, and the second cannot or lead elsewhere."""
    return _answer(same_among(question, space), space)


def same_among(question: Same, space: States) -> Seen:
    """The first of some states in which the first events can happen, and the second cannot or lead elsewhere."""
    names = tuple(dict.fromkeys(b for rule in (*question.first, *question.second) for b in rule.parameters))
    nearest: tuple[int, str] | None = None
    spoken = False
    for bound in choices(names, space.instance.sizes):
        first_events, second_events = (_instances(space, rules, bound) for rules in (question.first, question.second))
        (can_one, one), (can_two, two) = (_in_turn(events, space) for events in (first_events, second_events))
        spoken |= bool(can_one.any())
        at = first(can_one & (~can_two | (one != two).any(axis=1)))
        if at >= 0 and (nearest is None or at < nearest[0]):
            there = " then ".join(map(str, first_events))
            nearest = at, f"here {there} can happen, and leads elsewhere than {' then '.join(map(str, second_events))}"
    return nearest, spoken


def _instances(space: States, rules: Sequence[Rule], bound: Mapping[Binder, int]) -> list[EventInstance]:
    found = [space.instance.instances_of(rule.name) for rule in rules]
    return [next(e for e in events if all(bound[b] == n for b, n in e.bound.items())) for events in found]


def _in_turn(events: list[EventInstance], space: States) -> tuple[Bools, Array]:
    """Where some events can happen one after the other, and the states after them."""
    words = space.words
    can = np.ones(len(words), np.bool_)
    for event in events:
        can = can & possible(event, words, space.instance)
        words = after(event, words, space.instance)
    return can, words
