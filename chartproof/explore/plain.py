"""The search for small instances, by numpy alone, which is found before numba would be loaded; and what it has found.

Guards and effects are evaluated as expressions over a whole level of states (`vector`), not by the tables that
numba's loops run. Each state and each transition is kept as it is found. The numbers of states are those of the
other search: by level, then by their words.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from chartproof.errors import TooLarge
from chartproof.explore.exploration import EXACT, Exploration, Progress, Rows
from chartproof.explore.layout import Array
from chartproof.explore.symmetry import Renamings
from chartproof.explore.tables import Instance
from chartproof.explore.vector import steps
from chartproof.language.names import said_sizes

Ints = NDArray[np.int64]

BYTES_PER_STATE = 200
"""About what a state takes: its words, and a number by its words in a dictionary."""
BYTES_PER_TRANSITION = 14


@dataclass
class PlainExploration(Exploration):
    """What numpy has found."""

    numbers: dict[bytes, int] = field(repr=False)
    starts: Ints = field(repr=False)
    targets: NDArray[np.int32] = field(repr=False)
    events: NDArray[np.int16] = field(repr=False)

    def stand_for(self, states: Array) -> tuple[Array, Ints]:
        """The state that stands for each orbit, and how many orders tried give it."""
        return self.names.stand_for(states)

    def find(self, state: Array) -> int:
        """The number of a reachable state (of its orbit), given by its words, or -1."""
        row = self.stand_for(state.reshape(1, -1))[0] if self.symmetric else state
        return self.numbers.get(row.tobytes(), -1)

    def before(self, number: int, first: int, last: int) -> tuple[int, int]:
        """The first of some states with an event that leads to a state, and the first such event; -1 for none."""
        begin, end = self.starts[first], self.starts[last]
        hits = np.flatnonzero(self.targets[begin:end] == number)
        if not len(hits):
            return -1, -1
        at = int(begin + hits[0])
        return int(np.searchsorted(self.starts, at, side="right")) - 1, int(self.events[at])

    def offsets(self) -> Ints:
        """Where the transitions of each state begin among all, and where the last end."""
        return self.starts

    def rows(self, offsets: Ints) -> Rows:
        """All transitions, those of a state in order of events."""
        return self.targets, self.events


class PlainSearch:
    """One search, given up beyond `most` states and transitions together, or beyond some bytes."""

    def __init__(self, instance: Instance, names: Renamings, symmetric: bool, memory: int, most: int) -> None:
        self.instance, self.names, self.symmetric, self.memory, self.most = instance, names, symmetric, memory, most
        self.numbers: dict[bytes, int] = {}
        self.levels: list[Array] = []
        self.degrees: list[Ints] = []
        self.targets: list[Ints] = []
        self.events: list[NDArray[np.int16]] = []
        self.members = self.transitions = self.kept = 0

    def run(self, first: Array, progress: Progress | None) -> PlainExploration | None:
        """Search from some states; None where it is given up."""
        begun = time.perf_counter()
        frontier, _ = self._entered(first)
        while len(frontier):
            if self._too_large():
                return None
            self.levels.append(frontier)
            frontier = self._level(frontier)
            if progress is not None:
                progress(len(self.levels) - 1, len(self.numbers))
        count = len(self.numbers)
        return PlainExploration(
            self.instance,
            self.symmetric,
            np.concatenate(self.levels),
            (0, *np.cumsum([len(level) for level in self.levels]).tolist()),
            self.members if self.symmetric else count,
            self.transitions,
            count if self.symmetric else None,
            time.perf_counter() - begun,
            self.names,
            self.numbers,
            np.concatenate([[0], np.cumsum(np.concatenate(self.degrees))]).astype(np.int64),
            np.concatenate(self.targets).astype(np.int32),
            np.concatenate(self.events),
        )

    def too_large(self, mend: str) -> TooLarge:
        """What there is to say where the search was given up, and nothing else can go on. mend: what could."""
        return TooLarge(
            f"{said_sizes(self.instance.sizes)} does not fit: at level {len(self.levels)} there are "
            f"{len(self.numbers):,} states, which take {self._wanted / 1e6:,.0f} MB of the "
            f"{self.memory / 1e6:,.0f} MB that may be taken",
            mend=f"{mend}, which needs less memory and is quicker; or explore a smaller instance, use --symmetry, "
            "or allow more with --memory",
        )

    @property
    def _wanted(self) -> int:
        return BYTES_PER_STATE * len(self.numbers) + BYTES_PER_TRANSITION * self.kept

    def _too_large(self) -> bool:
        return len(self.numbers) + self.kept > self.most or self._wanted > self.memory

    def _level(self, frontier: Array) -> Array:
        """The states that a level leads to and that are new; its transitions are kept."""
        taken, reached, events = [], [frontier[:0]], []
        for event, where, found in steps(frontier, self.instance):
            taken.append(where)
            reached.append(found)
            events.append(np.full(len(where), event.number, np.int16))
        sources = np.concatenate([np.empty(0, np.int64), *taken])
        new, targets = self._entered(np.concatenate(reached))
        order = np.argsort(sources, kind="stable")
        degrees = np.bincount(sources, minlength=len(frontier))
        self.degrees.append(degrees)
        self.targets.append(targets[order])
        self.events.append(np.concatenate([np.empty(0, np.int16), *events])[order])
        self.kept += len(sources)
        self._count(frontier, degrees, len(sources))
        return new

    def _count(self, frontier: Array, degrees: Ints, found: int) -> None:
        """The transitions of a level: of all states of its orbits, under symmetry."""
        if not self.symmetric:
            self.transitions += found
            return
        _, fixed = self.names.stand_for(frontier)
        sizes = self.names.sizes(frontier, fixed, EXACT // max(len(frontier), found))
        self.members += int(sizes.sum())
        self.transitions += int((sizes * degrees).sum())

    def _entered(self, states: Array) -> tuple[Array, Ints]:
        """Those of some states (of their orbits) that are new, in order, and the numbers of all."""
        if self.symmetric:
            states, _ = self.names.stand_for(states)
        order = np.lexsort(states.T)
        in_order = states[order]
        differs = np.ones(len(states), np.bool_)
        differs[1:] = (in_order[1:] != in_order[:-1]).any(axis=1)
        distinct = in_order[differs]
        keys = [row.tobytes() for row in distinct]
        new = np.array([key not in self.numbers for key in keys], np.bool_)
        for key in keys:
            self.numbers.setdefault(key, len(self.numbers))
        place = np.empty(len(states), np.int64)
        place[order] = np.cumsum(differs) - 1
        return distinct[new], np.array([self.numbers[key] for key in keys], np.int64)[place]
