"""Truth tables of a few adjacent bits, all rows at once.

A table has 2^width rows: what the bits are. A set of rows is a number with a bit for each.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache, reduce
from operator import and_, or_

from chartproof.explore.layout import Field
from chartproof.language.expression import And, Expression, In, Named, Not, Or, Quantified, Same, Truth, unknown
from chartproof.language.meaning import Bindings, Cell, Sizes


class Truths:
    """The rows in which something holds; all that it reads stands in the bits."""

    def __init__(self, fields: Mapping[Cell, Field], sizes: Sizes, low: int, width: int) -> None:
        """low, width: the first of the bits, and how many they are."""
        self.fields, self.sizes, self.low, self.width = fields, sizes, low, width
        self.all = (1 << (1 << width)) - 1

    def where(self, node: Expression, bound: Bindings) -> int:
        """The rows in which an expression holds."""
        if isinstance(node, In):
            return self.among(self.fields[node.variable, tuple(bound[b] for b in node.indices)], node.states)
        if isinstance(node, Truth):
            return self.all if node.value else 0
        if isinstance(node, Same):
            return self.all if bound[node.left] == bound[node.right] else 0
        if isinstance(node, Not):
            return self.all & ~self.where(node.body, bound)
        if isinstance(node, Named):
            return self.where(node.body, bound)
        if isinstance(node, Quantified):
            wider = ({**bound, node.binder: n} for n in range(self.sizes[node.binder.sort]))
            return self._joined(node.universal, (self.where(node.body, b) for b in wider))
        if not isinstance(node, (And, Or)):
            raise unknown(node)
        return self._joined(isinstance(node, And), (self.where(part, bound) for part in node.parts))

    def among(self, field: Field, states: Collection[str]) -> int:
        """The rows in which a field has one of some states."""
        codes = (code for code, state in enumerate(field.variable.states) if state in states)
        return sum(_rows(field.shift - self.low, field.mask, code, self.width) for code in codes)

    def _joined(self, by_all: bool, parts: Iterable[int]) -> int:
        return reduce(and_, parts, self.all) if by_all else reduce(or_, parts, 0)


@cache
def _rows(shift: int, mask: int, code: int, width: int) -> int:
    """The rows of so many bits that have a code from a shift on."""
    return sum(1 << bits for bits in range(1 << width) if bits >> shift & mask == code)
