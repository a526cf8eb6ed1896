"""What deciding a claim on one instance has found."""

from __future__ import annotations

from dataclasses import dataclass

from chartproof.language.trace import Trace


@dataclass(frozen=True)
class Finding:
    """A verdict on one instance, whether it says nothing, and the trace that shows it."""

    verdict: str
    vacuous: bool = False
    trace: Trace | None = None
