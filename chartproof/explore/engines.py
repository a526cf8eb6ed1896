"""Which engine finds what can be reached."""

from __future__ import annotations

from collections.abc import Mapping

from chartproof.compile.form import Form
from chartproof.explore.exploration import Progress
from chartproof.explore.memory import InMemory
from chartproof.explore.reached import Reached
from chartproof.explore.search import explore, refuse_what_cannot_fit


def reach(
    form: Form,
    sizes: Mapping[str, int],
    *,
    symmetry: bool = False,
    memory: int | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Reached:
    """What can be reached in an instance of these sizes.

    memory: bytes that may be taken, by default what the machine has left.
    Raises TooLarge where it does not fit.
    """
    if not symmetry and memory is None:
        refuse_what_cannot_fit(form, sizes)
    found = explore(form, sizes, symmetry=symmetry, memory=memory, threads=threads, progress=progress)
    return InMemory(found)
