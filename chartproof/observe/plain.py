"""Expressions in a plain form: negations at the leaves, predicates spelt out, a cell compared once."""

from __future__ import annotations

from chartproof.language.expression import (
    FALSE,
    TRUE,
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
    conjunction,
    disjunction,
    negation,
    unknown,
)
from chartproof.language.form import Form


def plain(node: Expression, form: Form) -> Expression:
    """The same with negations at the leaves, predicates spelt out, and comparisons of one cell made one.

    What is said twice of a cell is then judged together, which three-valued parts can't be.
    """
    if isinstance(node, Named):
        return plain(node.body, form)
    if isinstance(node, In):
        return _compared(node, form)
    if isinstance(node, Not):
        return _negated(node.body, form)
    if isinstance(node, And):
        return _merged(conjunction(plain(p, form) for p in node.parts), form)
    if isinstance(node, Or):
        return _merged(disjunction(plain(p, form) for p in node.parts), form)
    if isinstance(node, Quantified):
        body = plain(node.body, form)
        return body if isinstance(body, Truth) else Quantified(node.universal, node.binder, body)
    if isinstance(node, (Truth, Same)):
        return node
    raise unknown(node)


def _negated(node: Expression, form: Form) -> Expression:
    if isinstance(node, Named):
        return _negated(node.body, form)
    if isinstance(node, Not):
        return plain(node.body, form)
    if isinstance(node, In):
        others = tuple(s for s in form.variable(node.variable).states if s not in node.states)
        return _compared(In(node.variable, node.indices, others), form)
    if isinstance(node, And):
        return plain(Or(tuple(negation(p) for p in node.parts)), form)
    if isinstance(node, Or):
        return plain(And(tuple(negation(p) for p in node.parts)), form)
    if isinstance(node, Quantified):
        return plain(Quantified(not node.universal, node.binder, negation(node.body)), form)
    if isinstance(node, Same):
        return Not(node)
    return negation(plain(node, form))


def _compared(node: In, form: Form) -> Expression:
    """A comparison with the machine's states in their order; what is always so, or never, is said so."""
    states = tuple(s for s in form.variable(node.variable).states if s in node.states)
    if len(states) == len(form.variable(node.variable).states):
        return TRUE
    return In(node.variable, node.indices, states) if states else FALSE


def _merged(node: Expression, form: Form) -> Expression:
    """A conjunction or disjunction in which each cell is compared once."""
    if not isinstance(node, (And, Or)):
        return node
    cells: dict[tuple[str, tuple[Binder, ...]], set[str]] = {}
    for part in node.parts:
        if isinstance(part, In):
            key = (part.variable, part.indices)
            states = set(part.states)
            known = cells.get(key, states)
            cells[key] = known & states if isinstance(node, And) else known | states
    compared = [_compared(In(name, at, tuple(states)), form) for (name, at), states in cells.items()]
    rest = [p for p in node.parts if not isinstance(p, In)]
    return (conjunction if isinstance(node, And) else disjunction)([*compared, *rest])
