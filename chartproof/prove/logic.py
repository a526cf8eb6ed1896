"""Expressions in Z3, and the one question that is asked of it: can these hold together?

Inside EPR a question is put about the elements that it names, without quantifiers (`rooms`), and is
decided. Every answer is one of three; `unknown` is what it says, and nobody may read it as one of the others.
The work that Z3 may do is counted in its own steps, not in seconds: the same question has the same
answer on a slow machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import z3

from chartproof.language.expression import Binder, Expression
from chartproof.language.form import Form
from chartproof.prove.pictures import Picture as Picture
from chartproof.prove.pictures import drawn, nobody_else
from chartproof.prove.rooms import Question, Rooms
from chartproof.prove.stopping import Stopper
from chartproof.prove.terms import Terms

EFFORT = 20_000_000
"""Steps of Z3 that one question may take, by default; the model's take some thousands."""


@dataclass(frozen=True)
class Limits:
    """effort: steps of Z3 that one question may take. seed: where its choices start.

    instantiates: whether quantifiers are spelt out inside EPR; otherwise all is left to Z3.
    """

    effort: int = EFFORT
    seed: int = 0
    instantiates: bool = True


@dataclass(frozen=True)
class Answer:
    """verdict: `impossible`, `possible` or `unknown`. used: the facts (by number) that rule it out."""

    verdict: str
    used: frozenset[int] = frozenset()
    reason: str = ""


Key = tuple[str, tuple[int, ...], tuple[int, ...]]
Decide = Callable[[Sequence[Expression], Sequence[int]], Answer]
Broken = tuple[list[int], frozenset[int] | None]


@dataclass
class Answers:
    """What was answered of questions about some machines, whichever rules they came from.

    No rule is part of a question: it is what is given and the facts, each by a number of its own; facts used are told
    by their places in it.
    broken: which of some suspects, by their places, can hold, and by which facts the others cannot.
    """

    numbers: dict[Expression, int] = field(default_factory=dict)
    found: dict[Key, Answer] = field(default_factory=dict)
    broken: dict[tuple[str, tuple[int, ...], tuple[int, ...], tuple[int, ...]], Broken] = field(default_factory=dict)

    def number(self, node: Expression) -> int:
        """The number of an expression: the same for the same."""
        return self.numbers.setdefault(node, len(self.numbers))


@dataclass
class Logic:
    """What is asked about one form, and the facts told so far. answers: what was answered about the same machines."""

    form: Form
    limits: Limits = field(default_factory=Limits)
    answers: Answers = field(default_factory=Answers)

    def __post_init__(self) -> None:
        self._told: list[int] = []
        self._terms = Terms(self.form)
        self._rooms = Rooms(self._terms, self.limits.effort, self.limits.seed, self.limits.instantiates)
        self._stopper = Stopper(self._terms.context)

    def term(self, node: Expression) -> z3.BoolRef:
        """An expression as a Z3 term; free names are constants."""
        return self._terms.term(node)

    def tell(self, fact: Expression) -> int:
        """Make a fact known, for every choice of its free names; returns its number."""
        self._told.append(self.answers.number(fact))
        return self._rooms.tell(fact)

    def _key(self, how: str, given: Sequence[Expression], facts: Sequence[int]) -> Key:
        return how, tuple(map(self.answers.number, given)), tuple(self._told[n] for n in facts)

    @contextmanager
    def _asking(self, question: Question) -> Iterator[None]:
        """What is given, put to a solver for as long as this lasts."""
        solver = question.room.solver
        solver.push()
        try:
            self._terms.tell(solver, question.given)
            yield
        finally:
            while solver.num_scopes():
                solver.pop()

    def _check(self, question: Question, facts: Iterable[int]) -> z3.CheckSatResult:
        """Z3's answer, unless Ctrl-C comes first."""
        with self._stopper.watching():
            return self._terms.check(question.room.solver, [self._rooms.literals[n] for n in facts])

    def ask(self, given: Sequence[Expression], facts: Sequence[int] = ()) -> Answer:
        """Whether these conditions can hold together in a state in which the facts hold."""
        return self._remembered("ask", given, facts, self._ask)

    def _remembered(self, how: str, given: Sequence[Expression], facts: Sequence[int], decide: Decide) -> Answer:
        """The answer, perhaps to a question that came up before; what Z3 did not know is put again."""
        key = self._key(how, given, facts)
        known = self.answers.found.get(key)
        if known is not None:
            return Answer(known.verdict, frozenset(facts[place] for place in known.used))
        answer = decide(given, facts)
        if answer.verdict != "unknown":
            used = frozenset(place for place, n in enumerate(facts) if n in answer.used)
            self.answers.found[key] = Answer(answer.verdict, used)
        return answer

    def _ask(self, given: Sequence[Expression], facts: Sequence[int]) -> Answer:
        return self._put(given, facts, self._answered)

    def _put(
        self, given: Sequence[Expression], facts: Sequence[int], decide: Callable[[Question, Sequence[int]], Answer]
    ) -> Answer:
        """The answer inside EPR; where facts had to be left out for that, or it lies outside, first in rounds."""
        asked = self._rooms.asked(given, facts)
        answer = self._asked(asked, facts, decide) if asked.decidable else Answer("unknown")
        if answer.verdict == "impossible" or (asked.decidable and asked.whole):
            return answer
        for question in self._rooms.in_rounds(given, facts):
            decided = self._asked(question, facts, decide)
            if decided.verdict == "impossible":
                return decided
        return answer if asked.decidable else self._asked(asked, facts, decide)

    def _asked(
        self, question: Question, facts: Sequence[int], decide: Callable[[Question, Sequence[int]], Answer]
    ) -> Answer:
        with self._asking(question):
            return decide(question, facts)

    def least(self, given: Sequence[Expression], facts: Sequence[int]) -> Answer:
        """The same, with as few facts used as do: those that come first, whatever was asked before.

        Adding facts can only rule out more, so that the last fact that is needed is found by halving, and
        then the last that is needed besides it. Where Z3 does not know on the way, what it named at first is used.
        """
        return self._remembered("least", given, facts, self._least)

    def _least(self, given: Sequence[Expression], facts: Sequence[int]) -> Answer:
        return self._put(given, facts, self._fewest)

    def _fewest(self, question: Question, facts: Sequence[int]) -> Answer:
        answer = self._answered(question, facts)
        if answer.verdict != "impossible":
            return answer
        needed: list[int] = []
        left = list(facts)
        while left and not self._ruled_out(question, needed):
            short, enough = 0, len(left)
            while enough - short > 1:
                middle = (short + enough) // 2
                tried = [*left[:middle], *needed]
                short, enough = (short, middle) if self._ruled_out(question, tried) else (middle, enough)
            needed.append(left[enough - 1])
            left = left[: enough - 1]
        return Answer("impossible", frozenset(needed)) if self._ruled_out(question, needed) else answer

    def _ruled_out(self, question: Question, facts: Sequence[int]) -> bool:
        return bool(self._check(question, facts) == z3.unsat)

    def _answered(self, question: Question, facts: Sequence[int]) -> Answer:
        answer = self._check(question, facts)
        if answer == z3.unsat:
            return Answer("impossible", self._core(question, facts))
        if answer == z3.sat:
            return Answer("possible")
        return Answer("unknown", reason=_why(question))

    def _core(self, question: Question, facts: Iterable[int]) -> frozenset[int]:
        """The facts that Z3 named. By their numbers: a term is slow to print."""
        core = {c.get_id() for c in question.room.solver.unsat_core()}
        return frozenset(n for n in facts if self._rooms.literals[n].get_id() in core)

    def broken(self, given: Sequence[Expression], suspects: Mapping[int, Expression], facts: Sequence[int]) -> Broken:
        """Suspects that can hold together with the conditions, and the facts by which the others cannot.

        A fact that is a suspect, too, is none any more once it was found. Instead of facts there is None where others
        may still be found. Raises Unsure where Z3 does not know of any.
        """
        key = (*self._key("broken", given, facts), tuple(map(self.answers.number, suspects.values())))
        if key not in self.answers.broken:
            numbers = list(suspects)
            found, used = self._broken(given, suspects, facts)
            places = None if used is None else frozenset(place for place, n in enumerate(facts) if n in used)
            self.answers.broken[key] = [numbers.index(n) for n in found], places
        found, used = self.answers.broken[key]
        by = None if used is None else frozenset(facts[place] for place in used)
        return [list(suspects)[place] for place in found], by

    def _broken(self, given: Sequence[Expression], suspects: Mapping[int, Expression], facts: Sequence[int]) -> Broken:
        """Those that can hold where all is decided; else those that can in rounds, looked at once more."""
        asked = self._rooms.asked(given, facts, list(suspects.values()))
        if asked.decidable and asked.whole:
            return self._found(asked, suspects, facts)
        # More elements are spelt out only for one question at a time: there may be many suspects.
        in_rounds = next(self._rooms.in_rounds(given, facts, list(suspects.values())), None)
        if in_rounds is None:
            return self._found(asked, suspects, facts)
        found, used = self._found(in_rounds, suspects, facts)
        if not found or used is None:
            return found, used
        doubted = {n: suspects[n] for n in found}
        again, by = self._found(self._rooms.asked(given, facts, list(doubted.values())), doubted, facts)
        return again, None if by is None else used | by

    def _found(self, question: Question, suspects: Mapping[int, Expression], facts: Sequence[int]) -> Broken:
        names = {n: z3.Bool(f"suspect {n}", self._terms.context) for n in suspects}
        with self._asking(question):
            solver = question.room.solver
            # One direction alone: what is spelt out of a suspect says where it holds, and not where it does not.
            told = dict(zip(suspects, question.suspects, strict=True))
            self._terms.tell(solver, [self._terms.implied(names[n], term) for n, term in told.items()])
            solver.add(z3.Or(*names.values()))
            found: list[int] = []
            while True:
                answer = self._check(question, facts)
                if answer == z3.unsat:
                    return found, self._core(question, facts)
                if answer != z3.sat and not found:
                    raise Unsure(_why(question))
                model = solver.model() if answer == z3.sat else None
                more = [
                    n for n, t in told.items() if model is not None and (_holds(model, names[n]) or _holds(model, t))
                ]
                found += more
                # With fewer suspects a question may be decidable, or tell more facts: then it is to be put anew.
                if not more or not question.whole or question.named is None:
                    return found, None
                solver.add(*(z3.Not(names[n]) for n in more))
                told = {n: t for n, t in told.items() if n not in more}
                facts = [n for n in facts if n not in more]

    def picture(self, given: Sequence[Expression], facts: Sequence[int], elements: Sequence[Binder]) -> Picture | None:
        """A state in which the conditions and the facts hold, with few elements; None if none is found."""
        question = self._rooms.asked(given, facts)
        with self._asking(question):
            solver = question.room.solver
            if question.named is None:
                solver.push()
                solver.add(*(nobody_else(self._terms, sort, elements) for sort in self.form.sorts))
                if self._check(question, facts) != z3.sat:
                    solver.pop()
                    if self._check(question, facts) != z3.sat:
                        return None
            elif self._check(question, facts) != z3.sat:
                return None
            return drawn(self._terms, solver.model(), question.named or {}, elements)


def _holds(model: z3.ModelRef, term: z3.BoolRef) -> bool:
    return bool(z3.is_true(model.eval(term, model_completion=True)))


def _why(question: Question) -> str:
    """Why Z3 does not know: inside EPR it could, with more effort."""
    said = str(question.room.solver.reason_unknown())
    return said if question.decidable else f"{said}; outside the decidable fragment"


class Unsure(Exception):
    """Z3 does not know."""
