"""The visited set of a search: every state found, in parts by hash, and in the order in which it was found.

A part has an open-addressing table of the states themselves, never fuller than four fifths nor (once
grown) emptier than half, and a list of them. Each part is used by one thread at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from chartproof.explore import kernel
from chartproof.explore.layout import Array

FULL = 0.8
GROWTH = 1.5
FIRST = 1024

Reserve = Callable[[int], None]
"""Called with the bytes about to be taken; refuses by raising."""


class Shard:
    """One part: its table, its states in the order found (flat, `length` words each), and their number."""

    def __init__(self, length: int, multiplier: np.uint64, reserve: Reserve) -> None:
        self.wide, self.multiplier, self.reserve = (0,) * length, multiplier, reserve
        self.table = np.full(FIRST * length, kernel.EMPTY, np.uint64)
        self.states = np.empty(FIRST * length, np.uint64)
        self.count = 0

    def insert(self, out: Array, begin: int, end: int) -> None:
        """Enter the states of out[begin:end] that are new."""
        insert: Any = kernel.insert
        length = len(self.wide)
        while begin < end:
            room = len(self.table) // length
            limit = min(int(room * FULL), len(self.states) // length)
            begin, self.count = insert(
                out, begin, end, self.wide, self.multiplier, self.table, room, self.states, self.count, limit
            )
            if begin < end:
                self._grow()

    def _grow(self) -> None:
        length = len(self.wide)
        if self.count + kernel.LOOKS > len(self.states) // length:
            more = int(len(self.states) // length * (GROWTH - 1)) * length
            self.reserve(8 * (len(self.states) + more))
            self.states = np.concatenate([self.states, np.empty(more, np.uint64)])
        room = len(self.table) // length
        if self.count + kernel.LOOKS > int(room * FULL):
            room = int(room * GROWTH)
            self.reserve(8 * room * length)
            table = np.full(room * length, kernel.EMPTY, np.uint64)
            enter: Any = kernel.enter
            enter(self.states, self.count, self.wide, self.multiplier, room, table)
            self.table = table

    def since(self, count: int) -> Array:
        """The states found after the first `count`, flat."""
        return self.states[count * len(self.wide) : self.count * len(self.wide)]
