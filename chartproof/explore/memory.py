"""The explicit engine behind the seam: what a search holds in memory, state by state."""

from __future__ import annotations

import itertools

import numpy as np

from chartproof.explore.exploration import EXACT, Exploration
from chartproof.explore.layout import Array
from chartproof.explore.reached import Nearest, Reached, Way
from chartproof.explore.vector import Bools, evaluate, first
from chartproof.explore.way import between, renamed_way, shortest_way
from chartproof.language.expression import Expression
from chartproof.language.fold import free_binders
from chartproof.language.meaning import choices


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

    def nearest(self, expression: Expression) -> Nearest | None:
        """The nearest state in which an expression holds, for some choice of its free names."""
        number = first(self._where(expression))
        return None if number < 0 else Nearest(self.found.words[number], self.found.level_of(number))

    def how_many(self, expression: Expression) -> int:
        """In how many reachable states an expression holds, for some choice of its free names."""
        return self._count(self.found.words[self._where(expression)])

    def way(self, state: Array) -> Way:
        """A shortest way from an initial state to a reachable one."""
        number = self.found.find(state)
        way = shortest_way(self.found, number)
        if not self.symmetric:
            return way
        # It leads to the state that stands for the orbit.
        return renamed_way(self.instance, way, between(self.instance.layout, self.found.words[number], state))

    def _where(self, expression: Expression) -> Bools:
        names = free_binders(expression)
        found = np.zeros(self.found.count, np.bool_)
        for bound in choices(tuple(names), self.instance.sizes):
            found |= evaluate(expression, self.found.words, bound, self.instance)
        return found

    def _count(self, words: Array) -> int:
        """How many states some of those kept stand for."""
        if not self.symmetric:
            return len(words)
        standing, fixed = self.found.stand_for(words)
        return sum(self.found.names.sizes(standing, fixed, EXACT // max(1, len(words))).tolist())
