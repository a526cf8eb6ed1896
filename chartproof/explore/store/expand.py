"""The first kind of task: a part of a level's file to what it leads to, in order and each once, in one file or more."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from chartproof.errors import TooLarge
from chartproof.explore.exploration import EXACT
from chartproof.explore.layout import Array
from chartproof.explore.store.files import Rows, Writer
from chartproof.explore.store.job import Job, Work, work
from chartproof.explore.store.rows import Key, Known, key, sort, squeeze
from chartproof.explore.vector import steps

R = TypeVar("R")
"""What a run is kept as: a file, or rows in memory."""

SAMPLES = 256
"""How many rows of each run are told, to see how what is found is spread."""
READ = 16
"""Blocks that are read at once."""
PLAIN_BLOCK = 4096
"""States that numpy takes at once."""


@dataclass(frozen=True)
class Expanded(Generic[R]):
    """What a part of a level leads to: runs, and some rows of each; its transitions, and the states it stands for."""

    runs: tuple[R, ...]
    samples: tuple[tuple[Key, ...], ...]
    transitions: int
    states: int


def samples(found: Array) -> tuple[Key, ...]:
    """Some of a run's rows, evenly."""
    at = np.linspace(0, len(found) - 1, min(SAMPLES, len(found))).astype(np.intp)
    return tuple(key(found[n]) for n in at)


def expand(given: Job, source: Rows, at: int, count: int, run: str) -> Expanded[Rows]:
    """Expand so many rows of a file from one on; the runs are written to paths that begin as `run` says."""

    def written(number: int, found: Array) -> Rows | None:
        with Writer(f"{run}-{number:03}") as file:
            file.write(found)
            return file.finish()

    expander = Expander(work(given), written, loops=given.loops, room=given.room)
    for piece in source.pieces(at, at + count, READ * expander.block):
        for start in range(0, len(piece), expander.block):
            expander.take(piece[start : start + expander.block])
    return expander.finish()


def ready(given: Job) -> None:
    """Load what the tasks of a job need, in a process that is to run some."""
    nothing = np.empty((0, work(given).instance.layout.length), np.uint64)
    if given.loops:
        expander = Expander[None](work(given), lambda number, rows: None, loops=True, room=given.room)
        expander.take(nothing)
        expander.finish()
        Known(nothing, loops=True).mark(nothing)


class Expander(Generic[R]):
    """Gathers what states lead to, and keeps a run whenever there is no more room. Used by one thread at a time."""

    def __init__(self, found: Work, keep: Callable[[int, Array], R | None], *, loops: bool, room: int) -> None:
        """keep: called with the number of a run and its rows, which are overwritten afterwards; None if it is empty.

        loops: whether by numba's. room: bytes that may be taken. Raises TooLarge where these are too few.
        """
        self.work, self.keep, self.length, self.loops = found, keep, found.instance.layout.length, loops
        moving = max(1, int((found.instance.tables.block_argument >= 0).sum()))
        row = 8 * self.length
        if loops:
            from chartproof.explore.kernel import BLOCK, PARTITIONS

            self.block = min(BLOCK, room // (4 * PARTITIONS * moving * row))
        else:
            # What events lead to is there twice at a time, with masks and copies beside it.
            self.block = min(PLAIN_BLOCK, room // (8 * moving * row))
        # Numba's loop sorts by way of as much room, a quarter is for one block, and an eighth for what was seen lately;
        # numpy copies what has several words, with the order beside it.
        rows = 5 * room // (16 * row) if loops else room // ((2 if self.length == 1 else 4) * row)
        self._buffer: Array = np.empty((rows, self.length), np.uint64)
        self._spare: Array | None = np.empty_like(self._buffer) if loops else None
        if self.block < 1:
            needed = 32 * moving * row
            raise TooLarge(
                f"a task may take {room:,} bytes, which are too few for what a few states lead to",
                mend=f"allow each worker more than {needed:,} bytes by --memory, or have fewer workers",
            )
        self._most = self.block * moving
        self._take = _Loops(found, self.block, moving, room // (8 * row)) if loops else _Plain(found)
        self.begin()

    def begin(self) -> None:
        """Begin anew, in this thread. What was kept must have been copied, or not be looked at again."""
        # Buffers shared by two threads lose states in silence.
        self._owner = threading.get_ident()
        self._filled = 0
        self._transitions = self._states = 0
        self._runs: list[R] = []
        self._samples: list[tuple[Key, ...]] = []

    def take(self, states: Array) -> None:
        """Some states, at most `block`: what they lead to."""
        assert threading.get_ident() == self._owner, "a search object belongs to one thread"
        assert len(states) <= self.block
        if self.full():
            self._write()
        transitions, can, reached = self._take(states)
        self._count(states, transitions, can)
        for rows in reached:
            self._buffer[self._filled : self._filled + len(rows)] = rows
            self._filled += len(rows)

    def full(self) -> bool:
        """Whether there is no room for what a block may lead to, though what was found several times is kept once."""
        if self._filled + self._most <= len(self._buffer):
            return False
        self._settle()
        return 2 * self._filled > len(self._buffer)

    def finish(self) -> Expanded[R]:
        """What all the states lead to."""
        self._settle()
        self._write()
        return Expanded(tuple(self._runs), tuple(self._samples), self._transitions, self._states)

    def _count(self, states: Array, transitions: int, can: NDArray[Any]) -> None:
        if not self.work.symmetric:
            self._transitions += transitions
            self._states += len(states)
            return
        _, fixed = self._take.stand_for(states)
        sizes = self.work.names.sizes(states, fixed, EXACT // max(len(states), transitions))
        self._transitions += int((sizes * can).sum())
        self._states += int(sizes.sum())

    def _settle(self) -> None:
        """Keep what was found several times once, in order."""
        found = squeeze(sort(self._buffer[: self._filled], self._spare), self.loops)
        spare = self._spare
        if found.base is self._spare and spare is not None:
            self._spare, self._buffer = self._buffer, spare
        elif len(found) and found.base is not self._buffer:
            self._buffer[: len(found)] = found
        self._filled = len(found)

    def _write(self) -> None:
        """Keep a run of all there is, in order and each once."""
        found, self._filled = self._buffer[: self._filled], 0
        rows = self.keep(len(self._runs), found)
        if rows is not None:
            self._runs.append(rows)
            self._samples.append(samples(found))


Taken = tuple[int, NDArray[Any], list[Array]]
"""Transitions, how many of them each state has, and the states after them."""


class _Plain:
    """By numpy alone."""

    def __init__(self, found: Work) -> None:
        self.work, self.stand_for = found, found.names.stand_for

    def __call__(self, states: Array) -> Taken:
        """What some states lead to."""
        can, reached = np.zeros(len(states), np.int64), []
        for _, where, rows in steps(states, self.work.instance):
            can[where] += 1
            reached.append(self.stand_for(rows)[0] if self.work.symmetric else rows)
        return int(can.sum()), can, reached


class _Loops:
    """By numba's loops."""

    def __init__(self, found: Work, block: int, moving: int, lately: int) -> None:
        """lately: how many of the states written lately may be remembered at the most."""
        from chartproof.explore import kernel
        from chartproof.explore.calls import LATELY, MULTIPLIER, stand_for

        self.work, self.length, self._multiplier = found, found.instance.layout.length, MULTIPLIER
        self._kernel: Any = kernel.expand
        self._out = np.empty(kernel.PARTITIONS * block * moving * self.length, np.uint64)
        self._room = len(self._out) // kernel.PARTITIONS
        self._ends = np.zeros(kernel.PARTITIONS, np.int64)
        remembered = min(LATELY, 1 << (lately.bit_length() - 1))
        self._seen = np.full(remembered * self.length, kernel.EMPTY, np.uint64)
        self._can = np.zeros(kernel.BLOCK, np.int32)
        self._stand_for = stand_for

    def stand_for(self, states: Array) -> tuple[Array, NDArray[np.int64]]:
        """As `Renamings.stand_for`."""
        return self._stand_for(self.work.names, states)

    def __call__(self, states: Array) -> Taken:
        """What some states lead to, without some of what other states have led to lately."""
        tables = self.work.instance.tables
        found = self._kernel(
            states.reshape(-1), 0, len(states), (0,) * self.length, tables.guards, tables.effects,
            self.work.symmetric, self.work.names.arrays, tables.block_argument, self._seen, self._multiplier,
            self._out, self._ends, self._can,
        )  # fmt: skip
        begins = range(0, len(self._out), self._room)
        reached = [
            self._out[a:b].reshape(-1, self.length) for a, b in zip(begins, self._ends.tolist(), strict=True) if a < b
        ]
        return int(found), self._can[: len(states)], reached
