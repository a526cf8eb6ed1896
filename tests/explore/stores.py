"""Stores for tests: made in a folder, with so many threads, and room for so little that there are many files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from chartproof.explore.store.search import Crew, explore_into
from chartproof.explore.store.stored import InStore
from chartproof.language.form import Form

ROOM = 300_000


def into_store(
    folder: Path,
    form: Form,
    sizes: Mapping[str, int],
    workers: int = 2,
    *,
    symmetry: bool = False,
    resume: bool = False,
    room: int = ROOM,
) -> InStore:
    """What a search into a folder finds."""

    @contextmanager
    def crew() -> Iterator[Crew]:
        with ThreadPoolExecutor(workers) as pool:
            yield Crew(pool, workers, room)

    return InStore(explore_into(folder, form, sizes, crew, symmetry=symmetry, resume=resume), form)
