"""Whether every state that satisfies some facts can be reached: compared on instances, and proved for every size.

Facts hold in every reachable state of every size, so that no more states are reached than satisfy them. Whether no
fewer are is compared on every instance that is explored, by counting. That it is so at every size is shown by a list
of undoings, found on small instances; one that was kept is tried before, and shown anew like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chartproof.check.instances import STORE
from chartproof.check.proving import paths
from chartproof.check.verify import Verifier
from chartproof.count.instance import countable, states
from chartproof.errors import TooLarge
from chartproof.language.expression import Expression
from chartproof.language.meaning import Sizes
from chartproof.language.questions import Asked
from chartproof.prove.kept import plain_undoings, read_undoings
from chartproof.prove.layers import undoings
from chartproof.prove.planning import small_sizes
from chartproof.prove.search import Paths
from chartproof.prove.undoing import Exact, Exactness, Undoing

Key = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Compared:
    """As few levels of facts as describe every explored instance exactly, or all of them.

    facts: those that can be counted by; left_out: those that are said of too many elements. explored: the instances
    on which the numbers were compared. differs_at: the smallest of them where fewer states are reached than satisfy
    the facts, with both numbers; None where all agree.
    """

    facts: tuple[Expression, ...]
    left_out: tuple[Expression, ...]
    explored: tuple[Sizes, ...]
    differs_at: tuple[Sizes, int, int] | None

    @property
    def exact(self) -> bool:
        """Whether the facts describe exactly what was explored."""
        return bool(self.explored) and self.differs_at is None


def compared(verifier: Verifier) -> Compared:
    """The facts that describe the explored instances, level by level until they do so exactly."""
    form = verifier.form
    reached = dict(_reached(verifier))
    facts: list[Expression] = []
    left_out: list[Expression] = []
    differs = None
    for batch in verifier.prover(Asked(form)).batches():
        for fact in batch:
            (facts if countable(form, fact) else left_out).append(fact)
        differs = _differs(verifier, facts, reached)
        if differs is None:
            break
    return Compared(tuple(facts), tuple(left_out), tuple(dict(key) for key in reached), differs)


def _reached(verifier: Verifier) -> Iterator[tuple[Key, int]]:
    """How many states are reached at small sizes: one of each sort and two of one, then two and three of each."""
    form = verifier.form
    for sizes in [*small_sizes(form), dict.fromkeys(form.sorts, 2), dict.fromkeys(form.sorts, 3)]:
        space = verifier.instances.small(Asked(form), sizes)
        if space is not None:
            yield tuple(sizes.items()), space.exploration.states
            continue
        try:
            yield tuple(sizes.items()), verifier.instances.in_bdd(Asked(form), sizes, STORE).states
        except TooLarge:
            return


def _differs(verifier: Verifier, facts: Sequence[Expression], reached: dict[Key, int]) -> tuple[Sizes, int, int] | None:
    """The first explored instance in which more states satisfy the facts than are reached: its sizes, and both."""
    for key, number in reached.items():
        satisfying = states(verifier.form, facts, dict(key))
        if satisfying != number:
            return dict(key), satisfying, number
    return None


def exactness(verifier: Verifier, facts: Sequence[Expression]) -> Exactness | None:
    """What came of proving it, at the last where the first attempt failed; None where there is nothing to prove it by.

    verifier: what explores the small instances, on which undoings are found, and what earlier runs have kept.
    """
    exact = Exact(verifier.form, facts, verifier.limits)
    last = None
    for found in _lists(verifier):
        last = exact.shown(found)
        if last.verdict == "proved":
            verifier.kept.put("undoings", "", plain_undoings(found))
            return last
    return last


def _lists(verifier: Verifier) -> Iterator[tuple[Undoing, ...]]:
    """Lists to try: the one that was kept, then those that are found."""
    kept = read_undoings(verifier.form, verifier.kept.get("undoings", ""))
    if kept is not None:
        yield kept
    for instances in _attempts(verifier):
        found = undoings(verifier.form, instances)
        if found is not None:
            yield found


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
