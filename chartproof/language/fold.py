"""Walking expressions: the one place that knows what each node is made of.

Every walk is made of `children`, `rebuilt` and `leaves`, or names each node itself; a node that a walk
does not know is an error, never a default.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

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
    conjunction,
    disjunction,
    negation,
    unknown,
)

ASIDE = "'"
"""Ends the name of an element that stepped aside for another: no reader can write it."""


def children(node: Expression) -> tuple[Expression, ...]:
    """The direct parts of a node. Raises TypeError for a node that is none of the language's."""
    if isinstance(node, (Truth, In, Same)):
        return ()
    if isinstance(node, (And, Or)):
        return node.parts
    if isinstance(node, (Not, Quantified, Named)):
        return (node.body,)
    raise unknown(node)


def rebuilt(node: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """The node with its parts changed, simplified on the way; a predicate gives way to its changed body.

    >>> a, b = In("lock", (), ("free",)), Truth(True)
    >>> str(rebuilt(And((a, b)), lambda part: part))
    "lock == 'free'"
    """
    if isinstance(node, (Truth, In, Same)):
        return node
    if isinstance(node, Not):
        return negation(change(node.body))
    if isinstance(node, And):
        return conjunction(map(change, node.parts))
    if isinstance(node, Or):
        return disjunction(map(change, node.parts))
    if isinstance(node, Named):
        return change(node.body)
    if isinstance(node, Quantified):
        return Quantified(node.universal, node.binder, change(node.body))
    raise unknown(node)


def leaves(node: Expression, change: Callable[[In], Expression]) -> Expression:
    """The expression with each comparison of a machine changed, predicates spelt out.

    Under quantifiers, `change` must not bring in a name that they bind: see `fresh`.
    """
    return change(node) if isinstance(node, In) else rebuilt(node, lambda part: leaves(part, change))


def walk(node: Expression) -> Iterator[Expression]:
    """The node and everything below it."""
    yield node
    for child in children(node):
        yield from walk(child)


def machines_read(node: Expression) -> tuple[str, ...]:
    """The machines that an expression reads, in order of appearance."""
    return tuple(dict.fromkeys(n.variable for n in walk(node) if isinstance(n, In)))


def asked_about(node: Expression) -> str:
    """The event whose guard a node stands for: `possible(event)`; empty where it is none."""
    possible = isinstance(node, Named) and node.name.startswith("possible(")
    return node.name.removeprefix("possible(").removesuffix(")") if possible and isinstance(node, Named) else ""


def free_binders(node: Expression) -> tuple[Binder, ...]:
    """The element names that no quantifier inside binds, in order of appearance; looked for once in each node."""
    try:
        return node._free
    except AttributeError:
        object.__setattr__(node, "_free", _free_binders(node))
        return node._free


def _free_binders(node: Expression) -> tuple[Binder, ...]:
    if isinstance(node, In):
        return tuple(dict.fromkeys(node.indices))
    if isinstance(node, Same):
        return tuple(dict.fromkeys((node.left, node.right)))
    names = dict.fromkeys(b for child in children(node) for b in free_binders(child))
    if isinstance(node, Quantified):
        names.pop(node.binder, None)
    return tuple(names)


def free_in(expressions: Iterable[Expression]) -> tuple[Binder, ...]:
    """The element names that are free in any of several expressions: not of their conjunction, which may be simpler."""
    return tuple(dict.fromkeys(b for e in expressions for b in free_binders(e)))


def fresh(binder: Binder, avoid: Collection[Binder]) -> Binder:
    """The binder, or one that is none of those to avoid and that nobody can have written.

    >>> x = Binder("x", "Item")
    >>> fresh(x, [x]).name, fresh(x, []).name
    ("x'", 'x')
    """
    while binder in avoid:
        binder = Binder(binder.name + ASIDE, binder.sort)
    return binder


def rename(node: Expression, change: Callable[[Binder], Binder]) -> Expression:
    """The expression with its free element names changed; a quantifier that would capture one steps aside."""
    if isinstance(node, In):
        return In(node.variable, tuple(map(change, node.indices)), node.states)
    if isinstance(node, Same):
        return Same(change(node.left), change(node.right))
    if isinstance(node, Quantified):
        own, free = node.binder, free_binders(node)
        new = fresh(own, {change(b) for b in free})
        return Quantified(node.universal, new, rename(node.body, lambda b: new if b == own else change(b)))
    if isinstance(node, Named):
        return Named(node.name, tuple(map(change, node.indices)), rename(node.body, change))
    return _kept(node, lambda part: rename(part, change))


def _kept(node: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """The node with its parts changed and nothing simplified."""
    if isinstance(node, Truth):
        return node
    if isinstance(node, Not):
        return Not(change(node.body))
    if isinstance(node, (And, Or)):
        return type(node)(tuple(map(change, node.parts)))
    raise unknown(node)
