"""Exhaustive search, breadth first: every reachable state of an instance, with exact counts.

`states` and `transitions` are counted as in full also under symmetry, where one state of each
orbit is kept; `depth` is the length of the longest shortest path from an initial state. States are
numbered by level, then by their words, so that neither threads nor hashing show in what is found.
"""

from __future__ import annotations

import itertools
import math
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import psutil

from chartproof.compile.form import Form
from chartproof.compile.meaning import State
from chartproof.errors import TooLarge
from chartproof.explore import kernel
from chartproof.explore.exploration import MULTIPLIER, Exploration
from chartproof.explore.layout import Array, check_sizes
from chartproof.explore.names import said_sizes
from chartproof.explore.symmetry import Renamings, refuse_asymmetric, renamings
from chartproof.explore.tables import Instance
from chartproof.explore.visited import Part

Progress = Callable[[int, int], None]
"""Called after each level with its number and the states found so far."""

ROUND = 8
"""How many blocks of states are expanded before what they lead to is entered."""
LATELY = 1 << 15
"""How many of the states written lately a thread remembers."""
SMALL = 2
"""Estimates are made from instances with so many elements of each sort."""
BYTES_PER_STATE = 32
"""What a state of one word takes at the most: in the table, twice while that grows, and in the list."""
EXACT = 1 << 62
"""Sums below this are computed in 64 bits, others in Python's integers."""


def explore(
    form: Form,
    sizes: Mapping[str, int],
    *,
    symmetry: bool = False,
    memory: int | None = None,
    progress: Progress | None = None,
    start: Sequence[State] | None = None,
    multiplier: int | None = None,
    threads: int | None = None,
) -> Exploration:
    """Search an instance exhaustively.

    memory: bytes that the search may take, by default what the machine has left.
    start: states to search from, by default the initial ones.
    threads: by default, as many as there are processors; the result does not depend on it.
    Raises TooLarge, with the level, the states and an estimate, before the memory is gone, and
    ChartproofError where symmetry is asked for and the states to start from are not symmetric.
    """
    instance = Instance(form, sizes)
    first = instance.tables.initial
    if start is not None:
        first = np.array([instance.layout.pack(s) for s in start], np.uint64)
        if symmetry:
            refuse_asymmetric(instance.layout, first)
    names = renamings(instance.layout, trivial=not symmetry)
    search = _Search(instance, names, symmetry, memory, MULTIPLIER if multiplier is None else np.uint64(multiplier))
    with ThreadPoolExecutor(threads or len(os.sched_getaffinity(0))) as pool:
        return search.run(first, pool, progress)


class _Buffers:
    """What one block of states is expanded into."""

    def __init__(self, instance: Instance, length: int) -> None:
        moving = int((instance.tables.block_argument >= 0).sum())
        self.out = np.empty(kernel.PARTITIONS * kernel.BLOCK * max(1, moving) * length, np.uint64)
        self.ends = np.zeros(kernel.PARTITIONS, np.int64)
        self.seen = np.full(LATELY * length, kernel.EMPTY, np.uint64)
        self.can = np.zeros(kernel.BLOCK, np.int32)


class _Search:
    def __init__(
        self, instance: Instance, names: Renamings, symmetric: bool, memory: int | None, multiplier: np.uint64
    ) -> None:
        self.instance, self.names, self.symmetric, self.multiplier = instance, names, symmetric, multiplier
        self.memory = memory or int(psutil.virtual_memory().available * 0.8)
        self.length = instance.layout.length
        self.wide = (0,) * self.length
        self.parts = [Part(self.length, multiplier, self._reserve) for _ in range(kernel.PARTITIONS)]
        self.buffers = [_Buffers(instance, self.length) for _ in range(ROUND)]
        self.levels = [0]
        self.marks: list[list[int]] = []
        self.transitions = self.members = 0

    @property
    def count(self) -> int:
        return sum(p.count for p in self.parts)

    def _reserve(self, more: int) -> None:
        """Refuse to take more bytes than there may be."""
        wanted = more + sum(p.table.nbytes + p.states.nbytes for p in self.parts)
        if wanted > self.memory:
            raise TooLarge(
                f"{said_sizes(self.instance.sizes)} does not fit: at level {len(self.levels) - 1} there are "
                f"{self.count:,} states{self._expected()}, and going on "
                f"takes {wanted / 1e6:,.0f} MB of the {self.memory / 1e6:,.0f} MB that it may take",
                mend="explore a smaller instance, use --symmetry, or allow more with --memory",
            )

    def _expected(self) -> str:
        """The estimate of all states, where it can be had from smaller instances."""
        sizes = self.instance.sizes
        if max(sizes.values(), default=0) <= SMALL:
            return ""
        return f" of about {said_count(Estimates(self.instance.form, sizes).log(sizes))}"

    def run(self, first: Array, pool: ThreadPoolExecutor, progress: Progress | None) -> Exploration:
        self._load()
        begun = time.perf_counter()
        self._begin(first)
        self.marks.append([0] * len(self.parts))
        while self.count > self.levels[-1]:
            before = self.levels[-1]
            self.levels.append(self.count)
            frontier = [part.since(n) for part, n in zip(self.parts, self.marks[-1], strict=True)]
            self.marks.append([part.count for part in self.parts])
            if self.count - before <= kernel.BLOCK:
                frontier = [np.concatenate(frontier)]
            blocks = [(f, at) for f in frontier for at in range(0, len(f) // self.length, kernel.BLOCK)]
            for at in range(0, len(blocks), ROUND):
                self._round(blocks[at : at + ROUND], pool)
            if progress is not None:
                progress(len(self.levels) - 1, self.count)
        count = self.count
        return Exploration(
            self.instance,
            self.symmetric,
            self._in_order(),
            tuple(self.levels),
            self.members if self.symmetric else count,
            self.transitions,
            count if self.symmetric else None,
            time.perf_counter() - begun,
            self.names,
            self.multiplier,
        )

    def _load(self) -> None:
        """Run the kernels on nothing, so that they are loaded before time counts."""
        nothing = np.empty(0, np.uint64)
        self._expand((nothing, 0), self.buffers[0])
        insert: Any = kernel.insert
        insert(nothing, 0, 0, self.wide, self.multiplier, self.parts[0].table, 1, self.parts[0].states, 0, 0)
        if self.symmetric:
            self.names.stand_for(np.empty((0, self.length), np.uint64))

    def _begin(self, first: Array) -> None:
        states = self.names.stand_for(first)[0] if self.symmetric else first
        part_of: Any = kernel.part_of
        for row in states:
            self.parts[part_of(row, 0, self.wide, self.multiplier)].insert(row, 0, self.length)

    def _round(self, blocks: list[tuple[Array, int]], pool: ThreadPoolExecutor) -> None:
        """Expand some blocks of states, and enter what they lead to."""
        used = self.buffers[: len(blocks)]
        # Handing little work to threads takes longer than doing it.
        each = pool.map if len(blocks) > 1 else map
        for (states, at), buffers, found in zip(blocks, used, each(self._expand, blocks, used), strict=True):
            self.transitions += self._counted(states, at, buffers, found)
        list(each(lambda part: self._enter(part, used), range(len(self.parts))))

    def _expand(self, block: tuple[Array, int], to: _Buffers) -> int:
        states, at = block
        many = min(kernel.BLOCK, len(states) // self.length - at)
        tables = self.instance.tables
        expand: Any = kernel.expand
        return int(
            expand(
                states, at, many, self.wide, tables.guards, tables.effects, self.symmetric, self.names.arrays,
                tables.block_argument, to.seen, self.multiplier, to.out, to.ends, to.can,
            )
        )  # fmt: skip

    def _counted(self, states: Array, at: int, buffers: _Buffers, found: int) -> int:
        """The transitions of a block: of all states of its orbits, under symmetry."""
        if not self.symmetric:
            return found
        many = min(kernel.BLOCK, len(states) // self.length - at)
        block = states[at * self.length : (at + many) * self.length].reshape(-1, self.length)
        _, fixed = self.names.stand_for(block)
        sizes = self.names.sizes(block, fixed, EXACT // max(many, found))
        self.members += int(sizes.sum())
        return int((sizes * buffers.can[:many]).sum())

    def _enter(self, part: int, used: list[_Buffers]) -> None:
        for buffers in used:
            begin, end = part * (len(buffers.out) // len(self.parts)), int(buffers.ends[part])
            if begin < end:
                self.parts[part].insert(buffers.out, begin, end)

    def _in_order(self) -> Array:
        """All states, by level and then by their words; the parts are emptied."""
        for part in self.parts:
            part.table = part.table[:0]
        words = np.empty((self.count, self.length), np.uint64)
        at = 0
        for before, after in itertools.pairwise(self.marks):
            found = [
                p.states[b * self.length : a * self.length] for p, b, a in zip(self.parts, before, after, strict=True)
            ]
            level = np.concatenate(found).reshape(-1, self.length)
            if self.length == 1:
                level.sort(axis=0)
            else:
                level = level[np.lexsort(level.T)]
            words[at : at + len(level)] = level
            at += len(level)
        self.parts.clear()
        return words


def sizes_up_to(sizes: Mapping[str, int]) -> Iterator[dict[str, int]]:
    """All sizes from one of each up to these, smallest first: by their sum, then in order."""
    names = list(sizes)
    every = itertools.product(*(range(1, sizes[n] + 1) for n in names))
    for choice in sorted(every, key=lambda c: (sum(c), c[::-1])):
        yield dict(zip(names, choice, strict=True))


class Estimates:
    """About how many states instances have, from those with at most two of each sort.

    The logarithm of the count is close to multilinear in the sizes: each element multiplies the
    states by a factor that itself grows by a factor with the other sorts.
    """

    def __init__(self, form: Form, sizes: Mapping[str, int]) -> None:
        """sizes: the largest that are asked about."""
        self.names = list(sizes)
        small = {s: min(SMALL, n) for s, n in sizes.items()}
        self.logs = {tuple(c.values()): math.log(explore(form, c).states) for c in sizes_up_to(small)}

    def log(self, sizes: Mapping[str, int]) -> float:
        """The logarithm of the number of states."""
        return self._value((), sizes)

    def _value(self, fixed: tuple[int, ...], sizes: Mapping[str, int]) -> float:
        if len(fixed) == len(self.names):
            return self.logs[fixed]
        size = sizes[self.names[len(fixed)]]
        if size <= SMALL:
            return self._value((*fixed, size), sizes)
        one, two = self._value((*fixed, 1), sizes), self._value((*fixed, 2), sizes)
        return one + (two - one) * (size - 1)

    def refuse(self, sizes: Mapping[str, int], memory: int | None = None) -> None:
        """Raise TooLarge, with the estimate, where an instance cannot fit in memory."""
        if max(sizes.values(), default=0) <= SMALL:
            return
        available = memory or int(psutil.virtual_memory().available * 0.8)
        log_states = self.log(sizes)
        # An estimate may be wrong by a little; where a limit is given, the search itself keeps it.
        doubt = 20 if memory else 1.5
        if log_states + math.log(BYTES_PER_STATE) > math.log(available) + math.log(doubt):
            orbits = log_states - sum(math.lgamma(n + 1) for n in sizes.values())
            raise TooLarge(
                f"{said_sizes(sizes)} has about {said_count(log_states)} states, "
                f"which do not fit in the {available / 1e9:,.1f} GB that there are",
                mend="explore a smaller instance, or with --symmetry, which keeps one state of each orbit "
                f"(about {said_count(orbits)} at the least)\n"
                "chartproof verify proves what it can for all sizes",
            )


def said_count(log_states: float) -> str:
    """A number given by its logarithm, as a reader takes it in.

    >>> said_count(math.log(1234567)), said_count(100)
    ('1,234,567', '10^43')
    """
    return f"{math.exp(log_states):,.0f}" if log_states < 40 else f"10^{log_states / math.log(10):.0f}"


def refuse_what_cannot_fit(form: Form, sizes: Mapping[str, int], memory: int | None = None) -> None:
    """Raise TooLarge, with the estimate, where an instance cannot fit in memory."""
    if max(sizes.values(), default=0) > SMALL or len(sizes) > 2:
        Estimates(form, check_sizes(form, sizes)).refuse(sizes, memory)
