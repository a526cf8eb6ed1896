"""What holds for sure narrows what cells may be: whichever of their states it rules out is gone.

Nothing is guessed: a state goes only where something that holds could not hold with it. Where nothing is left of a
cell, what holds contradicts what was read: the cell keeps what it was, and is told.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce

import numpy as np

from chartproof.language.expression import And, Binder, Expression, In, Not, Or, Quantified, Same, Truth, unknown
from chartproof.language.fold import free_binders
from chartproof.language.form import Form
from chartproof.language.meaning import Cell
from chartproof.observe.evaluate import (
    ROOM,
    Bools,
    Box,
    Cells,
    Scope,
    Span,
    around,
    bits,
    collapsed,
    comparisons,
    evaluated,
    parts_of,
)
from chartproof.observe.plain import plain

MOST = 40_000_000
"""A fact about more choices of elements than that is not used: what it would rule out stays possible."""

Told = Callable[[str, Box], None]


@dataclass(frozen=True)
class Breach:
    """What holds by the rules, and is not so of some elements (a number per name), as far as was read."""

    fact: Expression
    numbers: tuple[int, ...]
    cells: tuple[Cell, ...]


@dataclass
class Narrower:
    """Narrows cells, in place, and notes where nothing is left. changed: told of each part of a machine that is."""

    cells: Cells
    changed: Told = lambda machine, box: None
    emptied: list[Cell] = field(default_factory=list)

    def hold(self, node: Expression, scope: Scope, where: Bools) -> None:
        """Make an expression, in the plain form, hold for the elements where it is said to."""
        if not where.any() or isinstance(node, Truth):
            return
        if isinstance(node, In):
            self._compare(node, scope, where)
        elif isinstance(node, And):
            for part in node.parts:
                self.hold(part, scope, where)
        elif isinstance(node, Or):
            self._one_of(node, scope, where)
        elif isinstance(node, Quantified):
            self._quantified(node, scope, where)
        elif not isinstance(node, (Same, Not)):  # which elements are the same is known
            raise unknown(node)

    def _one_of(self, node: Or, scope: Scope, where: Bools) -> None:
        """Where all others cannot hold, the one that is left does."""
        may = [evaluated(p, scope, self.cells).may for p in node.parts]
        for number, part in enumerate(node.parts):
            others = [m for n, m in enumerate(may) if n != number]
            self.hold(part, scope, where & ~reduce(np.logical_or, others))

    def _quantified(self, node: Quantified, scope: Scope, where: Bools) -> None:
        count = self.cells.sizes[node.binder.sort]
        spans = parts_of(Span(node.binder, 0, count), node.body, scope) if count else []
        if node.universal:
            for span in spans:
                self.hold(node.body, (*scope, span), where[..., None])
        elif len(spans) == 1 and self.cells.closed[node.binder.sort]:
            # Of what holds of some element alone, only one may be the one.
            inside = (*scope, *spans)
            may = evaluated(node.body, inside, self.cells).may
            may = np.broadcast_to(may, (*may.shape[:-1], count))
            alone = may & (may.sum(-1, keepdims=True) == 1)
            self.hold(node.body, inside, alone & where[..., None])

    def _compare(self, node: In, scope: Scope, where: Bools) -> None:
        machine = self.cells.variables[node.variable]
        place, axes = self.cells.places(node, scope)
        chosen = collapsed(where, axes, scope)
        before = self.cells.masks[node.variable][place]
        after = np.where(chosen, before & before.dtype.type(bits(machine, node.states)), before)
        gone = (after == 0) & (before != 0)
        if gone.any():
            lows = [s.start for s in place]
            found = np.argwhere(gone).tolist()
            self.emptied += [(machine.name, tuple(n + low for n, low in zip(at, lows, strict=True))) for at in found]
            after = np.where(gone, before, after)
        different = after != before
        if different.any():
            whole = self.cells.masks[node.variable].copy()
            whole[place] = after
            self.cells.masks[node.variable] = whole
            self.changed(node.variable, box_of(different, place))


def _shape(scope: Scope) -> tuple[int, ...]:
    return tuple(s.size for s in scope)


def box_of(where: Bools, place: tuple[slice, ...]) -> Box:
    """The least box around the cells of a part of a machine."""
    found = []
    for axis, part in enumerate(place):
        others = tuple(n for n in range(where.ndim) if n != axis)
        met = np.flatnonzero(where.any(others) if others else where)
        found.append((part.start + int(met[0]), part.start + int(met[-1]) + 1))
    return tuple(found)


@dataclass
class Facts:
    """What is proved of every reachable state: each an expression over names for any elements."""

    form: Form
    facts: Sequence[Expression]

    def __post_init__(self) -> None:
        self._plain = [plain(f, self.form) for f in self.facts]
        self._free = [free_binders(f) for f in self._plain]
        self._reading: dict[str, list[tuple[int, In, frozenset[Binder]]]] = {}
        for number, fact in enumerate(self._plain):
            for node, hidden in dict.fromkeys(comparisons(fact)):
                self._reading.setdefault(node.variable, []).append((number, node, hidden))

    def narrow(self, cells: Cells, boxes: Iterable[tuple[str, Box]] | None = None) -> list[Breach]:
        """Rule out what the facts rule out, in place, until nothing more goes. Returns what they contradict.

        boxes: the parts of machines that were changed since they last did; None: everything.
        """
        whole = [cells.all(free) for free in self._free]
        waiting: dict[tuple[int, Scope], None] = {}
        breaches: dict[tuple[int, tuple[int, ...], tuple[Cell, ...]], Breach] = {}

        def changed(machine: str, box: Box) -> None:
            for number, node, hidden in self._reading.get(machine, ()):
                if (number, whole[number]) not in waiting:
                    ends = around(node, hidden, box)
                    spans = (Span(s.binder, *ends.get(s.binder, (s.low, s.high))) for s in whole[number])
                    waiting[number, tuple(spans)] = None

        if boxes is None:
            waiting.update(dict.fromkeys(enumerate(whole)))
        for machine, box in boxes or ():
            changed(machine, box)
        while waiting:
            number, scope = next(iter(waiting))
            del waiting[number, scope]
            if math.prod(s.size for s in scope) <= MOST:
                for part in _in_parts(scope):
                    found = self._apply(number, part, cells, changed)
                    breaches.update({(number, b.numbers, b.cells): b for b in found})
        return list(breaches.values())

    def _apply(self, number: int, scope: Scope, cells: Cells, changed: Told) -> list[Breach]:
        fact = self._plain[number]
        may = np.broadcast_to(evaluated(fact, scope, cells).may, _shape(scope))
        narrower = Narrower(cells, changed)
        narrower.hold(fact, scope, may)
        found = []
        if not may.all():
            wrong = [tuple(n + s.low for n, s in zip(at, scope, strict=True)) for at in np.argwhere(~may).tolist()]
            found = [Breach(self.facts[number], at, _cells_at(fact, scope, at)) for at in wrong]
        return found + [Breach(self.facts[number], (), (cell,)) for cell in narrower.emptied]


def _cells_at(fact: Expression, scope: Scope, numbers: tuple[int, ...]) -> tuple[Cell, ...]:
    """The cells that a fact speaks of, for these elements; those under quantifiers are left out."""
    at = {s.binder: n for s, n in zip(scope, numbers, strict=True)}
    found = [n for n, hidden in comparisons(fact) if not hidden.intersection(n.indices)]
    return tuple(dict.fromkeys((n.variable, tuple(at[b] for b in n.indices)) for n in found))


def _in_parts(scope: Scope) -> list[Scope]:
    """The scope in parts that fit the room."""
    if not scope or math.prod(s.size for s in scope) <= ROOM:
        return [scope]
    first, rest = scope[0], scope[1:]
    most = max(1, ROOM // max(1, math.prod(s.size for s in rest)))
    return [(Span(first.binder, n, min(n + most, first.high)), *rest) for n in range(first.low, first.high, most)]


def grant(node: Expression, scope: Scope, cells: Cells) -> tuple[bool, list[tuple[str, Box]]]:
    """Narrow by what is granted of some elements, in place: whether that is possible, and which parts changed."""
    boxes: list[tuple[str, Box]] = []
    held = cells.plain(node)
    if not evaluated(held, scope, cells).may.all():
        return False, []
    narrower = Narrower(cells, lambda machine, box: boxes.append((machine, box)))
    narrower.hold(held, scope, np.ones([1] * len(scope), np.bool_))
    return not narrower.emptied, boxes
