"""Renamings of elements: which fields they move, and one word that stands for its whole orbit.

A compiled form cannot name a particular element, so every renaming of the elements of every sort
maps reachable states to reachable states, and transitions to transitions. Elements of the block
sort are renamed by sorting their blocks, those of the other sorts by trying each permutation.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from chartproof.errors import TooLarge
from chartproof.explore import kernel
from chartproof.explore.layout import Field, Layout

LIMIT = 5040

Move = tuple[int, int, int]


@dataclass(frozen=True)
class Renamings:
    """All renamings of an instance, as moves of fields, a row per permutation of the other sorts."""

    layout: Layout
    moves: tuple[tuple[Move, ...], ...]
    block_moves: tuple[tuple[Move, ...], ...]
    order: int

    @cached_property
    def _arrays(self) -> tuple[object, ...]:
        lay = self.layout
        blocks = lay.sizes[lay.block_sort] if lay.block_sort else 0
        moved = [f for f in lay.fields if len(self.moves) > 1 and f.variable.sorts]
        outside = (1 << lay.block_start) - 1
        for f in moved:
            outside &= ~(f.mask << f.shift)
        return (
            _table(self.moves), _span(self.moves), _table(self.block_moves), _span(self.block_moves),
            lay.block_start, lay.block_width, blocks, np.uint64(outside),
        )  # fmt: skip

    def tables(self) -> tuple[object, ...]:
        """The arrays in the order in which the kernels take them."""
        return self._arrays

    def canonical(self, word: int | np.uint64) -> np.uint64:
        """The least word of the orbit."""
        buffer = np.zeros(64, np.uint64)
        canonical: Any = kernel.canonical
        return np.uint64(canonical(np.uint64(word), *self._arrays, buffer)[0])


def renamings(layout: Layout, *, trivial: bool = False) -> Renamings:
    """The renamings of an instance (or none). Raises TooLarge where there are too many to try."""
    if trivial:
        return Renamings(layout, ((),), ((),), 1)
    others = [s for s in layout.form.sorts if s != layout.block_sort]
    tried = math.prod(math.factorial(layout.sizes[s]) for s in others)
    if tried > LIMIT:
        raise TooLarge(
            f"{tried:,} renamings of {', '.join(others)} are too many to try in every state",
            mend="explore with fewer of them, or without --symmetry",
        )
    moves, block_moves = [], []
    for choice in itertools.product(*(itertools.permutations(range(layout.sizes[s])) for s in others)):
        permutation = dict(zip(others, choice, strict=True))
        moves.append(tuple(_moves(layout, permutation, inside=False)) if tried > 1 else ())
        identity = all(p == tuple(range(len(p))) for p in choice)
        block_moves.append(() if identity else tuple(_moves(layout, permutation, inside=True)))
    blocks = layout.sizes[layout.block_sort] if layout.block_sort else 1
    return Renamings(layout, tuple(moves), tuple(block_moves), tried * math.factorial(blocks))


def _moves(layout: Layout, permutation: dict[str, tuple[int, ...]], *, inside: bool) -> list[Move]:
    """Where each field goes: fields outside the blocks, or those of one block, relative to it."""
    by_cell = layout.by_cell
    moves = []
    for field in layout.fields:
        name, index = field.cell
        if (layout.block_sort in field.variable.sorts) != inside or not field.variable.sorts:
            continue
        if inside and index[field.variable.sorts.index(str(layout.block_sort))] != 0:
            continue
        target = by_cell[name, _renamed(field, permutation)]
        base = layout.block_start if inside else 0
        moves.append((field.shift - base, field.mask, target.shift - base))
    return _joined(moves)


def _renamed(field: Field, permutation: dict[str, tuple[int, ...]]) -> tuple[int, ...]:
    index = field.cell[1]
    return tuple(permutation[s][n] if s in permutation else n for s, n in zip(field.variable.sorts, index, strict=True))


def _joined(moves: list[Move]) -> list[Move]:
    """Adjacent fields that move together, as one move."""
    joined: list[Move] = []
    for shift, mask, to in sorted(moves):
        if joined:
            before, wide, there = joined[-1]
            width = wide.bit_length()
            if before + width == shift and there + width == to:
                joined[-1] = (before, wide | mask << width, there)
                continue
        joined.append((shift, mask, to))
    return joined


def _table(rows: tuple[tuple[Move, ...], ...]) -> np.ndarray:
    flat = [m for row in rows for m in row]
    return np.array(flat or [(0, 0, 0)], np.uint64).reshape(-1, 3)


def _span(rows: tuple[tuple[Move, ...], ...]) -> np.ndarray:
    return np.concatenate([[0], np.cumsum([len(r) for r in rows])]).astype(np.int64)
