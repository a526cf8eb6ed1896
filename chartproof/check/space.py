"""An explored instance as claims see it: where expressions hold, which steps there are.

Everything is computed once and kept while the instance is at hand; nothing loops over states in
Python.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from chartproof.errors import Origin
from chartproof.explore.exploration import Exploration
from chartproof.explore.graph import Graph, graph
from chartproof.explore.layout import Array
from chartproof.explore.tables import EventInstance, Instance
from chartproof.explore.vector import Bindings, Bools, after, evaluate, first, possible
from chartproof.explore.way import shortest_way
from chartproof.language.expression import TRUE, Binder, Expression
from chartproof.language.fold import free_binders
from chartproof.language.form import Form, Rule
from chartproof.language.meaning import choices
from chartproof.language.parse import Vocabulary, parse, vocabulary
from chartproof.language.trace import Step, Trace


class Space:
    """An explored instance, with the words to speak about it."""

    def __init__(self, exploration: Exploration, words: Vocabulary, origin: Origin | None = None) -> None:
        self.exploration = exploration
        self.instance: Instance = exploration.instance
        self.form: Form = exploration.instance.form
        self.words = words
        self.origin = origin
        self._memory: dict[tuple[Expression, frozenset[tuple[Binder, int]]], Bools] = {}

    def read(self, text: str, *, scope: tuple[Binder, ...] = (), origin: Origin | None = None) -> Expression:
        """The tree of a property's expression; names that nothing binds are free."""
        return parse(text, self.words, scope=scope, free=True, origin=origin or self.origin) if text else TRUE

    def bindings(self, *expressions: Expression, besides: tuple[Binder, ...] = ()) -> list[dict[Binder, int]]:
        """Every choice of elements for the free names of some expressions, besides those given."""
        names = dict.fromkeys(b for e in expressions for b in free_binders(e) if b not in besides)
        return list(choices(tuple(names), self.instance.sizes))

    def where(self, expression: Expression, bound: Bindings | None = None) -> Bools:
        """The states in which an expression holds, as an array of truth over state numbers."""
        bound = bound or {}
        names = free_binders(expression)
        key = (expression, frozenset((b, n) for b, n in bound.items() if b in names))
        if key not in self._memory:
            self._memory[key] = evaluate(expression, self.exploration.words, bound, self.instance)
        return self._memory[key]

    def nearest(self, expression: Expression) -> int:
        """The nearest state in which an expression holds for some choice of its free names, or -1."""
        found = [first(self.where(expression, bound)) for bound in self.bindings(expression)]
        return min((n for n in found if n >= 0), default=-1)

    def rules(self, names: Sequence[str], origin: Origin | None = None) -> list[Rule]:
        """The rules of these names. Raises UnknownName."""
        return [self.form.rule(name, origin=origin or self.origin) for name in names]

    def instances(self, names: Sequence[str]) -> Iterator[EventInstance]:
        """All instances of these events."""
        for rule in self.rules(names):
            yield from self.instance.instances_of(rule.name)

    def can_happen(self, event: EventInstance) -> Bools:
        """The states in which an event instance can happen."""
        return possible(event, self.exploration.words, self.instance)

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

    def trace(
        self, number: int, then: Sequence[tuple[int, int]] = (), *, loop: int | None = None, note: str = ""
    ) -> Trace:
        """A shortest way to a state, and further steps: (event instance, state number)."""
        start, steps = shortest_way(self.exploration, number)
        at, shift = self.exploration.words[number], len(steps)
        for event, target in then:
            # Under symmetry the target is an orbit; of its states, this event leads to one.
            at = after(self.instance.events[event], at[None], self.instance)[0]
            assert self.exploration.find(at) == target
            steps.append((event, at))
        return Trace(
            self.instance.sizes,
            self.instance.layout.unpack(start),
            tuple(self._step(event, row) for event, row in steps),
            None if loop is None else loop + shift,
            note,
        )

    def _step(self, event: int, row: Array) -> Step:
        instance = self.instance.events[event]
        return Step(instance.rule.name, instance.arguments, self.instance.layout.unpack(row))

    @cached_property
    def successors(self) -> Array:
        """The state after each transition: under symmetry, not the one that stands for its orbit."""
        words = self.exploration.words
        if not self.exploration.symmetric:
            return words[self.graph.targets]
        found = words[self.graph.sources]
        for event, transitions in zip(self.instance.events, self.by_event, strict=True):
            found[transitions] = after(event, found[transitions], self.instance)
        return found

    def where_after(self, transitions: NDArray[np.int64], expression: Expression, bound: Bindings) -> Bools:
        """After which of some transitions an expression holds."""
        if self.exploration.symmetric:
            return evaluate(expression, self.successors[transitions], bound, self.instance)
        return self.where(expression, bound)[self.graph.targets[transitions]]

    def last_step(self, transition: int) -> tuple[int, int]:
        """A transition as the last step of a trace."""
        return int(self.graph.events[transition]), int(self.graph.targets[transition])


def open_space(exploration: Exploration, origin: Origin | None = None) -> Space:
    """The space of an exploration."""
    return Space(exploration, vocabulary(exploration.instance.form), origin)
