"""Deciding properties in scope: on every instance up to the sizes asked for, smallest first.

A verdict `holds` is about those instances alone. A trace is a shortest one in the smallest
instance that has one.
"""

from __future__ import annotations

import builtins
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from chartproof.check.copies import decide_copies
from chartproof.check.finding import Finding
from chartproof.check.granting import under_granting
from chartproof.check.paths import decide_paths
from chartproof.check.space import Space, Trace, open_space
from chartproof.check.states import decide_states
from chartproof.compile.form import Form
from chartproof.declare import claims as words
from chartproof.declare.claims import Claim, Property
from chartproof.errors import Origin
from chartproof.explore.layout import check_sizes
from chartproof.explore.search import explore, sizes_up_to

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

    @builtins.property  # the field `property` hides the plain name here
    def as_expected(self) -> bool:
        """Whether the verdict is the one that the property expects."""
        return self.verdict == self.property.expected


def decide(claim: Claim, space: Space) -> Finding:
    """Decide one claim on one instance."""
    if isinstance(claim, (words.Independent, words.Depends, words.OnlyDependent, words.SameOutcome)):
        return decide_copies(claim, space)
    if isinstance(claim, (words.Recoverable, words.LeadsTo)):
        return decide_paths(claim, space)
    return decide_states(claim, space)


@dataclass
class Verifier:
    """Decides properties of one form; instances are explored once and kept."""

    form: Form
    sizes: Mapping[str, int]
    before_exploring: Callable[[Form, Mapping[str, int]], None] | None = None
    _spaces: dict[tuple[str, tuple[int, ...]], Space] = field(default_factory=dict)

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
        spent = time.perf_counter() - begun
        return Result(found, worst.verdict, sizes, vacuous, spent, worst.trace)

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
        if isinstance(claim, words.Granting):
            form = under_granting(self.form, claim, origin)
            key = f"{claim.permission} {claim.only_where} {claim.predicates}"
            return claim.claim, self._space(key, form, sizes, origin)
        return claim, self._space("", self.form, sizes, origin)

    def _space(self, name: str, form: Form, sizes: Mapping[str, int], origin: Origin) -> Space:
        key = (name, tuple(sizes.values()))
        if key not in self._spaces:
            if self.before_exploring is not None:
                self.before_exploring(form, sizes)
            self._spaces[key] = open_space(explore(form, sizes))
        space = self._spaces[key]
        space.origin = origin
        return space
