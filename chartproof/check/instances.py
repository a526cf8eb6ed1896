"""The instances on which claims are decided: explored once, kept while a verifier is at hand.

Small instances have one element of each sort, and two of one of them, of at most so many states; the
sizes that a claim needs at least are respected. What they are does not depend on the sizes asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from chartproof.check.space import Space
from chartproof.errors import TooLarge
from chartproof.explore.search import explore, sizes_up_to
from chartproof.language.form import Form
from chartproof.language.meaning import Sizes
from chartproof.language.names import said_sizes
from chartproof.language.questions import Asked
from chartproof.prove.planning import small_sizes

SMALL = 20_000
"""States that a small instance has, at the most."""

Guard = Callable[[Form, Sizes], None]
"""Refuses an instance that cannot be explored, by raising TooLarge before it is tried."""


def no_guard(form: Form, sizes: Sizes) -> None:
    """Nothing is refused beforehand."""


@dataclass
class Instances:
    """The explored instances of a form, and of those that claims make of it by granting permissions."""

    symmetry: bool = False
    guard: Guard = no_guard
    _spaces: dict[tuple[str, bool, tuple[int, ...]], Space | None] = field(default_factory=dict)

    def space(self, asked: Asked, sizes: Sizes) -> Space:
        """The instance on which to decide a claim. Raises TooLarge where it cannot be explored."""
        return self.explored(asked, sizes, symmetry=self.symmetry and not asked.needs_every_state)

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
            self._spaces[key] = small_space(asked.form, sizes)
        space = self._spaces[key]
        return space if space is not None and space.exploration.count <= SMALL else None

    def small_instances(self, asked: Asked, least: Sizes) -> Iterator[dict[str, int]]:
        """The sizes of the small instances that have at least so many elements, smallest first."""
        for sizes in sorted_sizes(
            [{s: max(n, least.get(s, 1)) for s, n in z.items()} for z in small_sizes(asked.form)]
        ):
            if self.small(asked, sizes) is not None:
                yield sizes


def small_space(form: Form, sizes: Sizes, most: int = SMALL) -> Space | None:
    """The instance of these sizes; None where it has more states than that."""

    def refuse(level: int, states: int) -> None:
        if states > most:
            raise TooLarge(f"{said_sizes(sizes)} has more than {most:,} states", mend="use a smaller instance")

    try:
        found = explore(form, sizes, progress=refuse)
    except TooLarge:
        return None
    return Space(found) if found.count <= most else None


def sorted_sizes(every: list[dict[str, int]]) -> list[dict[str, int]]:
    """Sizes without repeats, the smallest first: in the order of `sizes_up_to`."""
    once = {tuple(z.values()): z for z in every}
    return [once[key] for key in sorted(once, key=lambda c: (sum(c), c[::-1]))]


def within(sizes: Sizes, others: Sizes) -> bool:
    """Whether no sort has more elements than in the other sizes."""
    return all(n <= others[s] for s, n in sizes.items())


def up_to(sizes: Sizes, least: Sizes) -> Iterator[dict[str, int]]:
    """All sizes up to these that have at least so many elements, smallest first."""
    return (z for z in sizes_up_to(sizes) if all(z[s] >= n for s, n in least.items()))
