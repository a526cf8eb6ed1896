"""Which engine finds what can be reached: `memory`, state by state, or `bdd`, by decision diagrams.

Without a choice it is memory, and diagrams where that does not fit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from chartproof.errors import ChartproofError, TooLarge, UnknownName
from chartproof.explore.exploration import Progress
from chartproof.explore.memory import InMemory
from chartproof.explore.reached import Reached
from chartproof.explore.search import explore, refuse_what_cannot_fit
from chartproof.language.form import Form

ENGINES = ("memory", "bdd")
PATIENCE = 60.0
"""Seconds that diagrams may take where nobody has asked for them."""


def reach(
    form: Form,
    sizes: Mapping[str, int],
    *,
    engine: str | None = None,
    symmetry: bool = False,
    levels: bool = False,
    memory: int | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    said: Callable[[str], None] = lambda text: None,
) -> Reached:
    """What can be reached in an instance of these sizes.

    levels: whether diagrams, too, are to count the states by their distance. said: told why diagrams take over.
    memory: bytes that may be taken, by default what the machine has left.
    Raises TooLarge where it does not fit, UnknownName for an engine that there is not, and ChartproofError where
    symmetry is asked of diagrams.
    """
    if engine not in (None, *ENGINES):
        raise UnknownName("engine", str(engine), ENGINES)
    if engine == "bdd" and symmetry:
        raise ChartproofError(
            "decision diagrams hold every state and know no orbits",
            mend="leave out --symmetry, which they do not need, or leave out --engine bdd",
        )
    if engine == "bdd":
        return _by_bdd(form, sizes, levels, memory, progress)
    try:
        if not symmetry:
            refuse_what_cannot_fit(form, sizes, memory)
        return InMemory(explore(form, sizes, symmetry=symmetry, memory=memory, threads=threads, progress=progress))
    except TooLarge as refused:
        if symmetry:
            mend = "leave out --symmetry and say --engine bdd, explore a smaller instance, or allow more with --memory"
            raise TooLarge(refused.message, mend=mend) from None
        if engine == "memory":
            raise
        said(f"{refused.message}; going on by decision diagrams")
        return _by_bdd(form, sizes, levels, memory, progress, PATIENCE)


def _by_bdd(
    form: Form,
    sizes: Mapping[str, int],
    levels: bool,
    memory: int | None,
    progress: Progress | None,
    patience: float | None = None,
) -> Reached:
    from chartproof.explore.bdd import InBdd

    return InBdd(form, sizes, levels=levels, memory=memory, told=progress, patience=patience)
