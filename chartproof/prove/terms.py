"""Expressions as Z3 terms: a sort is an uninterpreted sort, a machine a function into an enumeration of its states."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

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


@dataclass
class Terms:
    """The sorts and functions of one form in a context of their own.

    What comes up most is made by Z3's own calls: its classes look at each argument's kind and context first, which
    takes longer than most answers do.
    """

    form: Form
    context: z3.Context = field(default_factory=z3.Context)
    _terms: dict[Expression, z3.BoolRef] = field(default_factory=dict)
    _elements: dict[Binder, z3.ExprRef] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sorts = {name: z3.DeclareSort(name, self.context) for name in self.form.sorts}
        self.machines = {v.name: self._machine(v) for v in self.form.variables}

    def _machine(self, variable: Variable) -> tuple[z3.FuncDeclRef, dict[str, z3.ExprRef]]:
        sort, states = z3.EnumSort(
            f"{variable.title} states", [f"{variable.title} {s}" for s in variable.states], ctx=self.context
        )
        places = [self.sorts[s] for s in variable.sorts]
        return z3.Function(variable.name, *places, sort), dict(zip(variable.states, states, strict=True))

    def element(self, binder: Binder) -> z3.ExprRef:
        """An element of this name."""
        if binder not in self._elements:
            self._elements[binder] = z3.Const(binder.name, self.sorts[binder.sort])
        return self._elements[binder]

    def term(self, node: Expression) -> z3.BoolRef:
        """An expression as a Z3 term; free names are constants."""
        if node not in self._terms:
            self._terms[node] = self._made(node)
        return self._terms[node]

    def _made(self, node: Expression) -> z3.BoolRef:
        if isinstance(node, Truth):
            return z3.BoolVal(node.value, self.context)
        if isinstance(node, In):
            function, states = self.machines[node.variable]
            value = self._at(function, [self.element(b) for b in node.indices])
            among = [self._equal(value, states[s]) for s in node.states]
            return self._joined(z3.Z3_mk_or, among) if len(among) > 1 else among[0]
        if isinstance(node, Same):
            return self._equal(self.element(node.left), self.element(node.right))
        if isinstance(node, Not):
            return z3.BoolRef(z3.Z3_mk_not(self.context.ref(), self.term(node.body).as_ast()), self.context)
        if isinstance(node, Named):
            return self.term(node.body)
        if isinstance(node, Quantified):
            quantifier = z3.ForAll if node.universal else z3.Exists
            return quantifier([self.element(node.binder)], self.term(node.body))
        if not isinstance(node, (And, Or)):
            raise unknown(node)
        return self._joined(z3.Z3_mk_and if isinstance(node, And) else z3.Z3_mk_or, [self.term(p) for p in node.parts])

    def implied(self, given: z3.BoolRef, then: z3.BoolRef) -> z3.BoolRef:
        """That one term follows from another."""
        return z3.BoolRef(z3.Z3_mk_implies(self.context.ref(), given.as_ast(), then.as_ast()), self.context)

    def tell(self, solver: z3.Solver, terms: Iterable[z3.BoolRef]) -> None:
        """Assert terms."""
        for term in terms:
            z3.Z3_solver_assert(self.context.ref(), solver.solver, term.as_ast())

    def check(self, solver: z3.Solver, literals: Sequence[z3.BoolRef]) -> z3.CheckSatResult:
        """Whether what a solver was told can hold where these do."""
        found = z3.Z3_solver_check_assumptions(self.context.ref(), solver.solver, len(literals), _each(literals))
        return z3.CheckSatResult(found)

    def _at(self, machine: z3.FuncDeclRef, elements: Sequence[z3.ExprRef]) -> z3.ExprRef:
        return z3.ExprRef(z3.Z3_mk_app(self.context.ref(), machine.ast, len(elements), _each(elements)), self.context)

    def _equal(self, one: z3.ExprRef, other: z3.ExprRef) -> z3.BoolRef:
        return z3.BoolRef(z3.Z3_mk_eq(self.context.ref(), one.as_ast(), other.as_ast()), self.context)

    def _joined(self, join: Callable[..., Any], parts: Sequence[z3.BoolRef]) -> z3.BoolRef:
        return z3.BoolRef(join(self.context.ref(), len(parts), _each(parts)), self.context)


def _each(terms: Sequence[z3.ExprRef]) -> Any:
    """Terms as Z3's calls take several."""
    return (z3.Ast * len(terms))(*(t.as_ast() for t in terms))
