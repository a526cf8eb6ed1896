"""Who runs the tasks of a search in files: threads of this process, or the workers of a cluster."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psutil

from chartproof.explore.store.search import Crew

ROOM = 128_000_000
"""Bytes that a task takes where nothing is said: more makes it little quicker."""


@contextmanager
def threads(workers: int | None, memory: int | None) -> Iterator[Crew]:
    """So many threads, by default one a processor. memory: the bytes that all of them may take together."""
    workers = workers or len(os.sched_getaffinity(0))
    room = min(ROOM, int(psutil.virtual_memory().available * 0.8) // workers) if memory is None else memory // workers
    with ThreadPoolExecutor(workers) as pool:
        yield Crew(pool, workers, room)
