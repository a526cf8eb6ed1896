"""Exhaustive search, breadth first: every reachable state of an instance, with exact counts.

`states` and `transitions` are counted as in full also under symmetry, where one state of each
orbit is kept; `depth` is the length of the longest shortest path from an initial state. A search begins with
numpy alone; where it grows large, numba's loops are loaded and begin anew, and serve all that follow. What is found
does not depend on it.
"""

from __future__ import annotations

import itertools
import math
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import psutil

from chartproof.errors import TooLarge
from chartproof.explore.exploration import Exploration, Progress
from chartproof.explore.layout import Array, check_sizes
from chartproof.explore.loading import wanted
from chartproof.explore.plain import PlainSearch
from chartproof.explore.symmetry import refuse_asymmetric, renamings
from chartproof.explore.tables import Instance
from chartproof.extras import installed, load, mend
from chartproof.language.form import Form
from chartproof.language.meaning import State, initial_states
from chartproof.language.names import said_sizes

SMALL = 2
"""Estimates are made from instances with so many elements of each sort."""
BYTES_PER_STATE = 32
"""What a state of one word takes at the most: in the table, twice while that grows, and in the list."""
LARGE = 1_500_000
"""From so many states and transitions on, loading numba costs less than going on without."""
RUNS = 64_000_000
"""Bytes a thread from which on a large search goes on by sorted runs, whose buffers take half of them."""


def explore(
    form: Form,
    sizes: Mapping[str, int],
    *,
    symmetry: bool = False,
    memory: int | None = None,
    progress: Progress | None = None,
    start: Sequence[State] | None = None,
    compiled: bool | None = None,
    multiplier: int | None = None,
    threads: int | None = None,
    like: Instance | None = None,
) -> Exploration:
    """Search an instance exhaustively.

    memory: bytes that the search may take, by default what the machine has left.
    start: states to search from, by default the initial ones.
    compiled: whether numba's loops are to run; by default, where they are loaded, or the search grows large; where
    numba is not installed the search goes on without, slower and in more memory.
    multiplier: of their hash. threads: by default, as many as there are processors.
    like: an instance of other rules, of which what is the same need not be worked out again.
    Raises TooLarge, with the level, the states and an estimate, before the memory is gone, and
    ChartproofError where symmetry is asked for and the states to start from are not symmetric, and NotInstalled where
    numba's loops are asked for and numba is missing.
    """
    instance = Instance(form, sizes, like)
    begin = initial_states(form, instance.sizes) if start is None else start
    first = np.array([instance.layout.pack(s) for s in begin], np.uint64)
    if symmetry and start is not None:
        refuse_asymmetric(instance.layout, first)
    names = renamings(instance.layout, trivial=not symmetry)
    limit = memory or int(psutil.virtual_memory().available * 0.8)
    if compiled is None and wanted(names):
        compiled = True
    if not compiled:
        most = LARGE if compiled is None and installed("numba") else sys.maxsize
        found = _by_numpy(PlainSearch(instance, names, symmetry, limit, most), first, progress)
        if found is not None:
            return found
    load("numba", "a search by compiled loops")
    from chartproof.explore.calls import MULTIPLIER
    from chartproof.explore.compiled import MANY, CompiledSearch

    factor = MULTIPLIER if multiplier is None else np.uint64(multiplier)
    workers = threads or len(os.sched_getaffinity(0))
    many = MANY if limit >= RUNS * workers else sys.maxsize
    loops = CompiledSearch(instance, names, symmetry, _Room(instance, limit), factor, many)
    with ThreadPoolExecutor(workers) as pool:
        return loops.run(first, pool, progress)


def _by_numpy(search: PlainSearch, first: Array, progress: Progress | None) -> Exploration | None:
    """What numpy alone finds; None where numba is to go on, and nothing is left that takes memory beside it."""
    found = search.run(first, progress)
    if found is None and not installed("numba"):
        raise search.too_large(mend("numba"))
    return found


class _Room:
    """Refuses to take more bytes than there may be, saying how far the search has come."""

    def __init__(self, instance: Instance, memory: int) -> None:
        self.instance, self.memory = instance, memory

    def __call__(self, level: int, states: int, wanted: int) -> None:
        if wanted > self.memory:
            raise TooLarge(
                f"{said_sizes(self.instance.sizes)} does not fit: at level {level} there are "
                f"{states:,} states{self._expected()}, and going on "
                f"takes {wanted / 1e6:,.0f} MB of the {self.memory / 1e6:,.0f} MB that it may take",
                mend="explore a smaller instance, use --symmetry, or allow more with --memory",
            )

    def _expected(self) -> str:
        """The estimate of all states, where it can be had from smaller instances."""
        sizes = self.instance.sizes
        if max(sizes.values(), default=0) <= SMALL:
            return ""
        return f" of about {said_count(Estimates(self.instance.form, sizes).log(sizes))}"


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
                mend="explore a smaller instance, with --engine bdd, or with --symmetry, which keeps one state "
                f"of each orbit (about {said_count(orbits)} at the least)\n"
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
