"""Instantiation: quantifiers give way to the elements that are named, so that no solver has to guess any.

In EPR a formula holds somewhere exactly where all its instances over the elements named do (Herbrand): the
names that are free, and a witness for each `some`, which depends on the elements of `every` around it. Where the
graph of sorts has no circle there are finitely many. What is left has no quantifier, and is decided.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

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
    conjunction,
    disjunction,
    negation,
    unknown,
)
from chartproof.language.fold import free_binders, walk

WITNESS = "%"
"""Ends the names of witnesses: no reader can write it."""

Universe = Mapping[str, Sequence[Binder]]


@dataclass
class Witnesses:
    """The witness of each `some`: one name for the same formula about the same elements."""

    _names: dict[tuple[Expression, tuple[Binder, ...]], Binder] = field(default_factory=dict)
    _asked: dict[Expression, bool] = field(default_factory=dict)
    _free: dict[Expression, tuple[Binder, ...]] = field(default_factory=dict)

    def asked_for(self, node: Expression) -> bool:
        """Whether a positive expression asks for a witness, once looked at for each."""
        if node not in self._asked:
            self._asked[node] = has_some(node)
        return self._asked[node]

    def _free_in(self, node: Expression) -> tuple[Binder, ...]:
        if node not in self._free:
            self._free[node] = free_binders(node)
        return self._free[node]

    def of(self, node: Quantified, named: Mapping[Binder, Binder]) -> Binder:
        """An element for which the body holds, if it holds for any."""
        key = (node, tuple(named.get(b, b) for b in free_binders(node)))
        if key not in self._names:
            self._names[key] = Binder(f"{node.binder.sort}{len(self._names)}{WITNESS}", node.binder.sort)
        return self._names[key]

    def all_in(
        self, node: Expression, universe: Universe, named: Mapping[Binder, Binder] | None = None
    ) -> Iterator[Binder]:
        """The witnesses that a positive formula needs, over a universe."""
        named = named or {}
        if isinstance(node, Quantified):
            if node.universal and not has_some(node.body):
                return
            chosen = universe[node.binder.sort] if node.universal else [self.of(node, named)]
            if not node.universal:
                yield from chosen
            for element in chosen:
                yield from self.all_in(node.body, universe, {**named, node.binder: element})
        elif isinstance(node, (And, Or)):
            for part in node.parts:
                yield from self.all_in(part, universe, named)

    def universe(
        self, sorts: Iterable[str], formulas: Sequence[Expression], rounds: int | None = None
    ) -> dict[str, list[Binder]]:
        """All elements that positive formulas in EPR name, and one of each sort where they name none.

        rounds: how often witnesses of what is there are added. Outside EPR there is no end to them: what is
        impossible of some is impossible; that it is possible of some says nothing.
        """
        found: dict[Binder, None] = dict.fromkeys(b for f in formulas for b in self._free_in(f))
        witnessed = [f for f in formulas if self.asked_for(f)]
        sorts = list(sorts)
        for done in itertools.count():
            universe = {s: [b for b in found if b.sort == s] or [Binder(f"any {s}{WITNESS}", s)] for s in sorts}
            more = {b: None for f in witnessed for b in self.all_in(f, universe) if b not in found}
            if not more or done == rounds:
                break
            found.update(more)
        return universe

    def instance(
        self, node: Expression, universe: Universe, named: Mapping[Binder, Binder] | None = None
    ) -> Expression:
        """A positive formula without its quantifiers, over a universe."""
        named = named or {}
        if isinstance(node, Truth):
            return node
        if isinstance(node, In):
            return In(node.variable, tuple(named.get(b, b) for b in node.indices), node.states)
        if isinstance(node, Same):
            left, right = named.get(node.left, node.left), named.get(node.right, node.right)
            return Truth(True) if left == right else Same(left, right)
        if isinstance(node, Not):
            return negation(self.instance(node.body, universe, named))
        if isinstance(node, Quantified):
            if not node.universal:
                return self.instance(node.body, universe, {**named, node.binder: self.of(node, named)})
            elements = universe[node.binder.sort]
            return conjunction(self.instance(node.body, universe, {**named, node.binder: e}) for e in elements)
        if not isinstance(node, (And, Or)):
            raise unknown(node)
        join = conjunction if isinstance(node, And) else disjunction
        return join(self.instance(part, universe, named) for part in node.parts)


def has_some(node: Expression) -> bool:
    """Whether a positive expression asks for a witness."""
    return any(isinstance(n, Quantified) and not n.universal for n in walk(node))


def instances(node: Expression, universe: Universe) -> int:
    """How many instances quantifiers have over a universe: what spelling them out costs, about."""
    if isinstance(node, Quantified):
        return (len(universe[node.binder.sort]) if node.universal else 1) * instances(node.body, universe)
    if isinstance(node, (And, Or)):
        return sum(instances(p, universe) for p in node.parts)
    return 1
