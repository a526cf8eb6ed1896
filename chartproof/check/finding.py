"""What deciding a claim on one instance has found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chartproof.check.space import Trace
from chartproof.explore.vector import Bools


@dataclass(frozen=True)
class Finding:
    """A verdict on one instance, whether it says nothing, and the trace that shows it."""

    verdict: str
    vacuous: bool = False
    trace: Trace | None = None


HOLDS = Finding("holds")


def first(states: Bools) -> int:
    """The first number where it is true, or -1: of states in order of search, one of the nearest.

    >>> first(np.array([False, True, True]))
    1
    """
    at = int(np.argmax(states)) if states.size else 0
    return at if states.size and states[at] else -1


def nearest_of(candidates: list[tuple[int, Trace]]) -> Trace | None:
    """The trace with the least key."""
    return min(candidates, key=lambda c: c[0])[1] if candidates else None
