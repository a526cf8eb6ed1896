"""Whether every state that satisfies some facts can be reached, at every size: found on small instances, and proved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chartproof.check.proving import paths
from chartproof.check.verify import Verifier
from chartproof.language.expression import Expression
from chartproof.language.questions import Asked
from chartproof.prove.layers import undoings
from chartproof.prove.planning import small_sizes
from chartproof.prove.search import Paths
from chartproof.prove.undoing import Exact, Exactness


def exactness(verifier: Verifier, facts: Sequence[Expression]) -> Exactness | None:
    """What came of proving it, at the last where the first attempt failed; None where there is nothing to prove it by.

    verifier: what explores the small instances, on which undoings are found.
    """
    exact = Exact(verifier.form, facts, verifier.limits)
    last = None
    for instances in _attempts(verifier):
        found = undoings(verifier.form, instances)
        if found is not None:
            last = exact.shown(found)
            if last.verdict == "proved":
                return last
    return last


def _attempts(verifier: Verifier) -> Iterator[list[Paths]]:
    """The instances to find them on: two of one sort, with the others; then two of every sort, too, if that is small.

    One of each sort is a part of the others, but for a project in which there is no other.
    """
    form = verifier.form
    small = small_sizes(form)
    first = [p for sizes in small[1:] or small if (p := _paths(verifier, sizes)) is not None]
    if first:
        yield first
        two = dict.fromkeys(form.sorts, 2)
        if two not in small and (more := _paths(verifier, two)) is not None:
            yield [*first, more]


def _paths(verifier: Verifier, sizes: dict[str, int]) -> Paths | None:
    space = verifier.instances.small(Asked(verifier.form), sizes)
    return None if space is None else paths(space)
