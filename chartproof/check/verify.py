"""Deciding properties: in scope by exploring, and what holds there for any number by proving.

In scope means on every instance up to the sizes asked for, smallest first; a trace is a shortest one
in the smallest instance that has one. Where `proof` has the verdict `proved`, the verdict is about
every number of elements; where Z3 does not know, the verdict is `unknown`; else it is about the
explored instances alone.
"""

from __future__ import annotations

import builtins
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from chartproof.check.copies import decide_copies
from chartproof.check.exact import Description, described
from chartproof.check.finding import Finding
from chartproof.check.granting import under_granting
from chartproof.check.orbits import needs_every_state
from chartproof.check.paths import decide_paths
from chartproof.check.proving import Induction, induction, paths, sample, sampled
from chartproof.check.space import Space, open_space
from chartproof.check.states import decide_states
from chartproof.declare import claims as words
from chartproof.declare.claims import Claim, Property
from chartproof.errors import Origin
from chartproof.explore.layout import check_sizes
from chartproof.explore.search import explore, sizes_up_to
from chartproof.language.form import Form
from chartproof.language.trace import Trace
from chartproof.prove.facts import Sample
from chartproof.prove.logic import Limits
from chartproof.prove.prover import Proof, Prover, Stuck, together

BAD = ("violated", "unreachable")


@dataclass(frozen=True)
class Result:
    """The verdict on a property, and what it rests on."""

    property: Property
    verdict: str
    scope: Mapping[str, int]
    vacuous: bool
    seconds: float
    trace: Trace | None = None
    rests_on: str | None = None
    proof: Proof | None = None
    induction: Induction | None = None
    every_state: str = ""

    @builtins.property  # the field `property` hides the plain name here
    def as_expected(self) -> bool:
        """Whether the verdict is the one that the property expects."""
        return self.verdict == self.property.expected

    @builtins.property
    def for_all_sizes(self) -> bool:
        """Whether the verdict is about every number of elements."""
        return self.proof is not None and self.proof.verdict == "proved"


def decide(claim: Claim, space: Space) -> Finding:
    """Decide one claim on one instance."""
    if isinstance(claim, (words.Independent, words.Depends, words.OnlyDependent, words.SameOutcome)):
        return decide_copies(claim, space)
    if isinstance(claim, (words.Recoverable, words.LeadsTo)):
        return decide_paths(claim, space)
    return decide_states(claim, space)


@dataclass
class Verifier:
    """Decides properties of one form; instances are explored once and kept, and so are facts.

    proves: whether what holds in scope is to be proved for any number of elements, too.
    symmetry: whether to decide on one state of each orbit, wherever that is sound.
    """

    form: Form
    sizes: Mapping[str, int]
    proves: bool = True
    symmetry: bool = False
    limits: Limits = field(default_factory=Limits)
    before_exploring: Callable[[Form, Mapping[str, int]], None] | None = None
    _spaces: dict[tuple[str, bool, tuple[int, ...]], Space] = field(default_factory=dict)
    _provers: dict[str, Prover] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sizes = check_sizes(self.form, self.sizes)

    def results(self, properties: Sequence[Property]) -> Iterator[Result]:
        """The verdicts, one by one."""
        for found in properties:
            yield self.result(found)

    def result(self, found: Property) -> Result:
        """The verdict on one property. Raises ModelError where a claim is malformed."""
        begun = time.perf_counter()
        sizes = {s: max(n, dict(found.at_least).get(s, 1)) for s, n in self.sizes.items()}
        findings = [self._in_scope(claim, found, sizes) for claim in found.claims]
        worst = next((f for f in findings if f.verdict in BAD), findings[0])
        vacuous = worst.verdict == "holds" and all(f.vacuous for f in findings)
        result = Result(found, worst.verdict, sizes, vacuous, 0.0, worst.trace, every_state=self._why_all(found))
        if self.proves and worst.verdict in ("holds", "unreachable"):
            result = self._proved(result)
        return replace(result, seconds=time.perf_counter() - begun)

    def _why_all(self, found: Property) -> str:
        """Why a property was not decided on orbits, though that was asked for."""
        if not self.symmetry:
            return ""
        opened = [self._under(claim, found.origin) for claim in found.claims]
        return next((why for claim, _, form in opened if (why := needs_every_state(claim, form))), "")

    def description(self) -> Description | None:
        """How far the facts describe the instance of these sizes."""
        facts = self._prover("", self.form, Origin("", 0)).describe()
        space = self._space("", self.form, self.sizes, Origin("", 0), symmetric=self.symmetry)
        return described(self.form, facts, space.exploration)

    def space(self, sizes: Mapping[str, int]) -> Space:
        """The explored instance of these sizes."""
        return self._space("", self.form, sizes, Origin("", 0))

    def _proved(self, result: Result) -> Result:
        """The result, with what came of proving its claims for any number of elements."""
        claims = result.property.claims
        if result.verdict == "unreachable":
            claims = tuple(c for c in claims if c.witness)
        proof = together([self._prove(c, result.property.origin) for c in claims])
        verdict = "unknown" if proof.verdict == "unknown" else result.verdict
        return replace(result, verdict=verdict, proof=proof, induction=self._induction(proof.stuck))

    def _prove(self, claim: Claim, origin: Origin) -> Proof:
        claim, key, form = self._under(claim, origin)
        return self._prover(key, form, origin).prove(claim, origin)

    def _prover(self, key: str, form: Form, origin: Origin) -> Prover:
        if key not in self._provers:
            small = {sort: min(n, 2) for sort, n in self.sizes.items()}
            self._provers[key] = Prover(
                form,
                lambda sizes: self._sample(key, form, sizes),
                small,
                self.limits,
                lambda sizes: paths(self._space(key, form, sizes, origin)),
            )
        return self._provers[key]

    def _sample(self, key: str, form: Form, sizes: Mapping[str, int]) -> Sample | None:
        """A sample of an instance: of one that is explored already, where there is one."""
        space = self._spaces.get((key, False, tuple(sizes.values())))
        return sampled(form, sizes) if space is None else sample(space.exploration)

    def _induction(self, stuck: Stuck | None) -> Induction | None:
        if stuck is None or stuck.before is None:
            return None
        sizes = tuple(stuck.before.sizes.values())
        return induction(self.form, stuck, self._spaces.get(("", False, sizes)))

    def _in_scope(self, claim: Claim, found: Property, sizes: Mapping[str, int]) -> Finding:
        """The claim on every instance up to these sizes: the first that breaks it, or witnesses it."""
        least = dict(found.at_least)
        finding = None
        for size in sizes_up_to(sizes):
            if any(size[s] < n for s, n in least.items()):
                continue
            one = decide(*self._opened(claim, size, found.origin))
            if one.verdict in ("violated", "witnessed"):
                return one
            vacuous = one.vacuous and (finding is None or finding.vacuous)
            finding = replace(one, vacuous=vacuous)
        assert finding is not None
        return finding

    def _opened(self, claim: Claim, sizes: Mapping[str, int], origin: Origin) -> tuple[Claim, Space]:
        claim, key, form = self._under(claim, origin)
        symmetric = self.symmetry and not needs_every_state(claim, form)
        return claim, self._space(key, form, sizes, origin, symmetric=symmetric)

    def _under(self, claim: Claim, origin: Origin) -> tuple[Claim, str, Form]:
        """What is claimed, of which form, and that form's name here."""
        if not isinstance(claim, words.Granting):
            return claim, "", self.form
        key = f"{claim.permission} {claim.only_where} {claim.predicates}"
        return claim.claim, key, under_granting(self.form, claim, origin)

    def _space(
        self, name: str, form: Form, sizes: Mapping[str, int], origin: Origin, *, symmetric: bool = False
    ) -> Space:
        key = (name, symmetric, tuple(sizes.values()))
        if key not in self._spaces:
            if self.before_exploring is not None and not symmetric:
                self.before_exploring(form, sizes)
            self._spaces[key] = open_space(explore(form, sizes, symmetry=symmetric))
        space = self._spaces[key]
        space.origin = origin
        return space
