"""An instance as tables of numbers: what the kernels run.

Each event instance has a mask and a value that the packed state must match, clauses of tests that
look a few adjacent bits up in a 64-entry truth table, and, where that is not enough, a small
postfix program.
Effects clear and set bits; conditional ones have a program each. Nothing multiplies out: `every`
and `some` become conjunctions and disjunctions over the elements.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from chartproof.compile.expression import (
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
from chartproof.compile.form import Form, Rule
from chartproof.compile.meaning import cells_read, choices, holds, initial_states
from chartproof.explore.kernel import CONJOIN, DISJOIN, NEGATE, TEST
from chartproof.explore.layout import Layout, layout
from chartproof.explore.names import element_name

WINDOW = 6

Array = NDArray[np.uint64]
Bindings = Mapping[Binder, int]


@dataclass(frozen=True)
class EventInstance:
    """An event with its arguments: numbers of elements, by parameter name."""

    number: int
    rule: Rule
    bound: Mapping[Binder, int]

    @property
    def arguments(self) -> dict[str, str]:
        """Arguments as a reader sees them: {"account": "account1"}."""
        return {b.name: element_name(b.sort, n) for b, n in self.bound.items()}

    def __str__(self) -> str:
        inside = ", ".join(self.arguments.values())
        return f"{self.rule.name}({inside})" if inside else self.rule.name


@dataclass(frozen=True)
class Tables:
    """The arrays of an instance; see the module's text. All masks and values are uint64."""

    masks: Array
    values: Array
    clauses: NDArray[np.int64]
    clause_span: NDArray[np.int64]
    tests: Array
    guard: NDArray[np.int64]
    clears: Array
    sets: Array
    effect_span: NDArray[np.int64]
    effects: Array
    effect_program: NDArray[np.int64]
    code: NDArray[np.int64]
    code_tests: Array
    initial: Array

    @property
    def rules(self) -> tuple[NDArray[np.generic], ...]:
        """The arrays in the order in which the kernels take them."""
        return (
            self.masks, self.values, self.clauses, self.clause_span, self.tests, self.guard, self.clears,
            self.sets, self.effect_span, self.effects, self.effect_program, self.code, self.code_tests,
        )  # fmt: skip


class Instance:
    """A form at given sizes, grounded and packed."""

    def __init__(self, form: Form, sizes: Mapping[str, int]) -> None:
        self.form = form
        self.layout: Layout = layout(form, sizes)
        self.sizes: Mapping[str, int] = self.layout.sizes
        self.fields = self.layout.by_cell
        self.events: tuple[EventInstance, ...] = tuple(self._events())

    def _events(self) -> list[EventInstance]:
        pairs = [(r, bound) for r in self.form.rules for bound in choices(r.parameters, self.sizes)]
        return [EventInstance(n, rule, bound) for n, (rule, bound) in enumerate(pairs)]

    def instances_of(self, name: str) -> list[EventInstance]:
        """All instances of an event."""
        return [e for e in self.events if e.rule.name == name]

    @cached_property
    def tables(self) -> Tables:
        """The arrays that the kernels run."""
        return _Grounder(self).tables()


@dataclass(frozen=True)
class Test:
    """Bits from `shift` on, looked up in a truth table of 2^width entries."""

    shift: int
    width: int
    table: int


class _Grounder:
    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.code: list[int] = []
        self.code_tests: list[tuple[int, int, int]] = []

    def tables(self) -> Tables:
        guards = [self.guard(e) for e in self.instance.events]
        effects = [self.effects(e) for e in self.instance.events]
        conditional = [c for _, _, cs in effects for c in cs]
        clauses = [clause for _, _, found, _ in guards for clause in found]
        layout = self.instance.layout
        starts = [layout.pack(s) for s in initial_states(self.instance.form, self.instance.sizes)]
        return Tables(
            masks=_words([g[0] for g in guards]),
            values=_words([g[1] for g in guards]),
            clauses=_span([len(c) for c in clauses]),
            clause_span=_span([len(g[2]) for g in guards]),
            tests=_words([[t.shift, (1 << t.width) - 1, t.table] for c in clauses for t in c]).reshape(-1, 3),
            guard=np.array([g[3] for g in guards], np.int64).reshape(-1, 2),
            clears=_words([e[0] for e in effects]),
            sets=_words([e[1] for e in effects]),
            effect_span=_span([len(e[2]) for e in effects]),
            effects=_words([[c, s] for _, c, s in conditional]).reshape(-1, 2),
            effect_program=np.array([p for p, _, _ in conditional], np.int64).reshape(-1, 2),
            code=np.array(self.code or [0], np.int64),
            code_tests=_words(self.code_tests or [(0, 0, 0)]).reshape(-1, 3),
            initial=_words(starts),
        )

    def guard(self, event: EventInstance) -> tuple[int, int, list[list[Test]], tuple[int, int]]:
        """Mask and value, clauses, and a program for what fits neither."""
        mask = value = 0
        windows: dict[tuple[int, int], int] = {}
        clauses: list[list[Test]] = []
        rest: list[tuple[Expression, Bindings]] = []
        for part in self.conjuncts(event.rule.condition, event.bound):
            clause = self.clause(*part)
            if clause is None:
                rest.append(part)
            elif len(clause) == 1:
                key = (clause[0].shift, clause[0].width)
                windows[key] = windows.get(key, -1) & clause[0].table
            else:
                clauses.append(clause)
        for (shift, width), table in windows.items():
            field, wanted = ((1 << width) - 1) << shift, (table.bit_length() - 1) << shift
            only_one = table > 0 and table & (table - 1) == 0
            # Windows may overlap: where two ask for different values, the second stays a test and fails.
            if only_one and (value ^ wanted) & mask & field == 0:
                mask, value = mask | field, value | wanted
            else:
                clauses.insert(0, [Test(shift, width, table)])
        return mask, value, clauses, self.program(rest) if rest else (0, 0)

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
        sizes = self.instance.sizes
        fields = [self.instance.fields[cell] for cell in cells_read(node, bound, sizes)]
        low = min((f.shift for f in fields), default=0)
        high = max((f.shift + f.width for f in fields), default=1)
        if high - low > WINDOW:
            return None
        table = 0
        for bits in range(1 << (high - low)):
            codes = {f: bits << low >> f.shift & f.mask for f in fields}
            if any(code >= len(f.variable.states) for f, code in codes.items()):
                continue
            state = {f.cell: f.variable.states[code] for f, code in codes.items()}
            if holds(node, state, bound, sizes):
                table |= 1 << bits
        return Test(low, high - low, table)

    def spread(self, node: Quantified, bound: Bindings) -> list[dict[Binder, int]]:
        return [{**bound, node.binder: n} for n in range(self.instance.sizes[node.binder.sort])]

    def program(self, parts: list[tuple[Expression, Bindings]]) -> tuple[int, int]:
        """Postfix code for the conjunction of some expressions: where it starts, and its length."""
        start = len(self.code) // 2
        for node, bound in parts:
            self.emit(node, bound)
        if len(parts) > 1:
            self.code += [CONJOIN, len(parts)]
        return start, len(self.code) // 2 - start

    def emit(self, node: Expression, bound: Bindings) -> None:
        test = self.window(node, bound)
        if test is not None:
            self.code += [TEST, len(self.code_tests)]
            self.code_tests.append((test.shift, (1 << test.width) - 1, test.table))
        elif isinstance(node, Named):
            self.emit(node.body, bound)
        elif isinstance(node, Not):
            self.emit(node.body, bound)
            self.code += [NEGATE, 0]
        else:
            parts = self.parts(node, bound)
            for part, wider in parts:
                self.emit(part, wider)
            both = isinstance(node, And) or (isinstance(node, Quantified) and node.universal)
            self.code += [CONJOIN if both else DISJOIN, len(parts)]

    def parts(self, node: Expression, bound: Bindings) -> list[tuple[Expression, Bindings]]:
        if isinstance(node, Quantified):
            return [(node.body, wider) for wider in self.spread(node, bound)]
        assert isinstance(node, (And, Or))
        return [(p, bound) for p in node.parts]

    def effects(self, event: EventInstance) -> tuple[int, int, list[tuple[tuple[int, int], int, int]]]:
        clear = put = 0
        conditional = []
        for effect in event.rule.effects:
            for extra in choices(effect.bound, self.instance.sizes):
                bound = {**event.bound, **extra}
                field = self.instance.fields[effect.variable, tuple(bound[b] for b in effect.indices)]
                bits = field.mask << field.shift
                code = effect.when
                value = field.variable.states.index(effect.value) << field.shift
                if code == Truth(True):
                    clear, put = clear | bits, put | value
                else:
                    conditional.append((self.program([(code, bound)]), bits, value))
        return clear, put, conditional


def _words(values: object) -> Array:
    return np.array(values, dtype=np.uint64)


def _span(lengths: list[int]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
