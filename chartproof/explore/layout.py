"""How a state of an instance is packed: one 64-bit word, a field per cell.

The elements of one sort, the *block sort*, each have a contiguous block of the same shape, so
that renaming its elements is sorting blocks; cells of the other sorts lie below the blocks.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

from chartproof.compile.form import Form, Variable
from chartproof.compile.meaning import Cell, State
from chartproof.errors import ChartproofError, TooLarge, UnknownName
from chartproof.explore.names import said_sizes

WORD = 64


@dataclass(frozen=True)
class Field:
    """Where a cell's state stands: the code of a state is its number in the machine's list."""

    cell: Cell
    variable: Variable
    shift: int
    width: int

    @property
    def mask(self) -> int:
        """The field's bits, not shifted."""
        return (1 << self.width) - 1


@dataclass(frozen=True)
class Layout:
    """The fields of an instance, and the blocks of its block sort (if it has one)."""

    form: Form
    sizes: Mapping[str, int]
    fields: tuple[Field, ...]
    bits: int
    block_sort: str | None
    block_start: int
    block_width: int

    @property
    def by_cell(self) -> dict[Cell, Field]:
        """The field of each cell."""
        return {f.cell: f for f in self.fields}

    def pack(self, state: State) -> int:
        """The word of a state."""
        return sum(f.variable.states.index(state[f.cell]) << f.shift for f in self.fields)

    def unpack(self, word: int) -> dict[Cell, str]:
        """The state of a word."""
        return {f.cell: f.variable.states[int(word) >> f.shift & f.mask] for f in self.fields}


def check_sizes(form: Form, sizes: Mapping[str, int]) -> dict[str, int]:
    """Sizes in the order of the form's sorts. Raises ChartproofError where they are not positive integers."""
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
    return {sort: sizes.get(sort, 1) for sort in form.sorts}


def layout(form: Form, sizes: Mapping[str, int]) -> Layout:
    """The packing of an instance. Raises TooLarge where a state needs more than 64 bits."""
    sizes = check_sizes(form, sizes)
    sort = _block_sort(form, sizes)
    outside = [v for v in form.variables if sort not in v.sorts]
    inside = [v for v in form.variables if sort in v.sorts]
    cells = [(v, index) for v in outside for index in _indices(v, sizes)]
    for element in range(sizes[sort] if sort else 0):
        block = [(v, index) for v in inside for index in _indices(v, sizes) if index[v.sorts.index(sort)] == element]
        # Cells of one other element lie together, so that renaming it moves few fields.
        block.sort(key=lambda c: (len(c[0].sorts), c[1]))
        cells.extend(block)
    fields, shift, start = [], 0, None
    for variable, index in cells:
        if sort in variable.sorts and start is None:
            start = shift
        width = max(1, (len(variable.states) - 1).bit_length())
        fields.append(Field((variable.name, index), variable, shift, width))
        shift += width
    if shift > WORD:
        raise TooLarge(
            f"a state of {said_sizes(sizes)} takes {shift} bits, and one word has {WORD}",
            mend="explore a smaller instance",
        )
    start = shift if start is None else start
    width = (shift - start) // sizes[sort] if sort else 0
    return Layout(form, sizes, tuple(fields), shift, sort, start, width)


def _indices(variable: Variable, sizes: Mapping[str, int]) -> list[tuple[int, ...]]:
    return list(itertools.product(*(range(sizes[s]) for s in variable.sorts)))


def _block_sort(form: Form, sizes: Mapping[str, int]) -> str | None:
    """The largest sort that no machine has twice: its elements can be sorted."""
    fit = [s for s in form.sorts if all(v.sorts.count(s) <= 1 for v in form.variables)]
    used = [s for s in fit if any(s in v.sorts for v in form.variables)]
    return max(used, key=lambda s: sizes[s], default=None)
