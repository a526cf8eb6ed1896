"""Disagreements that are known and not mended yet: a part of their kind, and what is wrong. To be emptied."""

from __future__ import annotations

KNOWN: dict[str, str] = {
    "KeyError: ('approved'": "grantings under the same words share instances, whatever their predicates",
    "vacuity of a proof beyond what was asked": "small instances beyond the sizes asked for do not count for vacuity",
}


def is_known(kind: str) -> bool:
    """Whether disagreements of this kind are known."""
    return any(part in kind for part in KNOWN)
