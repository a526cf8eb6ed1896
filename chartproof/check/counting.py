"""Counting the reachable states of sizes that nobody can search, by facts, and saying how sure the number is.

Facts hold in every reachable state of every size, so that no more states are reached than satisfy them. Whether no
fewer are is compared on every instance that is explored; where all agree, the number is said to be exact by these, and
where it is asked for, that is proved of every size (`exactness`).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chartproof.check.exactness import exactness
from chartproof.check.instances import STORE
from chartproof.check.verify import Verifier
from chartproof.count.instance import countable, orbits_of, states, transitions
from chartproof.count.parts import NotCounted
from chartproof.errors import TooLarge
from chartproof.language.expression import Expression
from chartproof.language.meaning import Sizes
from chartproof.language.questions import Asked
from chartproof.prove.planning import small_sizes
from chartproof.prove.undoing import Exactness


@dataclass(frozen=True)
class Count:
    """What was counted at some sizes.

    explored: the instances on which the number was compared with what is reached. differs_at: the smallest of them
    where fewer are reached, and how many; None where all agree. facts: those counted by; left_out: those that are
    said of too many elements. transitions: None where they cannot be counted alike, with the reason in `why_not`.
    orbits: None where they were not asked for, or are too much work. exactness: what came of proving the number exact
    at every size; None where that was not asked for, or nothing was found to prove it by.
    """

    sizes: Sizes
    states: int
    transitions: int | None
    orbits: int | None
    explored: tuple[Sizes, ...]
    differs_at: tuple[Sizes, int, int] | None
    facts: tuple[Expression, ...]
    left_out: tuple[Expression, ...]
    why_not: str
    seconds: float
    exactness: Exactness | None = None

    @property
    def exact(self) -> str:
        """`proved`: at every size; `explored`: as many are reached on every instance explored; `no`: it is a bound."""
        if self.exactness is not None and self.exactness.verdict == "proved":
            return "proved"
        return "no" if self.differs_at or not self.explored else "explored"


def count(verifier: Verifier, sizes: Sizes, *, symmetry: bool = False, proves: bool = False) -> Count:
    """Count an instance by as few levels of facts as describe every explored instance exactly, or by all of them.

    verifier: what proves the facts, at any sizes. proves: whether to prove the number exact, too.
    Raises NotCounted where there are too many cases to add up.
    """
    begun = time.perf_counter()
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
    exact = exactness(verifier, facts) if proves and reached and differs is None else None
    ways, why_not = None, ""
    try:
        ways = transitions(form, facts, sizes)
    except NotCounted as error:
        why_not = error.message
    return Count(
        sizes,
        states(form, facts, sizes),
        ways,
        orbits_of(form, facts, sizes) if symmetry else None,
        tuple(dict(key) for key in reached),
        differs,
        tuple(facts),
        tuple(left_out),
        why_not,
        time.perf_counter() - begun,
        exact,
    )


Key = tuple[tuple[str, int], ...]


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
