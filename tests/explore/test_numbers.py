"""Arrays as sets, by sorting: what numpy finds by hashing."""

from __future__ import annotations

import numpy as np
import pytest

from chartproof.explore.numbers import Numbers, among, distinct, rows_once


def drawn(kind: str, size: int, largest: int) -> Numbers:
    chance = np.random.default_rng(size)
    if kind == "words":
        return chance.integers(0, largest, size).astype(np.uint64)
    return np.ascontiguousarray(chance.integers(0, largest, (size, 2)).astype(np.uint64)).view("V16")[:, 0]


@pytest.mark.parametrize("kind", ["words", "several words"])
@pytest.mark.parametrize("largest", [3, 2**60])
def test_sets_are_those_of_numpy(kind: str, largest: int) -> None:
    """Would catch the last or the first value lost, one after all others taken for one of them, and what is empty."""
    for size in (0, 1, 2, 300):
        for few in (0, 1, 40):
            values, others = drawn(kind, size, largest), drawn(kind, few, largest)
            both = np.concatenate([values, others[: few // 2]])
            assert distinct(both).tolist() == np.unique(both).tolist()
            there = {v.tobytes() for v in others}
            assert among(both, others).tolist() == [v.tobytes() in there for v in both]


def test_rows_are_in_order_of_their_columns() -> None:
    """Would catch columns in another order, which would number classes otherwise, and rows that are packed onto one."""
    chance = np.random.default_rng(5)
    for size in (0, 1, 500):
        columns = [chance.integers(0, most, size) for most in (9, 4, 7)]
        assert rows_once(*columns) == sorted(set(zip(*(c.tolist() for c in columns), strict=True)))
