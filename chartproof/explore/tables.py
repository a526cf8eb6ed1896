"""An instance as tables of numbers: what the kernels run.

Each event instance has a mask and a value that the packed state must match, clauses of tests that
look a few adjacent bits of one word up in a 64-entry truth table, and, where that is not enough, a
small postfix program.
Effects clear and set bits; conditional ones have a program each. Nothing multiplies out: `every`
and `some` become conjunctions and disjunctions over the elements.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from chartproof.explore.layout import Array, Layout, layout
from chartproof.explore.program import WINDOW, Programs, Test
from chartproof.explore.truths import Truths
from chartproof.language.expression import (
    And,
    Binder,
    Expression,
    Named,
    Not,
    Or,
    Quantified,
    Truth,
    negation,
)
from chartproof.language.fold import free_binders
from chartproof.language.form import Form, Rule
from chartproof.language.meaning import Bindings, Cell, cells_read, choices
from chartproof.language.names import argument_names

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class EventInstance:
    """An event with its arguments: numbers of elements, by parameter name."""

    number: int
    rule: Rule
    bound: Mapping[Binder, int]

    @property
    def arguments(self) -> dict[str, str]:
        """Arguments as a reader sees them: {"account": "account1"}."""
        return argument_names(self.bound)

    def __str__(self) -> str:
        inside = ", ".join(self.arguments.values())
        return f"{self.rule.name}({inside})" if inside else self.rule.name


class Guards(NamedTuple):
    """When event instances can happen. Those of event e: the clauses clause_span[e] to clause_span[e + 1], whose tests
    are clauses[c] to clauses[c + 1], and the program's start and length."""

    masks: Array
    values: Array
    clauses: Ints
    clause_span: Ints
    tests: Array
    program: Ints
    code: Ints
    code_tests: Array


class Effects(NamedTuple):
    """What event instances write: bits always cleared and set; from span[e] to span[e + 1], those under a program."""

    clears: Array
    sets: Array
    span: Ints
    clears_where: Array
    sets_where: Array
    where: Ints


@dataclass(frozen=True)
class Tables:
    """The arrays of an instance; see the module's text. Masks and values are uint64, of shape (number, words)."""

    guards: Guards
    effects: Effects
    block_argument: Ints


Lookups = dict[tuple[Expression, tuple[int, ...]], Test | None]
"""Expressions with their elements, as one lookup each, where they are one."""


class Instance:
    """A form at given sizes, grounded and packed.

    like: an instance of other rules; where it has the same machines and sizes, what was looked up there is known here.
    """

    def __init__(self, form: Form, sizes: Mapping[str, int], like: Instance | None = None) -> None:
        self.form = form
        alike = like is not None and like.form.variables == form.variables and dict(like.sizes) == dict(sizes)
        self.layout: Layout = like.layout if like is not None and alike else layout(form, sizes)
        self.lookups: Lookups = like.lookups if like is not None and alike else {}
        self.sizes: Mapping[str, int] = self.layout.sizes
        self.fields = self.layout.by_cell
        self.events: tuple[EventInstance, ...] = tuple(self._events())

    def _events(self) -> list[EventInstance]:
        pairs = [(r, bound) for r in self.form.rules for bound in choices(r.parameters, self.sizes)]
        return [EventInstance(n, rule, bound) for n, (rule, bound) in enumerate(pairs)]

    def instances_of(self, name: str) -> Sequence[EventInstance]:
        """All instances of an event."""
        return self._by_name.get(name, ())

    @cached_property
    def _by_name(self) -> Mapping[str, list[EventInstance]]:
        found: dict[str, list[EventInstance]] = {}
        for event in self.events:
            found.setdefault(event.rule.name, []).append(event)
        return found

    @cached_property
    def tables(self) -> Tables:
        """The arrays that the kernels run."""
        return _Grounder(self).tables()


class _Grounder:
    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.programs = Programs(self.window, instance.fields, self.spread)
        self.length = instance.layout.length

    def tables(self) -> Tables:
        guards = [self.guard(e) for e in self.instance.events]
        effects = [self.effects(e) for e in self.instance.events]
        conditional = [c for _, _, cs in effects for c in cs]
        clauses = [clause for _, _, found, _ in guards for clause in found]
        return Tables(
            guards=Guards(
                masks=self.words([g[0] for g in guards]),
                values=self.words([g[1] for g in guards]),
                clauses=_span([len(c) for c in clauses]),
                clause_span=_span([len(g[2]) for g in guards]),
                tests=np.array([t.row for c in clauses for t in c], np.uint64).reshape(-1, 4),
                program=np.array([g[3] for g in guards], np.int64).reshape(-1, 2),
                code=np.array(self.programs.code or [0], np.int64),
                code_tests=np.array(self.programs.tests, np.uint64).reshape(-1, 4),
            ),
            effects=Effects(
                clears=self.words([e[0] for e in effects]),
                sets=self.words([e[1] for e in effects]),
                span=_span([len(e[2]) for e in effects]),
                clears_where=self.words([c for _, c, _ in conditional]),
                sets_where=self.words([s for _, _, s in conditional]),
                where=np.array([p for p, _, _ in conditional], np.int64).reshape(-1, 2),
            ),
            block_argument=np.array([self.block_argument(e) for e in self.instance.events], np.int64),
        )

    def words(self, bits: list[int]) -> Array:
        """Bits of whole states, as rows of words."""
        rows = [[b >> 64 * k & 0xFFFFFFFFFFFFFFFF for k in range(self.length)] for b in bits]
        return np.array(rows, np.uint64).reshape(-1, self.length)

    def block_argument(self, event: EventInstance) -> int:
        """The element of the block sort that alone is an argument, by number; 0 where there is no such, and
        -1 for an event that changes nothing."""
        if not event.rule.effects:
            return -1
        found = [n for b, n in event.bound.items() if b.sort == self.instance.layout.block_sort]
        return found[0] if len(found) == 1 and found[0] < 64 else 0

    def guard(self, event: EventInstance) -> tuple[int, int, list[list[Test]], tuple[int, int]]:
        """Mask and value, clauses, and a program for what fits neither."""
        mask = value = 0
        windows: dict[tuple[int, int, int], int] = {}
        clauses: list[list[Test]] = []
        rest: list[tuple[Expression, Bindings]] = []
        for part in self.conjuncts(event.rule.condition, event.bound):
            clause = self.clause(*part)
            if clause is None:
                rest.append(part)
            elif len(clause) == 1:
                key = (clause[0].word, clause[0].shift, clause[0].width)
                windows[key] = windows.get(key, -1) & clause[0].table
            else:
                clauses.append(clause)
        for (word, shift, width), table in windows.items():
            at = 64 * word + shift
            field, wanted = ((1 << width) - 1) << at, (table.bit_length() - 1) << at
            only_one = table > 0 and table & (table - 1) == 0
            # Windows may overlap: where two ask for different values, the second stays a test and fails.
            if only_one and (value ^ wanted) & mask & field == 0:
                mask, value = mask | field, value | wanted
            else:
                clauses.insert(0, [Test(word, shift, width, table)])
        return mask, value, clauses, self.programs.program(rest) if rest else (0, 0)

    def clause(self, node: Expression, bound: Bindings) -> list[Test] | None:
        """The expression as a disjunction of lookups, if it is one."""
        test = self.window(node, bound)
        if test is not None:
            return [test]
        found = [self.window(*part) for part in self.disjuncts(node, bound, negated=False)]
        return None if None in found else [t for t in found if t is not None]

    def disjuncts(self, node: Expression, bound: Bindings, *, negated: bool) -> list[tuple[Expression, Bindings]]:
        """The parts of a disjunction, with negated conjunctions and `some` spread out."""
        if isinstance(node, Named):
            return self.disjuncts(node.body, bound, negated=negated)
        if isinstance(node, Not):
            return self.disjuncts(node.body, bound, negated=not negated)
        if isinstance(node, And if negated else Or):
            return [d for p in node.parts for d in self.disjuncts(p, bound, negated=negated)]
        if isinstance(node, Quantified) and node.universal is negated:
            spread = self.spread(node, bound)
            return [d for wider in spread for d in self.disjuncts(node.body, wider, negated=negated)]
        return [(negation(node) if negated else node, bound)]

    def conjuncts(self, node: Expression, bound: Bindings) -> list[tuple[Expression, Bindings]]:
        """A guard's conjuncts, with `every` spread over its elements."""
        if isinstance(node, And):
            return [c for p in node.parts for c in self.conjuncts(p, bound)]
        if isinstance(node, Named):
            return self.conjuncts(node.body, bound)
        if isinstance(node, Quantified) and node.universal:
            size = self.instance.sizes[node.binder.sort]
            return [c for n in range(size) for c in self.conjuncts(node.body, {**bound, node.binder: n})]
        return [(node, bound)]

    def window(self, node: Expression, bound: Bindings) -> Test | None:
        """The expression as one lookup, if what it reads lies within six adjacent bits."""
        known = self.instance.lookups
        key = (node, tuple(bound[b] for b in free_binders(node)))
        if key not in known:
            known[key] = self._window(node, bound)
        return known[key]

    def _window(self, node: Expression, bound: Bindings) -> Test | None:
        sizes = self.instance.sizes
        fields = [self.instance.fields[cell] for cell in cells_read(node, bound, sizes)]
        words = {f.word for f in fields} or {0}
        low = min((f.shift for f in fields), default=0)
        high = max((f.shift + f.width for f in fields), default=1)
        if len(words) > 1 or high - low > WINDOW:
            return None
        truths = Truths(self.instance.fields, sizes, low, high - low)
        table = truths.where(node, bound)
        for f in fields:
            table &= truths.among(f, f.variable.states)
        return Test(words.pop(), low, high - low, table)

    def spread(self, node: Quantified, bound: Bindings) -> list[dict[Binder, int]]:
        return [{**bound, node.binder: n} for n in range(self.instance.sizes[node.binder.sort])]

    def effects(self, event: EventInstance) -> tuple[int, int, list[tuple[tuple[int, int], int, int]]]:
        clear = put = 0
        conditional = []
        for effect in event.rule.effects:
            for extra in choices(effect.bound, self.instance.sizes):
                bound = {**event.bound, **extra}
                field = self.instance.fields[effect.variable, tuple(bound[b] for b in effect.indices)]
                at = 64 * field.word + field.shift
                bits = field.mask << at
                code = effect.when
                value = field.variable.states.index(effect.value) << at
                if code == Truth(True):
                    clear, put = clear | bits, put | value
                else:
                    conditional.append((self.programs.program([(code, bound)]), bits, value))
        return clear, put, conditional


def _span(lengths: list[int]) -> Ints:
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)


def cells_event_reads(event: EventInstance, instance: Instance) -> set[Cell]:
    """The cells on which an event instance may depend: by its guard, or by a condition of an effect."""
    cells = cells_read(event.rule.condition, event.bound, instance.sizes)
    for effect in event.rule.effects:
        for extra in choices(effect.bound, instance.sizes):
            cells |= cells_read(effect.when, {**event.bound, **extra}, instance.sizes)
    return cells
