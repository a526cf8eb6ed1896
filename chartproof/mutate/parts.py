"""Small changes of an expression, each with how it reads: what guards and conditions of effects have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from chartproof.language.expression import (
    And,
    Expression,
    In,
    Named,
    Not,
    Or,
    Quantified,
    conjunction,
    disjunction,
)
from chartproof.language.fold import children
from chartproof.language.form import Form

Edited = Iterator[Expression]
Edit = Callable[[Expression], Edited]
"""What a node can be replaced by; nothing where the edit is none of its."""


def edited(node: Expression, edit: Edit) -> Edited:
    """The expression with one node replaced, for each node and each way."""
    yield from edit(node)
    if isinstance(node, Not):
        yield from (Not(body) for body in edited(node.body, edit))
    elif isinstance(node, (And, Or)):
        for number, part in enumerate(node.parts):
            for other in edited(part, edit):
                yield _join(node, (*node.parts[:number], other, *node.parts[number + 1 :]))
    elif isinstance(node, Quantified):
        yield from (replace(node, body=body) for body in edited(node.body, edit))
    elif isinstance(node, Named):
        yield from edited(node.body, edit)
    else:
        assert not children(node), f"{type(node).__name__} has parts that no mutant changes"


def _join(node: And | Or, parts: tuple[Expression, ...]) -> Expression:
    return conjunction(parts) if isinstance(node, And) else disjunction(parts)


def without_a_part(node: Expression) -> Edited:
    """A conjunction or disjunction without one of its parts."""
    if isinstance(node, (And, Or)):
        for number in range(len(node.parts)):
            yield _join(node, (*node.parts[:number], *node.parts[number + 1 :]))


def other_quantifier(node: Expression) -> Edited:
    """`every` for `some`, and the other way."""
    if isinstance(node, Quantified):
        yield replace(node, universal=not node.universal)


def other_connective(node: Expression) -> Edited:
    """`and` for `or`, and the other way."""
    if isinstance(node, And):
        yield disjunction(node.parts)
    elif isinstance(node, Or):
        yield conjunction(node.parts)


def other_constant(form: Form) -> Edit:
    """Another state instead of the one that is compared with."""

    def edit(node: Expression) -> Edited:
        if isinstance(node, In) and len(node.states) == 1:
            states = form.variable(node.variable).states
            yield from (replace(node, states=(s,)) for s in states if s not in node.states)

    return edit


def wider(form: Form) -> Edit:
    """One state more."""

    def edit(node: Expression) -> Edited:
        if isinstance(node, In):
            known = form.variable(node.variable).states
            more = [s for s in known if s not in node.states]
            for state in more if len(more) > 1 else ():
                yield replace(node, states=tuple(s for s in known if s in node.states or s == state))

    return edit


def narrower(node: Expression) -> Edited:
    """One state less."""
    if isinstance(node, In) and len(node.states) > 1:
        yield from (replace(node, states=tuple(s for s in node.states if s != state)) for state in node.states)
