"""Adding up tables: how many states, and how many of them differ in more than who is who.

Elements that can be in the same states, and are the same to all others, are one class; a state is counted by how many
elements of a part are in which class. A part whose elements say nothing to each other needs no such list: each of its
elements multiplies what the others leave it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chartproof.count.parts import NotCounted, Part, Tables

MOST = 400_000
"""Lists of how many elements are in which class, at most: a second's or two's work."""

Classes = tuple[tuple[int, ...], ...]


@dataclass
class _Reduced:
    """Tables of classes. many: per part, how many types each class has, less those that are taken away.

    pairs: in how many ways two elements can be, by their classes.
    """

    parts: Sequence[Part]
    many: list[list[int]]
    pairs: dict[tuple[int, int], list[list[int]]]

    def ways(self, part: int, one: int, other: int, second: int) -> int:
        """In how many ways an element of a class can be with one of another part's, or with another of its own."""
        if part <= other:
            return self.pairs[part, other][one][second]
        return self.pairs[other, part][second][one]

    def silent(self, one: int, other: int) -> bool:
        """Whether nothing is said of elements of two parts together, or of two of one, that is not said of each."""
        found = self.pairs.get((min(one, other), max(one, other)))
        return found is None or all(n == 1 for row in found for n in row)


def _reduced(tables: Tables, parts: Sequence[Part]) -> _Reduced:
    rows = [_classes(tables, part, len(parts)) for part in range(len(parts))]
    first = [[members[0] for members in classes] for classes in rows]
    pairs = {
        (one, other): found[np.ix_(first[one], first[other])].tolist() for (one, other), found in tables.pairs.items()
    }
    many = [
        [sum(tables.signs[part][one] for one in members) for members in classes] for part, classes in enumerate(rows)
    ]
    return _Reduced(parts, many, pairs)


def _classes(tables: Tables, part: int, count: int) -> list[list[int]]:
    """The types of a part, those together that are the same to everybody."""
    columns: list[NDArray[Any]] = []
    for other in range(count):
        if (part, other) in tables.pairs:
            columns.append(tables.pairs[part, other])
        elif (other, part) in tables.pairs:
            columns.append(tables.pairs[other, part].T)
    found: dict[tuple[Any, ...], list[int]] = {}
    for one in range(tables.count(part)):
        found.setdefault(tuple(tuple(c[one].tolist()) for c in columns), []).append(one)
    return list(found.values())


def total(tables: Tables, parts: Sequence[Part]) -> int:
    """How many states there are, for one state of the machines without elements. Raises NotCounted."""
    reduced = _reduced(tables, parts)
    listed = _listed(reduced)
    powered = [p for p in range(len(parts)) if p not in listed]
    found = 0
    for counts in itertools.product(*(_counts(parts[p].size, len(reduced.many[p])) for p in listed)):
        ways = _together(reduced, listed, counts)
        for part in powered if ways else ():
            ways *= sum(
                many * _beside(reduced, part, one, listed, counts) for one, many in enumerate(reduced.many[part])
            ) ** (parts[part].size)
        found += ways
    return found


def _listed(reduced: _Reduced) -> list[int]:
    """The parts whose classes are listed, so few that the others say nothing to each other. Raises NotCounted."""
    every = range(len(reduced.parts))
    best: tuple[int, list[int]] | None = None
    for count in range(len(reduced.parts) + 1):
        for listed in itertools.combinations(every, count):
            rest = [p for p in every if p not in listed]
            if not all(reduced.silent(a, b) for a, b in itertools.combinations_with_replacement(rest, 2)):
                continue
            sizes = [(reduced.parts[p].size, len(reduced.many[p])) for p in listed]
            work = math.prod(math.comb(size + classes - 1, size) for size, classes in sizes)
            if best is None or work < best[0]:
                best = work, list(listed)
    assert best is not None, "listing all parts is one way"
    if best[0] > MOST:
        raise NotCounted(
            f"there are {best[0]:,} ways to say how many elements are in which class, more than {MOST:,}",
            mend="take smaller sizes",
        )
    return best[1]


def _counts(size: int, classes: int) -> Iterator[tuple[int, ...]]:
    """Every way to say how many of so many elements are in which class."""
    if not classes:
        return
    for bars in itertools.combinations(range(size + classes - 1), classes - 1):
        edges = (-1, *bars, size + classes - 1)
        yield tuple(b - a - 1 for a, b in itertools.pairwise(edges))


def _together(reduced: _Reduced, listed: Sequence[int], counts: Classes) -> int:
    """In how many ways so many elements of the classes of the listed parts can be, with all that is between them."""
    ways = 1
    for place, part in enumerate(listed):
        ways *= _multinomial(counts[place])
        for one, n in enumerate(counts[place]):
            ways *= reduced.many[part][one] ** n
            if (part, part) in reduced.pairs:
                ways *= reduced.ways(part, one, part, one) ** math.comb(n, 2)
                for other, m in enumerate(counts[place][:one]):
                    ways *= reduced.ways(part, one, part, other) ** (n * m)
            for before in range(place):
                for other, m in enumerate(counts[before]):
                    ways *= reduced.ways(part, one, listed[before], other) ** (n * m)
            if not ways:
                return 0
    return ways


def _beside(reduced: _Reduced, part: int, one: int, listed: Sequence[int], counts: Classes) -> int:
    """In how many ways one element of a class can be with all of the listed ones."""
    return math.prod(
        reduced.ways(part, one, other, second) ** n
        for place, other in enumerate(listed)
        for second, n in enumerate(counts[place])
        if n
    )


def _multinomial(counts: Sequence[int]) -> int:
    found, left = 1, sum(counts)
    for n in counts:
        found *= math.comb(left, n)
        left -= n
    return found


def orbits(tables: Tables, parts: Sequence[Part]) -> int | None:
    """How many states there are but for who is who (Burnside's lemma); None where that is too much work.

    Two elements of one part must say nothing to each other.
    """
    reduced = _reduced(tables, parts)
    if not all(reduced.silent(p, p) for p in range(len(parts))):
        return None
    listed = _listed(reduced)
    powered = [p for p in range(len(parts)) if p not in listed]
    choices = [list(_cycles(parts[p].size, len(reduced.many[p]))) for p in listed]
    steps = math.prod(map(len, choices)) * sum(parts[p].size ** 2 for p in powered or listed)
    if steps > 100 * MOST:
        return None
    found = Fraction(0)
    for chosen in itertools.product(*choices):
        share = math.prod((share for share, _ in chosen), start=Fraction(1))
        ways = _fixed(reduced, listed, [cycles for _, cycles in chosen])
        for part in powered if ways else ():
            ways *= _orbits_of(reduced, part, listed, [cycles for _, cycles in chosen])
        found += share * ways
    assert found.denominator == 1, "Burnside's sum is a whole number"
    return found.numerator


Cycles = tuple[tuple[int, int], ...]
"""The cycles of a renaming, with what their elements are: (length, class)."""


def _cycles(size: int, classes: int) -> Iterator[tuple[Fraction, Cycles]]:
    """Every kind of renaming of so many elements, each cycle in a class: its share of all renamings, and the cycles."""
    for partition in _partitions(size, size):
        kinds = [(length, partition.count(length)) for length in sorted(set(partition))]
        share = Fraction(1, math.prod(length**n * math.factorial(n) for length, n in kinds))
        for counts in itertools.product(*(_counts(n, classes) for _, n in kinds)):
            weight = math.prod(map(_multinomial, counts))
            of_each = [
                (length, one, n) for (length, _), of in zip(kinds, counts, strict=True) for one, n in enumerate(of)
            ]
            yield share * weight, tuple((length, one) for length, one, n in of_each for _ in range(n))


def _partitions(size: int, largest: int) -> Iterator[tuple[int, ...]]:
    if not size:
        yield ()
    for first in range(min(size, largest), 0, -1):
        for rest in _partitions(size - first, first):
            yield (first, *rest)


def _fixed(reduced: _Reduced, listed: Sequence[int], cycles: Sequence[Cycles]) -> int:
    """In how many ways the listed elements can be so that a renaming changes nothing."""
    ways = 1
    for place, part in enumerate(listed):
        for length, one in cycles[place]:
            ways *= reduced.many[part][one]
            for before in range(place):
                for other_length, other in cycles[before]:
                    ways *= reduced.ways(part, one, listed[before], other) ** math.gcd(length, other_length)
    return ways


def _orbits_of(reduced: _Reduced, part: int, listed: Sequence[int], cycles: Sequence[Cycles]) -> int:
    """The same summed over all renamings of a part that is not listed, cycle by cycle, divided by their number."""
    size = reduced.parts[part].size
    by_length = [0] + [
        sum(
            many
            * math.prod(
                reduced.ways(part, one, listed[place], other) ** math.gcd(length, other_length)
                for place, of in enumerate(cycles)
                for other_length, other in of
            )
            for one, many in enumerate(reduced.many[part])
        )
        for length in range(1, size + 1)
    ]
    sums = [1]
    for n in range(1, size + 1):
        sums.append(sum(by_length[length] * sums[n - length] for length in range(1, n + 1)) // n)
    return sums[size]
