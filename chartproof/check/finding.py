"""What deciding on one instance has found, of a question and of a claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chartproof.language.trace import Trace


@dataclass(frozen=True)
class Answer:
    """Of a question: a shortest trace that breaks it, if one does, and whether it speaks of anything here."""

    broken: Trace | None
    spoken: bool = True


@dataclass(frozen=True)
class Finding:
    """Of a claim: the verdict on one instance, whether it says nothing, and the trace that shows it."""

    verdict: str
    vacuous: bool = False
    trace: Trace | None = None


@dataclass(frozen=True)
class Foundation:
    """What a verdict rests on: a part of a rule, or nothing (it is idle), judged up to these sizes, if any could be."""

    part: str
    sizes: Mapping[str, int] | None

    @property
    def idle(self) -> bool:
        """Whether no loss of one part was found to change the verdict."""
        return self.sizes is not None and not self.part
