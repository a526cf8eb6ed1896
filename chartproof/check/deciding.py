"""One property on its way to a verdict: what its claims came to on the instances explored so far."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from chartproof.check.finding import Finding
from chartproof.check.instances import Instances, raised, up_to, within
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


@dataclass(frozen=True)
class Elsewhere:
    """What an instance beyond the sizes asked for shows against a verdict for all sizes: a violation, or a witness."""

    verdict: str
    sizes: Sizes
    trace: Trace | None

    @property
    def told(self) -> Trace | None:
        """The trace, at whose end stands what it shows."""
        if self.trace is None:
            return None
        return replace(self.trace, note="; ".join(filter(None, (self.trace.note, str(self)))))

    def __str__(self) -> str:
        return f"not for all sizes: {self.verdict} at {said_sizes(self.sizes)}"


@dataclass
class Deciding:
    """The claims of one property, the instances to decide them on, and what these said: per claim, in order.

    target: the sizes that the verdict is about. least: what the claims need. further: the findings beyond the target.
    looked_into: where a failed proof was followed, and nothing was found. elsewhere: what shows against a verdict for
    all sizes.
    """

    claims: Sequence[Asked]
    instances: Instances
    target: Sizes
    least: Sizes
    explored: list[Sizes] = field(default_factory=list)
    findings: list[list[Finding]] = field(default_factory=list)
    further: list[list[Finding]] = field(default_factory=list)
    looked_into: list[Sizes] = field(default_factory=list)
    elsewhere: Elsewhere | None = None

    def explore(self, sizes: Sequence[Sizes], *, quick: bool = False) -> Decided:
        """The verdict after some more instances, or after the first of them that is conclusive. quick: as in `on`."""
        for one in sizes:
            if one in self.explored:
                continue
            self.findings.append(self.on(one, quick=quick))
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

    def beyond(self, sizes: Sequence[Sizes], *, quick: bool = False) -> bool:
        """Whether instances beyond the sizes asked for show something `elsewhere`, against a verdict for all sizes."""
        for one in sizes:
            findings = self.on(one, quick=quick)
            self.further.append(findings)
            self.explored.append(one)
            if (shown := self._shown(findings)) is not None:
                self.elsewhere = Elsewhere(shown.verdict, one, shown.trace)
                return True
        return False

    def refuted(self, sizes: Sizes) -> bool:
        """Whether the instance in which a proof has failed shows that the verdict is not one for all sizes.

        It is then told of the smallest that shows it: as the verdict, where that is within the sizes asked for, else
        as what is found `elsewhere`. Looked into are small instances, and those that fit as diagrams: for others it is
        as if they showed nothing.
        """
        last = raised(sizes, self.least)
        if last not in (*self.explored, *self.looked_into):
            with suppress(TooLarge):
                if self._shown(self.on(last, quick=True)) is not None:
                    self._told_of_smallest(last)
                else:
                    self.looked_into.append(last)
        return self.elsewhere is not None or self.verdict().conclusive

    def _told_of_smallest(self, last: Sizes) -> None:
        for one in up_to(last, self.least):
            if within(one, self.target):
                if self.explore([one], quick=True).conclusive:
                    return
            elif one not in self.explored and self.beyond([one], quick=True):
                return

    def _shown(self, findings: Sequence[Finding]) -> Finding | None:
        """What speaks against a verdict for all sizes: a violation, or a witness of what none was seen of so far."""
        missing = self.missing()
        for claim, finding in zip(self.claims, findings, strict=True):
            if finding.verdict == "violated" or (finding.verdict == "witnessed" and claim in missing):
                return finding
        return None

    def on(self, sizes: Sizes, *, quick: bool = False) -> list[Finding]:
        """What one instance says to each claim. quick: nothing large is explored state by state; raises TooLarge."""
        return [self.instances.decide(claim, sizes, quick=quick) for claim in self.claims]

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
