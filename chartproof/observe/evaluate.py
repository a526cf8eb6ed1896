"""Expressions over sets of states: whether they may hold, and whether they must, for all elements at once.

A cell is a set of possible states (a mask). What two cells are at once is not known, so that the answer errs on the
side of "may be": what may not hold does not, and what must hold does. Names of elements are axes; a quantifier is a
reduction. Of a sort that is not closed there may be elements that are not listed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from chartproof.language.expression import And, Binder, Expression, In, Not, Or, Quantified, Same, Truth, unknown
from chartproof.language.fold import children, free_binders
from chartproof.language.form import Form, Variable
from chartproof.observe.plain import plain

Bools = NDArray[np.bool_]
Masks = NDArray[np.unsignedinteger]

ROOM = 4_000_000
"""So many truth values are worked out at once; what needs more is done part by part."""


@dataclass(frozen=True)
class Span:
    """A name, for the elements from `low` up to but not including `high`: an axis of what is worked out."""

    binder: Binder
    low: int
    high: int

    @property
    def size(self) -> int:
        """How many elements it is for."""
        return self.high - self.low


Box = tuple[tuple[int, int], ...]
"""Part of a machine's cells: from and up to which element, a sort each."""
Scope = tuple[Span, ...]
"""The names in force, innermost last: the axes, in this order."""


@dataclass(frozen=True)
class Truths:
    """Whether something may hold and whether it must: an axis a name of the scope, of length 1 where it has no say."""

    may: Bools
    must: Bools

    @property
    def open(self) -> Bools:
        """Where it is not known."""
        found: Bools = self.may & ~self.must
        return found


@dataclass
class Cells:
    """The possible states of every cell. masks: a machine's array has an axis for each of its sorts.

    closed: whether a sort has no further elements. An array is never written to: a changed one takes its place.
    known: expressions in the plain form.
    """

    form: Form
    sizes: Mapping[str, int]
    closed: Mapping[str, bool]
    masks: dict[str, Masks]
    known: dict[Expression, Expression] = field(default_factory=dict)

    @cached_property
    def variables(self) -> Mapping[str, Variable]:
        """The machines by their names."""
        return {v.name: v for v in self.form.variables}

    def copy(self) -> Cells:
        """The same, to be changed apart; arrays are shared until one is written."""
        return Cells(self.form, self.sizes, self.closed, dict(self.masks), self.known)

    def plain(self, node: Expression) -> Expression:
        """An expression in the plain form; see `plain`."""
        if node not in self.known:
            self.known[node] = plain(node, self.form)
        return self.known[node]

    def all(self, binders: tuple[Binder, ...]) -> Scope:
        """These names, for all listed elements."""
        return tuple(Span(b, 0, self.sizes[b.sort]) for b in binders)

    def places(self, node: In, scope: Scope) -> tuple[tuple[slice, ...], list[int]]:
        """Where a comparison looks: the part of its machine's array, and for each sort the axis of the scope."""
        axes = [axis_of(b, scope) for b in node.indices]
        return tuple(slice(scope[a].low, scope[a].high) for a in axes), axes


def comparisons(node: Expression, hidden: frozenset[Binder] = frozenset()) -> Iterator[tuple[In, frozenset[Binder]]]:
    """The comparisons of machines in an expression, each with the names that quantifiers around it bind.

    A name that a quantifier binds may be an argument's, too: there it is any element, and not the argument's.
    """
    if isinstance(node, In):
        yield node, hidden
    inside = hidden | {node.binder} if isinstance(node, Quantified) else hidden
    for part in children(node):
        yield from comparisons(part, inside)


def around(node: In, hidden: frozenset[Binder], box: Box) -> dict[Binder, tuple[int, int]]:
    """Which elements the free names of a comparison must be for it to look into a part of its machine."""
    return {b: ends for b, ends in zip(node.indices, box, strict=True) if b not in hidden}


def one(binders: tuple[Binder, ...], numbers: tuple[int, ...]) -> Scope:
    """These names, for one element each."""
    return tuple(Span(b, n, n + 1) for b, n in zip(binders, numbers, strict=True))


def axis_of(binder: Binder, scope: Scope) -> int:
    """The axis of a name: the innermost that is called so."""
    return next(n for n in reversed(range(len(scope))) if scope[n].binder == binder)


def bits(variable: Variable, states: tuple[str, ...]) -> int:
    """The mask that allows these states."""
    return sum(1 << variable.states.index(s) for s in states)


def stretched(array: Bools, axes: list[int], dimensions: int) -> Bools:
    """An array whose axes are to be these of a scope: in the scope's order, with the others of length 1."""
    order = sorted(range(len(axes)), key=axes.__getitem__)
    shape = [1] * dimensions
    for n in order:
        shape[axes[n]] = array.shape[n]
    return array.transpose(order).reshape(shape)


def collapsed(where: Bools, axes: list[int], scope: Scope) -> Bools:
    """A truth for each cell of a machine, the other way round: an axis a sort, joined over all other names."""
    others = tuple(n for n in range(len(scope)) if n not in axes)
    found = where.any(others, keepdims=True) if others else where
    full = np.broadcast_to(found, [scope[n].size if n in axes else 1 for n in range(len(scope))])
    kept = full.reshape([scope[n].size for n in sorted(axes)])
    ranks = [sorted(axes).index(a) for a in axes]
    return kept.transpose(ranks) if len(axes) > 1 else kept


def evaluate(node: Expression, scope: Scope, cells: Cells) -> Truths:
    """Whether an expression may and must hold, for each choice of elements for the names of the scope.

    Raises TypeError for a node that is none of the language's.
    """
    return evaluated(cells.plain(node), scope, cells)


def evaluated(node: Expression, scope: Scope, cells: Cells) -> Truths:
    """The same of an expression in the plain form."""
    if isinstance(node, In):
        return _in(node, scope, cells)
    if isinstance(node, (And, Or)):
        join = np.logical_and if isinstance(node, And) else np.logical_or
        parts = [evaluated(p, scope, cells) for p in node.parts]
        may, must = parts[0].may, parts[0].must
        for part in parts[1:]:
            may, must = join(may, part.may), join(must, part.must)
        return Truths(may, must)
    if isinstance(node, Quantified):
        return _quantified(node, scope, cells)
    if isinstance(node, (Truth, Same)):
        known = _truth(node.value, scope) if isinstance(node, Truth) else _same(node, scope)
        return Truths(known, known)
    if isinstance(node, Not) and isinstance(node.body, Same):
        known = ~_same(node.body, scope)
        return Truths(known, known)
    raise unknown(node)


def _truth(value: bool, scope: Scope) -> Bools:
    return np.full([1] * len(scope), value, np.bool_)


def _in(node: In, scope: Scope, cells: Cells) -> Truths:
    variable = cells.variables[node.variable]
    where, axes = cells.places(node, scope)
    masks = cells.masks[node.variable][where]
    allowed = masks.dtype.type(bits(variable, node.states))
    may, must = (masks & allowed) != 0, (masks & ~allowed) == 0
    return Truths(stretched(np.asarray(may), axes, len(scope)), stretched(np.asarray(must), axes, len(scope)))


def _same(node: Same, scope: Scope) -> Bools:
    left, right = axis_of(node.left, scope), axis_of(node.right, scope)
    if left == right:
        return _truth(True, scope)
    sides = [
        np.arange(scope[a].low, scope[a].high).reshape([-1 if n == a else 1 for n in range(len(scope))])
        for a in (left, right)
    ]
    found: Bools = sides[0] == sides[1]
    return found


def _quantified(node: Quantified, scope: Scope, cells: Cells) -> Truths:
    join = np.logical_and if node.universal else np.logical_or
    count, closed = cells.sizes[node.binder.sort], cells.closed[node.binder.sort]
    may, must = _truth(node.universal, scope), _truth(node.universal, scope)
    for span in parts_of(Span(node.binder, 0, count), node.body, scope):
        inside = evaluated(node.body, (*scope, span), cells)
        may, must = join(may, join.reduce(inside.may, -1)), join(must, join.reduce(inside.must, -1))
    if closed and count:
        return Truths(may, must)
    # There may be elements that are not listed; every sort has one at least.
    return Truths(may, _truth(False, scope)) if node.universal else Truths(_truth(True, scope), must)


def parts_of(span: Span, body: Expression, scope: Scope) -> list[Span]:
    """The span in parts, so that what is worked out of the body fits the room."""
    free = free_binders(body)
    rest = math.prod(s.size for s in scope if s.binder in free and s.binder != span.binder)
    most = max(1, ROOM // max(1, rest))
    return [Span(span.binder, n, min(n + most, span.high)) for n in range(span.low, span.high, most)]
