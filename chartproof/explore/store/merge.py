"""The second kind of task: what all tasks of the first kind have found between two rows, without what earlier levels
have there, to a file of the next level."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np

from chartproof.errors import ChartproofError
from chartproof.explore.layout import Array
from chartproof.explore.store.files import Rows, Writer
from chartproof.explore.store.job import Job, version
from chartproof.explore.store.rows import Key, Known, before, key, sort, squeeze


class Ordered(Protocol):
    """Rows in order, each once, in a file or in memory."""

    @property
    def count(self) -> int:
        """How many there are."""

    @property
    def words(self) -> int:
        """How many words a row has."""

    @property
    def first(self) -> Key:
        """The first row."""

    @property
    def last(self) -> Key:
        """The last row."""

    def read(self, at: int, count: int) -> Array:
        """So many rows from one on."""

    def place(self, bound: Key) -> int:
        """How many rows come before a key."""

    def pieces(self, at: int, end: int, most: int) -> Iterator[Array]:
        """The rows from one to another, so many at a time at the most."""


Span = tuple[Ordered, int, int]
"""A part of some rows: from one on to another."""


def merge(
    given: Job, runs: Sequence[Rows], earlier: Sequence[Rows], low: Key | None, high: Key | None, path: str
) -> Rows | None:
    """What is new from `low` on and before `high`, as a file; None where nothing is.

    earlier: all files of the levels before, those of the last level first, as most is met there.
    """
    if given.version != version():
        raise ChartproofError("a worker has another version of chartproof", mend="install the same everywhere")
    with Writer(path) as file:
        for rows in merged(runs, earlier, low, high, loops=given.loops, room=given.room):
            file.write(rows)
        return file.finish(kept=True)


def merged(
    runs: Sequence[Ordered],
    earlier: Sequence[Ordered],
    low: Key | None,
    high: Key | None,
    *,
    loops: bool,
    room: int,
) -> Iterator[Array]:
    """What is new from `low` on and before `high`, in order, by pieces for which so many bytes do."""
    words = runs[0].words
    most = max(1, room // ((3 if words == 1 else 6) * 8 * words))
    for spans in _portions(_spans(runs, low, high), most):
        yield _new(spans, earlier, loops, room)


def _spans(files: Sequence[Ordered], low: Key | None, high: Key | None) -> list[Span]:
    """The parts of files from `low` on and before `high`, without those that are empty."""
    found = []
    for file in files:
        at = 0 if low is None else file.place(low)
        end = file.count if high is None else file.place(high)
        if at < end:
            found.append((file, at, end))
    return found


def _portions(spans: list[Span], most: int) -> Iterator[list[Span]]:
    """The spans, cut at one row in all files wherever there are more than so many rows; in order."""
    waiting = [spans]
    while waiting:
        spans = waiting.pop()
        if not spans:
            continue
        widest = max(spans, key=lambda s: s[2] - s[1])
        file, at, end = widest
        if sum(b - a for _, a, b in spans) <= most or end - at < 2:
            yield spans
            continue
        middle = key(file.read((at + end) // 2, 1)[0])
        cuts = [(f, a, min(max(f.place(middle), a), b), b) for f, a, b in spans]
        waiting.append([(f, cut, b) for f, _, cut, b in cuts if cut < b])
        waiting.append([(f, a, cut) for f, a, cut, _ in cuts if a < cut])


def _new(spans: Sequence[Span], earlier: Sequence[Ordered], loops: bool, room: int) -> Array:
    """The rows of some spans that nothing earlier has."""
    found = np.concatenate([file.read(at, end - at) for file, at, end in spans])
    found = squeeze(sort(found, np.empty_like(found) if loops else None), loops)
    piece = max(1, room // (6 * 8 * found.shape[1]))
    for file in earlier:
        if not len(found):
            break
        first, last = key(found[0]), key(found[-1])
        if before(file.last, first) or before(last, file.first):
            continue
        known = Known(found, loops)
        at = file.place(first)
        for others in file.pieces(at, file.count, piece):
            known.mark(others)
            if not before(key(others[-1]), last):
                break
        found = known.rest()
    return found
