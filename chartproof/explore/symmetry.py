"""Renamings of elements: which fields they move, and one state that stands for its whole orbit.

A compiled form cannot name a particular element, so every renaming of the elements of every sort
maps reachable states to reachable states, and transitions to transitions. Elements of the block
sort are renamed by sorting their blocks, never by trying orders. Those of the other sorts are put in
order of a key that no renaming of blocks changes; only where keys are equal, each order is tried.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from chartproof.errors import ChartproofError, TooLarge
from chartproof.explore.layout import Array, Field, Layout
from chartproof.language.names import element_name

LIMIT = 5040
FEW = 2
"""Up to so many orders are tried without looking at keys, which costs less."""

Ints = NDArray[np.int64]
Permutation = dict[str, tuple[int, ...]]


class Moves(NamedTuple):
    """What each order of the elements without blocks moves, and the keys that say which orders need not be tried.

    Order p: the fields moves[spans[p]:spans[p + 1]] outside of the blocks (word, shift, mask, and word and shift to
    go to) and block_moves[...] within each (shift, mask, shift to go to); it is tried where of each two elements
    in pairs[p] the first has no greater key. A key is made of an element's own fields and sums over the blocks.
    """

    moves: Array
    spans: Ints
    block_moves: Array
    block_spans: Ints
    outside: Array
    blocks: Array
    block_mask: Array
    pairs: Ints
    own: Array
    own_span: Ints
    column: Array
    column_span: Ints


@dataclass(frozen=True)
class Renamings:
    """All renamings of an instance, as arrays for the kernels; `tried` orders of the sorts without blocks."""

    layout: Layout
    tried: int
    arrays: Moves

    @property
    def order(self) -> int:
        """How many renamings there are."""
        return self.tried * math.factorial(max(1, len(self.layout.blocks)))

    def stand_for(self, states: Array) -> tuple[Array, Ints]:
        """The state that stands for each orbit, shape (n, words), and how many orders tried give it.

        The rule is `kernel.canonical`'s, over many states at once.
        """
        words = np.array(states, np.uint64).reshape(-1, self.layout.length)
        best, same = np.zeros_like(words), np.zeros(len(words), np.int64)
        keys = self._keys(words) if self.arrays.pairs.shape[1] else None
        for order in range(self.tried):
            at = np.arange(len(words))
            if keys is not None:
                before, behind = self.arrays.pairs[order].T
                at = np.flatnonzero((keys[:, before] <= keys[:, behind]).all(axis=1))
            trial = self._in_order(words[at], order)
            less, equal = np.zeros(len(at), np.bool_), np.ones(len(at), np.bool_)
            for k in range(self.layout.length):
                less |= equal & (trial[:, k] < best[at, k])
                equal &= trial[:, k] == best[at, k]
            first = same[at] == 0
            better = less | first
            same[at[equal & ~first]] += 1
            same[at[better]], best[at[better]] = 1, trial[better]
        return best, same

    def _keys(self, words: Array) -> Array:
        """A key for each element that is not sorted by block: its own cells, and the sum of its cells in the blocks."""
        moves, blocks = self.arrays, self._blocks(words)
        keys = np.zeros((len(words), len(moves.own_span) - 1), np.uint64)
        for n in range(keys.shape[1]):
            for word, shift, mask, width in moves.own[moves.own_span[n] : moves.own_span[n + 1]]:
                keys[:, n] = keys[:, n] << width | words[:, int(word)] >> shift & mask
            for shift, mask in moves.column[moves.column_span[n] : moves.column_span[n + 1]]:
                keys[:, n] = keys[:, n] << np.uint64(8) ^ (blocks >> shift & mask).sum(axis=1, dtype=np.uint64)
        return keys

    def _blocks(self, words: Array) -> Array:
        """The bits of each element of the block sort, shape (n, elements)."""
        word, shift = self.arrays.blocks.T
        blocks: Array = words[:, word.astype(np.intp)] >> shift & self.arrays.block_mask[0]
        return blocks

    def _in_order(self, words: Array, order: int) -> Array:
        """The states with the elements outside the blocks in this order, and the blocks sorted."""
        moves, found = self.arrays, words & self.arrays.outside
        for word, shift, mask, to_word, to_shift in moves.moves[moves.spans[order] : moves.spans[order + 1]]:
            found[:, int(to_word)] |= (words[:, int(word)] >> shift & mask) << to_shift
        blocks = self._blocks(words)
        inside = moves.block_moves[moves.block_spans[order] : moves.block_spans[order + 1]]
        if len(inside):
            parts = [(blocks >> shift & mask) << to for shift, mask, to in inside]
            blocks = np.bitwise_or.reduce(parts)
        blocks = np.sort(blocks, axis=1)
        for b, (word, shift) in enumerate(moves.blocks):
            found[:, int(word)] |= blocks[:, b] << shift
        return found

    def sizes(self, states: Array, fixed: NDArray[np.int64], limit: int) -> NDArray[Any]:
        """How many states the orbit of each of some representatives has; of Python's integers from `limit` on.

        The elements of equal blocks can change places: with runs of equal blocks of lengths r, there are
        B! / (r! ...) orders of B blocks, here as a product of numbers that are all whole.
        """
        lay = self.layout
        sizes = np.ones(len(states), np.int64 if self.order < limit else object)
        mask, run, before = np.uint64((1 << lay.block_width) - 1), np.ones(len(states), np.int64), None
        for b, (word, shift) in enumerate(lay.blocks):
            block = (states[:, word] >> np.uint64(shift)) & mask
            run = np.ones(len(states), np.int64) if before is None else np.where(block == before, run + 1, 1)
            sizes = sizes * (b + 1) // run
            before = block
        return sizes * (self.tried // fixed)


def renamings(layout: Layout, *, trivial: bool = False) -> Renamings:
    """The renamings of an instance (or none). Raises TooLarge where there are too many to try."""
    others = [] if trivial else [s for s in layout.form.sorts if s != layout.block_sort]
    tried = math.prod(math.factorial(layout.sizes[s]) for s in others)
    if tried > LIMIT:
        raise TooLarge(
            f"{tried:,} renamings of {', '.join(others)} are too many to try in every state",
            mend="explore with fewer of them, or without --symmetry",
        )
    choices = itertools.product(*(itertools.permutations(range(layout.sizes[s])) for s in others))
    permutations = [dict(zip(others, choice, strict=True)) for choice in choices]
    elements = [(s, n) for s in others for n in range(layout.sizes[s])] if tried > FEW else []
    return Renamings(layout, tried, _arrays(layout, permutations, elements))


def refuse_asymmetric(layout: Layout, start: Array) -> None:
    """Raise ChartproofError where the states to start from are not closed under renaming, as counts then aren't.

    Renamings of two neighbours make up all renamings, so these are tried.
    """
    states = {row.tobytes() for row in start}
    for sort in layout.form.sorts:
        for n in range(layout.sizes[sort] - 1):
            swapped = tuple({n: n + 1, n + 1: n}.get(m, m) for m in range(layout.sizes[sort]))
            for row in start:
                if renamed(layout, row, {sort: swapped}).tobytes() not in states:
                    one, other = element_name(sort, n), element_name(sort, n + 1)
                    raise ChartproofError(
                        f"symmetry does not apply: exchanging {one} and {other} in a state to start from "
                        "gives one that is not started from",
                        mend="explore without symmetry, or start from the renamed states, too",
                    )


def renamed(layout: Layout, row: Array, names: Permutation) -> Array:
    """A state with its elements renamed; sorts that are not named keep theirs."""
    state = layout.unpack(row)
    return layout.pack({(f.cell[0], _renamed(f, names)): state[f.cell] for f in layout.fields})


def _arrays(layout: Layout, permutations: Sequence[Permutation], elements: Sequence[tuple[str, int]]) -> Moves:
    tried = len(permutations)
    moves = [_joined(_moves(layout, p)) if tried > 1 else [] for p in permutations]
    inside = [_joined(_block_moves(layout, p)) if n > 0 else [] for n, p in enumerate(permutations)]
    outside = [(1 << 63) - 1 & ~_blocks_of(layout, k) for k in range(layout.length)]
    for field in layout.fields if tried > 1 else ():
        if field.variable.sorts and layout.block_sort not in field.variable.sorts:
            outside[field.word] &= ~(field.mask << field.shift)
    own = [[(f.word, f.shift, f.mask, f.width) for f in layout.fields if _only(f, s, n)] for s, n in elements]
    columns = [[(f.shift, f.mask) for f in _first_block(layout) if _column(f, s, n)] for s, n in elements]
    pairs = [[_pair(p, elements, s, n) for s, n in elements if (s, n + 1) in elements] for p in permutations]
    return Moves(
        moves=_table(moves, 5),
        spans=_span(moves),
        block_moves=_table(inside, 3),
        block_spans=_span(inside),
        outside=np.array(outside, np.uint64),
        blocks=np.array(layout.blocks, np.uint64).reshape(-1, 2),
        block_mask=np.array([(1 << layout.block_width) - 1], np.uint64),
        pairs=np.array(pairs, np.int64).reshape(tried, -1, 2),
        own=_table(own, 4),
        own_span=_span(own),
        column=_table(columns, 2),
        column_span=_span(columns),
    )


def _blocks_of(layout: Layout, word: int) -> int:
    mask = (1 << layout.block_width) - 1
    return sum(mask << shift for w, shift in layout.blocks if w == word)


def _first_block(layout: Layout) -> list[Field]:
    """The fields of the first block, with their places in it."""
    if layout.block_sort is None:
        return []
    _, start = layout.blocks[0]
    fields = [f for f in layout.fields if layout.block_sort in f.variable.sorts]
    first = [f for f in fields if f.cell[1][f.variable.sorts.index(layout.block_sort)] == 0]
    return [Field(f.cell, f.variable, 0, f.shift - start, f.width) for f in first]


def _only(field: Field, sort: str, element: int) -> bool:
    return field.variable.sorts == (sort,) and field.cell[1] == (element,)


def _column(field: Field, sort: str, element: int) -> bool:
    sorts = field.variable.sorts
    return len(sorts) == 2 and sort in sorts and field.cell[1][sorts.index(sort)] == element


def _pair(permutation: Permutation, elements: Sequence[tuple[str, int]], sort: str, n: int) -> tuple[int, int]:
    """The elements that a permutation brings to places n and n + 1, as numbers among all elements."""
    came = permutation[sort].index
    return elements.index((sort, came(n))), elements.index((sort, came(n + 1)))


def _moves(layout: Layout, permutation: Permutation) -> list[tuple[int, ...]]:
    """Where each field outside the blocks goes: word, shift, mask, and word and shift to go to."""
    moved = [f for f in layout.fields if f.variable.sorts and layout.block_sort not in f.variable.sorts]
    to = [layout.by_cell[f.cell[0], _renamed(f, permutation)] for f in moved]
    return [(f.word, f.shift, f.mask, t.word, t.shift) for f, t in zip(moved, to, strict=True)]


def _block_moves(layout: Layout, permutation: Permutation) -> list[tuple[int, ...]]:
    """Where each field of a block goes within it: shift, mask, and shift to go to."""
    fields = {f.cell: f for f in _first_block(layout)}
    return [(f.shift, f.mask, fields[f.cell[0], _renamed(f, permutation)].shift) for f in fields.values()]


def _renamed(field: Field, permutation: Permutation) -> tuple[int, ...]:
    index = field.cell[1]
    return tuple(permutation[s][n] if s in permutation else n for s, n in zip(field.variable.sorts, index, strict=True))


def _joined(moves: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Adjacent fields that move together, as one move; `word, shift, mask, word, shift` or `shift, mask, shift`."""
    joined: list[tuple[int, ...]] = []
    for move in sorted(moves):
        if joined and _follows(joined[-1], move):
            *_, mask = (last := joined[-1])[: len(move) // 2 + 1]
            wide = mask | move[len(move) // 2] << mask.bit_length()
            joined[-1] = (*last[: len(move) // 2], wide, *last[len(move) // 2 + 1 :])
        else:
            joined.append(move)
    return joined


def _follows(before: tuple[int, ...], move: tuple[int, ...]) -> bool:
    middle = len(move) // 2
    width = before[middle].bit_length()
    places = [(*before[:middle],), (*before[middle + 1 :],)]
    ends = [(*place[:-1], place[-1] + width) for place in places]
    return ends == [move[:middle], move[middle + 1 :]]


def _table(rows: Iterable[Sequence[tuple[int, ...]]], columns: int) -> Array:
    return np.array([m for row in rows for m in row], np.uint64).reshape(-1, columns)


def _span(rows: Sequence[Sequence[tuple[int, ...]]]) -> Ints:
    return np.concatenate([[0], np.cumsum([len(r) for r in rows])]).astype(np.int64)
