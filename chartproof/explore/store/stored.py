"""What a store has found, behind the seam: read level by level, by pieces, whenever something is asked of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from chartproof.errors import ChartproofError
from chartproof.explore.exploration import EXACT
from chartproof.explore.layout import Array
from chartproof.explore.memory import anywhere
from chartproof.explore.reached import NOTHING, Nearest, Occurrence, Reached, Way
from chartproof.explore.store.files import Rows
from chartproof.explore.store.manifest import Level, Manifest, read
from chartproof.explore.store.rows import key
from chartproof.explore.symmetry import renamings
from chartproof.explore.tables import Instance
from chartproof.explore.vector import Bools, evaluate, first, steps
from chartproof.explore.way import between, renamed_way, walked
from chartproof.extras import installed
from chartproof.language.expression import Binder, Expression
from chartproof.language.fold import free_binders
from chartproof.language.form import Form
from chartproof.language.meaning import Bindings, choices

PIECE = 1 << 18
"""States that are looked at at a time."""
MANY = 1 << 14
"""From so many states on, one before another is looked for by numba's loops."""


class InStore(Reached):
    """What a whole store has found. Files are held against their sums as they are read."""

    def __init__(self, manifest: Manifest, form: Form) -> None:
        assert manifest.whole
        self.manifest, self.form = manifest, form
        self.instance, self.symmetric = Instance(form, manifest.sizes), manifest.symmetry
        self.names = renamings(self.instance.layout, trivial=not manifest.symmetry)
        self.states, self.transitions, self.seconds = manifest.states, manifest.transitions, manifest.seconds
        self.orbits = sum(level.count for level in manifest.levels) if manifest.symmetry else None

    @property
    def engine(self) -> str:
        """The engine's name."""
        return "store"

    @property
    def depth(self) -> int:
        """The length of the longest shortest path from an initial state."""
        return len(self.manifest.levels) - 1

    @property
    def level_counts(self) -> tuple[int, ...]:
        """How many states are how far from the initial ones."""
        return tuple(level.states or 0 for level in self.manifest.levels)

    def pieces(self) -> Iterator[tuple[int, Array]]:
        """All states that are kept, by pieces, with their distance; nearest first, then by their words."""
        for distance, level in enumerate(self.manifest.levels):
            for file in level.files:
                for piece in file.check(PIECE):
                    yield distance, piece

    def nearest(self, expression: Expression, fixed: Bindings = NOTHING) -> Nearest | None:
        """The nearest state in which an expression holds, for some choice of its free names but those fixed."""
        for distance, piece in self.pieces():
            at = first(anywhere(expression, piece, self.instance, fixed))
            if at >= 0:
                return Nearest(piece[at], distance)
        return None

    def how_many(self, expression: Expression) -> int:
        """In how many reachable states an expression holds, for some choice of its free names."""
        return self.occurs(expression).states

    def occurs(self, expression: Expression, names: tuple[Binder, ...] = ()) -> Occurrence:
        """How often an expression holds, and how near, for each choice of its free names and of those given."""
        bounds = list(choices(tuple(dict.fromkeys((*names, *free_binders(expression)))), self.instance.sizes))
        states, times, nearest = 0, 0, None
        for distance, piece in self.pieces():
            weights = self._weights(piece)
            somewhere = np.zeros(len(piece), np.bool_)
            for bound in bounds:
                where = evaluate(expression, piece, bound, self.instance)
                times += _weight(where, weights)
                somewhere |= where
            states += _weight(somewhere, weights)
            if nearest is None and somewhere.any():
                nearest = distance
        return Occurrence(states, times, nearest)

    def way(self, state: Array) -> Way:
        """A shortest way from an initial state to a reachable one."""
        standing = self._stand_for(state[None])[0][0] if self.symmetric else state
        at, found = standing, list[tuple[int, Array]]()
        for distance in range(self._distance(standing) - 1, -1, -1):
            event, earlier = self._before(at, self.manifest.levels[distance])
            found.append((event, at))
            at = earlier
        way = at, found[::-1]
        if not self.symmetric:
            return way
        way = walked(self.instance, way, self._stand_for)
        return renamed_way(self.instance, way, between(self.instance.layout, standing, state))

    def _stand_for(self, states: Array) -> tuple[Array, Any]:
        return self.names.stand_for(states)

    def _weights(self, piece: Array) -> Any:
        """How many states each of some stands for; None where that is itself."""
        if not self.symmetric:
            return None
        return self.names.sizes(piece, self._stand_for(piece)[1], EXACT // len(piece))

    def _distance(self, row: Array) -> int:
        wanted = key(row)
        for distance, level in enumerate(self.manifest.levels):
            for file in level.files:
                at = file.place(wanted)
                if at < file.count and key(file.read(at, 1)[0]) == wanted:
                    return distance
        raise AssertionError("a way leads to what is reached")

    def _before(self, wanted: Array, level: Level) -> tuple[int, Array]:
        """The first event that leads from the first state of a level that has one to a state, and that state."""
        before = self._by_loops if level.count > MANY and installed("numba") else self._by_numpy
        for file in level.files:
            for piece in _pieces(file):
                at, event = before(piece, wanted)
                if at >= 0:
                    return event, piece[at]
        raise AssertionError("each state but the initial ones has one before it")

    def _by_numpy(self, piece: Array, wanted: Array) -> tuple[int, int]:
        found, by = len(piece), -1
        for event, where, rows in steps(piece, self.instance):
            reached = self._stand_for(rows)[0] if self.symmetric else rows
            at = first((reached == wanted).all(axis=1))
            if at >= 0 and where[at] < found:
                found, by = int(where[at]), event.number
        return (found, by) if by >= 0 else (-1, -1)

    def _by_loops(self, piece: Array, wanted: Array) -> tuple[int, int]:
        from chartproof.explore import kernel

        predecessor: Any = kernel.predecessor
        tables = self.instance.tables
        at, event = predecessor(
            piece.reshape(-1), 0, len(piece), (0,) * len(wanted), tables.guards, tables.effects,
            self.symmetric, self.names.arrays, wanted,
        )  # fmt: skip
        return int(at), int(event)


def _pieces(file: Rows) -> Iterator[Array]:
    return file.pieces(0, file.count, PIECE)


def _weight(where: Bools, weights: Any) -> int:
    return int(where.sum()) if weights is None else sum(int(w) for w in weights[where].tolist())


def opened(folder: Path, form: Form) -> InStore:
    """What a store has found, of these rules. Raises ChartproofError where it is none, not whole, or of other rules."""
    found = read(folder)
    if found is None or not found.levels:
        raise ChartproofError(f"{folder} is no store", mend=f"make it: chartproof explore --store {folder}")
    found.refuse_other(Manifest.of(folder, form, found.sizes, found.symmetry))
    if not found.whole:
        raise ChartproofError(
            f"{folder} is not whole: {found.said}, and more are to come",
            mend=f"go on: chartproof explore --store {folder} --resume",
        )
    return InStore(found, form)
