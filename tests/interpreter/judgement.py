"""What judging a claim on an explored instance comes to, and what every kind of claim needs for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.interpreter.meaning import Call, Elements, Explored, Truth
from tests.interpreter.system import Expression

Step = tuple[int, Call]
Path = list[int]


@dataclass(frozen=True)
class Judgement:
    """ends: states in which a trace that shows it may end, or steps with which it may. lengths: of such traces.

    shown: whether the claim is broken, or witnessed. run: tells, of an endless run (states, events, the place to
    which it returns), what it fails to show.
    """

    shown: bool
    vacuous: bool = False
    ends: frozenset[int] = frozenset()
    last: frozenset[Step] = frozenset()
    lengths: tuple[int, ...] = ()
    run: Callable[[Path, list[Call], int], str] | None = None


class Reader:
    """Reads a claim's expressions: names that nothing binds stand for any element."""

    def __init__(self, found: Explored, *said: Expression | None, event: str = "") -> None:
        self.found, self.world = found, found.world
        self.scope = self.world.system.event(event).parameters if event else ()
        about = dict.fromkeys(s for e in said for s in self.world.about(e, self.scope))
        self.sorts = tuple(about)
        self.names = tuple(name for name in self.world.free if name[1] in about)

    def __call__(self, said: Expression | None) -> Truth:
        """What an expression of the claim means, given elements for its names."""
        return self.world.read(said, self.names + self.scope)

    def choices(self) -> list[Elements]:
        """Every choice of elements for the names that nothing binds."""
        return self.world.choices(sort for _, sort in self.names)


def by_states(found: Explored, bad: Iterable[int], vacuous: bool = False) -> Judgement:
    ends = frozenset(bad)
    lengths = (min(found.level[n] for n in ends),) if ends else ()
    return Judgement(bool(ends), vacuous and not ends, ends, lengths=lengths)


def by_steps(found: Explored, bad: Iterable[Step], spoken_of: bool) -> Judgement:
    last = frozenset(bad)
    lengths = (min(found.level[n] for n, _ in last) + 1,) if last else ()
    return Judgement(bool(last), not spoken_of and not last, last=last, lengths=lengths)
