"""States as rows of words in one order, the last word first: sorted, each once, without those that are known.

It is the order in which a search numbers the states of a level.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from chartproof.explore.layout import Array
from chartproof.explore.vector import Bools

SLICE = 1 << 16
"""Rows that are looked at at a time where a mask of all would cost memory."""

Key = tuple[int, ...]
"""A row's words."""


def sort(rows: Array, spare: Array | None = None) -> Array:
    """The rows in order, in their own place where that can be, or in that of `spare`.

    spare: room for as many, by way of which numba's loop sorts in a fifth of the time that numpy takes.

    >>> sort(np.array([[3, 0], [1, 1], [2, 0]], np.uint64)).tolist()
    [[2, 0], [3, 0], [1, 1]]
    """
    if spare is not None:
        from chartproof.explore.store import loops

        order: Any = loops.order
        moved = order(rows.reshape(-1), len(rows), (0,) * rows.shape[1], spare.reshape(-1))
        return spare[: len(rows)] if moved else rows
    if rows.shape[1] == 1:
        rows.reshape(-1).sort()
        return rows
    return rows[np.lexsort(rows.T)]


def squeeze(rows: Array, loops: bool = False) -> Array:
    """Rows in order, each once; in place, since numpy's `unique` takes hundreds of times as long on millions.

    loops: whether numba's loop is to do it.

    >>> squeeze(np.array([[1], [1], [2], [5], [5]], np.uint64)).tolist()
    [[1], [2], [5]]
    """
    if loops:
        from chartproof.explore.store.loops import once

        found: Any = once
        return rows[: found(rows.reshape(-1), len(rows), (0,) * rows.shape[1])]
    kept = min(1, len(rows))
    for at in range(1, len(rows), SLICE):
        piece = rows[at : at + SLICE]
        new = _chosen(piece, _differ(piece, rows[at - 1 : at - 1 + len(piece)]))
        # What is overwritten was read, or is written anew as it was.
        rows[kept : kept + len(new)] = new
        kept += len(new)
    return rows[:kept]


def _differ(one: Array, other: Array) -> Bools:
    found: Bools = one[:, 0] != other[:, 0]
    for k in range(1, one.shape[1]):
        found |= one[:, k] != other[:, k]
    return found


def _chosen(rows: Array, which: Bools) -> Array:
    """Those rows, as a copy: quicker for one word than by rows of one."""
    return rows.reshape(-1)[which].reshape(-1, 1) if rows.shape[1] == 1 else rows[which]


class Known:
    """Marks rows, in order and each once, that are met among others, which come in order and by pieces."""

    def __init__(self, rows: Array, loops: bool) -> None:
        """loops: whether numba's loop is to do it."""
        self.rows, self.loops, self.at = rows, loops, 0
        self.gone = np.zeros(len(rows), np.bool_)

    def mark(self, others: Array) -> None:
        """Mark those that are among some others, all of which come after those of the last call."""
        if self.loops:
            from chartproof.explore.store import loops

            mark: Any = loops.mark
            wide = (0,) * self.rows.shape[1]
            flat, found = self.rows.reshape(-1), others.reshape(-1)
            self.at = int(mark(flat, self.at, len(self.rows), found, len(others), wide, self.gone))
            return
        mine, theirs = _comparable(self.rows), _comparable(others)
        places = np.searchsorted(mine, theirs)
        within = places < len(mine)
        places = places[within]
        self.gone[places[mine[places] == theirs[within]]] = True

    def rest(self) -> Array:
        """The rows that were not met."""
        return _chosen(self.rows, ~self.gone) if self.gone.any() else self.rows


def _comparable(rows: Array) -> NDArray[Any]:
    """Values, one a row, that numpy compares as the rows are ordered."""
    if rows.shape[1] == 1:
        return rows.reshape(-1)
    swapped = np.ascontiguousarray(rows[:, ::-1]).astype(">u8")
    return swapped.view(f"S{8 * rows.shape[1]}").reshape(-1)


def place(rows: Array, key: Key) -> int:
    """How many rows come before a key."""
    return int(np.searchsorted(_comparable(rows), _comparable(np.array([key], np.uint64)))[0])


def key(row: Array) -> Key:
    """The words of one row, as numbers."""
    return tuple(int(word) for word in row)


def before(one: Key, other: Key) -> bool:
    """Whether one row comes before another."""
    return one[::-1] < other[::-1]
