"""The search of a large instance in memory: by sorted runs, as in a store (`store.search`), and not by a table.

A table's cache misses cost more than sorting, and it takes more memory than the states themselves. Here all states
stand in one array, level by level in order, which is what a search hands over.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from threading import Event
from typing import Any

import numpy as np

from chartproof.explore.exploration import Room
from chartproof.explore.layout import Array
from chartproof.explore.store.expand import Expanded, Expander, samples
from chartproof.explore.store.job import Work
from chartproof.explore.store.merge import merged
from chartproof.explore.store.rows import Key, key, place, sort
from chartproof.explore.store.shares import shared

BUFFERS, MERGING = 24_000_000, 8_000_000
"""Bytes that each thread takes besides, at the least: what states lead to, and what is merged at a time."""
SHARE, GROWTH = 8, 1.5
"""The buffers are made larger where all together have less than such a part of the bytes of all states, by so much."""
SMALL, FEW = 50_000, 32
"""More than so many parts of fewer states than that are made one."""
Told = Callable[[int, int], None]
Span = tuple[int, int]
"""Some rows of the array: from one on to another."""


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
    """Goes on from levels that are whole. `room` is asked before memory is taken.

    A level is expanded by slices, as many states at a time as fill the buffers of the threads. What is new of a slice
    is put behind all that there is before the next; at the end of a level the slices are made one.
    """

    def __init__(self, work: Work, words: Array, levels: list[int], room: Room, workers: int) -> None:
        """words: the states so far, by level and then in order; levels: where each level begins, and the last ends."""
        self.work, self.levels, self.room, self.workers = work, levels, room, workers
        self.transitions = self.members = 0
        self._words, self._count = words, levels[-1]
        self._known: list[Span | Array] = list(itertools.pairwise(levels))
        self._slices: list[Span] = []
        self._expanders: list[Expander[Held]] = []
        self._buffered = 0

    def run(self, pool: ThreadPoolExecutor, told: Told | None) -> Array:
        """Find all further levels; returns all states, by level and then in order."""
        while self.levels[-1] > self.levels[-2]:
            self._grow_buffers()
            block = self._expanders[0].block
            starts = deque(range(self.levels[-2], self.levels[-1], block))
            while starts:
                self._merge(self._slice(starts, block, pool), pool)
            self._end_level(pool)
            if told is not None:
                told(len(self.levels) - 2, self.levels[-1])
        self.levels.pop()
        self._resize(self.levels[-1])
        return self._words

    def _grow_buffers(self) -> None:
        """Each slice looks into all that is known: buffers that grow with that keep the slices of a level few."""
        wanted = max(BUFFERS, 8 * self._words.shape[1] * self._count // (SHARE * self.workers))
        if wanted >= GROWTH * self._buffered:
            self._expanders.clear()
            self._buffered = wanted
            self._reserve(0)
            self._expanders = [Expander(self.work, _held, loops=True, room=wanted) for _ in range(self.workers)]

    def _slice(self, starts: deque[int], block: int, pool: ThreadPoolExecutor) -> list[Expanded[Held]]:
        """What the next states lead to, until a thread's buffer is full."""
        full = Event()

        def fill(expander: Expander[Held]) -> Expanded[Held]:
            expander.begin()
            with suppress(IndexError):  # no states are left
                while not full.is_set():
                    at = starts.popleft()
                    expander.take(self._words[at : min(at + block, self.levels[-1])])
                    if expander.full():
                        full.set()
            return expander.finish()

        # Handing little work to threads takes longer than doing it.
        few = len(starts) == 1
        found = [fill(self._expanders[0])] if few else list(pool.map(fill, self._expanders))
        self.transitions += sum(e.transitions for e in found)
        self.members += sum(e.states for e in found)
        return found

    def _merge(self, found: list[Expanded[Held]], pool: ThreadPoolExecutor) -> None:
        """Put what is new of what a slice leads to behind all that there is."""
        begin = self._count
        new = list(pool.map(self._new, shared(found, self._earlier(), self.workers, MERGING)))
        self._reserve(sum(map(len, new)), sum(rows.nbytes for rows in new))
        for rows in new:
            self._words[self._count : self._count + len(rows)] = rows
            self._count += len(rows)
        if self._count > begin:
            self._slices.append((begin, self._count))

    def _end_level(self, pool: ThreadPoolExecutor) -> None:
        """The slices of a level, which have nothing in common, are put in one order."""
        begin = self.levels[-1]
        if len(self._slices) > 1:
            self._reserve(0, self._words[begin : self._count].nbytes)
            self._words[begin : self._count] = self._in_order([self._held(part) for part in self._slices], pool)
        self._slices.clear()
        self._known.append((begin, self._count))
        self.levels.append(self._count)

    def _in_order(self, slices: list[Held], pool: ThreadPoolExecutor) -> Array:
        """The rows of slices in order: in one array, since of many small ones malloc would keep the memory."""
        level = np.empty((sum(part.count for part in slices), self._words.shape[1]), np.uint64)

        def put(task: Any) -> int:
            low = task[2]
            begin = at = 0 if low is None else sum(part.place(low) for part in slices)
            for rows in merged(*task, loops=True, room=MERGING):
                level[at : at + len(rows)] = rows
                at += len(rows)
            return at - begin

        found = [Expanded((part,), (samples(part.rows),), 0, 0) for part in slices]
        put_in = sum(pool.map(put, shared(found, [], self.workers, MERGING)))
        assert put_in == len(level), "slices have nothing in common"
        return level

    def _earlier(self) -> list[Held]:
        """All states in few parts, the last level first."""
        small = [rows for part in self._known if (rows := self._held(part)).count < SMALL]
        if len(small) > FEW:
            # Each level looks into all parts: where there are very many small levels, one part is made of them.
            large = [part for part in self._known if self._held(part).count >= SMALL]
            self._known = [*large, sort(np.concatenate([held.rows for held in small]))]
        return [self._held(part) for part in reversed([*self._known, *self._slices])]

    def _held(self, part: Span | Array) -> Held:
        return Held(self._words[slice(*part)] if isinstance(part, tuple) else part)

    def _new(self, task: Any) -> Array:
        return np.concatenate(list(merged(*task, loops=True, room=MERGING)))

    def _reserve(self, more: int, beside: int = 0) -> None:
        """Make the array long enough for so many states more, with so many bytes beside it."""
        wanted = self._count + more
        copied = sum(part.nbytes for part in self._known if not isinstance(part, tuple))
        taken = beside + copied + self.workers * (self._buffered + MERGING)
        row = 8 * self._words.shape[1]
        self.room(len(self.levels) - 2, self.levels[-1], row * max(wanted, len(self._words)) + taken)
        if wanted > len(self._words):
            self._resize(wanted)

    def _resize(self, length: int) -> None:
        """Make the array longer or shorter, in place where the system can, so that it is not there twice.

        Whoever still holds a part of it (`Held`) must not look at it again.
        """
        self._words.resize((length, self._words.shape[1]), refcheck=False)


def _held(number: int, rows: Array) -> Held | None:
    """A run stays in its buffer: a slice ends before that is used again."""
    return Held(rows) if len(rows) else None
