"""Undoing events: why every state that satisfies the facts can be reached, in instances of any size.

A list of undoings, each an event, the states that the cells it writes were in before, and a condition. In a state, the
first of the list whose condition holds somewhere is undone there. What is to be shown, for every size: the state before
satisfies the facts and no earlier condition; from it the event can happen, and leads to the state; the condition then
holds in fewer places. So whoever follows the list ends where no condition holds, and if that is initial alone, the way
back is a run of the rules (the regression of planning; a stratified ranking, as in Manna and Pnueli).
The list is a guess, found on small instances (`layers`); nothing here depends on how.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from chartproof.language.expression import TRUE, Expression, In, conjunction, differ, negation, quantified, show
from chartproof.language.form import Conjunct, Effect, Form, Rule
from chartproof.prove.logic import Limits, Logic
from chartproof.prove.obligation import Obligation
from chartproof.prove.obligations import cells_of
from chartproof.prove.precondition import APART, Substitution, closed


def written(rule: Rule) -> tuple[Effect, ...]:
    """The cells that an event may write, each with the state that it is left in: its effects, under no condition."""
    return tuple(dict.fromkeys(replace(e, when=TRUE) for e in rule.effects))


@dataclass(frozen=True)
class Undoing:
    """An event that is undone where a condition on its arguments holds.

    sources: for each of the cells `written`, the state that it was in before, if it is in the state that the event
    leaves it in; that state itself where it was in it already.
    Raises ValueError where a cell could have been in two states before.

    >>> taken = Rule("take", (), (), (Effect("lock", (), (), "held", TRUE),))
    >>> print(Undoing(taken, ("free",), In("lock", (), ("held",))))
    take where lock == 'held': lock was 'free'
    """

    rule: Rule
    sources: tuple[str, ...]
    where: Expression = TRUE

    def __post_init__(self) -> None:
        before: dict[tuple[str, str], str] = {}
        for effect, source in zip(written(self.rule), self.sources, strict=True):
            if before.setdefault((effect.variable, effect.value), source) != source:
                raise ValueError(f"{self.rule.name}: {effect.variable} was in one state before, and in another")

    def __str__(self) -> str:
        cells = [show(In(e.variable, e.indices, (s,)), None, self.rule.parameters) for e, s in self._moved]
        moved = ", ".join(cell.replace(" == ", " was ") for cell in cells)
        return f"{self.rule.name} where {self.where}: {moved}"

    @property
    def _moved(self) -> list[tuple[Effect, str]]:
        pairs = zip(written(self.rule), self.sources, strict=True)
        return [(effect, source) for effect, source in pairs if source != effect.value]

    @property
    def back(self) -> Rule:
        """The step to the state before, as an event: what a cell was in depends on what it is in alone."""
        effects = tuple(replace(e, value=s, when=In(e.variable, e.indices, (e.value,))) for e, s in self._moved)
        return Rule(f"undo {self.rule.name}", self.rule.parameters, (Conjunct(self.where),), effects)

    @property
    def nowhere(self) -> Expression:
        """That there is nothing to undo."""
        return negation(quantified(False, self.rule.parameters, self.where))


@dataclass(frozen=True)
class Stated:
    """An obligation, and what is known of the state that it speaks of: facts, and that earlier conditions fail."""

    known: tuple[Expression, ...]
    obligation: Obligation


def exactness(form: Form, facts: Sequence[Expression], undoings: Sequence[Undoing]) -> Iterator[Stated]:
    """What must be impossible so that every state that satisfies the facts can be reached."""
    known = tuple(facts)
    for undoing in undoings:
        yield from (Stated(known, obligation) for obligation in _of_one(form, known, undoing))
        known = (*known, undoing.nowhere)
    for variable in form.variables:
        cell = next(cells_of(variable))
        elsewhere = negation(In(cell.variable, cell.indices, variable.initial))
        yield Stated(known, Obligation(f"where nothing is left to undo, {variable.title} is initial", (elsewhere,)))


def _of_one(form: Form, known: Sequence[Expression], undoing: Undoing) -> Iterator[Obligation]:
    back, again = Substitution.of(undoing.back, APART), Substitution.of(undoing.rule, APART)
    name, here = back.rule.name, back.guard
    for fact in map(closed, known):
        before = back.before(fact)
        if before != fact:
            yield Obligation(f"{name} keeps {fact}", (here, negation(before)), back)
    yield Obligation(f"{name}: it can happen before", (here, negation(back.before(again.guard))), back)
    for variable in form.variables:
        if again.moves(variable.name) or back.moves(variable.name):
            for cell in cells_of(variable):
                unlike = differ(cell, back.before(again.before(cell)))
                yield Obligation(f"{name}: it leads back to the same: whether {cell}", (here, unlike), back)
    yield Obligation(f"{name}: its condition no longer holds there", (here, back.before(here)), back)
    elsewhere = conjunction([back.before(undoing.where), negation(undoing.where)])
    yield Obligation(f"{name}: its condition holds nowhere else anew", (here, elsewhere), back)


@dataclass(frozen=True)
class Exactness:
    """Whether every state that satisfies the facts can be reached, at every size.

    verdict: `proved`, `open` (that says nothing) or `unknown` (Z3 gave up). stated: all that was shown, or the last of
    which was not.
    """

    verdict: str
    undoings: tuple[Undoing, ...]
    stated: tuple[Stated, ...]


@dataclass
class Exact:
    """Shows lists of undoings of one form. facts: those that states are to satisfy."""

    form: Form
    facts: Sequence[Expression]
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        self._logic = Logic(self.form, self.limits)
        self._numbers: dict[Expression, int] = {}

    def shown(self, undoings: Sequence[Undoing]) -> Exactness:
        """Whether the list is one that whoever follows it arrives by."""
        stated: list[Stated] = []
        for one in exactness(self.form, self.facts, undoings):
            stated.append(one)
            answer = self.answer(one)
            if answer != "impossible":
                verdict = "unknown" if answer == "unknown" else "open"
                return Exactness(verdict, tuple(undoings), tuple(stated))
        return Exactness("proved", tuple(undoings), tuple(stated))

    def answer(self, one: Stated) -> str:
        """Whether an obligation is `impossible`, as it should be, `possible`, or `unknown`."""
        return self._logic.ask(one.obligation.given, [self._told(e) for e in one.known]).verdict

    def _told(self, fact: Expression) -> int:
        if fact not in self._numbers:
            self._numbers[fact] = self._logic.tell(fact)
        return self._numbers[fact]
