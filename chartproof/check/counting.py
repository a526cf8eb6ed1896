"""Counting the reachable states of sizes that nobody can search, by facts, and saying how sure the number is.

Facts hold in every reachable state of every size, so that no more states are reached than satisfy them. Where no fewer
are in every instance that is explored, the number is said to be exact by these, and where it is asked for, that is
proved of every size (`exactness`).
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from chartproof.check.exactness import Compared, compared, exactness
from chartproof.check.verify import Verifier
from chartproof.count.instance import orbits_of, states, transitions
from chartproof.count.parts import NotCounted
from chartproof.language.meaning import Sizes
from chartproof.prove.undoing import Exactness


@dataclass(frozen=True)
class Count:
    """What was counted at some sizes.

    known: the facts that it is counted by, and the instances on which the number was compared with what is reached.
    transitions: None where they cannot be counted alike, with the reason in `why_not`. orbits: None where they were not
    asked for, or are too much work. exactness: what came of proving the number exact at every size; None where that was
    not asked for, or nothing was found to prove it by.
    """

    sizes: Sizes
    states: int
    transitions: int | None
    orbits: int | None
    known: Compared
    why_not: str
    seconds: float
    exactness: Exactness | None = None

    @property
    def exact(self) -> str:
        """`proved`: at every size; `explored`: as many are reached on every instance explored; `no`: it is a bound."""
        if self.exactness is not None and self.exactness.verdict == "proved":
            return "proved"
        return "explored" if self.known.exact else "no"


def count(verifier: Verifier, sizes: Sizes, *, symmetry: bool = False, proves: bool = False) -> Count:
    """Count an instance by as few levels of facts as describe every explored instance exactly, or by all of them.

    verifier: what proves the facts, at any sizes. proves: whether to prove the number exact, too.
    Raises NotCounted where there are too many cases to add up.
    """
    begun = time.perf_counter()
    form = verifier.form
    known = compared(verifier)
    exact = exactness(verifier, known.facts) if proves and known.exact else None
    ways, why_not = None, ""
    try:
        ways = transitions(form, known.facts, sizes)
    except NotCounted as error:
        why_not = error.message
    return Count(
        sizes,
        states(form, known.facts, sizes),
        ways,
        orbits_of(form, known.facts, sizes) if symmetry else None,
        known,
        why_not,
        time.perf_counter() - begun,
        exact,
    )
