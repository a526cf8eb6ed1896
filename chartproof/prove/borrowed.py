"""Proofs that similar rules had, shown anew for others: by their facts, as far as these rules keep them, and no search.

A changed rule leaves most facts and most obligations as they were. The facts that proofs of the other rules rest on are
candidates like any other: those that hold initially and that every event of these rules keeps are facts here. What
they do not show is left to a search. Nothing is taken from the other rules' proofs but guesses.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from chartproof.language.expression import Expression
from chartproof.language.form import Form
from chartproof.language.questions import Fair, Question, Reach
from chartproof.prove.hints import Key, hinted, key_of
from chartproof.prove.induct import Support, inductive
from chartproof.prove.logic import Answer, Answers, Limits, Logic, Unsure
from chartproof.prove.obligation import ANY_SIZE, Obligation, among, with_copies, within_epr
from chartproof.prove.obligations import obligations
from chartproof.prove.proof import Proof
from chartproof.prove.strategy import Strategy


@dataclass
class Lent:
    """What proofs of some rules rest on: their facts, the strategies, and by which facts each obligation was shown."""

    form: Form
    facts: dict[Expression, None] = field(default_factory=dict)
    shown: dict[tuple[Expression, ...], frozenset[Expression]] = field(default_factory=dict)
    strategies: dict[Key, Strategy] = field(default_factory=dict)

    def about_machines_of(self, form: Form) -> bool:
        """Whether all that is said here can be said of another form: it has the same sorts, and these machines."""
        return self.form.sorts == form.sorts and set(self.form.variables) <= set(form.variables)


def settled(
    obligation: Obligation, answer_of: Callable[[Obligation], Answer], least: Mapping[str, int] = ANY_SIZE
) -> tuple[Obligation, Answer]:
    """The obligation that was answered, and the answer.

    What leaves EPR is left out at first, and that there are at least so many elements: that the rest is impossible is
    only harder to show.
    """
    every = (within_epr(obligation), obligation)
    stated, answer = obligation, Answer("unknown")
    for stated in dict.fromkeys((*every, *among(every, least))):
        answer = answer_of(stated)
        if answer.verdict == "impossible":
            break
    return stated, answer


@dataclass
class Borrowed:
    """Proves questions of a form by what similar rules lent. answers: those that were given about its machines."""

    form: Form
    lent: Lent
    limits: Limits
    answers: Answers

    @cached_property
    def _kept(self) -> list[Expression]:
        """The facts that these rules keep as well."""
        trial = Logic(self.form, self.limits, self.answers)
        return inductive(trial, (), list(self.lent.facts))

    @cached_property
    def _logic(self) -> Logic:
        return Logic(with_copies(self.form), self.limits, self.answers)

    @cached_property
    def _facts(self) -> dict[int, Expression]:
        return {self._logic.tell(fact): fact for fact in self._kept}

    @cached_property
    def _numbers(self) -> Mapping[Expression, int]:
        return {fact: n for n, fact in self._facts.items()}

    @cached_property
    def _support(self) -> Support:
        return Support(self._logic, self.form, self._facts, lambda fact: list(self._facts))

    def prove(self, question: Question, least: Mapping[str, int] = ANY_SIZE) -> Proof | None:
        """The proof for instances of at least so many elements, where these facts show all; None says nothing."""
        begun = time.perf_counter()
        for strategy, shown in self._ways(question, least):
            found = self._shown(shown, least)
            if found is not None:
                return self._proof(*found, begun, strategy)
        return None

    def _ways(
        self, question: Question, least: Mapping[str, int]
    ) -> Iterator[tuple[Strategy | None, Sequence[Obligation]]]:
        """What is to be shown: of the question, or of a strategy that works under the other rules."""
        if not isinstance(question, (Reach, Fair)):
            yield None, list(obligations(question, self.form))
        elif (hint := self.lent.strategies.get(key_of(question, least))) is not None:
            yield from hinted(question, self.form, hint)

    def _shown(
        self, wanted: Iterable[Obligation], least: Mapping[str, int]
    ) -> tuple[list[Obligation], set[int]] | None:
        """The obligations, without what leaves EPR, and the facts that rule them out; None where one is not."""
        shown, used = [], set[int]()
        for obligation in wanted:
            stated, answer = settled(obligation, self._answer, least)
            if answer.verdict != "impossible":
                return None
            shown.append(stated)
            used |= answer.used
        return shown, used

    def _answer(self, obligation: Obligation) -> Answer:
        """As few facts as rule it out: those that did under the other rules, if it is the same obligation."""
        answer = self._logic.ask(obligation.given)
        if answer.verdict == "impossible" or not self._facts:
            return answer
        before = self.lent.shown.get(obligation.given)
        if before is not None and all(fact in self._numbers for fact in before):
            answer = self._logic.ask(obligation.given, sorted(self._numbers[fact] for fact in before))
            if answer.verdict == "impossible":
                return answer
        return self._logic.least(obligation.given, list(self._facts))

    def _proof(
        self, shown: Sequence[Obligation], used: set[int], begun: float, strategy: Strategy | None
    ) -> Proof | None:
        try:
            facts = self._support.of(frozenset(used))
        except Unsure:
            return None
        said = tuple(self._facts[n] for n in sorted(facts))
        return Proof("proved", time.perf_counter() - begun, said, tuple(shown), self.form, strategy)
