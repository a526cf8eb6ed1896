"""An instance in decision diagrams: cells as bits, expressions as sets of states, events as what they make of sets.

A diagram is a set of states: a function of the cells' bits. An event makes of a set its states in which the guard
holds, and writes its cells one after another, each once nothing that is still to be written reads it; where that
has no order, the cells that read each other are written at once, by a second copy of their bits.
A negation also holds where a cell's bits are no state's code, so a set counts only within what is reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, singledispatch

from oxidd.bcdd import BCDDFunction, BCDDManager, BCDDSubstitution
from oxidd.util import BooleanOperator

from chartproof.explore.tables import EventInstance, Instance, cells_event_reads
from chartproof.language.expression import And, Binder, Expression, In, Named, Not, Or, Quantified, Same, Truth, unknown
from chartproof.language.form import Effect
from chartproof.language.meaning import Bindings, Cell, cells_read, choices

Bdd = BCDDFunction
Grounded = tuple[Effect, Bindings]
"""An effect with all its elements chosen."""


class Symbols:
    """The bits of an instance, from the top of a diagram down, in a store of so many nodes."""

    def __init__(self, instance: Instance, order: Sequence[Cell], twice: Iterable[Cell], nodes: int) -> None:
        self.instance = instance
        self.manager = BCDDManager(nodes, nodes // 2, 1)
        self.bits: dict[Cell, tuple[int, ...]] = {}
        self.copies: dict[Cell, tuple[int, ...]] = {}
        copied, top = set(twice), 0
        for cell in order:
            width, step = instance.fields[cell].width, 2 if cell in copied else 1
            self.bits[cell] = tuple(range(top, top + step * width, step))
            if cell in copied:
                self.copies[cell] = tuple(b + 1 for b in self.bits[cell])
            top += step * width
        self.manager.add_vars(top)
        self.true, self.false = self.manager.true(), self.manager.false()
        self._known: dict[tuple[Expression, frozenset[tuple[Binder, int]]], Bdd] = {}

    @cached_property
    def width(self) -> int:
        """How many bits a state has."""
        return sum(len(bits) for bits in self.bits.values())

    def count(self, states: Bdd) -> int:
        """How many states a set has."""
        return states.sat_count(self.width)

    def cube(self, bits: Iterable[int]) -> Bdd:
        """All of some bits, as what is to be quantified."""
        found = self.true
        for bit in sorted(bits, reverse=True):
            found = self.manager.var(bit) & found
        return found

    def code(self, cell: Cell, state: str) -> Bdd:
        """Where a cell is in a state of its machine."""
        found = self.true
        for bit, value in reversed(self.fixed(cell, state)):
            found = self.manager.var(bit).equiv(value) & found
        return found

    def fixed(self, cell: Cell, state: str) -> list[tuple[int, Bdd]]:
        """A cell's bits in a state of its machine."""
        bits, number = self.bits[cell], self.instance.fields[cell].variable.states.index(state)
        return [(b, self.true if number >> (len(bits) - 1 - k) & 1 else self.false) for k, b in enumerate(bits)]

    def one_of(self, cell: Cell, states: Iterable[str]) -> Bdd:
        """Where a cell is in one of some states."""
        found = self.false
        for state in states:
            found = found | self.code(cell, state)
        return found

    def where(self, node: Expression, bound: Bindings) -> Bdd:
        """Where an expression holds."""
        key = (node, frozenset(bound.items()))
        if key not in self._known:
            self._known[key] = _bdd(node, bound, self)
        return self._known[key]


@singledispatch
def _bdd(node: Expression, bound: Bindings, symbols: Symbols) -> Bdd:
    raise unknown(node)


@_bdd.register
def _(node: Truth, bound: Bindings, symbols: Symbols) -> Bdd:
    return symbols.true if node.value else symbols.false


@_bdd.register
def _(node: In, bound: Bindings, symbols: Symbols) -> Bdd:
    return symbols.one_of((node.variable, tuple(bound[b] for b in node.indices)), node.states)


@_bdd.register
def _(node: Same, bound: Bindings, symbols: Symbols) -> Bdd:
    return symbols.true if bound[node.left] == bound[node.right] else symbols.false


@_bdd.register
def _(node: Not, bound: Bindings, symbols: Symbols) -> Bdd:
    return ~symbols.where(node.body, bound)


@_bdd.register
def _(node: Named, bound: Bindings, symbols: Symbols) -> Bdd:
    return symbols.where(node.body, bound)


@_bdd.register
def _(node: And, bound: Bindings, symbols: Symbols) -> Bdd:
    found = symbols.true
    for part in node.parts:
        found = found & symbols.where(part, bound)
    return found


@_bdd.register
def _(node: Or, bound: Bindings, symbols: Symbols) -> Bdd:
    found = symbols.false
    for part in node.parts:
        found = found | symbols.where(part, bound)
    return found


@_bdd.register
def _(node: Quantified, bound: Bindings, symbols: Symbols) -> Bdd:
    found = symbols.true if node.universal else symbols.false
    for n in range(symbols.instance.sizes[node.binder.sort]):
        part = symbols.where(node.body, {**bound, node.binder: n})
        found = found & part if node.universal else found | part
    return found


@dataclass(frozen=True)
class Plan:
    """In which order an event writes its cells: one by one those with conditions, those of a circle at once between
    them, and last those without. Nothing that is written later reads a cell."""

    event: EventInstance
    reads: frozenset[Cell]
    writes: Mapping[Cell, tuple[Grounded, ...]]
    first: tuple[Cell, ...]
    circle: tuple[Cell, ...]
    then: tuple[Cell, ...]
    constant: tuple[Cell, ...]


def plan(event: EventInstance, instance: Instance) -> Plan:
    """The order in which an event can write its cells."""
    writes: dict[Cell, list[Grounded]] = {}
    for effect in event.rule.effects:
        for extra in choices(effect.bound, instance.sizes):
            bound = {**event.bound, **extra}
            writes.setdefault((effect.variable, tuple(bound[b] for b in effect.indices)), []).append((effect, bound))
    constant = {cell for cell, effects in writes.items() if effects[-1][0].when == Truth(True)}
    reads = {
        cell: {read for e, bound in writes[cell] for read in cells_read(e.when, bound, instance.sizes)} - {cell}
        for cell in writes if cell not in constant
    }  # fmt: skip
    first, then = [], []
    while free := [c for c in reads if not any(c in others for d, others in reads.items() if d != c)]:
        first += free
        reads = {c: others for c, others in reads.items() if c not in free}
    while free := [c for c, others in reads.items() if not others & (reads.keys() - {c})]:
        then += free
        reads = {c: others for c, others in reads.items() if c not in free}
    grounded = {cell: tuple(effects) for cell, effects in writes.items()}
    read = frozenset(cells_event_reads(event, instance))
    return Plan(event, read, grounded, tuple(first), tuple(reads), tuple(reversed(then)), tuple(constant))


class Step:
    """An event instance, and what it makes of sets of states."""

    def __init__(self, plan: Plan, symbols: Symbols) -> None:
        self.plan, self.symbols, self.event = plan, symbols, plan.event
        self.guard = symbols.where(plan.event.rule.condition, plan.event.bound)
        self.constant = symbols.cube(b for cell in plan.constant for b in symbols.bits[cell])
        self.put = symbols.true
        for cell in plan.constant:
            self.put = self.put & symbols.code(cell, plan.writes[cell][-1][0].value)

    def forwards(self, states: Bdd) -> Bdd:
        """The states after the event, from some states."""
        if len(self.plan.constant) == len(self.plan.writes):
            return states.apply_exists(BooleanOperator.AND, self.guard, self.constant) & self.put
        states = states & self.guard
        for cell in self.plan.first:
            states = self._write(cell, states)
        if self.plan.circle:
            relation, cube, renaming = self._at_once
            states = states.apply_exists(BooleanOperator.AND, relation, cube).substitute(renaming)
        for cell in self.plan.then:
            states = self._write(cell, states)
        return states.exists(self.constant) & self.put

    def backwards(self, states: Bdd) -> Bdd:
        """The states from which the event leads to some states."""
        return self.before(states) & self.guard

    def before(self, states: Bdd) -> Bdd:
        """The states from which its effects lead to some states, also where it cannot happen."""
        return states.substitute(self._substitution) if self.after else states

    def _write(self, cell: Cell, states: Bdd) -> Bdd:
        cube, stays, cases = self._cases[cell]
        found = states & stays
        for where, code in cases:
            found = found | (states.apply_exists(BooleanOperator.AND, where, cube) & code)
        return found

    @cached_property
    def _cases(self) -> dict[Cell, tuple[Bdd, Bdd, list[tuple[Bdd, Bdd]]]]:
        """Of each cell that is written alone: its bits, where it stays as it is, and where it comes to which state."""
        found = {}
        for cell in (*self.plan.first, *self.plan.then):
            cases, stays = [], self.symbols.true
            # Of two effects that both apply, the later one counts, as in the meaning of the form.
            for effect, bound in reversed(self.plan.writes[cell]):
                where = self.symbols.where(effect.when, bound)
                cases.append((where & stays, self.symbols.code(cell, effect.value)))
                stays = stays & ~where
            found[cell] = (self.symbols.cube(self.symbols.bits[cell]), stays, cases)
        return found

    @cached_property
    def _at_once(self) -> tuple[Bdd, Bdd, BCDDSubstitution]:
        """How the copies of the bits of the circle are after the event, the bits, and from the copies to the bits."""
        symbols, relation, renaming = self.symbols, self.symbols.true, []
        for cell in self.plan.circle:
            for copy, (bit, after) in zip(symbols.copies[cell], self.written[cell].items(), strict=True):
                relation = relation & symbols.manager.var(copy).equiv(after)
                renaming.append((copy, symbols.manager.var(bit)))
        cube = symbols.cube(b for cell in self.plan.circle for b in symbols.bits[cell])
        return relation, cube, BCDDFunction.make_substitution(renaming)

    @cached_property
    def _substitution(self) -> BCDDSubstitution:
        return BCDDFunction.make_substitution(list(self.after.items()))

    @cached_property
    def after(self) -> Mapping[int, Bdd]:
        """Each bit that the event writes after it, by the state before."""
        return {bit: function for bits in self.written.values() for bit, function in bits.items()}

    @cached_property
    def written(self) -> Mapping[Cell, Mapping[int, Bdd]]:
        """Of each cell that the event writes, its bits after it, by the state before."""
        return {cell: dict(zip(self.symbols.bits[cell], self._bits(cell), strict=True)) for cell in self.plan.writes}

    def _bits(self, cell: Cell) -> list[Bdd]:
        found = [self.symbols.manager.var(bit) for bit in self.symbols.bits[cell]]
        for effect, bound in self.plan.writes[cell]:
            where = self.symbols.where(effect.when, bound)
            for k, (_, value) in enumerate(self.symbols.fixed(cell, effect.value)):
                found[k] = found[k] | where if value.valid() else found[k] & ~where
        return found
