"""Arrays of numbers as sets, by sorting: numpy's `unique` and `isin` hash, ten times as slow on millions."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]
"""Of one dimension."""


def distinct(values: Numbers) -> Numbers:
    """Each value once, in order.

    >>> distinct(np.array([3, 1, 3, 2])).tolist()
    [1, 2, 3]
    """
    found = np.sort(values)
    differs = np.ones(len(found), np.bool_)
    differs[1:] = found[1:] != found[:-1]
    return found[differs]


def among(values: Numbers, others: Numbers) -> NDArray[np.bool_]:
    """Which values are among some others.

    >>> among(np.array([3, 1, 9]), np.array([1, 3, 3])).tolist()
    [True, True, False]
    """
    known = distinct(others)
    if not len(known):
        return np.zeros(len(values), np.bool_)
    places = np.searchsorted(known, values)
    places[places == len(known)] = 0
    found: NDArray[np.bool_] = known[places] == values
    return found


def rows_once(*columns: Numbers) -> list[tuple[int, ...]]:
    """Each row of some columns of numbers from 0 on once, in order.

    >>> rows_once(np.array([1, 0, 1]), np.array([5, 7, 5]))
    [(0, 7), (1, 5)]
    """
    if not len(columns[0]):
        return []
    widths = tuple(int(column.max()) + 1 for column in columns)
    # Of pairs of states and labels there are fewer than numbers of 64 bits in what is explored: numpy refuses others.
    packed = distinct(np.ravel_multi_index(columns, widths))
    found = np.unravel_index(packed, widths)
    return list(zip(*(column.tolist() for column in found), strict=True))
