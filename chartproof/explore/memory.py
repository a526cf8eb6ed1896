"""The explicit engine behind the seam: what a search holds in memory, state by state."""

from __future__ import annotations

import itertools
from functools import cached_property

import numpy as np

from chartproof.explore.exploration import EXACT, Exploration
from chartproof.explore.layout import Array
from chartproof.explore.reached import NOTHING, Nearest, Occurrence, Reached, Way
from chartproof.explore.tables import Instance
from chartproof.explore.vector import Bools, evaluate, first
from chartproof.explore.way import between, renamed_way, shortest_way
from chartproof.language.expression import Binder, Expression
from chartproof.language.fold import free_binders
from chartproof.language.meaning import Bindings, choices


class InMemory(Reached):
    """What a search has found. Under symmetry the nearest state is one of its orbit; counts are of all states."""

    def __init__(self, found: Exploration) -> None:
        self.found, self.instance, self.symmetric = found, found.instance, found.symmetric
        self.states, self.transitions = found.states, found.transitions
        self.orbits, self.seconds = found.orbits, found.seconds

    @property
    def engine(self) -> str:
        """The engine's name."""
        return "memory"

    @property
    def depth(self) -> int:
        """The length of the longest shortest path from an initial state."""
        return self.found.depth

    @property
    def level_counts(self) -> tuple[int, ...]:
        """How many states are how far from the initial ones."""
        return tuple(self._count(self.found.words[a:b]) for a, b in itertools.pairwise(self.found.levels))

    def nearest(self, expression: Expression, fixed: Bindings = NOTHING) -> Nearest | None:
        """The nearest state in which an expression holds, for some choice of its free names but those fixed."""
        number = first(self._where(expression, fixed))
        return None if number < 0 else Nearest(self.found.words[number], self.found.level_of(number))

    def how_many(self, expression: Expression) -> int:
        """In how many reachable states an expression holds, for some choice of its free names."""
        return self._count(self.found.words[self._where(expression)])

    def occurs(self, expression: Expression, names: tuple[Binder, ...] = ()) -> Occurrence:
        """How often an expression holds, and how near, for each choice of its free names and of those given."""
        somewhere, times = np.zeros(self.found.count, np.bool_), 0
        for bound in choices(tuple(dict.fromkeys((*names, *free_binders(expression)))), self.instance.sizes):
            where = evaluate(expression, self.found.words, bound, self.instance)
            times += self._weight(where)
            somewhere |= where
        nearest = first(somewhere)
        return Occurrence(self._weight(somewhere), times, None if nearest < 0 else self.found.level_of(nearest))

    def way(self, state: Array) -> Way:
        """A shortest way from an initial state to a reachable one."""
        number = self.found.find(state)
        way = shortest_way(self.found, number)
        if not self.symmetric:
            return way
        # It leads to the state that stands for the orbit.
        return renamed_way(self.instance, way, between(self.instance.layout, self.found.words[number], state))

    def _where(self, expression: Expression, fixed: Bindings = NOTHING) -> Bools:
        return anywhere(expression, self.found.words, self.instance, fixed)

    def _weight(self, where: Bools) -> int:
        """How many states those stand for that are marked among all that are kept."""
        if not self.symmetric:
            return int(where.sum())
        return sum(itertools.compress(self._weights, where.tolist()))

    @cached_property
    def _weights(self) -> list[int]:
        """How many states each that is kept stands for."""
        standing, fixed = self.found.stand_for(self.found.words)
        sizes: list[int] = self.found.names.sizes(standing, fixed, EXACT // max(1, self.found.count)).tolist()
        return sizes

    def _count(self, words: Array) -> int:
        """How many states some of those kept stand for."""
        if not self.symmetric:
            return len(words)
        standing, fixed = self.found.stand_for(words)
        return sum(self.found.names.sizes(standing, fixed, EXACT // max(1, len(words))).tolist())


def anywhere(expression: Expression, words: Array, instance: Instance, fixed: Bindings = NOTHING) -> Bools:
    """In which of some states an expression holds, for some choice of its free names but those fixed."""
    names = tuple(b for b in free_binders(expression) if b not in fixed)
    found = np.zeros(len(words), np.bool_)
    for bound in choices(names, instance.sizes):
        found |= evaluate(expression, words, {**bound, **fixed}, instance)
    return found
