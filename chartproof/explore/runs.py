"""The search of a large instance in memory: by sorted runs, as in a store (`store.search`), and not by a table.

A table's cache misses cost more than sorting, and it takes more memory than the states themselves. Here all states
stand in one array, level by level in order, which is what a search hands over.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from chartproof.explore.exploration import Room
from chartproof.explore.layout import Array
from chartproof.explore.store.expand import Expanded, Expander
from chartproof.explore.store.job import Work
from chartproof.explore.store.merge import merged
from chartproof.explore.store.rows import Key, Known, key, place, sort
from chartproof.explore.store.shares import parts, shared

BUFFERS = 64_000_000
"""Bytes that each thread takes besides."""
SMALL, FEW = 50_000, 32
"""More than so many parts of fewer states than that are made one."""
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Held:
    """Rows in order, each once, in memory."""

    rows: Array

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.rows)

    @property
    def words(self) -> int:
        """How many words a row has."""
        return int(self.rows.shape[1])

    @property
    def first(self) -> Key:
        """The first row."""
        return key(self.rows[0])

    @property
    def last(self) -> Key:
        """The last row."""
        return key(self.rows[-1])

    def read(self, at: int, count: int) -> Array:
        """So many rows from one on."""
        return self.rows[at : at + count]

    def place(self, bound: Key) -> int:
        """How many rows come before a key."""
        return place(self.rows, bound)

    def pieces(self, at: int, end: int, most: int) -> Iterator[Array]:
        """The rows from one to another, all at once."""
        yield self.rows[at:end]


class RunSearch:
    """Goes on from levels that are whole. `room` is asked before memory is taken."""

    def __init__(self, work: Work, words: Array, levels: list[int], room: Room, workers: int) -> None:
        """words: the states so far, by level and then in order; levels: where each level begins, and the last ends."""
        self.work, self.levels, self.room, self.workers = work, levels, room, workers
        self.transitions = self.members = 0
        self._words = words
        self._known: list[tuple[int, int] | Array] = list(itertools.pairwise(levels))

    def run(self, pool: ThreadPoolExecutor, told: Told | None) -> Array:
        """Find all further levels; returns all states, by level and then in order."""
        while self.levels[-1] > self.levels[-2]:
            last = Held(self._words[self.levels[-2] : self.levels[-1]])
            found = list(pool.map(self._expand, parts([last], self.workers)))
            self.transitions += sum(e.transitions for e in found)
            self.members += sum(e.states for e in found)
            self._merge(found, pool)
            if told is not None:
                told(len(self.levels) - 2, self.levels[-1])
        self.levels.pop()
        self._resize(self.levels[-1])
        return self._words

    def _expand(self, part: tuple[Held, int, int]) -> Expanded[Held]:
        source, at, count = part
        expander = Expander(self.work, self._kept, loops=True, room=BUFFERS)
        for start in range(at, at + count, expander.block):
            expander.take(source.read(start, min(expander.block, at + count - start)))
        return expander.finish()

    def _kept(self, number: int, rows: Array) -> Held | None:
        """A run without what the last two levels have, which is most of what was known: it takes that much less."""
        for a, b in itertools.pairwise(self.levels[:-4:-1]):
            known = Known(rows, loops=True)
            known.mark(self._words[b:a])
            rows = known.rest()
        return Held(rows.copy()) if len(rows) else None

    def _merge(self, found: list[Expanded[Held]], pool: ThreadPoolExecutor) -> None:
        """Put what is new of what a level leads to behind all that there is."""
        runs = sum(run.rows.nbytes for e in found for run in e.runs)
        self._reserve(0, runs)
        new = list(pool.map(self._new, shared(found, self._earlier(), self.workers, BUFFERS)))
        count = self.levels[-1]
        self._reserve(sum(map(len, new)), runs + sum(rows.nbytes for rows in new))
        for rows in new:
            self._words[count : count + len(rows)] = rows
            count += len(rows)
        self._known.append((self.levels[-1], count))
        self.levels.append(count)

    def _earlier(self) -> list[Held]:
        """All states in few parts, the last level first."""
        small = [rows for part in self._known if (rows := self._held(part)).count < SMALL]
        if len(small) > FEW:
            # Each level looks into all parts: where there are very many small levels, one part is made of them.
            large = [part for part in self._known if self._held(part).count >= SMALL]
            self._known = [*large, sort(np.concatenate([held.rows for held in small]))]
        return [self._held(part) for part in reversed(self._known)]

    def _held(self, part: tuple[int, int] | Array) -> Held:
        return Held(self._words[slice(*part)] if isinstance(part, tuple) else part)

    def _new(self, task: Any) -> Array:
        return np.concatenate(list(merged(*task, loops=True, room=BUFFERS)))

    def _reserve(self, more: int, beside: int) -> None:
        """Make the array long enough for so many states more, with so many bytes beside it."""
        wanted = self.levels[-1] + more
        taken = beside + self.workers * BUFFERS
        row = 8 * self._words.shape[1]
        self.room(len(self.levels) - 2, self.levels[-1], row * max(wanted, len(self._words)) + taken)
        if wanted > len(self._words):
            self._resize(wanted)

    def _resize(self, length: int) -> None:
        """Make the array longer or shorter, in place where the system can, so that it is not there twice.

        Whoever still holds a part of it (`Held`) must not look at it again.
        """
        self._words.resize((length, self._words.shape[1]), refcheck=False)
