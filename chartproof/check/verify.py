"""Deciding properties, two ways: by exploring instances, and by proving for any number of elements.

Every claim is explored on the small instances, and where it holds there, proved. What is then neither
proved nor violated is explored on every instance up to the sizes asked for, about which the verdict
is; a small instance beyond these can only stop a proof, and is told. What exploring decided stays decided where
no proof is found. A trace is a shortest one in the smallest instance that has one.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from chartproof.check.deciding import Decided, Deciding, Elsewhere
from chartproof.check.exact import Description, described, described_by_bdd
from chartproof.check.grounds import Grounds
from chartproof.check.instances import STORE, Guard, Instances, no_guard, raised, within
from chartproof.check.proving import Induction, induction, sample
from chartproof.check.result import Result
from chartproof.check.space import Space
from chartproof.compile.claims import asked_of
from chartproof.compile.reading import Reader
from chartproof.declare.claims import Property
from chartproof.errors import TooLarge
from chartproof.explore.layout import check_sizes
from chartproof.language.form import Form
from chartproof.language.meaning import Sizes, cells
from chartproof.language.questions import Asked, Question
from chartproof.project.kept import Kept
from chartproof.prove.facts import Sample
from chartproof.prove.logic import Limits
from chartproof.prove.proof import Proof, together
from chartproof.prove.prover import Prover

if TYPE_CHECKING:
    from chartproof.explore.store.stored import InStore

MOST_CELLS = 75
"""Machines of an instance that facts are held against, at most: a few seconds' work."""


@dataclass
class Verifier:
    """Decides properties of one form; instances are explored once and kept, and so are facts.

    proves: whether what holds on small instances is to be proved for any number of elements.
    symmetry: whether to decide on one state of each orbit, wherever that is sound.
    like: a verifier of other rules about the same machines, of which what is the same need not be worked out again.
    properties: all of the project's, whichever are asked for: what they claim of every state is tried as a fact.
    proposes: whether the fact that an open proof lacks is looked for. kept: what earlier runs have found.
    store: an instance that was explored into files, which need not be explored again.
    """

    form: Form
    sizes: Sizes
    proves: bool = True
    symmetry: bool = False
    limits: Limits = field(default_factory=Limits)
    guard: Guard = no_guard
    reader: Reader | None = None
    like: Verifier | None = None
    properties: Sequence[Property] = ()
    proposes: bool = False
    kept: Kept = field(default_factory=Kept)
    store: InStore | None = None
    instances: Instances = field(init=False)
    _provers: dict[str, Prover] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sizes = check_sizes(self.form, self.sizes)
        self._reader = self.reader or Reader(self.form)
        like = self.like.instances if self.like is not None else None
        self.instances = Instances(self.symmetry, self.guard, like, self.store)
        self._grounds = Grounds(self.instances, self.properties, self._reader)

    def results(self, properties: Sequence[Property]) -> Iterator[Result]:
        """The verdicts, one by one."""
        for found in properties:
            yield self.result(found)

    def result(self, found: Property) -> Result:
        """The verdict on one property. Raises ModelError where a claim is malformed."""
        begun = time.perf_counter()
        deciding = self.deciding(found)
        claims, target = deciding.claims, deciding.target
        proof = None
        if self.proves:
            decided, proof = self._both_ways(deciding)
        else:
            decided = deciding.explore_all()
        return Result(
            found,
            decided.verdict,
            target,
            decided.vacuous,
            trace=decided.trace,
            proof=proof,
            induction=self.induction(proof, deciding.looked_into),
            every_state=self._why_all(claims),
            explored=tuple(deciding.explored),
            open_because=decided.open_because or _why_open(proof, deciding.elsewhere),
            elsewhere=deciding.elsewhere.told if deciding.elsewhere else None,
            judges_scope=self.proves,
            seconds=time.perf_counter() - begun,
        )

    def deciding(self, found: Property) -> Deciding:
        """One property on its way to a verdict. Raises ModelError where a claim is malformed."""
        least = dict(found.at_least)
        return Deciding(asked_of(found, self._reader), self.instances, raised(self.sizes, least), least)

    def proof(self, found: Property) -> Proof:
        """What comes of proving alone, whatever exploring says: `proved` only where every claim is, for all its sizes.

        A witness is proved never to be seen. Raises ModelError where a claim is malformed.
        """
        return self._proved(self.deciding(found))

    def induction(self, proof: Proof | None, holds_at: Sequence[Sizes] = ()) -> Induction | None:
        """A failed induction step, with what is known of the state that it starts from.

        holds_at: instances in which the claim holds, so that no such state can be reached.
        """
        if proof is None or proof.stuck is None or proof.stuck.before is None or proof.form is None:
            return None
        sizes = proof.stuck.before.sizes
        found = induction(proof.form, proof.stuck, self._explored_of(proof.form, sizes))
        if found is not None and found.known == "neither" and sizes in holds_at:
            return replace(found, known="unreachable")
        return found

    def _both_ways(self, deciding: Deciding) -> tuple[Decided, Proof | None]:
        """The verdict, and the proof where one was tried."""
        claims, target = deciding.claims, deciding.target
        small = list(self.instances.small_instances(claims[0], deciding.least))
        decided = deciding.explore([z for z in small if within(z, target)])
        if decided.conclusive:
            return decided, None
        beyond = deciding.beyond([z for z in small if not within(z, target)])
        proof = None if beyond else self._proved(deciding)
        if proof is not None and proof.verdict == "proved" and deciding.explored:
            return replace(decided, vacuous=deciding.vacuous_everywhere), proof
        decided = deciding.verdict()
        if not decided.conclusive:
            decided = deciding.explore_all()
        return decided, None if decided.conclusive or deciding.elsewhere else proof

    def _proved(self, deciding: Deciding) -> Proof:
        """What comes of proving: that all claims hold, or that one of those not witnessed never can be."""

        def prove(asked: Asked, question: Question) -> Proof:
            proof = self.prover(asked).prove(question, deciding.refuted, deciding.least)
            failed = proof.stuck.before if proof.stuck is not None else None
            if failed is None or deciding.refuted(failed.sizes):
                return proof
            return self._with_what_is_missing(asked, question, proof, deciding.least)

        missing = deciding.missing()
        if missing:
            tried = [prove(c, q) for c in missing for q in c.breaks]
            return next((p for p in tried if p.verdict == "proved"), tried[0])
        claims = [c for c in deciding.claims if not c.witness]
        proofs = [prove(c, q) for c in claims for q in c.holds]
        proofs += [self.prover(c).prove_broken(q, deciding.least) for c in claims for q in c.breaks]
        return together(proofs) if proofs else Proof("proved", 0.0, form=self.form)

    def _with_what_is_missing(self, asked: Asked, question: Question, proof: Proof, least: Sizes) -> Proof:
        """An open proof with the fact that its failed step suggests, where that is asked for and there is one."""
        picture = proof.stuck.before if proof.stuck is not None else None
        if not self.proposes or picture is None:
            return proof

        def sample_of(sizes: Sizes) -> Sample | None:
            space = self.instances.small(asked, sizes)
            return None if space is None else sample(space.exploration)

        return replace(proof, missing=self.prover(asked).missing(question, picture, sample_of, least))

    def _why_all(self, claims: Sequence[Asked]) -> str:
        """Why a property was not decided on orbits, though that was asked for."""
        return next((why for c in claims if (why := c.needs_every_state)), "") if self.symmetry else ""

    def description(self) -> Description | None:
        """How far the facts describe the instance of these sizes, or one of two of each sort where that is a large one.

        None where it is too large to tell.
        """
        own = Asked(self.form)
        facts = self.prover(own).describe()
        large = len(cells(self.form, self.sizes)) > MOST_CELLS
        sizes = {sort: min(n, 2) for sort, n in self.sizes.items()} if large else self.sizes
        small = self.instances.small(own, sizes)
        if small is not None:
            return described(self.form, facts, small.exploration)
        try:
            return described_by_bdd(facts, self.instances.in_bdd(own, sizes, STORE))
        except TooLarge:
            return None

    def space(self, sizes: Sizes) -> Space:
        """The explored instance of these sizes. Raises TooLarge."""
        return self.instances.explored(Asked(self.form), sizes)

    def prover(self, asked: Asked) -> Prover:
        """What proves questions of a claim's form; its facts are kept."""
        if asked.granting not in self._provers:
            self._provers[asked.granting] = Prover(
                asked.form,
                partial(self._grounds.samples, asked),
                self.limits,
                partial(self._grounds.paths, asked),
                like=self.like.known_prover(asked.granting) if self.like is not None else None,
                suggestions=partial(self._grounds.suggestions, asked),
                kept=self.kept.part(asked.granting),
            )
        return self._provers[asked.granting]

    def known_prover(self, granting: str) -> Prover | None:
        """What has proved questions of claims' forms of this name, if anything has."""
        return self._provers.get(granting)

    def _explored_of(self, form: Form, sizes: Sizes) -> Space | None:
        known = next((c for c in self._provers.items() if c[1].form == form), None)
        return self.instances.small(Asked(form, granting=known[0]), sizes) if known else None


def _why_open(proof: Proof | None, elsewhere: Elsewhere | None) -> str:
    """Why no proof was found."""
    if elsewhere is not None:
        return str(elsewhere)
    if proof is None or proof.verdict == "proved":
        return ""
    if proof.stuck is not None:
        return f"no proof for all sizes: an induction step stays open ({proof.stuck.obligation.name})"
    return f"no proof for all sizes: {proof.reason}"
