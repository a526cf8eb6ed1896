"""The one loop of a store that numpy is too slow for, compiled by numba."""

# mypy: ignore-errors
# (numba compiles untyped functions)
from __future__ import annotations

import numpy as np

from chartproof.explore.keeping import compiled


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
