"""Disagreements that are known and not mended yet: a part of their kind, and what is wrong. To be emptied."""

from __future__ import annotations

KNOWN: dict[str, str] = {}


def is_known(kind: str) -> bool:
    """Whether disagreements of this kind are known."""
    return any(part in kind for part in KNOWN)
