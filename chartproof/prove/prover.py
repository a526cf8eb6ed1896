"""Proving claims of one form, for any number of elements: facts are found as far as claims need them.

A claim is first tried with no fact at all, then with what the project's claims suggest, then with facts about one
element of each sort, of two atoms, then of three, then of four, then about two elements of a sort, and so on, and last
with what rules suggest of elements that are not named (`learned`), until it follows or the last of these levels is used
up. `proved` says: each obligation was found impossible by Z3, and so was each breach of each fact used. `open` says
nothing about the claim. `unknown`: Z3 gave up on a question.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from chartproof.language.expression import Expression
from chartproof.language.form import Form
from chartproof.language.questions import Blind, Fair, Never, Question, Reach, unknown_question
from chartproof.project.kept import Kept
from chartproof.prove import kept as written
from chartproof.prove.borrowed import Borrowed, Lent, settled
from chartproof.prove.hints import hinted, key_of
from chartproof.prove.induct import Support
from chartproof.prove.learned import Learned, Samples, Suggestions
from chartproof.prove.logic import Answer, Answers, Limits, Logic, Picture, Unsure
from chartproof.prove.missing import SampleOf, closing
from chartproof.prove.obligation import ANY_SIZE, Obligation, among, with_copies
from chartproof.prove.obligations import depends_somewhere, obligations
from chartproof.prove.planning import small_sizes, strategies
from chartproof.prove.proof import Proof, Stuck
from chartproof.prove.search import Paths
from chartproof.prove.strategy import Strategy
from chartproof.prove.way import leads_there, shortest

PathsOf = Callable[[Mapping[str, int]], Paths | None]
"""An explored instance with its transitions by its sizes; None where it would be too large."""

Looked = Callable[[Mapping[str, int]], bool]
"""Whether an instance of some sizes, once it is looked into, refutes what is to be proved."""

STRATEGY_LEVELS = 2
"""Levels of facts that strategies may use: two and three atoms about one element of each sort."""


def no_paths(sizes: Mapping[str, int]) -> Paths | None:
    """No transitions at hand: nothing is searched for strategies."""
    return None


def nothing_refuted(sizes: Mapping[str, int]) -> bool:
    """No instance is looked into."""
    return False


def no_suggestions() -> Sequence[Expression]:
    """Nothing is claimed."""
    return ()


@dataclass
class Prover:
    """Proves questions about a form; the facts that it finds are kept for the next question.

    What is found for one question does not show in the next: each is tried with the levels of facts in
    turn, and uses the first facts that do. like: what has proved questions about similar rules, whose
    facts and strategies are tried first. kept: what earlier runs have found about these, tried before that.
    """

    form: Form
    samples: Samples
    limits: Limits = field(default_factory=Limits)
    paths: PathsOf = no_paths
    like: Prover | None = None
    suggestions: Suggestions = no_suggestions
    kept: Kept = field(default_factory=Kept)
    _answers: Answers = field(default_factory=Answers)
    _borrowed: Borrowed | None = None

    def __post_init__(self) -> None:
        self.lent = Lent(self.form)
        if self.like is not None and self.like.asks_of_the_same(self.form, self.limits):
            self._answers = self.like._answers
        if self.like is not None and self.like.lent.about_machines_of(self.form):
            self._borrowed = Borrowed(self.form, self.like.lent, self.limits, self._answers)

    @cached_property
    def _logic(self) -> Logic:
        return Logic(with_copies(self.form), self.limits, self._answers)

    @cached_property
    def _learned(self) -> Learned:
        return Learned(self.form, self.samples, self.suggestions, self._logic)

    @cached_property
    def _support(self) -> Support:
        return Support(self._logic, self.form, self._learned.said, self._learned.beside)

    def batches(self) -> Iterator[tuple[Expression, ...]]:
        """All facts, level by level, each found when it is asked for."""
        return self._learned.batches()

    def asks_of_the_same(self, form: Form, limits: Limits) -> bool:
        """Whether a question about that form is one about this form, too: both have the same sorts and machines."""
        return (form.sorts, form.variables, limits) == (self.form.sorts, self.form.variables, self.limits)

    @property
    def _kind(self) -> str:
        """Of what is kept: with similar rules at hand another strategy may come first than without."""
        return "strategies" if self.like is None else "strategies, beside other rules"

    def describe(self) -> tuple[Expression, ...]:
        """The facts about one element of each sort, of two and three atoms, whether or not a claim needs them."""
        known = self._learned
        return tuple(known.said[n] for n in known.up_to(STRATEGY_LEVELS) if n not in known.claimed)

    def of_every_state(self) -> tuple[Expression, ...]:
        """What is proved of every reachable state at every size: as `describe`, and what is claimed."""
        return tuple(self._learned.said[n] for n in self._learned.up_to(STRATEGY_LEVELS))

    def prove(
        self, question: Question, refuted: Looked = nothing_refuted, least: Mapping[str, int] = ANY_SIZE
    ) -> Proof:
        """Try to prove that a question holds in every instance. Raises TypeError for an unknown kind.

        refuted: asked of the sizes of a state in which the first facts leave a breach open, before more facts are
        looked for, which takes long: a claim that is false there need not be tried any further.
        least: how many elements the instances have at least that it is proved of. Facts hold in all others, too.
        """
        borrowed = self._borrowed.prove(question, least) if self._borrowed is not None else None
        if borrowed is not None:
            return borrowed
        begun = time.perf_counter()
        if isinstance(question, (Reach, Fair)):
            return self._by_strategy(question, least, begun)
        shown: list[Obligation] = []
        used: set[int] = set()
        for obligation in obligations(question, self.form):
            stated, answer = settled(obligation, lambda one: self._answer(one, refuted), least)
            shown.append(stated)
            if answer.verdict != "impossible":
                return self._open(stated, answer, tuple(shown), begun)
            self._lend(stated, answer)
            used |= answer.used
        return self._proved(used, tuple(shown), begun)

    def _lend(self, obligation: Obligation, answer: Answer) -> None:
        """Remember by which facts it was shown, for whoever has the same to show under other rules."""
        self.lent.shown[obligation.given] = frozenset(self._learned.said[n] for n in answer.used)

    def missing(
        self, question: Question, picture: Picture, sample_of: SampleOf, least: Mapping[str, int] = ANY_SIZE
    ) -> Expression | None:
        """What a failed step suggests, and with which the question is proved; None where nothing is found."""
        if not isinstance(question, Never):
            return None
        shown = list(among(obligations(question, self.form), least))
        return closing(shown, picture, self._learned.trial, sample_of)

    def prove_broken(self, question: Question, least: Mapping[str, int] = ANY_SIZE) -> Proof:
        """Try to prove that every instance breaks a question: that a state which does can be reached, at every size."""
        if not isinstance(question, Blind):
            raise unknown_question(question)
        begun = time.perf_counter()
        goal = depends_somewhere(question, self.form)
        smallest = self.paths(small_sizes(self.form, least)[0])
        way = shortest(self.form, smallest, goal) if smallest is not None else None
        if way is not None:
            obligation = leads_there(self.form, way, goal, least)
            if self._logic.ask(obligation.given).verdict == "impossible":
                return self._proved((), (obligation,), begun)
        reason = f"no way was found that leads at every size to where {question.rule.name} depends on that"
        return Proof("open", time.perf_counter() - begun, form=self.form, reason=reason)

    def _proved(
        self, used: Iterable[int], obligations: tuple[Obligation, ...], begun: float, strategy: Strategy | None = None
    ) -> Proof:
        """The proof from the facts used and those that keep them; `unknown` where Z3 gives up on one of these."""
        try:
            facts = self._support.of(frozenset(used))
        except Unsure as reason:
            return Proof("unknown", time.perf_counter() - begun, form=self.form, reason=f"Z3 does not know ({reason})")
        said = tuple(self._learned.said[n] for n in sorted(facts))
        self.lent.facts.update(dict.fromkeys(said))
        return Proof("proved", time.perf_counter() - begun, said, obligations, self.form, strategy)

    def _by_strategy(self, question: Reach | Fair, least: Mapping[str, int], begun: float) -> Proof:
        """Find a strategy on small instances, and show that it works in every one."""
        for strategy, shown, facts in self._tries(question, least):
            # The facts used are told only once all is shown: most strategies that fail do so at once.
            without = self._without_facts(shown, facts)
            if without is None:
                continue
            answers = [self._logic.least(o.given, facts) for o in shown if o not in without]
            proof = self._proved(set().union(*(a.used for a in answers)), tuple(shown), begun, strategy)
            if proof.verdict == "proved":
                for obligation, answer in zip([o for o in shown if o not in without], answers, strict=True):
                    self._lend(obligation, answer)
                self.lent.strategies[key_of(question, least)] = strategy
                self.kept.put(self._kind, " ".join(key_of(question, least)), written.plain(strategy))
                return proof
        reason = "no strategy was found that can be shown to work in every instance"
        left_out = self._learned.not_tried(self._learned.last)
        return Proof("open", time.perf_counter() - begun, form=self.form, reason=reason, left_out=left_out)

    def _without_facts(self, shown: Sequence[Obligation], facts: Sequence[int]) -> set[Obligation] | None:
        """Those that need no fact, where all of it is shown by these; None where one is not.

        First comes that something can happen, of which many strategies with the same events say the same.
        """
        without = set()
        for obligation in sorted(shown, key=lambda o: o.step is not None):
            if self._logic.ask(obligation.given).verdict == "impossible":
                without.add(obligation)
            elif self._logic.ask(obligation.given, facts).verdict != "impossible":
                return None
        return without

    def _tries(
        self, question: Reach | Fair, least: Mapping[str, int]
    ) -> Iterator[tuple[Strategy, list[Obligation], list[int]]]:
        """Strategies with what is to be shown and the facts to show it by: few facts, and where none does, all."""
        tried = []
        few = self._learned.up_to(STRATEGY_LEVELS)
        for strategy, shown in self._worth_trying(question, least):
            tried.append((strategy, shown))
            yield strategy, shown, few
        every = self._learned.up_to(self._learned.last) if tried else few
        if len(every) > len(few):
            yield from ((*pair, every) for pair in tried)

    def _worth_trying(
        self, question: Reach | Fair, least: Mapping[str, int]
    ) -> Iterator[tuple[Strategy, list[Obligation]]]:
        """Strategies to try: one that worked before, or under similar rules, then those that are found here."""
        key = key_of(question, least)
        before = written.read(self.form, self.kept.get(self._kind, " ".join(key)))
        similar = self.like.lent.strategies.get(key) if self.like is not None else None
        for hint in (before, similar):
            if hint is not None:
                yield from hinted(question, self.form, hint, least)
        yield from strategies(question, self.form, self.paths, least)

    def _answer(self, obligation: Obligation, refuted: Looked = nothing_refuted) -> Answer:
        """The answer with no fact, or of the first level whose facts rule the obligation out, or of the last.

        It is that of an earlier level where a state that its facts leave has the sizes of an instance that refutes it.
        """
        answer = self._logic.ask(obligation.given)
        facts: list[int] = []
        for level in range(self._learned.last + 1):
            if answer.verdict == "impossible":
                break
            if level > STRATEGY_LEVELS and self._refuted(obligation, facts, refuted):
                break
            known, facts = len(facts), self._learned.up_to(level)
            if len(facts) > known:
                answer = self._logic.least(obligation.given, facts)
        return answer

    def _refuted(self, obligation: Obligation, facts: Sequence[int], refuted: Looked) -> bool:
        """Whether an instance refutes it that is as large as a state that the facts leave."""
        if refuted is nothing_refuted:
            return False
        picture = self._logic.picture(obligation.given, facts, obligation.elements)
        return picture is not None and refuted(picture.sizes)

    def _open(self, obligation: Obligation, answer: Answer, obligations: tuple[Obligation, ...], begun: float) -> Proof:
        """What is left where all facts together do not rule an obligation out."""
        spent, left_out = time.perf_counter() - begun, self._learned.not_tried(self._learned.last)
        if answer.verdict == "unknown":
            reason = f"{obligation.name}: Z3 does not know ({answer.reason})"
            return Proof("unknown", spent, (), obligations, self.form, reason=reason, left_out=left_out)
        picture = self._logic.picture(obligation.given, list(self._learned.said), obligation.elements)
        return Proof("open", spent, (), obligations, self.form, stuck=Stuck(obligation, picture), left_out=left_out)
