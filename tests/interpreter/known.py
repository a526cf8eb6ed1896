"""Disagreements that are known and not mended yet: a part of their kind, and what is wrong. To be emptied."""

from __future__ import annotations

KNOWN: dict[str, str] = {
    "machines in differing orders": "symmetry, with machines per several sorts that are not per the same ones alike",
    "trace length of": "traces of permissions, same_outcome, independent, depends, only_dependent are not the shortest",
    "vacuity of alternatives": "always('a or b') is vacuous where one of the two always holds: not asked yet",
    "accepted": "elements of two sorts compared, one text for cond and unless: to be refused at load",
    "needs of a situation or of one actor": "granting and cannot(holding=…) read neither where= nor by= of a need",
    "crashed on leads_to": "a KeyError where the start names fewer elements than the goal",
    "unknown verdict": "what exploring has decided is to stay decided where Z3 gives up",
}


def is_known(kind: str) -> bool:
    """Whether disagreements of this kind are known."""
    return any(part in kind for part in KNOWN)
