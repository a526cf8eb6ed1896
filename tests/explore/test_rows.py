"""Rows in order and each once, by numba's loops as by numpy."""

from __future__ import annotations

import numpy as np
import pytest

from chartproof.explore.store.rows import sort, squeeze


@pytest.mark.parametrize("words", [1, 3])
@pytest.mark.parametrize("largest", [3, 2**12, 2**63])
def test_loops_sort_as_numpy_does(words: int, largest: int) -> None:
    """Would catch a digit that is passed over though rows differ in it, the highest that is none, words in the wrong
    order, what stands in the other array, and a row that is kept twice or not at all."""
    chance = np.random.default_rng(4)
    for size in (0, 1, 2, 50, 5000):
        drawn = chance.integers(0, largest, (size, words)).astype(np.uint64)
        for changed in (drawn, drawn | np.uint64(1 << 22), drawn & ~np.uint64(0xFFF)):
            given = changed.copy()
            found = squeeze(sort(given, np.empty_like(given)), loops=True)
            assert np.array_equal(found, squeeze(sort(changed.copy())))
