"""What a search has found: states by number, traces to them, and counts."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from chartproof.explore.layout import Array
from chartproof.explore.symmetry import Renamings
from chartproof.explore.tables import Instance

Progress = Callable[[int, int], None]
"""Called after each level with its number and the states found so far."""
Room = Callable[[int, int, int], None]
"""Called before memory is taken with the level, the states found and the bytes wanted in all; refuses by raising."""
Rows = tuple[NDArray[np.int32], NDArray[np.int16]]
"""Of each transition, the number of its target and that of its event."""
EXACT = 1 << 62
"""Sums below this are computed in 64 bits, others in Python's integers."""


@dataclass
class Exploration(ABC):
    """What a search has found. States stand in order of their levels: `words` has shape (states, words a state).

    Under symmetry a state stands for its orbit.
    """

    instance: Instance
    symmetric: bool
    words: Array
    levels: tuple[int, ...]
    states: int
    transitions: int
    orbits: int | None
    seconds: float
    names: Renamings = field(repr=False)

    @property
    def depth(self) -> int:
        """The length of the longest shortest path from an initial state."""
        return len(self.levels) - 2

    @property
    def count(self) -> int:
        """How many states are kept (orbits, under symmetry)."""
        return len(self.words)

    @abstractmethod
    def stand_for(self, states: Array) -> tuple[Array, NDArray[np.int64]]:
        """As `Renamings.stand_for`, in the way that is quick for what was found."""

    @abstractmethod
    def find(self, state: Array) -> int:
        """The number of a reachable state (of its orbit), given by its words, or -1."""

    @abstractmethod
    def before(self, number: int, first: int, last: int) -> tuple[int, int]:
        """The first of some states with an event that leads to a state, and the first such event; -1 for none."""

    @abstractmethod
    def offsets(self) -> NDArray[np.int64]:
        """Where the transitions of each state begin among all, and where the last end."""

    @abstractmethod
    def rows(self, offsets: NDArray[np.int64]) -> Rows:
        """All transitions, those of a state in order of events."""

    def level_of(self, number: int) -> int:
        """The length of a shortest path to a state."""
        return int(np.searchsorted(np.array(self.levels), number, side="right")) - 1

    def trace(self, number: int) -> list[tuple[int, int]]:
        """A shortest way from an initial state: (event instance, state number) per step.

        Found by a second pass over the levels, which costs less than predecessors stored for all.
        """
        steps: list[tuple[int, int]] = []
        while (level := self.level_of(number)) > 0:
            before, event = self.before(number, self.levels[level - 1], self.levels[level])
            steps.append((event, number))
            number = before
        return steps[::-1]

    def initial_of(self, steps: list[tuple[int, int]], number: int) -> int:
        """The initial state from which a trace to `number` starts."""
        if not steps:
            return number
        event, first = steps[0]
        return next(n for n in range(self.levels[1]) if self.before(first, n, n + 1)[1] == event)
