"""The loops over rows that numpy is too slow for, compiled by numba: in order, each once, without what is known."""

# mypy: ignore-errors
# (numba compiles untyped functions)
from __future__ import annotations

import numpy as np

from chartproof.explore.keeping import compiled

DIGIT = 11
"""The bits by which rows are sorted at once: as many places to write to as the caches near the processor hold."""


@compiled
def order(rows, count, wide, spare):
    """Put rows in order, the last word first, by way of room for as many; whether they stand there in the end.

    Radix sort, the least digit first. A digit that is the same in all rows is passed over: most bits of a word are.
    """
    length, mask, moved = len(wide), np.uint64((1 << DIGIT) - 1), False
    places = np.empty(1 << DIGIT, np.int64)
    for word in range(length if count > 1 else 0):
        differ = np.uint64(0)
        for i in range(count):
            differ |= rows[i * length + word] ^ rows[word]
        shift = np.uint64(0)
        while differ >> shift != np.uint64(0):
            if (differ >> shift) & mask != np.uint64(0):
                places[:] = 0
                for i in range(count):
                    places[(rows[i * length + word] >> shift) & mask] += 1
                at = 0
                for digit in range(1 << DIGIT):
                    at, places[digit] = at + places[digit], at
                for i in range(count):
                    digit = (rows[i * length + word] >> shift) & mask
                    for k in range(length):
                        spare[places[digit] * length + k] = rows[i * length + k]
                    places[digit] += 1
                rows, spare, moved = spare, rows, not moved
            shift += np.uint64(DIGIT)
            if shift >= np.uint64(64):
                break
    return moved


@compiled
def once(rows, count, wide):
    """Keep each of some rows in order once, in place; returns how many there are."""
    length, kept = len(wide), min(1, count)
    for i in range(1, count):
        differ = np.uint64(0)
        for k in range(length):
            differ |= rows[i * length + k] ^ rows[(kept - 1) * length + k]
        # Written in any case, and over again by the next where it is the same: no branch that cannot be foreseen.
        for k in range(length):
            rows[kept * length + k] = rows[i * length + k]
        kept += differ != np.uint64(0)
    return kept


@compiled
def mark(rows, at, count, others, many, wide, gone):
    """Mark those of rows[at:count] that are among the others, both in order; returns where to go on with further ones.

    Where the others are few, most rows are passed over in leaps of growing length.
    """
    length = len(wide)
    for n in range(many):
        low, high, leap = at, at, 1
        while high < count:
            below = False
            for k in range(length - 1, -1, -1):
                one, other = rows[high * length + k], others[n * length + k]
                if one != other:
                    below = one < other
                    break
            if not below:
                break
            low, high, leap = high + 1, high + leap, leap * 2
        high = min(high, count)
        while low < high:
            middle = (low + high) // 2
            below = False
            for k in range(length - 1, -1, -1):
                one, other = rows[middle * length + k], others[n * length + k]
                if one != other:
                    below = one < other
                    break
            if below:
                low = middle + 1
            else:
                high = middle
        at = low
        if at == count:
            break
        difference = np.uint64(0)
        for k in range(length):
            difference |= rows[at * length + k] ^ others[n * length + k]
        if difference == np.uint64(0):
            gone[at] = True
            at += 1
    return at
