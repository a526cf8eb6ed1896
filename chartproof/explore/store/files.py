"""Files of rows: written aside and renamed, read by pieces, and held against what is known of them.

A file has its rows one after another, each word as eight bytes, the least first, and nothing else.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from uuid import uuid4

import numpy as np

from chartproof.errors import ChartproofError
from chartproof.explore.layout import Array
from chartproof.explore.store.rows import Key, before, key, place

WORD = np.dtype("<u8")
PAGE = 512
"""Rows that are read at once where a search in a file comes to an end."""


@dataclass(frozen=True)
class Rows:
    """A file of rows in order, each once: its path, how many, the sum of its bytes, and the first and last row."""

    path: str
    count: int
    crc: int
    first: Key
    last: Key

    @property
    def words(self) -> int:
        """How many words a row has."""
        return len(self.first)

    def read(self, at: int, count: int) -> Array:
        """So many rows from one on, shape (count, words). Raises ChartproofError where they are not there."""
        with self._opened() as file:
            return self._rows(file, at, count)

    def place(self, bound: Key) -> int:
        """How many rows come before a key."""
        if not before(self.first, bound):
            return 0
        if before(self.last, bound):
            return self.count
        low, high = 0, self.count
        with self._opened() as file:
            while high - low > PAGE:
                middle = (low + high) // 2
                less = before(key(self._rows(file, middle, 1)[0]), bound)
                low, high = (middle, high) if less else (low, middle)
            return low + place(self._rows(file, low, high - low), bound)

    def pieces(self, at: int, end: int, most: int) -> Iterator[Array]:
        """The rows from one to another, so many at a time at the most."""
        with self._opened() as file:
            for start in range(at, end, most):
                yield self._rows(file, start, min(most, end - start))

    @contextmanager
    def _opened(self) -> Iterator[int]:
        try:
            file = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            raise damaged(self.path, "it is missing") from None
        try:
            if os.fstat(file).st_size != self.count * 8 * self.words:
                raise damaged(self.path, "it has not the size that it had")
            yield file
        finally:
            os.close(file)

    def _rows(self, file: int, at: int, count: int) -> Array:
        found = np.empty((count, self.words), WORD)
        view, at = found.data.cast("B") if count else memoryview(b""), at * 8 * self.words
        while len(view):
            read = os.preadv(file, [view], at)
            if not read:
                raise damaged(self.path, "it is shorter than it was")
            view, at = view[read:], at + read
        return found.astype(np.uint64, copy=False)

    def check(self, most: int) -> Iterator[Array]:
        """All rows by pieces. Raises ChartproofError at the end where they are not those that were written."""
        crc = 0
        for piece in self.pieces(0, self.count, most):
            crc = zlib.crc32(_bytes(piece), crc)
            yield piece
        if crc != self.crc:
            raise damaged(self.path, "its sum is not the one that it had")


def _bytes(rows: Array) -> memoryview:
    return np.ascontiguousarray(rows).astype(WORD, copy=False).data.cast("B")


def damaged(path: str, why: str) -> ChartproofError:
    """What to say of a file that is not as it was written."""
    return ChartproofError(
        f"{path} is damaged: {why}", mend="the store cannot be used: remove it, and explore into a new one"
    )


class Writer:
    """Writes a file of rows, aside until it is finished; nothing is left of it where an error ends it."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._aside = Path(path).with_name(f".{Path(path).name}.{uuid4().hex[:8]}")
        self._file = self._aside.open("wb", buffering=0)
        self._count = self._crc = 0
        self._first: Key = ()
        self._last: Key = ()

    def __enter__(self) -> Writer:
        return self

    def write(self, rows: Array) -> None:
        """Rows that come after all that were written."""
        if not len(rows):
            return
        self._first = self._first or key(rows[0])
        self._last = key(rows[-1])
        self._count += len(rows)
        left = _bytes(rows)
        self._crc = zlib.crc32(left, self._crc)
        while len(left):  # a disk that is nearly full takes a part
            left = left[self._file.write(left) :]

    def finish(self, *, kept: bool = False) -> Rows | None:
        """The file, in its place; None, and no file, where it would be empty. kept: whether it must outlive a crash."""
        if not self._count:
            return None
        if kept:
            os.fsync(self._file.fileno())
        os.replace(self._aside, self.path)
        return Rows(self.path, self._count, self._crc, self._first, self._last)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()
        with suppress(FileNotFoundError):
            self._aside.unlink()
