"""What is to be shown: that some conditions cannot hold together in any state in which the facts hold.

An obligation speaks of one state (events are substitutions, `step`), of any number of elements.
Names that stand free in it are elements that exist: one counterexample would need just these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

from chartproof.language.expression import (
    TRUE,
    Binder,
    Expression,
    Not,
    Quantified,
    apart,
    conjunction,
    quantified,
)
from chartproof.language.fold import children, free_binders, leaves
from chartproof.language.form import Form
from chartproof.prove.precondition import Substitution

COPY = ".other"

ANY_SIZE: Mapping[str, int] = MappingProxyType({})
"""At least so many elements of each sort: one of each, which is so of every instance."""


@dataclass(frozen=True)
class Obligation:
    """`given`, all at once, is to be impossible; `step` is the event that is taken, if any."""

    name: str
    given: tuple[Expression, ...]
    step: Substitution | None = None

    @property
    def elements(self) -> tuple[Binder, ...]:
        """The elements that a counterexample is about."""
        return tuple(dict.fromkeys(b for e in self.given for b in free_binders(e)))


def so_many(least: Mapping[str, int]) -> Expression:
    """That there are at least so many elements of each sort: some that differ. There is always one.

    >>> print(so_many({"Box": 2, "Item": 1}))
    some(Box1 in Box, some(Box2 in Box, Box1 != Box2))
    """
    return conjunction(_different(sort, n) for sort, n in least.items() if n > 1)


def _different(sort: str, count: int) -> Expression:
    names = [Binder(f"{sort}{n + 1}", sort) for n in range(count)]
    return quantified(False, names, conjunction(apart(names)))


def among(shown: Iterable[Obligation], least: Mapping[str, int]) -> Iterator[Obligation]:
    """The same, of instances with at least so many elements alone."""
    given = so_many(least)
    return (o if given == TRUE else replace(o, given=(*o.given, given)) for o in shown)


def with_copies(form: Form) -> Form:
    """The form, and a second copy of every machine under another name."""
    other = tuple(replace(v, name=v.name + COPY, title=v.title + COPY) for v in form.variables)
    return replace(form, variables=(*form.variables, *other))


def in_copy(node: Expression, machines: Iterable[str]) -> Expression:
    """The expression about the second copy of some machines."""
    names = frozenset(machines)
    return leaves(node, lambda cell: replace(cell, variable=cell.variable + COPY) if cell.variable in names else cell)


@lru_cache(maxsize=100_000)
def alternations(
    node: Expression, universal: bool = True, outside: frozenset[str] = frozenset()
) -> frozenset[tuple[str, str]]:
    """The pairs of sorts (one, other) where an existential name of `other` depends on a universal one of `one`.

    universal: whether `every` counts as universal here (it turns under a negation). The formulas lie
    in EPR where these pairs, over all of them, have no cycle: then satisfiability is decidable, and a
    counterexample is finite (Ge and de Moura, 2009; Padon et al., Ivy, 2016).
    """
    if isinstance(node, Not):
        return alternations(node.body, not universal, outside)
    if not isinstance(node, Quantified):
        return frozenset().union(*(alternations(part, universal, outside) for part in children(node)))
    if node.universal == universal:
        return alternations(node.body, universal, outside | {node.binder.sort})
    pairs = frozenset((sort, node.binder.sort) for sort in outside)
    return pairs | alternations(node.body, universal, outside)


def in_epr(formulas: Iterable[Expression]) -> bool:
    """Whether formulas, taken together, lie in the decidable fragment."""
    return acyclic(set().union(*map(alternations, formulas)))


def acyclic(edges: Set[tuple[str, str]]) -> bool:
    """Whether no sort depends on itself.

    >>> acyclic({("Item", "Box")}), acyclic({("Item", "Box"), ("Box", "Item")})
    (True, False)
    """
    while edges:
        ends = {a for a, _ in edges}
        kept = {(a, b) for a, b in edges if b in ends}
        if kept == edges:
            return False
        edges = kept
    return True


def within_epr(obligation: Obligation) -> Obligation:
    """The obligation without the conditions that leave the decidable fragment: if this is impossible, so was that."""
    kept: list[Expression] = []
    for given in obligation.given:
        # A name that is free in an obligation is a constant, so that nothing alternates for its sake.
        if in_epr([*kept, given]):
            kept.append(given)
    return obligation if len(kept) == len(obligation.given) else replace(obligation, given=tuple(kept))
