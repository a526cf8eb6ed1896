"""Expressions over many states at once: packed states in, of shape (states, words), arrays of truth out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import singledispatch

import numpy as np
from numpy.typing import NDArray

from chartproof.explore.layout import Array
from chartproof.explore.tables import EventInstance, Instance
from chartproof.language.expression import And, Expression, In, Named, Not, Or, Quantified, Same, Truth
from chartproof.language.meaning import Bindings, Cell, choices

Bools = NDArray[np.bool_]


@singledispatch
def evaluate(node: Expression, words: Array, bound: Bindings, instance: Instance) -> Bools:
    """Whether an expression holds, for each state."""
    raise TypeError(node)


@evaluate.register
def _(node: Truth, words: Array, bound: Bindings, instance: Instance) -> Bools:
    return np.full(len(words), node.value, np.bool_)


@evaluate.register
def _(node: In, words: Array, bound: Bindings, instance: Instance) -> Bools:
    field = instance.fields[node.variable, tuple(bound[b] for b in node.indices)]
    column, wanted = words[:, field.word], [n for n, s in enumerate(field.variable.states) if s in node.states]
    if len(wanted) == 1:
        found: Bools = column & np.uint64(field.mask << field.shift) == np.uint64(wanted[0] << field.shift)
        return found
    codes = column >> np.uint64(field.shift) & np.uint64(field.mask)
    among = np.zeros(field.mask + 1, np.bool_)
    among[wanted] = True
    return among[codes.view(np.int64)]


@evaluate.register
def _(node: Same, words: Array, bound: Bindings, instance: Instance) -> Bools:
    return np.full(len(words), bound[node.left] == bound[node.right], np.bool_)


@evaluate.register
def _(node: Not, words: Array, bound: Bindings, instance: Instance) -> Bools:
    return ~evaluate(node.body, words, bound, instance)


@evaluate.register
def _(node: Named, words: Array, bound: Bindings, instance: Instance) -> Bools:
    return evaluate(node.body, words, bound, instance)


@evaluate.register
def _(node: And, words: Array, bound: Bindings, instance: Instance) -> Bools:
    result = evaluate(node.parts[0], words, bound, instance)
    for part in node.parts[1:]:
        result &= evaluate(part, words, bound, instance)
    return result


@evaluate.register
def _(node: Or, words: Array, bound: Bindings, instance: Instance) -> Bools:
    result = evaluate(node.parts[0], words, bound, instance)
    for part in node.parts[1:]:
        result |= evaluate(part, words, bound, instance)
    return result


@evaluate.register
def _(node: Quantified, words: Array, bound: Bindings, instance: Instance) -> Bools:
    parts = [
        evaluate(node.body, words, {**bound, node.binder: n}, instance) for n in range(instance.sizes[node.binder.sort])
    ]
    join = np.logical_and if node.universal else np.logical_or
    result: Bools = join.reduce(parts)
    return result


def first(states: Bools) -> int:
    """The first number where it is true, or -1: of states in order of search, one of the nearest.

    >>> first(np.array([False, True, True]))
    1
    """
    at = int(np.argmax(states)) if states.size else 0
    return at if states.size and states[at] else -1


def possible(event: EventInstance, words: Array, instance: Instance) -> Bools:
    """Where an event instance can happen."""
    return evaluate(event.rule.condition, words, event.bound, instance)


def after(event: EventInstance, words: Array, instance: Instance) -> Array:
    """The states after an event instance, wherever its guard holds (elsewhere: meaningless)."""
    result = words.copy()
    for effect in event.rule.effects:
        for extra in choices(effect.bound, instance.sizes):
            bound = {**event.bound, **extra}
            cell = (effect.variable, tuple(bound[b] for b in effect.indices))
            where = evaluate(effect.when, words, bound, instance)
            result[where] = assign(result[where], cell, effect.value, instance)
    return result


def steps(words: Array, instance: Instance) -> Iterator[tuple[EventInstance, NDArray[np.intp], Array]]:
    """Each event instance that can happen somewhere, where that is (numbers of states), and the states after it."""
    for event in instance.events:
        where = np.flatnonzero(possible(event, words, instance))
        if len(where):
            yield event, where, after(event, words[where], instance)


def assign(words: Array, cell: Cell, value: str, instance: Instance) -> Array:
    """The states with one cell set to a state of its machine."""
    field = instance.fields[cell]
    code = field.variable.states.index(value)
    result = words.copy()
    result[:, field.word] &= np.uint64(~(field.mask << field.shift) & 0xFFFFFFFFFFFFFFFF)
    result[:, field.word] |= np.uint64(code << field.shift)
    return result
