"""The instances on which claims are decided: explored once, kept while a verifier is at hand.

Small instances have one element of each sort, and two of one of them, of at most so many states; the
sizes that a claim needs at least are respected. What they are does not depend on the sizes asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chartproof.check.decide import decide
from chartproof.check.finding import Finding
from chartproof.check.space import Space
from chartproof.errors import TooLarge
from chartproof.explore.engines import PATIENCE
from chartproof.explore.search import explore, sizes_up_to
from chartproof.language.form import Form
from chartproof.language.meaning import Sizes
from chartproof.language.names import said_sizes
from chartproof.language.questions import Asked
from chartproof.prove.planning import small_sizes

if TYPE_CHECKING:
    from chartproof.explore.bdd import InBdd
    from chartproof.explore.store.stored import InStore

SMALL = 20_000
"""States that a small instance has, at the most."""
STORE = 100_000_000
"""Bytes that decision diagrams may take before the instance is explored instead."""

Guard = Callable[[Form, Sizes], None]
"""Refuses an instance that cannot be explored, by raising TooLarge before it is tried."""


def no_guard(form: Form, sizes: Sizes) -> None:
    """Nothing is refused beforehand."""


Key = tuple[str, bool, tuple[int, ...]]
"""What tells explored instances of one form apart: the permission granted, whether by orbits, the sizes."""


@dataclass
class Instances:
    """The explored instances of a form, and of those that claims make of it by granting permissions.

    like: those of other rules about the same machines, of which what is the same need not be worked out again.
    store: an instance that was explored into files, of which claims are asked there, as far as they can be.
    """

    symmetry: bool = False
    guard: Guard = no_guard
    like: Instances | None = None
    store: InStore | None = None
    _spaces: dict[Key, Space | None] = field(default_factory=dict)
    _bdds: dict[tuple[str, int | None, tuple[int, ...]], InBdd] = field(default_factory=dict)

    def decide(self, asked: Asked, sizes: Sizes, *, quick: bool = False) -> Finding:
        """What an instance says to a claim: state by state, or on decision diagrams where these can answer it.

        A small instance, and orbits where they were asked for, are explored. Any other is tried on diagrams, first
        in a small store, then in all memory where exploring is refused. Raises TooLarge where neither does.
        quick: looked into only if small, or on diagrams in a small store.
        """
        if quick:
            return self._quick(asked, sizes)
        if self.store is not None and _is_about(self.store, asked, sizes):
            return decide(asked, self.store)
        if self.symmetry or self.small(asked, sizes) is not None or not self._can_use_bdd(asked):
            return decide(asked, self._space(asked, sizes))
        try:
            return decide(asked, self.in_bdd(asked, sizes, STORE))
        except TooLarge:
            pass
        try:
            return decide(asked, self._space(asked, sizes))
        except TooLarge:
            return decide(asked, self.in_bdd(asked, sizes))

    def _quick(self, asked: Asked, sizes: Sizes) -> Finding:
        small = self.small(asked, sizes)
        if small is not None:
            return decide(asked, small)
        if not self._can_use_bdd(asked):
            raise TooLarge(f"{said_sizes(sizes)} is not small", mend="use a smaller instance")
        return decide(asked, self.in_bdd(asked, sizes, STORE))

    def _space(self, asked: Asked, sizes: Sizes) -> Space:
        return self.explored(asked, sizes, symmetry=self.symmetry and not asked.needs_every_state)

    def _can_use_bdd(self, asked: Asked) -> bool:
        from chartproof.check.symbolic import answers

        return all(answers(question) for question in asked.questions)

    def in_bdd(self, asked: Asked, sizes: Sizes, memory: int | None = None) -> InBdd:
        """The instance as decision diagrams, in so many bytes. Raises TooLarge."""
        from chartproof.explore.bdd import InBdd

        key = (asked.granting, memory, tuple(sizes.values()))
        if key not in self._bdds:
            self._bdds[key] = InBdd(asked.form, sizes, memory=memory, patience=PATIENCE)
        return self._bdds[key]

    def explored(self, asked: Asked, sizes: Sizes, *, symmetry: bool = False) -> Space:
        """The instance of a claim's form, in full or one state of each orbit. Raises TooLarge."""
        key = (asked.granting, symmetry, tuple(sizes.values()))
        space = self._spaces.get(key)
        if space is None:
            if not symmetry:
                self.guard(asked.form, sizes)
            space = self._spaces[key] = Space(explore(asked.form, sizes, symmetry=symmetry))
        return space

    def small(self, asked: Asked, sizes: Sizes) -> Space | None:
        """The instance, in full, if it is small."""
        key = (asked.granting, False, tuple(sizes.values()))
        if key not in self._spaces:
            other = self.like.kept(key) if self.like is not None else None
            self._spaces[key] = small_space(asked.form, sizes, like=other)
        space = self._spaces[key]
        return space if space is not None and space.exploration.count <= SMALL else None

    def known(self, asked: Asked) -> Iterator[Space]:
        """Every instance of a claim's form that was explored so far, smallest first."""
        found = [space for key, space in self._spaces.items() if space is not None and key[0] == asked.granting]
        return iter(sorted(found, key=lambda space: space.exploration.count))

    def kept(self, key: Key) -> Space | None:
        """An instance that has been explored; none is explored for the asking, as the claim's rules may be others."""
        return self._spaces.get(key)

    def small_instances(self, asked: Asked, least: Sizes) -> Iterator[dict[str, int]]:
        """The sizes of the small instances that have at least so many elements, smallest first."""
        for sizes in sorted_sizes(small_sizes(asked.form, least)):
            if self.small(asked, sizes) is not None:
                yield sizes


def _is_about(store: InStore, asked: Asked, sizes: Sizes) -> bool:
    """Whether a store holds an instance, and can answer all that is asked of it."""
    from chartproof.check.streamed import answers

    if dict(store.instance.sizes) != dict(sizes) or store.form != asked.form:
        return False
    return all(map(answers, asked.questions)) and not (store.symmetric and asked.needs_every_state)


def small_space(form: Form, sizes: Sizes, most: int = SMALL, like: Space | None = None) -> Space | None:
    """The instance of these sizes; None where it has more states than that."""

    def refuse(level: int, states: int) -> None:
        if states > most:
            raise TooLarge(f"{said_sizes(sizes)} has more than {most:,} states", mend="use a smaller instance")

    try:
        found = explore(form, sizes, progress=refuse, like=like.instance if like is not None else None)
    except TooLarge:
        return None
    return Space(found) if found.count <= most else None


def sorted_sizes(every: list[dict[str, int]]) -> list[dict[str, int]]:
    """Sizes without repeats, the smallest first: in the order of `sizes_up_to`."""
    once = {tuple(z.values()): z for z in every}
    return [once[key] for key in sorted(once, key=lambda c: (sum(c), c[::-1]))]


def raised(sizes: Sizes, least: Sizes) -> dict[str, int]:
    """The sizes, with at least so many elements."""
    return {sort: max(n, least.get(sort, 1)) for sort, n in sizes.items()}


def within(sizes: Sizes, others: Sizes) -> bool:
    """Whether no sort has more elements than in the other sizes."""
    return all(n <= others[s] for s, n in sizes.items())


def up_to(sizes: Sizes, least: Sizes) -> Iterator[dict[str, int]]:
    """All sizes up to these that have at least so many elements, smallest first."""
    return (z for z in sizes_up_to(sizes) if all(z[s] >= n for s, n in least.items()))
