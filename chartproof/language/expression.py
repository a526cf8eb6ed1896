"""The expression tree: one typed form for guards, conditions, properties and the command line.

Nodes are frozen; build them with the smart constructors `conjunction`, `disjunction`, `negation`.
Element names inside a node are bound by a rule's parameters, by a quantifier, or stand free.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chartproof.declare.sorts import snake


@dataclass(frozen=True, slots=True)
class Binder:
    """A name for an element of a sort."""

    name: str
    sort: str


class Expression:
    """The base of all nodes; `str()` prints an expression that parses to the same tree.

    A node remembers its hash: trees are looked up over and over, and all of a tree's nodes make its hash. It remembers
    its free names, too, for `free_binders`.
    """

    __slots__ = ("_free", "_hash")
    __match_args__: tuple[str, ...] = ()
    _hash: int
    _free: tuple[Binder, ...]

    def __str__(self) -> str:
        return show(self)

    def __hash__(self) -> int:
        try:
            return self._hash
        except AttributeError:
            object.__setattr__(self, "_hash", hash((type(self), *(getattr(self, n) for n in self.__match_args__))))
            return self._hash


@dataclass(frozen=True, slots=True)
class Truth(Expression):
    """True or False."""

    value: bool
    __str__ = Expression.__str__
    __hash__ = Expression.__hash__


@dataclass(frozen=True, slots=True)
class In(Expression):
    """The machine `variable`, at these elements, is in one of `states`."""

    variable: str
    indices: tuple[Binder, ...]
    states: tuple[str, ...]
    __str__ = Expression.__str__
    __hash__ = Expression.__hash__


@dataclass(frozen=True, slots=True)
class Same(Expression):
    """Two names stand for the same element."""

    left: Binder
    right: Binder
    __str__ = Expression.__str__
    __hash__ = Expression.__hash__


@dataclass(frozen=True, slots=True)
class Not(Expression):
    """Negation."""

    body: Expression
    __str__ = Expression.__str__
    __hash__ = Expression.__hash__


@dataclass(frozen=True, slots=True)
class And(Expression):
    """Conjunction."""

    parts: tuple[Expression, ...]
    __str__ = Expression.__str__
    __hash__ = Expression.__hash__


@dataclass(frozen=True, slots=True)
class Or(Expression):
    """Disjunction."""

    parts: tuple[Expression, ...]
    __str__ = Expression.__str__
    __hash__ = Expression.__hash__


@dataclass(frozen=True, slots=True)
class Quantified(Expression):
    """Of every element (`universal`), or of some element, of the binder's sort."""

    universal: bool
    binder: Binder
    body: Expression
    __str__ = Expression.__str__
    __hash__ = Expression.__hash__


@dataclass(frozen=True, slots=True)
class Named(Expression):
    """A predicate or `possible(event)`, printed by name and meaning its body."""

    name: str
    indices: tuple[Binder, ...]
    body: Expression
    __str__ = Expression.__str__
    __hash__ = Expression.__hash__


TRUE = Truth(True)
FALSE = Truth(False)


def conjunction(parts: Iterable[Expression]) -> Expression:
    """All of these, flattened.

    >>> str(conjunction([TRUE, FALSE]))
    'False'
    """
    return _joined(And, parts, TRUE, FALSE)


def disjunction(parts: Iterable[Expression]) -> Expression:
    """At least one of these, flattened.

    >>> str(disjunction([TRUE, FALSE]))
    'True'
    """
    return _joined(Or, parts, FALSE, TRUE)


def _joined(kind: type[And] | type[Or], parts: Iterable[Expression], nothing: Truth, all_of_it: Truth) -> Expression:
    """Joined by a word: a part that is `nothing` adds nothing, one that is `all_of_it` makes it so."""
    flat: list[Expression] = []
    for part in parts:
        if isinstance(part, kind):
            flat.extend(part.parts)
        else:
            flat.append(part)
    # By their type: to compare trees takes longer.
    said = [p.value for p in flat if isinstance(p, Truth)]
    if said:
        if all_of_it.value in said:
            return all_of_it
        flat = [p for p in flat if not isinstance(p, Truth)]
    return flat[0] if len(flat) == 1 else kind(tuple(flat)) if flat else nothing


def negation(body: Expression) -> Expression:
    """The opposite, without double negation.

    >>> negation(negation(TRUE)) == TRUE
    True
    """
    if isinstance(body, Truth):
        return Truth(not body.value)
    return body.body if isinstance(body, Not) else Not(body)


def differ(one: Expression, other: Expression) -> Expression:
    """Exactly one of the two holds."""
    if one == other:
        return FALSE
    return disjunction([conjunction([one, negation(other)]), conjunction([other, negation(one)])])


def alike(names: Iterable[Binder]) -> list[Expression]:
    """Of each two names of one sort, that they are the same element."""
    return [Same(a, b) for a, b in itertools.combinations(names, 2) if a.sort == b.sort]


def apart(names: Iterable[Binder]) -> list[Expression]:
    """Of each two names of one sort, that they are different elements.

    >>> one, other, room = Binder("one", "Client"), Binder("other", "Client"), Binder("room", "Room")
    >>> [str(pair) for pair in apart([one, other, room])]
    ['one != other']
    """
    return [negation(pair) for pair in alike(names)]


def quantified(universal: bool, binders: Sequence[Binder], body: Expression) -> Expression:
    """Of every choice, or of some choice, of elements for these names; the first is the outermost.

    Every sort has an element, so that nothing is to be chosen for what is true or false by itself.

    >>> client = Binder("client", "Client")
    >>> str(quantified(True, [client], In("lock", (client,), ("free",))))
    "every(Client, lock == 'free')"
    """
    for binder in () if isinstance(body, Truth) else reversed(binders):
        body = Quantified(universal, binder, body)
    return body


def unknown(node: object) -> TypeError:
    """The error of a walk that meets a node it does not know: never a default."""
    return TypeError(f"no meaning is given here to an expression of the kind {type(node).__name__}")


def _indices(indices: tuple[Binder, ...], scope: tuple[Binder, ...]) -> str:
    """Brackets are left out only where the nearest elements are the ones that are meant."""

    def nearest(sort: str) -> Binder:
        return next((b for b in reversed(scope) if b.sort == sort), Binder(snake(sort), sort))

    if all(b == nearest(b.sort) for b in indices) and len({b.sort for b in indices}) == len(indices):
        return ""
    return f"[{', '.join(b.name for b in indices)}]"


def show(node: Expression, within: type | None = None, scope: tuple[Binder, ...] = ()) -> str:
    """The expression as text that `parse` reads back. scope: the quantifiers around it, innermost last."""
    if isinstance(node, Truth):
        return str(node.value)
    if isinstance(node, In):
        return _show_in(node, scope, "==", "in")
    if isinstance(node, Same):
        return f"{node.left.name} == {node.right.name}"
    if isinstance(node, Named):
        event = node.name.removeprefix("possible(").removesuffix(")")
        text = event + _indices(node.indices, scope)
        return text if event == node.name else f"possible({text})"
    if isinstance(node, Quantified):
        word = "every" if node.universal else "some"
        default = node.binder.name == snake(node.binder.sort)
        binder = node.binder.sort if default else f"{node.binder.name} in {node.binder.sort}"
        return f"{word}({binder}, {show(node.body, None, (*scope, node.binder))})"
    if isinstance(node, Not):
        if isinstance(node.body, In):
            return _show_in(node.body, scope, "!=", "not in")
        if isinstance(node.body, Same):
            return f"{node.body.left.name} != {node.body.right.name}"
        return f"not {show(node.body, Not, scope)}"
    if not isinstance(node, (And, Or)):
        raise unknown(node)
    word = " and " if isinstance(node, And) else " or "
    text = word.join(show(p, type(node), scope) for p in node.parts)
    return f"({text})" if within is not None and within is not type(node) else text


def _show_in(node: In, scope: tuple[Binder, ...], one: str, several: str) -> str:
    machine = node.variable + _indices(node.indices, scope)
    if len(node.states) == 1:
        return f"{machine} {one} {node.states[0]!r}"
    return f"{machine} {several} ({', '.join(map(repr, node.states))})"
