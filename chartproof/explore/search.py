"""Exhaustive search, breadth first: every reachable state of an instance, with exact counts.

`states` and `transitions` are counted as in full also under symmetry, where one state of each
orbit is kept; `depth` is the length of the longest shortest path from an initial state.
"""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import psutil
from numpy.typing import NDArray

from chartproof.compile.form import Form
from chartproof.errors import TooLarge
from chartproof.explore import kernel
from chartproof.explore.names import said_sizes
from chartproof.explore.symmetry import Renamings, renamings
from chartproof.explore.tables import Array, Instance

Progress = Callable[[int, int], None]
"""Called after each level with its number and the states found so far."""

BYTES_PER_STATE = 8 + 4 / 0.3
MULTIPLIER = np.uint64(0xD6E8FEB86659FD93)


@dataclass
class Exploration:
    """What a search has found. States stand in the order in which they were found."""

    instance: Instance
    symmetric: bool
    words: Array
    table: NDArray[np.uint32]
    levels: tuple[int, ...]
    states: int
    transitions: int
    orbits: int | None
    seconds: float
    multiplier: np.uint64 = field(default=MULTIPLIER, repr=False)

    @property
    def depth(self) -> int:
        """The length of the longest shortest path from an initial state."""
        return len(self.levels) - 2

    @property
    def count(self) -> int:
        """How many states are kept (orbits, under symmetry)."""
        return int(self.words.shape[0])

    def find(self, word: int) -> int:
        """The number of a reachable state, or -1."""
        return max(-1, int(kernel.find(np.uint64(word), self.words, self.table, self.multiplier)))

    def level_of(self, number: int) -> int:
        """The length of a shortest path to a state."""
        return int(np.searchsorted(np.array(self.levels), number, side="right")) - 1

    def trace(self, number: int) -> list[tuple[int, int]]:
        """A shortest way from an initial state: (event instance, state number) per step."""
        steps: list[tuple[int, int]] = []
        while (level := self.level_of(number)) > 0:
            before, event = kernel.predecessor(
                self.words[number],
                self.levels[level - 1],
                self.levels[level],
                self.words,
                self.instance.tables.rules,
            )
            steps.append((int(event), number))
            number = int(before)
        return steps[::-1]

    def initial_of(self, steps: list[tuple[int, int]], number: int) -> int:
        """The initial state from which a trace to `number` starts."""
        if not steps:
            return number
        event, first = steps[0]
        for n in range(self.levels[1]):
            found = kernel.predecessor(self.words[first], n, n + 1, self.words, self.instance.tables.rules)
            if found[1] == event:
                return n
        raise AssertionError("a trace starts at an initial state")


def explore(
    form: Form,
    sizes: Mapping[str, int],
    *,
    symmetry: bool = False,
    memory: int | None = None,
    progress: Progress | None = None,
    start: Sequence[int] | None = None,
    multiplier: int | None = None,
) -> Exploration:
    """Search an instance exhaustively.

    memory: bytes that the search may take, by default what the machine has left.
    start: words of states to search from, by default the initial ones.
    Raises TooLarge, with the level, the states and an estimate, before the memory is gone.
    """
    instance = Instance(form, sizes)
    search = _Search(instance, renamings(instance.layout) if symmetry else None, memory, multiplier, start)
    return search.run(progress)


class _Search:
    def __init__(
        self,
        instance: Instance,
        names: Renamings | None,
        memory: int | None,
        multiplier: int | None,
        start: Sequence[int] | None,
    ) -> None:
        self.instance, self.names = instance, names
        self.memory = memory or int(psutil.virtual_memory().available * 0.8)
        self.multiplier = np.uint64(multiplier) if multiplier is not None else MULTIPLIER
        words = instance.tables.initial if start is None else np.array(start, np.uint64)
        self.states = np.empty(1 << 12, np.uint64)
        self.table = np.zeros(1 << 13, np.uint32)
        self.count = 0
        self.levels = [0]
        self.transitions = self.members = 0
        self._reserve(len(words) + len(instance.events))
        for word in words:
            self._enter(word)

    def _enter(self, word: np.uint64) -> None:
        if self.names is not None:
            word = self.names.canonical(word)
        found = kernel.find(word, self.states, self.table, self.multiplier)
        if found < 0:
            self.states[self.count] = word
            self.count += 1
            self.table[-1 - found] = self.count

    def _reserve(self, extra: int) -> None:
        """Room for more states; refuses before the memory is gone."""
        wanted = self.count + extra
        while wanted > len(self.table) * 0.6 - len(self.instance.events) or wanted > len(self.states):
            self._check(2 * (8 * len(self.states) + 4 * len(self.table)))
            self.states = np.concatenate([self.states, np.empty(len(self.states), np.uint64)])
            if self.count + extra > len(self.table) * 0.6 - len(self.instance.events):
                self.table = np.zeros(2 * len(self.table), np.uint32)
                kernel.fill(self.states, self.count, self.table, self.multiplier)

    def _check(self, wanted: int) -> None:
        if wanted > self.memory:
            raise TooLarge(
                f"{said_sizes(self.instance.sizes)} does not fit: at level {len(self.levels)} there are "
                f"{self.count:,} states, and going on "
                f"takes {wanted / 1e6:,.0f} MB of the {self.memory / 1e6:,.0f} MB that it may take",
                mend="explore a smaller instance, or use --symmetry",
            )

    def run(self, progress: Progress | None) -> Exploration:
        begun = time.perf_counter()
        at = 0
        while self.levels[-1] < self.count:
            self.levels.append(self.count)
            last = self.count
            while at < last:
                at = self._expand(at, last)
                if at < last:
                    self._reserve(len(self.instance.events))
            if progress is not None:
                progress(len(self.levels) - 1, self.count)
        return Exploration(
            self.instance,
            self.names is not None,
            self.states[: self.count],
            self.table,
            tuple(self.levels),
            self.members,
            self.transitions,
            self.count if self.names is not None else None,
            time.perf_counter() - begun,
            self.multiplier,
        )

    def _expand(self, at: int, last: int) -> int:
        """Go on from state `at`, as far as there is room."""
        room = (at, last, self.count, self.states, self.table, self.multiplier, self.instance.tables.rules)
        if self.names is None:
            at, self.count, transitions = kernel.expand(*room)
            self.members = self.count
        else:
            at, self.count, transitions, members = kernel.expand_orbits(*room, self.names.order, self.names.tables())
            self.members += int(members)
        self.transitions += int(transitions)
        return at


def sizes_up_to(sizes: Mapping[str, int]) -> Iterator[dict[str, int]]:
    """All sizes from one of each up to these, smallest first: by their sum, then in order."""
    names = list(sizes)
    every = itertools.product(*(range(1, sizes[n] + 1) for n in names))
    for choice in sorted(every, key=lambda c: (sum(c), c[::-1])):
        yield dict(zip(names, choice, strict=True))


def estimate(form: Form, sizes: Mapping[str, int]) -> float:
    """About how many states an instance has, from instances with at most two of each sort.

    The logarithm of the count is close to multilinear in the sizes: each element multiplies the
    states by a factor that itself grows by a factor with the other sorts.
    """
    small = {s: min(2, n) for s, n in sizes.items()}
    logs = {tuple(c.values()): math.log(explore(form, c).states) for c in sizes_up_to(small)}
    names = list(sizes)

    def value(fixed: tuple[int, ...]) -> float:
        if len(fixed) == len(names):
            return logs[fixed]
        size = sizes[names[len(fixed)]]
        if size <= 2:
            return value((*fixed, size))
        one, two = value((*fixed, 1)), value((*fixed, 2))
        return one + (two - one) * (size - 1)

    return value(())


def refuse_what_cannot_fit(form: Form, sizes: Mapping[str, int], memory: int | None = None) -> None:
    """Raise TooLarge, with the estimate, where an instance cannot fit in memory."""
    if max(sizes.values(), default=0) <= 2 and len(sizes) <= 2:
        return
    available = memory or int(psutil.virtual_memory().available * 0.8)
    log_states = estimate(form, sizes)
    if log_states + math.log(BYTES_PER_STATE) > math.log(available) + math.log(1.5):
        count = f"{math.exp(log_states):,.0f}" if log_states < 40 else f"10^{log_states / math.log(10):.0f}"
        raise TooLarge(
            f"{said_sizes(sizes)} has about {count} states, "
            f"which do not fit in the {available / 1e9:,.1f} GB that there are",
            mend="explore a smaller instance, or use --symmetry",
        )
