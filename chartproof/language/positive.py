"""Expressions without negations: what a machine is not in, it is in one of the others."""

from __future__ import annotations

from chartproof.language.expression import (
    And,
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


def positive(form: Form, node: Expression, turned: bool = False) -> Expression:
    """The expression, or its opposite where turned, without a negation but of equalities; predicates spelt out."""
    if isinstance(node, Truth):
        return Truth(node.value != turned)
    if isinstance(node, In):
        return _in(form, node, turned)
    if isinstance(node, Same):
        return negation(node) if turned else node
    if isinstance(node, Not):
        return positive(form, node.body, not turned)
    if isinstance(node, Named):
        return positive(form, node.body, turned)
    if isinstance(node, Quantified):
        return Quantified(node.universal != turned, node.binder, positive(form, node.body, turned))
    if not isinstance(node, (And, Or)):
        raise unknown(node)
    join = conjunction if isinstance(node, And) != turned else disjunction
    return join(positive(form, part, turned) for part in node.parts)


def _in(form: Form, node: In, turned: bool) -> Expression:
    """A machine is not in some states where it is in one of the others; a copy's machine has its original's."""
    states = form.variable(node.variable).states
    kept = tuple(s for s in states if (s in node.states) != turned)
    return Truth(True) if len(kept) == len(states) else In(node.variable, node.indices, kept) if kept else Truth(False)
