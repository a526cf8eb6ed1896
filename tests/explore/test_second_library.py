"""What decision diagrams reach, found once more by another library and a plain relation of states and next states."""

from __future__ import annotations

from collections.abc import Mapping

from dd.autoref import BDD, Function
from hypothesis import assume, given

from chartproof.explore.bdd import InBdd
from chartproof.explore.search import explore
from chartproof.language.expression import And, Binder, Expression, In, Named, Not, Or, Quantified, Same, Truth
from chartproof.language.meaning import Cell, cells, choices
from tests.explore.test_search import each_path
from tests.toys import Toy, toys

LARGEST = 10


class Relation:
    """A toy with one bit a cell and state: that the cell is in the state, now or (with a prime) next."""

    def __init__(self, toy: Toy) -> None:
        self.toy, self.bdd = toy, BDD()
        self.places = {c: toy.form.variable(c[0]).states for c in cells(toy.form, toy.sizes)}
        self.names = [self.bit(c, s) for c, states in self.places.items() for s in states]
        self.bdd.declare(*(name + prime for name in self.names for prime in ("", "_")))

    def bit(self, cell: Cell, state: str) -> str:
        """The name of a bit."""
        return "_".join([cell[0], *map(str, cell[1]), state])

    def is_in(self, cell: Cell, state: str, prime: str = "") -> Function:
        """That a cell is in a state, and in no other."""
        found = self.bdd.true
        for other in self.places[cell]:
            bit = self.bdd.var(self.bit(cell, other) + prime)
            found &= bit if other == state else ~bit
        return found

    def holds(self, node: Expression, bound: Mapping[Binder, int]) -> Function:
        """Where an expression holds now."""
        match node:
            case Truth(value):
                return self.bdd.true if value else self.bdd.false
            case Same(left, right):
                return self.bdd.true if bound[left] == bound[right] else self.bdd.false
            case In(variable, indices, states):
                cell = variable, tuple(bound[b] for b in indices)
                return self.join([self.is_in(cell, s) for s in states], every=False)
            case Not(body):
                return ~self.holds(body, bound)
            case Named():
                return self.holds(node.body, bound)
            case And(parts) | Or(parts):
                return self.join([self.holds(p, bound) for p in parts], every=isinstance(node, And))
            case Quantified():
                spread = [{**bound, node.binder: n} for n in range(self.toy.sizes[node.binder.sort])]
                return self.join([self.holds(node.body, b) for b in spread], every=node.universal)
        raise TypeError(node)

    def join(self, parts: list[Function], *, every: bool) -> Function:
        """All of them, or any."""
        found = self.bdd.true if every else self.bdd.false
        for part in parts:
            found = found & part if every else found | part
        return found

    def step(self) -> Function:
        """Each event: where it can happen, and every cell afterwards, by the effects on it, last one first."""
        found = self.bdd.false
        for rule in self.toy.form.rules:
            for bound in choices(rule.parameters, self.toy.sizes):
                one = self.holds(rule.condition, bound)
                grounded = [(e, {**bound, **b}) for e in rule.effects for b in choices(e.bound, self.toy.sizes)]
                for cell, states in self.places.items():
                    stays = self.join([self.is_in(cell, s) & self.is_in(cell, s, "_") for s in states], every=False)
                    after = stays
                    for effect, b in grounded:
                        if (effect.variable, tuple(b[i] for i in effect.indices)) == cell:
                            when = self.holds(effect.when, b)
                            after = (when & self.is_in(cell, effect.value, "_")) | (~when & after)
                    one &= after
                found |= one
        return found

    def level_counts(self) -> tuple[int, ...]:
        """How many states are how far."""
        initial = {v.name: v.initial for v in self.toy.form.variables}
        level = self.join(
            [self.join([self.is_in(c, s) for s in initial[c[0]]], every=False) for c in self.places], every=True
        )
        step, below, counts = self.step(), level, []
        back = {name + "_": name for name in self.names}
        while level != self.bdd.false:
            counts.append(int(self.bdd.count(level, len(self.names))))
            level = self.bdd.let(back, self.bdd.exist(self.names, level & step)) & ~below
            below |= level
        return tuple(counts)


@each_path
@given(toy=toys())
def test_another_library_finds_the_same_levels(toy: Toy) -> None:
    """Would catch a fault of the library, or of how its operations are put together here."""
    assume(len(cells(toy.form, toy.sizes)) <= LARGEST)
    assume(explore(toy.form, toy.sizes).count <= 200)
    assert Relation(toy).level_counts() == InBdd(toy.form, toy.sizes, levels=True).level_counts
