"""Conditions as text that says the same wherever it is read again.

Every element is named, predicates are spelled out, and no quantifier hides a name in use: so the
text means the tree that it was printed from, whatever predicates stand around it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from chartproof.language.expression import (
    And,
    Binder,
    Expression,
    In,
    Not,
    Or,
    Quantified,
    Same,
    Truth,
    unknown,
)
from chartproof.language.fold import ASIDE, rebuilt

Known = Callable[[In], Expression]


def plain(node: Expression, names: Mapping[Binder, Binder], known: Known) -> Expression:
    """The expression without predicates, simplified, with quantified names that hide none.

    names: what the free element names become; a quantified name that one of these has is changed.
    known: what is already known of a machine that is read, asked with the new names.
    """
    if isinstance(node, In):
        return known(In(node.variable, tuple(names.get(b, b) for b in node.indices), node.states))
    if isinstance(node, Same):
        left, right = names.get(node.left, node.left), names.get(node.right, node.right)
        return Truth(True) if left == right else Same(left, right)
    if isinstance(node, Quantified):
        new = _unused(node.binder, names)
        body = plain(node.body, {**names, node.binder: new}, known)
        return body if isinstance(body, Truth) else Quantified(node.universal, new, body)
    return rebuilt(node, lambda part: plain(part, names, known))


def _unused(binder: Binder, names: Mapping[Binder, Binder]) -> Binder:
    """The binder, or one beside it whose name nothing in force has."""
    used = {b.name for b in names.values()}
    name = binder.name.replace(ASIDE, "_")
    while name in used:
        name += "_"
    return Binder(name, binder.sort)


def spell(node: Expression) -> str:
    """A plain expression as text, with every element named.

    >>> account = Binder("account", "Account")
    >>> spell(Quantified(True, Binder("x", "Account"), In("membership", (account,), ("outside",))))
    "every(x in Account, membership[account] == 'outside')"
    """
    if isinstance(node, In):
        machine = node.variable + (f"[{', '.join(b.name for b in node.indices)}]" if node.indices else "")
        if len(node.states) == 1:
            return f"{machine} == {node.states[0]!r}"
        return f"{machine} in ({', '.join(map(repr, node.states))})"
    if isinstance(node, Same):
        return f"{node.left.name} == {node.right.name}"
    if isinstance(node, Not):
        return f"not ({spell(node.body)})"
    if isinstance(node, (And, Or)):
        word = " and " if isinstance(node, And) else " or "
        return word.join(f"({spell(p)})" if isinstance(p, (And, Or)) else spell(p) for p in node.parts)
    if isinstance(node, Quantified):
        word = "every" if node.universal else "some"
        return f"{word}({node.binder.name} in {node.binder.sort}, {spell(node.body)})"
    if isinstance(node, Truth):
        return str(node)
    raise unknown(node)
