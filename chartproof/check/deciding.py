"""One property on its way to a verdict: what its claims came to on the instances explored so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from chartproof.check.finding import Finding
from chartproof.check.instances import Instances, up_to, within
from chartproof.errors import TooLarge
from chartproof.language.meaning import Sizes
from chartproof.language.names import said_sizes
from chartproof.language.questions import Asked
from chartproof.language.trace import Trace

CONCLUSIVE = ("violated", "witnessed")
"""Verdicts that no further instance can change."""


@dataclass(frozen=True)
class Decided:
    """A verdict so far."""

    verdict: str
    vacuous: bool = False
    trace: Trace | None = None
    open_because: str = ""

    @property
    def conclusive(self) -> bool:
        """Whether no further instance can change it."""
        return self.verdict in CONCLUSIVE


@dataclass
class Deciding:
    """The claims of one property, the instances to decide them on, and what these said: per claim, in order.

    target: the sizes that the verdict is about. least: what the claims need. further: the findings beyond the target.
    """

    claims: Sequence[Asked]
    instances: Instances
    target: Sizes
    least: Sizes
    explored: list[Sizes] = field(default_factory=list)
    findings: list[list[Finding]] = field(default_factory=list)
    further: list[list[Finding]] = field(default_factory=list)

    def explore(self, sizes: Sequence[Sizes]) -> Decided:
        """The verdict after some more instances, or after the first of them that is conclusive."""
        for one in sizes:
            if one in self.explored:
                continue
            self.findings.append(self.on(one))
            self.explored.append(one)
            if (decided := self.verdict()).conclusive:
                return decided
        return self.verdict()

    def explore_all(self) -> Decided:
        """The verdict on every instance up to the sizes asked for; `unknown` where one cannot be explored."""
        for one in up_to(self.target, self.least):
            try:
                if (decided := self.explore([one])).conclusive:
                    return decided
            except TooLarge as error:
                looked_at = [z for z in self.explored if within(z, self.target)]
                seen = f"explored up to {said_sizes(looked_at[-1])}" if looked_at else "explored nowhere"
                return Decided("unknown", open_because=f"{seen}: {error.message}")
        return self.verdict()

    def beyond(self, sizes: Sequence[Sizes]) -> str:
        """What instances beyond the sizes asked for show against a verdict for all sizes; empty if nothing."""
        for one in sizes:
            self.explored.append(one)
            self.further.append(self.on(one))
            for claim, finding in zip(self.claims, self.further[-1], strict=True):
                if finding.verdict == "violated" or (finding.verdict == "witnessed" and claim in self.missing()):
                    return f"not for all sizes: {finding.verdict} at {said_sizes(one)}"
        return ""

    def on(self, sizes: Sizes) -> list[Finding]:
        """What one instance says to each claim."""
        return [self.instances.decide(claim, sizes) for claim in self.claims]

    def verdict(self) -> Decided:
        """What all findings come to: as good as the worst claim, with the trace of the smallest instance."""
        for findings in self.findings:
            broken = [f.trace for f in findings if f.verdict == "violated" and f.trace is not None]
            if broken:
                return Decided("violated", trace=min(broken, key=lambda trace: len(trace.steps)))
        if self.missing():
            return Decided("unreachable")
        if all(claim.witness for claim in self.claims):
            return Decided("witnessed", trace=self._witness())
        return Decided("holds", all(f.vacuous for findings in self.findings for f in findings))

    @property
    def vacuous_everywhere(self) -> bool:
        """Whether no instance that was explored, beyond the sizes asked for as well, is spoken of."""
        return self.verdict().vacuous and all(f.vacuous for findings in self.further for f in findings)

    def missing(self) -> list[Asked]:
        """The claims that ask for what can happen, and that no instance so far shows."""
        shown = {n for findings in self.findings for n, f in enumerate(findings) if f.verdict == "witnessed"}
        return [c for n, c in enumerate(self.claims) if c.witness and n not in shown]

    def _witness(self) -> Trace | None:
        """The trace of the first claim."""
        return next(findings[0].trace for findings in self.findings if findings[0].verdict == "witnessed")
