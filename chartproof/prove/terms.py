"""Expressions as Z3 terms: a sort is an uninterpreted sort, a machine a function into an enumeration of its states."""

from __future__ import annotations

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


@dataclass
class Terms:
    """The sorts and functions of one form in a context of their own."""

    form: Form
    context: z3.Context = field(default_factory=z3.Context)
    _terms: dict[Expression, z3.BoolRef] = field(default_factory=dict)

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
        return z3.Const(binder.name, self.sorts[binder.sort])

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
            value = function(*map(self.element, node.indices))
            return (
                z3.Or(*(value == states[s] for s in node.states))
                if len(node.states) > 1
                else value == states[node.states[0]]
            )
        if isinstance(node, Same):
            return self.element(node.left) == self.element(node.right)
        if isinstance(node, Not):
            return z3.Not(self.term(node.body))
        if isinstance(node, Named):
            return self.term(node.body)
        if isinstance(node, Quantified):
            quantifier = z3.ForAll if node.universal else z3.Exists
            return quantifier([self.element(node.binder)], self.term(node.body))
        if not isinstance(node, (And, Or)):
            raise unknown(node)
        return (z3.And if isinstance(node, And) else z3.Or)(*map(self.term, node.parts))
