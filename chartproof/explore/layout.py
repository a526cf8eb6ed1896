"""How a state of an instance is packed: a row of 64-bit words, a field per cell, none across two words.

The elements of one sort, the *block sort*, each have a block of the same shape within one word, so
that renaming its elements is sorting blocks. The highest bit of a word is never used.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from chartproof.errors import ChartproofError, TooLarge, UnknownName
from chartproof.language.form import Form, Variable
from chartproof.language.meaning import Cell, State
from chartproof.language.names import said_sizes

USABLE = 63
MOST = 100_000
"""How many machines, or events with their arguments, an instance may have."""

Array = NDArray[np.uint64]


@dataclass(frozen=True)
class Field:
    """Where a cell's state stands: the code of a state is its number in the machine's list."""

    cell: Cell
    variable: Variable
    word: int
    shift: int
    width: int

    @property
    def mask(self) -> int:
        """The field's bits, not shifted."""
        return (1 << self.width) - 1


@dataclass(frozen=True)
class Layout:
    """The fields of an instance; and where the blocks of its block sort begin: (word, shift), if it has one."""

    form: Form
    sizes: Mapping[str, int]
    fields: tuple[Field, ...]
    length: int
    block_sort: str | None
    blocks: tuple[tuple[int, int], ...]
    block_width: int

    @cached_property
    def by_cell(self) -> dict[Cell, Field]:
        """The field of each cell."""
        return {f.cell: f for f in self.fields}

    def pack(self, state: State) -> Array:
        """The words of a state: shape (length,)."""
        words = [0] * self.length
        for f in self.fields:
            words[f.word] |= f.variable.states.index(state[f.cell]) << f.shift
        return np.array(words, np.uint64)

    def unpack(self, words: Array) -> dict[Cell, str]:
        """The state of some words, of shape (length,)."""
        row = [int(w) for w in words]
        return {f.cell: f.variable.states[row[f.word] >> f.shift & f.mask] for f in self.fields}


def check_sizes(form: Form, sizes: Mapping[str, int]) -> dict[str, int]:
    """Sizes in the order of the form's sorts. Raises ChartproofError where they are not positive integers, TooLarge."""
    for name in sizes:
        if name not in form.sorts:
            raise UnknownName("sort", name, form.sorts)
    for sort in form.sorts:
        size = sizes.get(sort, 1)
        if not isinstance(size, int) or isinstance(size, bool) or size < 1:
            raise ChartproofError(
                f"the size {sort}={size!r} is not a positive integer",
                mend=f"a sort has at least one element: --size {sort}=1",
            )
    found = {sort: sizes.get(sort, 1) for sort in form.sorts}
    _refuse_huge(form, found)
    return found


def _refuse_huge(form: Form, sizes: Mapping[str, int]) -> None:
    """An instance that is too large to be written down, let alone to be explored."""
    machines = sum(math.prod(sizes[s] for s in v.sorts) for v in form.variables)
    events = sum(math.prod(sizes[b.sort] for b in r.parameters) for r in form.rules)
    if max(machines, events) > MOST:
        raise TooLarge(
            f"{said_sizes(sizes)} has {machines:,} machines and {events:,} events with their arguments; "
            f"{MOST:,} are the most of either",
            mend="take a smaller instance; what is proved holds for all sizes",
        )


def layout(form: Form, sizes: Mapping[str, int]) -> Layout:
    """The packing of an instance."""
    sizes = check_sizes(form, sizes)
    sort = _block_sort(form, sizes)
    packing = _Packing()
    packing.add((v, i) for v in form.variables if sort not in v.sorts for i in _indices(v, sizes))
    blocks: list[tuple[int, int]] = []
    inside = [v for v in form.variables if sort in v.sorts]
    for element in range(sizes[sort] if sort else 0):
        cells = [(v, i) for v in inside for i in _indices(v, sizes) if i[v.sorts.index(str(sort))] == element]
        # Cells of one other element lie together, so that renaming it moves few fields. The element itself is no
        # part of the order: all blocks are alike.
        cells.sort(key=lambda c: (len(c[0].sorts), _rest(c[0], c[1], str(sort))))
        packing.room_for(sum(_width(v) for v, _ in cells))
        blocks.append((packing.word, packing.shift))
        packing.add(cells)
    width = _block_width(form, sizes, sort) if sort else 0
    made = Layout(form, sizes, tuple(packing.fields), packing.word + 1, sort, tuple(blocks), width)
    _check_alike(made)
    return made


def _rest(variable: Variable, index: tuple[int, ...], sort: str) -> tuple[int, ...]:
    """The elements of a cell besides the one of the block sort."""
    return tuple(n for s, n in zip(variable.sorts, index, strict=True) if s != sort)


def _check_alike(made: Layout) -> None:
    """Sorting blocks renames elements only where all blocks hold the same cells at the same places."""
    sort = made.block_sort
    if sort is None:
        return
    held: list[list[tuple[str, tuple[int, ...], int]]] = [[] for _ in made.blocks]
    for field in made.fields:
        if sort in field.variable.sorts:
            element = field.cell[1][field.variable.sorts.index(sort)]
            word, shift = made.blocks[element]
            assert field.word == word, "a block lies within one word"
            held[element].append((field.cell[0], _rest(field.variable, field.cell[1], sort), field.shift - shift))
    assert all(block == held[0] for block in held), "all blocks are alike"


class _Packing:
    """Fields one after another, none across the end of a word."""

    def __init__(self) -> None:
        self.fields: list[Field] = []
        self.word = self.shift = 0

    def room_for(self, width: int) -> None:
        if self.shift + width > USABLE:
            self.word, self.shift = self.word + 1, 0

    def add(self, cells: Iterable[tuple[Variable, tuple[int, ...]]]) -> None:
        for variable, index in cells:
            width = _width(variable)
            self.room_for(width)
            self.fields.append(Field((variable.name, index), variable, self.word, self.shift, width))
            self.shift += width


def _width(variable: Variable) -> int:
    return max(1, (len(variable.states) - 1).bit_length())


def _indices(variable: Variable, sizes: Mapping[str, int]) -> list[tuple[int, ...]]:
    return list(itertools.product(*(range(sizes[s]) for s in variable.sorts)))


def _block_width(form: Form, sizes: Mapping[str, int], sort: str) -> int:
    inside = [v for v in form.variables if sort in v.sorts]
    return sum(_width(v) * len(_indices(v, {**sizes, sort: 1})) for v in inside)


def _block_sort(form: Form, sizes: Mapping[str, int]) -> str | None:
    """The largest sort whose elements can be sorted: no machine has it twice, and a block fits a word."""
    fit = [s for s in form.sorts if all(v.sorts.count(s) <= 1 for v in form.variables)]
    used = [s for s in fit if any(s in v.sorts for v in form.variables)]
    return max((s for s in used if _block_width(form, sizes, s) <= USABLE), key=lambda s: sizes[s], default=None)
