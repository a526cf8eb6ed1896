"""Rooms: solvers in which questions are put, each with the facts told so far.

Inside EPR the elements that a question names are all that there are, so that there is a room for each number of
elements of each sort: facts are spelt out for these, once, and a question is put about them by number. There nothing
is quantified, and every answer is a decision. Outside EPR, and where spelling out would take too long,
a question is put in the room of quantifiers, in which Z3 may not know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import z3

from chartproof.language.expression import Binder, Expression
from chartproof.language.fold import rename
from chartproof.language.positive import positive
from chartproof.prove.instances import Witnesses, instances
from chartproof.prove.obligation import acyclic, alternations
from chartproof.prove.precondition import closed
from chartproof.prove.terms import Terms

MOST_INSTANCES = 300_000
"""Instances that are spelt out for one question, at most."""

ROUNDS = ((1, 15_000), (2, 100_000))
"""How often witnesses are given witnesses outside EPR, and how many instances are spelt out there, at most."""


@dataclass
class Room:
    """A solver, and the facts that it knows."""

    solver: z3.Solver
    told: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Question:
    """What is asked, as terms, in a room. named: the element of the room for each name; None where it is quantified.

    decidable: whether it lies in EPR. whole: whether all facts are told, and none left out to stay there.
    """

    room: Room
    given: tuple[z3.BoolRef, ...]
    suspects: tuple[z3.BoolRef, ...] = ()
    named: Mapping[Binder, Binder] | None = None
    decidable: bool = True
    whole: bool = True


@dataclass
class _Fact:
    """What each question with a fact asks of it, found by its number: to look a tree up takes longer.

    said: the fact without negations. asks: whether it asks for a witness. between: which sorts' witnesses depend on
    which.
    """

    said: Expression
    asks: bool
    between: set[tuple[str, str]]
    _costs: dict[tuple[int, ...], int] = field(default_factory=dict)

    def cost(self, universe: Mapping[str, Sequence[Binder]], sizes: tuple[int, ...]) -> int:
        """How many instances it has over a universe of such sizes."""
        if sizes not in self._costs:
            self._costs[sizes] = instances(self.said, universe)
        return self._costs[sizes]


@dataclass
class Rooms:
    """The rooms of one form. effort, seed: as Z3 counts them.

    instantiates: whether any room but that of quantifiers is used.
    """

    terms: Terms
    effort: int
    seed: int
    instantiates: bool = True
    facts: list[Expression] = field(default_factory=list)
    literals: list[z3.BoolRef] = field(default_factory=list)
    _rooms: dict[tuple[int, ...] | None, Room] = field(default_factory=dict)
    _witnesses: Witnesses = field(default_factory=Witnesses)
    _known: dict[int, _Fact] = field(default_factory=dict)
    _edges: dict[Expression, frozenset[tuple[str, str]]] = field(default_factory=dict)
    _positive: dict[Expression, Expression] = field(default_factory=dict)
    _costs: dict[tuple[Expression, tuple[int, ...]], int] = field(default_factory=dict)
    _universes: dict[tuple[Binder, ...], int] = field(default_factory=dict)
    _spelt: dict[tuple[Expression, int], z3.BoolRef] = field(default_factory=dict)

    def tell(self, fact: Expression) -> int:
        """Make a fact known, for every choice of its free names; returns its number."""
        self.literals.append(z3.Bool(f"fact {len(self.literals)}", self.terms.context))
        self.facts.append(closed(fact))
        return len(self.facts) - 1

    def in_rounds(
        self, given: Sequence[Expression], facts: Sequence[int], suspects: Sequence[Expression] = ()
    ) -> Iterator[Question]:
        """What is asked with all facts, of some of the elements that they ask for, then of more, where there is no end.

        That it is impossible of these decides it; that it is possible says nothing. Nothing where all of it can be
        decided, or would be too much.
        """
        between = self._sorts_between([*given, *suspects, *(self.facts[n] for n in facts)])
        if self.instantiates and not acyclic(between):
            spelt = (self._spelt_out(given, facts, suspects, rounds, most) for rounds, most in ROUNDS)
            yield from (replace(question, decidable=False) for question in spelt if question is not None)

    def asked(self, given: Sequence[Expression], facts: Sequence[int], suspects: Sequence[Expression] = ()) -> Question:
        """What is asked, in the room where it can be answered, in which the facts are told first."""
        between = self._sorts_between([*given, *suspects])
        decidable = acyclic(between)
        if decidable and self.instantiates:
            fitting = self._within_epr(between, facts)
            spelt = self._spelt_out(given, fitting, suspects)
            if spelt is not None:
                return replace(spelt, whole=len(fitting) == len(facts))
        room = self._room(None)
        for n in facts:
            if n not in room.told:
                self._known_in(room, n, self.terms.term(self.facts[n]))
        terms = self.terms.term
        return Question(room, tuple(map(terms, given)), tuple(map(terms, suspects)), decidable=decidable)

    def _within_epr(self, between: set[tuple[str, str]], facts: Sequence[int]) -> list[int]:
        """The facts with which a question stays decidable, the first first: what goes without some is only harder."""
        kept = []
        for n in facts:
            more = self._fact(n).between
            if more <= between or acyclic(between | more):
                between = between | more
                kept.append(n)
        return kept

    def _spelt_out(
        self,
        given: Sequence[Expression],
        facts: Sequence[int],
        suspects: Sequence[Expression],
        rounds: int | None = None,
        most: int = MOST_INSTANCES,
    ) -> Question | None:
        """The question without its quantifiers; None where there would be too many instances."""
        asked, doubted = [self._turned(g) for g in given], [self._turned(s) for s in suspects]
        told = {n: self._fact(n) for n in facts}
        own = {n: fact.said for n, fact in told.items() if fact.asks}
        raw = self._witnesses.universe(self.terms.form.sorts, [*asked, *doubted, *own.values()], rounds)
        sizes = tuple(map(len, raw.values()))
        room = self._room(sizes)
        numbered = {sort: [_element(sort, n) for n in range(len(found))] for sort, found in raw.items()}
        cost = sum(self._cost(f, raw, sizes) for f in (*asked, *doubted))
        if cost + sum(fact.cost(raw, sizes) for fact in told.values()) > most:
            return None
        named = {b: e for sort, found in raw.items() for b, e in zip(found, numbered[sort], strict=True)}
        about = self._universes.setdefault(tuple(named), len(self._universes))

        def spelt(formula: Expression) -> z3.BoolRef:
            known = self._spelt.get((formula, about))
            if known is None:
                instance = self._witnesses.instance(formula, raw)
                known = self._spelt[formula, about] = self.terms.term(rename(instance, lambda b: named.get(b, b)))
            return known

        for n, fact in told.items():
            if n not in own and n not in room.told:
                self._known_in(room, n, self.terms.term(self._witnesses.instance(fact.said, numbered)))
        # A fact that asks for a witness is told anew each time: whose it is depends on the question.
        witnessed = [self.terms.implied(self.literals[n], spelt(f)) for n, f in own.items()]
        return Question(room, (*map(spelt, asked), *witnessed), tuple(map(spelt, doubted)), named)

    def _fact(self, number: int) -> _Fact:
        if number not in self._known:
            fact = self.facts[number]
            said = self._turned(fact)
            self._known[number] = _Fact(said, self._witnesses.asked_for(said), self._sorts_between([fact]))
        return self._known[number]

    def _known_in(self, room: Room, fact: int, said: z3.BoolRef) -> None:
        room.told.add(fact)
        self.terms.tell(room.solver, [self.terms.implied(self.literals[fact], said)])

    def _cost(self, formula: Expression, universe: Mapping[str, Sequence[Binder]], sizes: tuple[int, ...]) -> int:
        if (formula, sizes) not in self._costs:
            self._costs[formula, sizes] = instances(formula, universe)
        return self._costs[formula, sizes]

    def _turned(self, formula: Expression) -> Expression:
        if formula not in self._positive:
            self._positive[formula] = positive(self.terms.form, formula)
        return self._positive[formula]

    def _sorts_between(self, formulas: Sequence[Expression]) -> set[tuple[str, str]]:
        found: set[tuple[str, str]] = set()
        for formula in formulas:
            if formula not in self._edges:
                self._edges[formula] = frozenset(alternations(formula))
            found |= self._edges[formula]
        return found

    def _room(self, key: tuple[int, ...] | None) -> Room:
        if key not in self._rooms:
            solver = z3.Solver(ctx=self.terms.context)
            solver.set("rlimit", self.effort)
            solver.set("random_seed", self.seed)
            solver.set("ctrl_c", False)
            self._rooms[key] = Room(solver)
        return self._rooms[key]


def _element(sort: str, number: int) -> Binder:
    return Binder(f"{sort} {number + 1}", sort)
