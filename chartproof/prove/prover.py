"""Proving claims of one form, for any number of elements: facts are found as far as claims need them.

A claim is first tried with no fact at all, then with facts about one element of each sort, of two
atoms, then of three, then of four, then about two elements of a sort, and so on, until it follows or
the last of these levels is used up. `proved` says: each obligation was found impossible by Z3, and so was each
breach of each fact used. `open` says nothing about the claim. `unknown`: Z3 gave up on a question.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from chartproof.declare.claims import Claim, LeadsTo, Recoverable
from chartproof.errors import Origin
from chartproof.language.expression import Expression
from chartproof.language.form import Form
from chartproof.prove.claims import Reading
from chartproof.prove.facts import Forbidden, Sample, Shape, candidates, merged, said
from chartproof.prove.induct import Support, inductive, keeping
from chartproof.prove.logic import Answer, Limits, Logic, Picture, Unsure
from chartproof.prove.obligation import Obligation, with_copies
from chartproof.prove.planning import strategies
from chartproof.prove.search import Paths
from chartproof.prove.strategy import Strategy

Samples = Callable[[Mapping[str, int]], Sample | None]
"""Explored instances by their sizes; None where one would be too large."""

PathsOf = Callable[[Mapping[str, int]], Paths | None]
"""The same, with their transitions."""

STRATEGY_LEVELS = 2
"""Levels of facts that strategies may use: two and three atoms about one element of each sort."""

LARGEST = 4
"""Atoms that a fact may have, at most."""

MOST = 400
"""Candidates that are tried at once, at most: where there are more, they say little that holds for every size."""


def no_paths(sizes: Mapping[str, int]) -> Paths | None:
    """No transitions at hand: nothing is searched for strategies."""
    return None


@dataclass(frozen=True)
class Stuck:
    """An induction step that fails: a state before, in which all facts hold, and what goes wrong in it.

    No counterexample: the state before may well be one that cannot be reached.
    """

    obligation: Obligation
    before: Picture | None


@dataclass(frozen=True)
class Proof:
    """What came of trying to prove a claim. facts: those used, and those that keep them."""

    verdict: str
    seconds: float
    facts: tuple[Expression, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    form: Form | None = None
    strategy: Strategy | None = None
    stuck: Stuck | None = None
    reason: str = ""
    parts: tuple[Proof, ...] = ()

    def all_obligations(self) -> Iterator[tuple[Form, Obligation, tuple[Expression, ...]]]:
        """Everything that was shown, each with the facts that it may assume: the claim's, then the facts' own."""
        for part in self.parts or (self,):
            assert part.form is not None
            for obligation in part.obligations:
                yield part.form, obligation, part.facts
            for fact in part.facts:
                for obligation in keeping(part.form, fact):
                    yield part.form, obligation, part.facts if obligation.step else ()


def together(proofs: Sequence[Proof]) -> Proof:
    """The proof of several claims at once: as good as the least of them."""
    worst = min(proofs, key=lambda p: ("unknown", "open", "proved").index(p.verdict))
    seconds = sum(p.seconds for p in proofs)
    if worst.verdict != "proved":
        return replace(worst, seconds=seconds)
    facts = tuple(dict.fromkeys(f for p in proofs for f in p.facts))
    obligations = tuple(o for p in proofs for o in p.obligations)
    return replace(worst, seconds=seconds, facts=facts, obligations=obligations, parts=tuple(proofs))


@dataclass(frozen=True)
class _Level:
    shape: Shape
    atoms: int


def levels(form: Form) -> Iterator[_Level]:
    """Shapes and sizes of facts, in the order in which they are tried.

    >>> from chartproof.language.form import Form, Variable
    >>> lock = Variable("lock", "Lock", ("Client",), ("free", "held"), ("free",))
    >>> [(level.shape["Client"], level.atoms) for level in levels(Form(("Client",), (lock,), ()))]
    [(1, 2), (1, 3), (1, 4), (2, 2), (2, 3), (2, 4)]
    """
    one = dict.fromkeys(form.sorts, 1)
    shapes = [one, *({**one, sort: 2} for sort in form.sorts)]
    for shape in shapes:
        for atoms in range(2, LARGEST + 1):
            yield _Level(shape, atoms)


@dataclass
class Prover:
    """Proves claims of a form; the facts that it finds are kept for the next claim."""

    form: Form
    samples: Samples
    sizes: Mapping[str, int]
    limits: Limits = field(default_factory=Limits)
    paths: PathsOf = no_paths
    _grown: int = 0
    _facts: dict[int, Expression] = field(default_factory=dict)
    _tried: set[Expression] = field(default_factory=set)
    _waiting: dict[Expression, tuple[Forbidden, Shape]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._logic = Logic(with_copies(self.form), self.limits)
        self._support = Support(self._logic, self.form, self._facts)
        self._levels = levels(self.form)

    @property
    def facts(self) -> tuple[Expression, ...]:
        """All facts found so far, each true in every reachable state of every size."""
        return tuple(self._facts.values())

    def describe(self) -> tuple[Expression, ...]:
        """The facts about one element of each sort, found in full, whether or not a claim needs them."""
        self._grow_to(STRATEGY_LEVELS)
        return self.facts

    def prove(self, claim: Claim, origin: Origin | None = None) -> Proof:
        """Try to prove a claim. Raises ModelError where it is malformed."""
        begun = time.perf_counter()
        if isinstance(claim, (Recoverable, LeadsTo)):
            return self._by_strategy(claim, Reading(self.form, origin), begun)
        listed = Reading(self.form, origin).obligations(claim)
        if listed is None:
            return Proof("open", 0.0, reason="induction over one step does not speak of this kind of claim")
        obligations = tuple(listed)
        used: set[int] = set()
        for obligation in obligations:
            answer = self._settle(obligation)
            if answer.verdict != "impossible":
                return self._open(obligation, answer, obligations, begun)
            used |= answer.used
        return self._proved(used, obligations, begun)

    def _proved(
        self, used: Iterable[int], obligations: tuple[Obligation, ...], begun: float, strategy: Strategy | None = None
    ) -> Proof:
        """The proof from the facts used and those that keep them; `unknown` where Z3 gives up on one of these."""
        try:
            facts = self._support.of(frozenset(used))
        except Unsure as reason:
            return Proof("unknown", time.perf_counter() - begun, reason=f"Z3 does not know ({reason})")
        said = tuple(self._facts[n] for n in sorted(facts))
        return Proof("proved", time.perf_counter() - begun, said, obligations, self.form, strategy)

    def _by_strategy(self, claim: Recoverable | LeadsTo, reading: Reading, begun: float) -> Proof:
        """Find a strategy on small instances, and show that it works in every one."""
        self._grow_to(STRATEGY_LEVELS)
        for strategy, obligations in strategies(claim, reading, self.paths):
            used = self._all_impossible(obligations)
            if used is not None:
                proof = self._proved(used, tuple(obligations), begun, strategy)
                if proof.verdict == "proved":
                    return proof
        reason = "no strategy was found that can be shown to work in every instance"
        return Proof("open", time.perf_counter() - begun, reason=reason)

    def _all_impossible(self, obligations: Sequence[Obligation]) -> set[int] | None:
        """The facts that rule all of these out; None as soon as they leave one open."""
        used: set[int] = set()
        for obligation in obligations:
            answer = self._logic.ask(obligation.given, list(self._facts))
            if answer.verdict != "impossible":
                return None
            used |= answer.used
        return used

    def _grow_to(self, count: int) -> None:
        while self._grown < count and self._grow():
            pass

    def _settle(self, obligation: Obligation) -> Answer:
        """The answer with no fact, or with as few levels of facts as rule it out, or with all of them."""
        answer = self._logic.ask(obligation.given)
        while answer.verdict != "impossible":
            if self._facts:
                answer = self._logic.ask(obligation.given, list(self._facts))
            if answer.verdict != "impossible" and not self._grow():
                break
        return answer

    def _open(self, obligation: Obligation, answer: Answer, obligations: tuple[Obligation, ...], begun: float) -> Proof:
        """What is left where all facts together do not rule an obligation out."""
        spent = time.perf_counter() - begun
        if answer.verdict == "unknown":
            reason = f"{obligation.name}: Z3 does not know ({answer.reason})"
            return Proof("unknown", spent, (), obligations, reason=reason)
        picture = self._logic.picture(obligation.given, list(self._facts), obligation.elements)
        return Proof("open", spent, (), obligations, stuck=Stuck(obligation, picture))

    def _grow(self) -> bool:
        """Find the facts of the next level; False where there is none."""
        level = next(self._levels, None)
        if level is None:
            return False
        self._grown += 1
        sizes = {sort: max(n, level.shape[sort]) for sort, n in self.sizes.items()}
        sample = self.samples(sizes)
        if sample is not None:
            self._learn(level, sample)
        return True

    def _learn(self, level: _Level, sample: Sample) -> None:
        """Keep what is inductive of a level's candidates, in as few words as it can be said."""
        for found in candidates(self.form, sample, level.shape, level.atoms):
            fact = said(self.form, found, level.shape)
            if fact not in self._tried:
                self._waiting[fact] = (found, level.shape)
        self._tried.update(self._waiting)
        if len(self._waiting) > MOST:
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
        """Keep those that are inductive with the facts, in as few words as they can be said."""
        if not tried:
            return
        trial = Logic(self.form, self.limits)
        known = [trial.tell(f) for f in self._facts.values()]
        kept = [meant[f] for f in inductive(trial, known, tried)]
        for fact in self._shortly(kept):
            self._facts[self._logic.tell(fact)] = fact
        for fact, (one, shape) in list(self._waiting.items()):
            if any(shape == of and one.within(wider) for wider, of in kept):
                del self._waiting[fact]
