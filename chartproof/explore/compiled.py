"""The search that numba's loops make, for instances of more than a few thousand states; and what it has found.

Several threads expand blocks of states and enter what they lead to into the parts of the visited set. States are
numbered by level, then by their words, so that neither threads nor hashing show in what is found.
"""

from __future__ import annotations

import itertools
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chartproof.explore import kernel
from chartproof.explore.calls import LATELY, MULTIPLIER, stand_for
from chartproof.explore.exploration import EXACT, Exploration, Progress, Room, Rows
from chartproof.explore.layout import Array
from chartproof.explore.runs import RunSearch
from chartproof.explore.store.job import Work
from chartproof.explore.symmetry import Renamings
from chartproof.explore.tables import Instance
from chartproof.explore.visited import Shard

ROUND = 8
"""How many blocks of states are expanded before what they lead to is entered."""
LOAD = 0.6
MANY, BROAD = 100_000, 1_000
"""States from which on sorted runs are quicker than a table, if a level has so many of them on average."""


@dataclass
class CompiledExploration(Exploration):
    """What numba's loops have found."""

    multiplier: np.uint64 = field(default=MULTIPLIER, repr=False)

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

    def stand_for(self, states: Array) -> tuple[Array, NDArray[np.int64]]:
        """The state that stands for each orbit, and how many orders tried give it."""
        return stand_for(self.names, states)

    def find(self, state: Array) -> int:
        """The number of a reachable state (of its orbit), given by its words, or -1."""
        row = self.stand_for(state.reshape(1, -1))[0] if self.symmetric else state
        number_of: Any = kernel.number_of
        flat = self.words.reshape(-1)
        return max(-1, int(number_of(row.reshape(-1), 0, flat, self.wide, self.multiplier, self.table)))

    def before(self, number: int, first: int, last: int) -> tuple[int, int]:
        """The first of some states with an event that leads to a state, and that event; -1 where there is none."""
        tables = self.instance.tables
        predecessor: Any = kernel.predecessor
        found, event = predecessor(
            self.words.reshape(-1), first, last, self.wide, tables.guards, tables.effects,
            self.symmetric, self.names.arrays, self.words[number],
        )  # fmt: skip
        return int(found), int(event)

    def offsets(self) -> NDArray[np.int64]:
        """Where the transitions of each state begin among all, and where the last end."""
        found = np.zeros(self.count + 1, np.int64)
        outdegrees: Any = kernel.outdegrees
        outdegrees(self.words.reshape(-1), self.count, self.wide, self.instance.tables.guards, found)
        return found

    def rows(self, offsets: NDArray[np.int64]) -> Rows:
        """Target and event of each transition."""
        targets, events = np.empty(int(offsets[-1]), np.int32), np.empty(int(offsets[-1]), np.int16)
        tables, flat = self.instance.tables, self.words.reshape(-1)
        successors: Any = kernel.successors
        successors(
            flat, self.count, self.wide, tables.guards, tables.effects, self.symmetric,
            self.names.arrays, self.multiplier, self.table, offsets, targets, events,
        )  # fmt: skip
        return targets, events


class _Buffers:
    """What one block of states is expanded into."""

    def __init__(self, instance: Instance, length: int) -> None:
        moving = int((instance.tables.block_argument >= 0).sum())
        self.out = np.empty(kernel.PARTITIONS * kernel.BLOCK * max(1, moving) * length, np.uint64)
        self.ends = np.zeros(kernel.PARTITIONS, np.int64)
        self.seen = np.full(LATELY * length, kernel.EMPTY, np.uint64)
        self.can = np.zeros(kernel.BLOCK, np.int32)


class CompiledSearch:
    """One search. `room` is asked before memory is taken: with the level, the states, and the bytes wanted in all."""

    def __init__(
        self,
        instance: Instance,
        names: Renamings,
        symmetric: bool,
        room: Room,
        multiplier: np.uint64 = MULTIPLIER,
        many: int = MANY,
    ) -> None:
        """many: states from which on it goes on by sorted runs."""
        self.many = many
        self.instance, self.names, self.symmetric, self.multiplier = instance, names, symmetric, multiplier
        self.room = room
        self.length = instance.layout.length
        self.wide = (0,) * self.length
        self.parts = [Shard(self.length, multiplier, self._reserve) for _ in range(kernel.PARTITIONS)]
        self.buffers: list[_Buffers] = []
        self.levels = [0]
        self.marks: list[list[int]] = []
        self.transitions = self.members = 0

    @property
    def count(self) -> int:
        """The states found so far."""
        return sum(p.count for p in self.parts)

    def _reserve(self, more: int) -> None:
        """Refuse to take more bytes than there may be."""
        taken = sum(p.table.nbytes + p.states.nbytes for p in self.parts)
        self.room(len(self.levels) - 1, self.count, more + taken)

    def run(self, first: Array, pool: ThreadPoolExecutor, progress: Progress | None) -> CompiledExploration:
        """Search from some states."""
        self._load()
        begun = time.perf_counter()
        self._begin(first)
        self.marks.append([0] * len(self.parts))
        while self.count > self.levels[-1]:
            before = self.levels[-1]
            self.levels.append(self.count)
            if self.count >= self.many and self.count >= BROAD * len(self.levels):
                return self._found(self._by_runs(pool, progress), begun)
            frontier = [part.since(n) for part, n in zip(self.parts, self.marks[-1], strict=True)]
            self.marks.append([part.count for part in self.parts])
            if self.count - before <= kernel.BLOCK:
                frontier = [np.concatenate(frontier)]
            blocks = [(f, at) for f in frontier for at in range(0, len(f) // self.length, kernel.BLOCK)]
            for at in range(0, len(blocks), ROUND):
                self._round(blocks[at : at + ROUND], pool)
            if progress is not None:
                progress(len(self.levels) - 1, self.count)
        return self._found(self._in_order(), begun)

    def _found(self, words: Array, begun: float) -> CompiledExploration:
        count = len(words)
        return CompiledExploration(
            self.instance,
            self.symmetric,
            words,
            tuple(self.levels),
            self.members if self.symmetric else count,
            self.transitions,
            count if self.symmetric else None,
            time.perf_counter() - begun,
            self.names,
            self.multiplier,
        )

    def _by_runs(self, pool: ThreadPoolExecutor, progress: Progress | None) -> Array:
        """All states, the further ones found by sorted runs."""
        self.marks.append([part.count for part in self.parts])
        self.buffers.clear()
        work = Work(self.instance, self.symmetric, self.names)
        runs = RunSearch(work, self._in_order(), self.levels, self.room, pool._max_workers)
        words = runs.run(pool, progress)
        self.transitions += runs.transitions
        self.members += runs.members
        return words

    def _load(self) -> None:
        """Run the kernels on nothing, so that they are loaded before time counts."""
        nothing = np.empty(0, np.uint64)
        self._expand((nothing, 0), *self._buffers(1))
        insert: Any = kernel.insert
        insert(nothing, 0, 0, self.wide, self.multiplier, self.parts[0].table, 1, self.parts[0].states, 0, 0)
        if self.symmetric:
            stand_for(self.names, np.empty((0, self.length), np.uint64))

    def _begin(self, first: Array) -> None:
        states = stand_for(self.names, first)[0] if self.symmetric else first
        part_of: Any = kernel.part_of
        for row in states:
            self.parts[part_of(row, 0, self.wide, self.multiplier)].insert(row, 0, self.length)

    def _buffers(self, count: int) -> list[_Buffers]:
        """Buffers for so many blocks: most searches never have as many as a round takes."""
        self.buffers += [_Buffers(self.instance, self.length) for _ in range(len(self.buffers), count)]
        return self.buffers[:count]

    def _round(self, blocks: list[tuple[Array, int]], pool: ThreadPoolExecutor) -> None:
        """Expand some blocks of states, and enter what they lead to."""
        used = self._buffers(len(blocks))
        # Handing little work to threads takes longer than doing it.
        each = pool.map if len(blocks) > 1 else map
        for (states, at), buffers, found in zip(blocks, used, each(self._expand, blocks, used), strict=True):
            self.transitions += self._counted(states, at, buffers, found)
        list(each(lambda part: self._enter(part, used), range(len(self.parts))))

    def _expand(self, block: tuple[Array, int], to: _Buffers) -> int:
        states, at = block
        many = min(kernel.BLOCK, len(states) // self.length - at)
        tables = self.instance.tables
        expand: Any = kernel.expand
        return int(
            expand(
                states, at, many, self.wide, tables.guards, tables.effects, self.symmetric, self.names.arrays,
                tables.block_argument, to.seen, self.multiplier, to.out, to.ends, to.can,
            )
        )  # fmt: skip

    def _counted(self, states: Array, at: int, buffers: _Buffers, found: int) -> int:
        """The transitions of a block: of all states of its orbits, under symmetry."""
        if not self.symmetric:
            return found
        many = min(kernel.BLOCK, len(states) // self.length - at)
        block = states[at * self.length : (at + many) * self.length].reshape(-1, self.length)
        _, fixed = stand_for(self.names, block)
        sizes = self.names.sizes(block, fixed, EXACT // max(many, found))
        self.members += int(sizes.sum())
        return int((sizes * buffers.can[:many]).sum())

    def _enter(self, part: int, used: list[_Buffers]) -> None:
        for buffers in used:
            begin, end = part * (len(buffers.out) // len(self.parts)), int(buffers.ends[part])
            if begin < end:
                self.parts[part].insert(buffers.out, begin, end)

    def _in_order(self) -> Array:
        """All states, by level and then by their words; the parts are emptied."""
        for part in self.parts:
            part.table = part.table[:0]
        words = np.empty((self.count, self.length), np.uint64)
        at = 0
        for before, after in itertools.pairwise(self.marks):
            found = [
                p.states[b * self.length : a * self.length] for p, b, a in zip(self.parts, before, after, strict=True)
            ]
            level = np.concatenate(found).reshape(-1, self.length)
            if self.length == 1:
                level.sort(axis=0)
            else:
                level = level[np.lexsort(level.T)]
            words[at : at + len(level)] = level
            at += len(level)
        self.parts.clear()
        return words
