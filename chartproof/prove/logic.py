"""Expressions in Z3, and the one question that is asked of it: can these hold together?

A sort is an uninterpreted sort, a machine a function into an enumeration of its states. Every
answer is one of three; `unknown` is what it says, and nobody may read it as one of the others.
The work that Z3 may do is counted in its own steps, not in seconds: the same question has the same
answer on a slow machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import z3

from chartproof.language.expression import (
    And,
    Binder,
    Expression,
    In,
    Named,
    Not,
    Or,
    Quantified,
    Same,
    Truth,
    unknown,
)
from chartproof.language.form import Form, Variable
from chartproof.language.meaning import Cell, cells
from chartproof.prove.precondition import closed
from chartproof.prove.stopping import Stopper

EFFORT = 20_000_000
"""Steps of Z3 that one question may take, by default; the model's take some thousands."""


@dataclass(frozen=True)
class Limits:
    """effort: steps of Z3 that one question may take. seed: where its choices start."""

    effort: int = EFFORT
    seed: int = 0


@dataclass(frozen=True)
class Picture:
    """A finite state in which some conditions hold, and the elements that they name."""

    sizes: Mapping[str, int]
    state: Mapping[Cell, str]
    elements: Mapping[Binder, int]


@dataclass(frozen=True)
class Answer:
    """verdict: `impossible`, `possible` or `unknown`. used: the facts (by number) that rule it out."""

    verdict: str
    used: frozenset[int] = frozenset()
    reason: str = ""


@dataclass
class Logic:
    """The functions of one form in a context of their own, and the facts told so far."""

    form: Form
    limits: Limits = field(default_factory=Limits)
    _context: z3.Context = field(default_factory=z3.Context)
    _literals: list[z3.BoolRef] = field(default_factory=list)
    _terms: dict[Expression, z3.BoolRef] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._sorts = {name: z3.DeclareSort(name, self._context) for name in self.form.sorts}
        self._machines = {v.name: self._machine(v) for v in self.form.variables}
        self._solver = z3.Solver(ctx=self._context)
        self._solver.set("rlimit", self.limits.effort)
        self._solver.set("random_seed", self.limits.seed)
        self._solver.set("ctrl_c", False)
        self._stopper = Stopper(self._context)

    def _machine(self, variable: Variable) -> tuple[z3.FuncDeclRef, dict[str, z3.ExprRef]]:
        sort, states = z3.EnumSort(
            f"{variable.title} states", [f"{variable.title} {s}" for s in variable.states], ctx=self._context
        )
        places = [self._sorts[s] for s in variable.sorts]
        return z3.Function(variable.name, *places, sort), dict(zip(variable.states, states, strict=True))

    def tell(self, fact: Expression) -> int:
        """Make a fact known, for every choice of its free names; returns its number."""
        literal = z3.Bool(f"fact {len(self._literals)}", self._context)
        self._solver.add(z3.Implies(literal, self.term(closed(fact))))
        self._literals.append(literal)
        return len(self._literals) - 1

    def _check(self, facts: Iterable[int]) -> z3.CheckSatResult:
        """Z3's answer, unless Ctrl-C comes first."""
        with self._stopper.watching():
            return self._solver.check(*(self._literals[n] for n in facts))

    def ask(self, given: Sequence[Expression], facts: Sequence[int] = ()) -> Answer:
        """Whether these conditions can hold together in a state in which the facts hold."""
        self._solver.push()
        try:
            self._solver.add(*(self.term(g) for g in given))
            return self._answered(facts)
        finally:
            self._solver.pop()

    def least(self, given: Sequence[Expression], facts: Sequence[int]) -> Answer:
        """The same, with as few facts used as do: those that come first, whatever was asked before.

        Adding facts can only rule out more, so that the last fact that is needed is found by halving, and
        then the last that is needed besides it. Where Z3 does not know on the way, what it named at first is used.
        """
        self._solver.push()
        try:
            self._solver.add(*(self.term(g) for g in given))
            answer = self._answered(facts)
            if answer.verdict != "impossible":
                return answer
            needed: list[int] = []
            left = list(facts)
            while left and not self._ruled_out(needed):
                short, enough = 0, len(left)
                while enough - short > 1:
                    middle = (short + enough) // 2
                    short, enough = (short, middle) if self._ruled_out([*left[:middle], *needed]) else (middle, enough)
                needed.append(left[enough - 1])
                left = left[: enough - 1]
            return Answer("impossible", frozenset(needed)) if self._ruled_out(needed) else answer
        finally:
            self._solver.pop()

    def _ruled_out(self, facts: Sequence[int]) -> bool:
        return bool(self._check(facts) == z3.unsat)

    def _answered(self, facts: Sequence[int]) -> Answer:
        answer = self._check(facts)
        if answer == z3.unsat:
            # By their numbers: a term is slow to print.
            core = {c.get_id() for c in self._solver.unsat_core()}
            return Answer("impossible", frozenset(n for n in facts if self._literals[n].get_id() in core))
        if answer == z3.sat:
            return Answer("possible")
        return Answer("unknown", reason=self._solver.reason_unknown())

    def broken(
        self, given: Sequence[Expression], suspects: Mapping[int, Expression], facts: Sequence[int]
    ) -> list[int]:
        """The suspects that hold together with the conditions in one and the same state; none if none can.

        Raises Unsure where Z3 does not know.
        """
        names = {n: z3.Bool(f"suspect {n}", self._context) for n in suspects}
        self._solver.push()
        try:
            self._solver.add(*(self.term(g) for g in given))
            self._solver.add(*(names[n] == self.term(s) for n, s in suspects.items()), z3.Or(*names.values()))
            answer = self._check(facts)
            if answer == z3.unsat:
                return []
            if answer != z3.sat:
                raise Unsure(self._solver.reason_unknown())
            model = self._solver.model()
            return [n for n in suspects if z3.is_true(model.eval(names[n], model_completion=True))]
        finally:
            self._solver.pop()

    def picture(self, given: Sequence[Expression], facts: Sequence[int], elements: Sequence[Binder]) -> Picture | None:
        """A state in which the conditions and the facts hold, with few elements; None if none is found."""
        self._solver.push()
        try:
            self._solver.add(*(self.term(g) for g in given))
            self._solver.push()
            self._solver.add(*(self._nobody_else(sort, elements) for sort in self.form.sorts))
            if self._check(facts) != z3.sat:
                self._solver.pop()
                if self._check(facts) != z3.sat:
                    return None
            return self._drawn(self._solver.model(), elements)
        finally:
            while self._solver.num_scopes():
                self._solver.pop()

    def _nobody_else(self, sort: str, elements: Sequence[Binder]) -> z3.BoolRef:
        anyone = z3.Const("anyone", self._sorts[sort])
        named = [self._element(b) for b in elements if b.sort == sort] or [z3.Const(f"some {sort}", self._sorts[sort])]
        return z3.ForAll([anyone], z3.Or(*(anyone == n for n in named)))

    def _drawn(self, model: z3.ModelRef, elements: Sequence[Binder]) -> Picture:
        people = {name: self._people(model, sort) for name, sort in self._sorts.items()}
        sizes = {name: len(found) for name, found in people.items()}
        state = {}
        for cell in cells(self.form, sizes):
            function, states = self._machines[cell[0]]
            variable = self.form.variable(cell[0])
            where = [people[s][n] for s, n in zip(variable.sorts, cell[1], strict=True)]
            value = model.eval(function(*where), model_completion=True)
            state[cell] = next(name for name, term in states.items() if value.eq(term))
        bound = {b: model.eval(self._element(b), model_completion=True) for b in elements}
        numbers = {b: next(n for n, e in enumerate(people[b.sort]) if e.eq(value)) for b, value in bound.items()}
        return Picture(sizes, state, numbers)

    def _people(self, model: z3.ModelRef, sort: z3.SortRef) -> list[z3.ExprRef]:
        found = model.get_universe(sort)
        return list(found) if found else [model.eval(z3.Const(f"some {sort}", sort), model_completion=True)]

    def _element(self, binder: Binder) -> z3.ExprRef:
        return z3.Const(binder.name, self._sorts[binder.sort])

    def term(self, node: Expression) -> z3.BoolRef:
        """An expression as a Z3 term; free names are constants."""
        if node not in self._terms:
            self._terms[node] = self._made(node)
        return self._terms[node]

    def _made(self, node: Expression) -> z3.BoolRef:
        if isinstance(node, Truth):
            return z3.BoolVal(node.value, self._context)
        if isinstance(node, In):
            function, states = self._machines[node.variable]
            value = function(*map(self._element, node.indices))
            return (
                z3.Or(*(value == states[s] for s in node.states))
                if len(node.states) > 1
                else value == states[node.states[0]]
            )
        if isinstance(node, Same):
            return self._element(node.left) == self._element(node.right)
        if isinstance(node, Not):
            return z3.Not(self.term(node.body))
        if isinstance(node, Named):
            return self.term(node.body)
        if isinstance(node, Quantified):
            quantifier = z3.ForAll if node.universal else z3.Exists
            return quantifier([self._element(node.binder)], self.term(node.body))
        if not isinstance(node, (And, Or)):
            raise unknown(node)
        return (z3.And if isinstance(node, And) else z3.Or)(*map(self.term, node.parts))


class Unsure(Exception):
    """Z3 does not know."""
