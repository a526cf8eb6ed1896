"""Elements that are counted alike: parts of sorts, what one element of a part can be, and what two can be together.

The states of an instance are: of the machines without elements, of each element, and of each pair. What is said of at
most two elements at once restricts these apart from all others, which is what makes counting polynomial in the sizes
(lifted inference: Van den Broeck, 2011; Beame and others, 2015).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chartproof.errors import ChartproofError
from chartproof.language.expression import And, Binder, Expression, In, Named, Not, Or, Same, Truth, unknown
from chartproof.language.fold import free_binders, rebuilt, walk
from chartproof.language.form import Form, Variable

Token = tuple[int, int]
"""One of the elements at hand: its part, and whether it is the first or another one of it."""
Bools = NDArray[np.bool_]
Codes = NDArray[np.int64]
LARGEST = 5_000_000
"""Entries of a table, at most."""


class NotCounted(ChartproofError):
    """What is said of three elements at once is not counted."""


@dataclass(frozen=True)
class Part:
    """So many elements of a sort, of which the same is said."""

    sort: str
    size: int


@dataclass(frozen=True)
class Said:
    """An expression without quantifiers, of every choice of elements: of the parts that are told, else of any."""

    expression: Expression
    where: Mapping[Binder, int] = field(default_factory=dict)


@dataclass
class Tables:
    """For one state of the machines without elements: what an element of each part can be, and two together.

    sign, signs: of that state, and of each type: -1 for each mark that is set, as what is marked is taken away again.
    types: per part, the codes of its own machines in each state that one element can be in, an array a machine.
    pairs: for two parts, or one part twice (two of its elements), in how many ways their common machines can be, by
    what either is: shape (types of the first, types of the second).
    """

    types: list[dict[tuple[str, int], Codes]]
    pairs: dict[tuple[int, int], NDArray[Any]]
    sign: int
    signs: list[list[int]]

    def count(self, part: int) -> int:
        """How many states one element of a part can be in."""
        return next((len(codes) for codes in self.types[part].values()), 1)


@dataclass
class Counted:
    """What is said of the elements of some parts, and the tables that follow. Raises NotCounted.

    marks: machines that are not the form's own, with two states: in the second, a state is taken away again.
    """

    form: Form
    parts: Sequence[Part]
    said: Sequence[Said]
    marks: Collection[str] = ()

    @cached_property
    def instances(self) -> list[tuple[Expression, tuple[Token, ...], Mapping[Binder, Token]]]:
        """What is said, of each choice of parts and of who is who: the expression, its elements, the names."""
        return [one for said in self.said for one in self._instances(said)]

    def check(self) -> None:
        """Raise NotCounted where something is said of more than two elements at once."""
        _ = self.instances

    def _instances(self, said: Said) -> Iterator[tuple[Expression, tuple[Token, ...], Mapping[Binder, Token]]]:
        names = free_binders(said.expression)
        for tokens in itertools.product(*(self._tokens(said, b, len(names)) for b in names)):
            if not self._canonical(tokens):
                continue
            named = dict(zip(names, tokens, strict=True))
            simple = _settled(said.expression, named)
            if simple == Truth(True):
                continue
            met = dict.fromkeys(named[b] for n in walk(simple) if isinstance(n, In) for b in n.indices)
            called = _renumbered(met)
            used = tuple(called.values())
            named = {b: called[t] for b, t in named.items() if t in called}
            if len(used) > 2:
                raise NotCounted(
                    f"{said.expression}: speaks of more than two elements at once",
                    mend="what is counted is said of one element, or of two",
                )
            yield simple, used, named

    def _tokens(self, said: Said, binder: Binder, most: int) -> list[Token]:
        parts = [said.where[binder]] if binder in said.where else range(len(self.parts))
        return [
            (p, n) for p in parts if self.parts[p].sort == binder.sort for n in range(min(most, self.parts[p].size))
        ]

    def _canonical(self, tokens: Sequence[Token]) -> bool:
        """Whether the elements of each part are met in order, so that nobody is told apart by number."""
        met: dict[int, int] = {}
        for part, number in tokens:
            if number > met.get(part, 0):
                return False
            met[part] = max(met.get(part, 0), number + 1)
        return True

    def tables(self) -> Iterator[Tables]:
        """The tables of each state of the machines without elements that nothing rules out."""
        alone = [v for v in self.form.variables if not v.sorts]
        for codes in itertools.product(*(range(len(v.states)) for v in alone)):
            fixed: dict[tuple[str, tuple[Token, ...]], Codes] = {
                (v.name, ()): np.array(code) for v, code in zip(alone, codes, strict=True)
            }
            if all(self._truth(e, names, fixed).all() for e, used, names in self.instances if not used):
                yield self._tables(fixed)

    def _tables(self, fixed: dict[tuple[str, tuple[Token, ...]], Codes]) -> Tables:
        types = [self._types(part, fixed) for part in range(len(self.parts))]
        sign = math.prod(1 - 2 * int(code) for (name, _), code in fixed.items() if name in self.marks)
        found = Tables(types, {}, sign, [])
        for part, codes in enumerate(types):
            signs = [1 - 2 * of for (name, _), of in codes.items() if name in self.marks]
            found.signs.append(np.prod([np.ones(found.count(part), np.int64), *signs], axis=0).tolist())
        for one, other in itertools.combinations_with_replacement(range(len(self.parts)), 2):
            if one != other or self.parts[one].size > 1:
                found.pairs[one, other] = self._pairs(found, one, other, fixed)
        return found

    def _types(self, part: int, fixed: dict[tuple[str, tuple[Token, ...]], Codes]) -> dict[tuple[str, int], Codes]:
        """The states of one element: of its own machines, and of those that it has with itself."""
        own = [v for v in self.form.variables if v.sorts and set(v.sorts) == {self.parts[part].sort}]
        token = (part, 0)
        grid, count = _grid(own)
        cells = {(v.name, (token,) * len(v.sorts)): codes for v, codes in zip(own, grid, strict=True)}
        kept = np.ones(count, np.bool_)
        for expression, used, names in self.instances:
            if used and set(used) <= {token}:
                kept &= self._truth(expression, names, {**fixed, **cells})
        return {(name, len(at)): codes[kept] for (name, at), codes in cells.items()}

    def _pairs(
        self, found: Tables, one: int, other: int, fixed: dict[tuple[str, tuple[Token, ...]], Codes]
    ) -> NDArray[Any]:
        """In how many ways two elements can be together, by what each is."""
        first, second = (one, 0), (other, int(one == other))
        common = [(v, at) for v in self.form.variables for at in _between(v, self.parts, first, second)]
        grid, count = _grid([v for v, _ in common])
        cells = {(v.name, at): codes.reshape(1, 1, -1) for (v, at), codes in zip(common, grid, strict=True)}
        cells |= fixed
        for token, part, shape in ((first, one, (-1, 1, 1)), (second, other, (1, -1, 1))):
            for (name, indices), codes in found.types[part].items():
                cells[name, (token,) * indices] = codes.reshape(shape)
        kept = np.ones(_not_too_many(found.count(one), found.count(other), count), np.bool_)
        for expression, used, names in self.instances:
            if len(used) < 2 or set(used) != {first, second}:
                continue
            swapped = {first: second, second: first}
            kept &= self._truth(expression, names, cells)
            if one == other:
                kept &= self._truth(expression, {b: swapped[t] for b, t in names.items()}, cells)
        return np.asarray(kept.sum(axis=2).astype(object))

    def _truth(
        self, node: Expression, names: Mapping[Binder, Token], cells: Mapping[tuple[str, tuple[Token, ...]], Codes]
    ) -> Bools:
        """Where an expression holds, for all states at hand."""
        if isinstance(node, Truth):
            return np.array(node.value)
        if isinstance(node, In):
            states = self.form.variable(node.variable).states
            codes = cells[node.variable, tuple(names[b] for b in node.indices)]
            return np.array([s in node.states for s in states])[codes]
        if isinstance(node, Not):
            return ~self._truth(node.body, names, cells)
        if isinstance(node, Named):
            return self._truth(node.body, names, cells)
        if not isinstance(node, (And, Or)):
            raise unknown(node)
        together = np.logical_and if isinstance(node, And) else np.logical_or
        result = self._truth(node.parts[0], names, cells)
        for part in node.parts[1:]:
            result = together(result, self._truth(part, names, cells))
        return result


def _renumbered(tokens: Iterable[Token]) -> dict[Token, Token]:
    """Elements called by the order in which they are met: of a part of which one is left, that is the first."""
    called: dict[Token, Token] = {}
    for part, number in tokens:
        called[part, number] = (part, sum(p == part for p, _ in called))
    return called


def _grid(variables: Sequence[Variable]) -> tuple[list[Codes], int]:
    """Every choice of states for some machines: the codes of each, and how many choices there are."""
    sizes = [len(v.states) for v in variables]
    (count,) = _not_too_many(*sizes, together=True)
    every = np.arange(count)
    return [every // math.prod(sizes[n + 1 :]) % size for n, size in enumerate(sizes)], count


def _not_too_many(*sizes: int, together: bool = False) -> tuple[int, ...]:
    """The sizes, or their product. Raises NotCounted where a table would be too large."""
    if math.prod(sizes) > LARGEST:
        raise NotCounted("one element, or two, can be in too many states to list them", mend="split a machine")
    return (math.prod(sizes),) if together else sizes


def _settled(node: Expression, named: Mapping[Binder, Token]) -> Expression:
    """The expression for these elements: who is who is known, predicates are spelt out."""
    if isinstance(node, Same):
        return Truth(named[node.left] == named[node.right])
    return rebuilt(node, lambda part: _settled(part, named))


def _between(variable: Variable, parts: Sequence[Part], first: Token, second: Token) -> Iterator[tuple[Token, ...]]:
    """The cells of a machine that two elements have in common."""
    if len(variable.sorts) > 2:
        raise NotCounted(f"{variable.title} has more than two elements", mend="machines of at most two are counted")
    if len(variable.sorts) == 2:
        for at in ((first, second), (second, first)):
            if variable.sorts == tuple(parts[p].sort for p, _ in at):
                yield at
