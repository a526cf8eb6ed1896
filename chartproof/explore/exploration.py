"""What a search has found: states by number, traces to them, and counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chartproof.explore import kernel
from chartproof.explore.layout import Array
from chartproof.explore.symmetry import Renamings
from chartproof.explore.tables import Instance

MULTIPLIER = np.uint64(0xD6E8FEB86659FD93)
LOAD = 0.6


@dataclass
class Exploration:
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
    multiplier: np.uint64 = field(default=MULTIPLIER, repr=False)

    @property
    def depth(self) -> int:
        """The length of the longest shortest path from an initial state."""
        return len(self.levels) - 2

    @property
    def count(self) -> int:
        """How many states are kept (orbits, under symmetry)."""
        return len(self.words)

    @property
    def wide(self) -> tuple[int, ...]:
        """As many elements as a state has words: what the kernels are compiled for."""
        return (0,) * self.instance.layout.length

    @cached_property
    def table(self) -> NDArray[np.uint32]:
        """The numbers of all states plus one, by hash."""
        table = np.zeros(int(self.count / LOAD) + 8, np.uint32)
        number: Any = kernel.number
        number(self.words.reshape(-1), self.count, self.wide, self.multiplier, table)
        return table

    def find(self, state: Array) -> int:
        """The number of a reachable state (of its orbit), given by its words, or -1."""
        row = self.names.stand_for(state.reshape(1, -1))[0] if self.symmetric else state
        number_of: Any = kernel.number_of
        flat = self.words.reshape(-1)
        return max(-1, int(number_of(row.reshape(-1), 0, flat, self.wide, self.multiplier, self.table)))

    def level_of(self, number: int) -> int:
        """The length of a shortest path to a state."""
        return int(np.searchsorted(np.array(self.levels), number, side="right")) - 1

    def trace(self, number: int) -> list[tuple[int, int]]:
        """A shortest way from an initial state: (event instance, state number) per step.

        Found by a second pass over the levels, which costs less than predecessors stored for all.
        """
        steps: list[tuple[int, int]] = []
        while (level := self.level_of(number)) > 0:
            before, event = self._before(number, self.levels[level - 1], self.levels[level])
            steps.append((event, number))
            number = before
        return steps[::-1]

    def initial_of(self, steps: list[tuple[int, int]], number: int) -> int:
        """The initial state from which a trace to `number` starts."""
        if not steps:
            return number
        event, first = steps[0]
        return next(n for n in range(self.levels[1]) if self._before(first, n, n + 1)[1] == event)

    def _before(self, number: int, first: int, last: int) -> tuple[int, int]:
        """The first of some states with an event that leads to a state, and that event; -1 where there is none."""
        tables = self.instance.tables
        predecessor: Any = kernel.predecessor
        found, event = predecessor(
            self.words.reshape(-1), first, last, self.wide, tables.guards, tables.effects,
            self.symmetric, self.names.arrays, self.words[number],
        )  # fmt: skip
        return int(found), int(event)
