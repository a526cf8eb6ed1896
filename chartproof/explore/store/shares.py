"""How a level's work is shared: parts of it to be expanded, and ranges of what is found to be merged."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TypeVar

from chartproof.explore.store.expand import Expanded
from chartproof.explore.store.merge import Ordered
from chartproof.explore.store.rows import Key, before

MOST = 1 << 20
"""States that a task expands: what is lost with a worker is about a second."""
FEW = 1 << 15
"""States below which a part to be expanded is not made smaller, though there be workers without one."""
FEW_MERGED = 1 << 17
"""Rows below which a part to be merged is not: each is a file, and each file is opened at every level."""
EACH = 4
"""Tasks for each worker, where there are enough rows: the last to end are waited for less long."""

O = TypeVar("O", bound=Ordered)  # noqa: E741


def parts(files: Sequence[O], workers: int) -> Iterator[tuple[O, int, int]]:
    """A level's rows in parts: where they are, where a part of them begins, and how many it has."""
    most = max(FEW, min(MOST, -(-sum(file.count for file in files) // (EACH * workers))))
    for file in files:
        number = -(-file.count // most)
        bounds = [file.count * n // number for n in range(number + 1)]
        for at, end in itertools.pairwise(bounds):
            yield file, at, end - at


def shared(
    found: Sequence[Expanded[O]], earlier: Sequence[O], workers: int, room: int
) -> Iterator[tuple[list[O], list[O], Key | None, Key | None]]:
    """What has been found in ranges of about equal work: the runs and what is earlier in each, and its bounds."""
    runs = [run for e in found for run in e.runs]
    if not runs:
        return
    total = sum(run.count for run in runs)
    tasks = max(min(EACH * workers, total // FEW_MERGED), -(-total * 24 * runs[0].words // room), 1)
    ends = [None, *_cuts(runs, [s for e in found for s in e.samples], tasks), None]
    for low, high in itertools.pairwise(ends):
        met = [run for run in runs if _meets(run, low, high)]
        if met:
            yield met, [rows for rows in earlier if _meets(rows, low, high)], low, high


def _cuts(runs: Sequence[Ordered], samples: Sequence[Sequence[Key]], tasks: int) -> list[Key]:
    """Rows that cut all runs together into about equal parts."""
    weighted = sorted(
        (sample[::-1], run.count / len(several))
        for run, several in zip(runs, samples, strict=True)
        for sample in several
    )
    total, passed, cuts = sum(weight for _, weight in weighted), 0.0, list[Key]()
    for turned, weight in weighted:
        if passed >= total * (len(cuts) + 1) / tasks and (not cuts or cuts[-1] != turned[::-1]):
            cuts.append(turned[::-1])
        passed += weight
    return cuts


def _meets(file: Ordered, low: Key | None, high: Key | None) -> bool:
    """Whether a file may have rows from `low` on and before `high`."""
    return (high is None or before(file.first, high)) and (low is None or not before(file.last, low))
