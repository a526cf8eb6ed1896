"""Proving claims of one form, for any number of elements: facts are found as far as claims need them.

A claim is first tried with no fact at all, then with what the project's claims suggest, then with facts
about one element of each sort, of two atoms, then of three, then of four, then about two elements of a
sort, and so on, and last with what rules suggest of elements that are not named, until it follows or the last
of these levels is used up. At each level what claims suggest
is tried anew, together with the candidates. `proved` says: each obligation was found impossible by Z3, and so was each
breach of each fact used. `open` says nothing about the claim. `unknown`: Z3 gave up on a question.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from chartproof.language.expression import Expression
from chartproof.language.form import Form
from chartproof.language.names import said_sizes
from chartproof.language.questions import Blind, Fair, Never, Question, Reach, unknown_question
from chartproof.project.kept import Kept
from chartproof.prove import kept as written
from chartproof.prove.borrowed import Borrowed, Lent
from chartproof.prove.by_rules import by_rules
from chartproof.prove.facts import Forbidden, Sample, Shape, candidates, merged, said
from chartproof.prove.hints import hinted, key_of
from chartproof.prove.induct import Support, inductive
from chartproof.prove.logic import Answer, Answers, Limits, Logic, Picture, Unsure
from chartproof.prove.missing import SampleOf, closing
from chartproof.prove.obligation import Obligation, with_copies, within_epr
from chartproof.prove.obligations import depends_somewhere, obligations
from chartproof.prove.planning import small_sizes, strategies
from chartproof.prove.proof import Proof, Stuck
from chartproof.prove.search import Paths
from chartproof.prove.strategy import Strategy
from chartproof.prove.way import leads_there, shortest

Samples = Callable[[], Sequence[Sample]]
"""Explored instances, always the same: what a fact is must not depend on what is asked."""

PathsOf = Callable[[Mapping[str, int]], Paths | None]
"""An explored instance with its transitions by its sizes; None where it would be too large."""

Suggestions = Callable[[], Sequence[Expression]]
"""What the project's claims suggest as facts: all of them, whichever are asked for, in an order of their own."""

STRATEGY_LEVELS = 2
"""Levels of facts that strategies may use: two and three atoms about one element of each sort."""

LARGEST = 4
"""Atoms that a fact may have, at most."""

MOST = 400
"""Candidates that are tried at once, at most: where there are more, they say little that holds for every size."""


def no_paths(sizes: Mapping[str, int]) -> Paths | None:
    """No transitions at hand: nothing is searched for strategies."""
    return None


def no_suggestions() -> Sequence[Expression]:
    """Nothing is claimed."""
    return ()


@dataclass(frozen=True)
class _Level:
    shape: Shape
    atoms: int


BY_RULES = _Level({}, 0)
"""The last level: what the rules suggest of elements that are not named."""


def levels(form: Form) -> Iterator[_Level]:
    """Shapes and sizes of facts, in the order in which they are tried.

    >>> from chartproof.language.form import Form, Variable
    >>> lock = Variable("lock", "Lock", ("Client",), ("free", "held"), ("free",))
    >>> [(level.shape["Client"], level.atoms) for level in levels(Form(("Client",), (lock,), ()))]
    [(1, 2), (1, 3), (1, 4), (2, 2), (2, 3), (2, 4)]
    """
    for shape in small_sizes(form):
        for atoms in range(2, LARGEST + 1):
            yield _Level(shape, atoms)


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
    _ends: list[int] = field(default_factory=list)
    _facts: dict[int, Expression] = field(default_factory=dict)
    _tried: set[Expression] = field(default_factory=set)
    _waiting: dict[Expression, tuple[Forbidden, Shape]] = field(default_factory=dict)
    _claimed: set[int] = field(default_factory=set)
    _left_out: dict[int, str] = field(default_factory=dict)
    _answers: Answers = field(default_factory=Answers)
    _borrowed: Borrowed | None = None

    def __post_init__(self) -> None:
        self.lent = Lent(self.form)
        if self.like is not None and self.like.asks_of_the_same(self.form, self.limits):
            self._answers = self.like._answers
        self._levels = [*levels(self.form), BY_RULES]
        if self.like is not None and self.like.lent.about_machines_of(self.form):
            self._borrowed = Borrowed(self.form, self.like.lent, self.limits, self._answers)

    @cached_property
    def _logic(self) -> Logic:
        return Logic(with_copies(self.form), self.limits, self._answers)

    @cached_property
    def _support(self) -> Support:
        return Support(self._logic, self.form, self._facts, self._beside)

    def asks_of_the_same(self, form: Form, limits: Limits) -> bool:
        """Whether a question about that form is one about this form, too: both have the same sorts and machines."""
        return (form.sorts, form.variables, limits) == (self.form.sorts, self.form.variables, self.limits)

    @property
    def _kind(self) -> str:
        """Of what is kept: with similar rules at hand another strategy may come first than without."""
        return "strategies" if self.like is None else "strategies, beside other rules"

    @cached_property
    def _sampled(self) -> Sequence[Sample]:
        return self.samples()

    @cached_property
    def _suggested(self) -> list[Expression]:
        """What is claimed, holds in all samples, and is no fact yet."""
        return self._never_broken(self.suggestions())

    def _never_broken(self, guesses: Iterable[Expression]) -> list[Expression]:
        """The guesses that hold in all samples, if there is any."""
        return [f for f in guesses if all(s.always(f) for s in self._sampled)] if self._sampled else []

    def facts(self, level: int) -> list[int]:
        """The numbers of the facts up to a level, found where they are not yet; at level 0, of claims alone."""
        while len(self._ends) <= level:
            if self._ends:
                self._learn(self._levels[len(self._ends) - 1])
            else:
                self._keep([], {})
            self._ends.append(len(self._facts))
        return list(range(self._ends[level]))

    def _beside(self, fact: int) -> Sequence[int]:
        """The facts of a fact's own level and of those before."""
        return range(next(end for end in self._ends if fact < end))

    def batches(self) -> Iterator[tuple[Expression, ...]]:
        """All facts, level by level, each found when it is asked for."""
        begin = 0
        for level in range(len(self._levels) + 1):
            end = len(self.facts(level))
            yield tuple(self._facts[n] for n in range(begin, end))
            begin = end

    def describe(self) -> tuple[Expression, ...]:
        """The facts about one element of each sort, of two and three atoms, whether or not a claim needs them."""
        return tuple(self._facts[n] for n in self.facts(STRATEGY_LEVELS) if n not in self._claimed)

    def of_every_state(self) -> tuple[Expression, ...]:
        """What is proved of every reachable state at every size: as `describe`, and what is claimed."""
        return tuple(self._facts[n] for n in self.facts(STRATEGY_LEVELS))

    def prove(self, question: Question) -> Proof:
        """Try to prove that a question holds in every instance. Raises TypeError for an unknown kind."""
        borrowed = self._borrowed.prove(question) if self._borrowed is not None else None
        if borrowed is not None:
            return borrowed
        begun = time.perf_counter()
        if isinstance(question, (Reach, Fair)):
            return self._by_strategy(question, begun)
        shown: list[Obligation] = []
        used: set[int] = set()
        for obligation in obligations(question, self.form):
            settled, answer = self._settle(obligation)
            shown.append(settled)
            if answer.verdict != "impossible":
                return self._open(settled, answer, tuple(shown), begun)
            self._lend(settled, answer)
            used |= answer.used
        return self._proved(used, tuple(shown), begun)

    def _lend(self, obligation: Obligation, answer: Answer) -> None:
        """Remember by which facts it was shown, for whoever has the same to show under other rules."""
        self.lent.shown[obligation.given] = frozenset(self._facts[n] for n in answer.used)

    def missing(self, question: Question, picture: Picture, sample_of: SampleOf) -> Expression | None:
        """What a failed step suggests, and with which the question is proved; None where nothing is found."""
        if not isinstance(question, Never):
            return None
        return closing(list(obligations(question, self.form)), picture, self._trial, sample_of)

    def _trial(self) -> tuple[Logic, list[int]]:
        """A logic of its own with the facts found so far, and their numbers."""
        trial = Logic(self.form, self.limits, self._answers)
        return trial, [trial.tell(f) for f in self._facts.values()]

    def prove_broken(self, question: Question) -> Proof:
        """Try to prove that every instance breaks a question: that a state which does can be reached, at every size."""
        if not isinstance(question, Blind):
            raise unknown_question(question)
        begun = time.perf_counter()
        goal = depends_somewhere(question, self.form)
        smallest = self.paths(dict.fromkeys(self.form.sorts, 1))
        way = shortest(self.form, smallest, goal) if smallest is not None else None
        if way is not None:
            obligation = leads_there(self.form, way, goal)
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
        said = tuple(self._facts[n] for n in sorted(facts))
        self.lent.facts.update(dict.fromkeys(said))
        return Proof("proved", time.perf_counter() - begun, said, obligations, self.form, strategy)

    def _by_strategy(self, question: Reach | Fair, begun: float) -> Proof:
        """Find a strategy on small instances, and show that it works in every one."""
        for strategy, shown, facts in self._tries(question):
            # The facts used are told only once all is shown: most strategies that fail do so at once.
            without = {o for o in shown if self._logic.ask(o.given).verdict == "impossible"}
            answers = [self._logic.ask(o.given, facts) for o in shown if o not in without]
            if any(a.verdict != "impossible" for a in answers):
                continue
            answers = [self._logic.least(o.given, facts) for o in shown if o not in without]
            proof = self._proved(set().union(*(a.used for a in answers)), tuple(shown), begun, strategy)
            if proof.verdict == "proved":
                for obligation, answer in zip([o for o in shown if o not in without], answers, strict=True):
                    self._lend(obligation, answer)
                self.lent.strategies[key_of(question)] = strategy
                self.kept.put(self._kind, " ".join(key_of(question)), written.plain(strategy))
                return proof
        reason = "no strategy was found that can be shown to work in every instance"
        left_out = self._not_tried(len(self._levels))
        return Proof("open", time.perf_counter() - begun, form=self.form, reason=reason, left_out=left_out)

    def _tries(self, question: Reach | Fair) -> Iterator[tuple[Strategy, list[Obligation], list[int]]]:
        """Strategies with what is to be shown and the facts to show it by: few facts, and where none does, all."""
        tried = []
        few = self.facts(STRATEGY_LEVELS)
        for strategy, shown in self._worth_trying(question):
            tried.append((strategy, shown))
            yield strategy, shown, few
        every = self.facts(len(self._levels)) if tried else few
        if len(every) > len(few):
            yield from ((*pair, every) for pair in tried)

    def _worth_trying(self, question: Reach | Fair) -> Iterator[tuple[Strategy, list[Obligation]]]:
        """Strategies to try: one that worked before, or under similar rules, then those that are found here."""
        key = key_of(question)
        before = written.read(self.form, self.kept.get(self._kind, " ".join(key)))
        similar = self.like.lent.strategies.get(key) if self.like is not None else None
        for hint in (before, similar):
            if hint is not None:
                yield from hinted(question, self.form, hint)
        yield from strategies(question, self.form, self.paths)

    def _settle(self, obligation: Obligation) -> tuple[Obligation, Answer]:
        """The answer with no fact, or with as few levels of facts as rule it out, or with all of them.

        What leaves EPR is left out at first: that the rest is impossible is only harder to show.
        """
        weaker = within_epr(obligation)
        if weaker != obligation:
            answer = self._answer(weaker)
            if answer.verdict == "impossible":
                return weaker, answer
        return obligation, self._answer(obligation)

    def _answer(self, obligation: Obligation) -> Answer:
        """The answer of the first level whose facts rule the obligation out, or of the last."""
        answer = self._logic.ask(obligation.given)
        known = 0
        for level in range(len(self._levels) + 1):
            if answer.verdict == "impossible":
                break
            facts = self.facts(level)
            if len(facts) > known:
                known, answer = len(facts), self._logic.least(obligation.given, facts)
        return answer

    def _open(self, obligation: Obligation, answer: Answer, obligations: tuple[Obligation, ...], begun: float) -> Proof:
        """What is left where all facts together do not rule an obligation out."""
        spent, left_out = time.perf_counter() - begun, self._not_tried(len(self._levels))
        if answer.verdict == "unknown":
            reason = f"{obligation.name}: Z3 does not know ({answer.reason})"
            return Proof("unknown", spent, (), obligations, self.form, reason=reason, left_out=left_out)
        picture = self._logic.picture(obligation.given, list(self._facts), obligation.elements)
        return Proof("open", spent, (), obligations, self.form, stuck=Stuck(obligation, picture), left_out=left_out)

    def _not_tried(self, level: int) -> tuple[str, ...]:
        """What facts up to a level leave out, in words."""
        sampled = [dict(s.sizes) for s in self._sampled]
        missing = [said_sizes(z) for z in small_sizes(self.form) if z not in sampled]
        unseen = (f"no facts are read off instances that are too large to explore: {', '.join(missing)}",)
        return (*(unseen if missing else ()), *(said for n, said in self._left_out.items() if n <= level))

    def _learn(self, level: _Level) -> None:
        """Keep what is inductive of a level's candidates, in as few words as it can be said."""
        if level is BY_RULES:
            known = set(self._facts.values())
            self._suggested.extend(f for f in self._never_broken(by_rules(self.form)) if f not in known)
            self._keep([], {})
            return
        for found in candidates(self.form, self._sampled, level.shape, level.atoms):
            fact = said(self.form, found, level.shape)
            if fact not in self._tried:
                self._waiting[fact] = (found, level.shape)
        self._tried.update(self._waiting)
        if len(self._waiting) > MOST:
            about = said_sizes(level.shape) or "machines without elements"
            self._left_out[len(self._ends)] = (
                f"facts of {level.atoms} atoms about {about} were not tried: {len(self._waiting)} candidates, "
                f"more than {MOST}"
            )
            self._keep([], {})
            return
        # What differs in one cell alone is tried as one first, which is quicker; where that fails, each by itself.
        # What was dropped before is tried again: it may hold together with what is new.
        shortly = self._shortly(self._waiting.values())
        self._keep(list(shortly), shortly)
        self._keep(list(self._waiting), self._waiting)

    def _shortly(self, found: Iterable[tuple[Forbidden, Shape]]) -> dict[Expression, tuple[Forbidden, Shape]]:
        """The same in fewer words, shape by shape."""
        by_shape: dict[tuple[tuple[str, int], ...], list[Forbidden]] = {}
        for one, shape in found:
            by_shape.setdefault(tuple(shape.items()), []).append(one)
        short = [(one, dict(shape)) for shape, ones in by_shape.items() for one in merged(ones)]
        return {said(self.form, one, shape): (one, shape) for one, shape in short}

    def _keep(self, tried: list[Expression], meant: Mapping[Expression, tuple[Forbidden, Shape]]) -> None:
        """Keep those that are inductive with the facts and what is claimed, in as few words as they can be said."""
        if not tried and not self._suggested:
            return
        trial, known = self._trial()
        claimed = [f for f in self._suggested if f not in meant]
        found = inductive(trial, known, [*tried, *claimed])
        kept = [meant[f] for f in found if f in meant]
        for fact in self._shortly(kept):
            self._facts[self._logic.tell(fact)] = fact
        for fact in found:
            if fact not in meant:
                number = self._logic.tell(fact)
                self._facts[number] = fact
                self._claimed.add(number)
                self._suggested.remove(fact)
        for fact, (one, shape) in list(self._waiting.items()):
            if any(shape == of and one.within(wider) for wider, of in kept):
                del self._waiting[fact]
