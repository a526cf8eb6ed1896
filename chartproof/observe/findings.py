"""Findings about a plan: their names, which are stable, and how much each matters."""

from __future__ import annotations

from dataclasses import dataclass

from chartproof.errors import Origin
from chartproof.observe.plan import Place, Remark

LEFT_OUT = ("not-modelled", "not-judged", "known-after-apply")
"""What a plan's reader calls that of which nothing is judged."""
LEVELS = ("note", "warning", "error")
"""How much a finding matters, the least first."""

FINDINGS = {
    "refused": ("error", "the step cannot happen"),
    "refused-in-some-orders": ("error", "the plan leaves open an order in which the step cannot happen"),
    "cuts": ("error", "what is in use can no longer happen"),
    "leaves-behind": ("warning", "something may be spoilt"),
    "half-enabled": ("warning", "a part of what is to be enabled is missing"),
    "waits": ("note", "somebody else has to act"),
    "delegated-left": ("warning", "what was delegated stays"),
    "not-known": ("warning", "it is not known whether the step can happen"),
    "not-modelled": ("note", "the rules say nothing of it"),
    "not-judged": ("warning", "what it does is not written there"),
    "known-after-apply": ("note", "what it will be is known only when it is done"),
    "assumed": ("note", "what was not seen is assumed"),
    "depends-on-answer": ("note", "an open question decides"),
}
"""The findings, each with its level and what it says; a cut that is only possible is a warning."""


@dataclass(frozen=True)
class Finding:
    """One thing to be said of a plan. step: its number, from 1; 0 where it is about the whole.

    rule: the line of the rule that decides. details: further lines. standing: how the rule stands.
    """

    name: str
    level: str
    sentence: str
    place: Place
    step: int = 0
    rule: Origin | None = None
    details: tuple[str, ...] = ()
    standing: str = ""

    def at_least(self, level: str) -> bool:
        """Whether it matters so much, or more."""
        return LEVELS.index(self.level) >= LEVELS.index(level)


def level_of(name: str) -> str:
    """The level of a finding; one that only an adapter knows is a note."""
    return FINDINGS.get(name, ("note", ""))[0]


def remarked(remark: Remark) -> Finding:
    """What the plan's reader has to say, as a finding."""
    return Finding(remark.finding, level_of(remark.finding), remark.sentence, remark.place)
