"""An explored instance as questions see it: where expressions hold, which steps there are.

Everything is computed once and kept while the instance is at hand; nothing loops over states in
Python.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from chartproof.explore.exploration import Exploration
from chartproof.explore.graph import Graph, graph
from chartproof.explore.layout import Array
from chartproof.explore.reached import Way
from chartproof.explore.tables import EventInstance, Instance
from chartproof.explore.vector import Bools, after, evaluate, first
from chartproof.explore.way import shortest_way
from chartproof.language.expression import Binder, Expression
from chartproof.language.fold import free_binders
from chartproof.language.form import Form
from chartproof.language.meaning import Bindings, bindings
from chartproof.language.trace import Step, Trace


class States:
    """Some states of an instance, as rows of words, and where expressions hold among them."""

    def __init__(self, instance: Instance, words: Array) -> None:
        self.instance, self.words = instance, words
        self.form: Form = instance.form
        self._memory: dict[Expression, tuple[tuple[Binder, ...], dict[tuple[int, ...], Bools]]] = {}

    def bindings(self, *expressions: Expression, besides: Sequence[Binder] = ()) -> list[dict[Binder, int]]:
        """Every choice of elements for the free names of some expressions, besides those given."""
        return list(bindings(expressions, self.instance.sizes, besides))

    def where(self, expression: Expression, bound: Bindings | None = None) -> Bools:
        """The states in which an expression holds, as an array of truth over state numbers."""
        bound = bound or {}
        found = self._memory.get(expression)
        if found is None:
            found = self._memory[expression] = (free_binders(expression), {})
        names, by_elements = found
        key = tuple(bound[b] for b in names)
        if key not in by_elements:
            by_elements[key] = evaluate(expression, self.words, bound, self.instance)
        return by_elements[key]

    def can_happen(self, event: EventInstance) -> Bools:
        """The states in which an event instance can happen."""
        return self.where(event.rule.condition, event.bound)

    def after(self, event: EventInstance, states: NDArray[np.intp]) -> Array:
        """The states after an event instance, out of states (by number) in which it can happen."""
        return after(event, self.words[states], self.instance)


class Space(States):
    """An explored instance: all its states, and the transitions between them."""

    def __init__(self, exploration: Exploration) -> None:
        super().__init__(exploration.instance, exploration.words)
        self.exploration = exploration

    def nearest(self, expression: Expression) -> int:
        """The nearest state in which an expression holds for some choice of its free names, or -1."""
        found = [first(self.where(expression, bound)) for bound in self.bindings(expression)]
        return min((n for n in found if n >= 0), default=-1)

    @cached_property
    def graph(self) -> Graph:
        """All transitions."""
        return graph(self.exploration)

    @cached_property
    def by_event(self) -> list[NDArray[np.int64]]:
        """The numbers of the transitions of each event instance."""
        order = np.argsort(self.graph.events, kind="stable")
        bounds = np.searchsorted(self.graph.events[order], np.arange(len(self.instance.events) + 1))
        return [order[bounds[n] : bounds[n + 1]] for n in range(len(self.instance.events))]

    def trace(self, number: int, then: Sequence[int] = (), *, loop: int | None = None, note: str = "") -> Trace:
        """A shortest way to a state, and further events (by the number of their instances) out of it."""
        return told(self.instance, shortest_way(self.exploration, number), then, loop=loop, note=note)


def told(instance: Instance, way: Way, then: Sequence[int] = (), *, loop: int | None = None, note: str = "") -> Trace:
    """A way, and further events out of the state that it leads to, as a trace; `loop` counts from there."""
    start, steps = way
    at, found = steps[-1][1] if steps else start, list(steps)
    for event in then:
        at = after(instance.events[event], at[None], instance)[0]
        found.append((event, at))
    return Trace(
        instance.sizes,
        instance.layout.unpack(start),
        tuple(_step(instance, event, row) for event, row in found),
        None if loop is None else loop + len(steps),
        note,
    )


def _step(instance: Instance, event: int, row: Array) -> Step:
    taken = instance.events[event]
    return Step(taken.rule.name, taken.arguments, instance.layout.unpack(row))
