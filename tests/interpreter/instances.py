"""The interpreter's explored instances of a system, and what claims come to on them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from tests.interpreter.judgement import Judgement
from tests.interpreter.meaning import Explored, TooMany, World, explore
from tests.interpreter.system import Claim, System
from tests.interpreter.verdicts import granted, judge

Sizes = tuple[int, ...]


@dataclass(frozen=True)
class Effort:
    """How far both look.

    verified, refuting: states of an instance that is verified, and of one that could refute a proof. largest: sizes
    of the latter. proved: of how many properties the prover is asked by itself. copies: of all states, at most.
    solving: steps of the solver for one question.
    """

    verified: int = 400
    refuting: int = 2_000
    largest: int = 3
    proved: int = 3
    copies: int = 6_000
    solving: int = 200_000


class Instances:
    """The interpreter's explored instances of a system, each made once."""

    def __init__(self, system: System, effort: Effort) -> None:
        self.system, self.effort = system, effort
        self._known: dict[tuple[object, Sizes], Explored | None] = {}
        self._judged: dict[tuple[Claim, Sizes], Judgement] = {}

    def sizes(self, sizes: Sizes) -> dict[str, int]:
        """Sizes by sort."""
        return dict(zip(self.system.sorts, sizes, strict=True))

    def up_to(self, largest: Sizes) -> list[Sizes]:
        """All sizes up to these, smaller ones first."""
        return sorted(itertools.product(*(range(1, n + 1) for n in largest)), key=sum)

    def explored(self, sizes: Sizes, most: int, granting: Claim | None = None) -> Explored | None:
        """An instance, or None where it has too many states."""
        key = (None if granting is None else (granting.first, granting.permission, granting.predicates), sizes)
        if key not in self._known:
            system = self.system if granting is None else granted(self.system, granting)
            self._known[key] = self._explore(system, sizes, most)
        found = self._known[key]
        return found if found is None or len(found.states) <= most else None

    def _explore(self, system: System, sizes: Sizes, most: int) -> Explored | None:
        # A smaller instance that is too large spares a look at the larger one.
        try:
            world = World(system, self.sizes(sizes))
            return explore(world, max(most, self.effort.refuting))
        except TooMany:
            return None

    def judged(self, claim: Claim, sizes: Sizes, most: int) -> tuple[Judgement, Explored] | None:
        """What a claim comes to on an instance; None where that is too large to tell."""
        inner = claim.inner if claim.kind == "granting" else claim
        assert inner is not None
        found = self.explored(sizes, most, claim if claim.kind == "granting" else None)
        if found is None or _copies(inner, found) * len(found.states) > self.effort.copies:
            return None
        if (claim, sizes) not in self._judged:
            self._judged[claim, sizes] = judge(inner, found)
        return self._judged[claim, sizes], found


def _copies(claim: Claim, found: Explored) -> int:
    """How many copies of a state a claim about copies looks at, for each that is reached."""
    if claim.kind not in ("independent", "depends", "only_dependent"):
        return 1
    number = 1
    for name, _ in found.world.cells:
        number *= len(found.world.system.machine(name).states) if name in claim.machines else 1
    return number
