"""What differs between two rule sets besides verdicts, each in a sentence and under a stable word for its kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chartproof.errors import ChartproofError, nearest

KINDS = ("verdict", "vacuous", "scope", "permission", "actor", "call", "property_changed", "property_removed",
         "event_added", "event_removed", "machine_added", "machine_removed")  # fmt: skip
"""The kinds of difference: all but the last four fail against a revision."""
TOLD = ("event_added", "event_removed", "machine_added", "machine_removed")


@dataclass(frozen=True)
class Note:
    """One difference: its kind, of which event, machine or property, and what it is."""

    kind: str
    name: str
    said: str

    @property
    def fails(self) -> bool:
        """Whether it fails against a revision, unless it is allowed."""
        return self.kind not in TOLD


@dataclass(frozen=True)
class Allowed:
    """Differences that are meant: a kind, of everything or of one name.

    >>> Allowed.read(["permission:create_account"]).covers("permission", "create_account")
    True
    """

    items: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def read(cls, texts: Sequence[str]) -> Allowed:
        """From `KIND` and `KIND:NAME`. Raises ChartproofError for a kind that there is not."""
        items = set()
        for text in texts:
            kind, _, name = text.partition(":")
            if kind not in KINDS:
                said = f"--allow {text}: there is no kind of difference {kind!r}"
                raise ChartproofError(said, mend=nearest(kind, KINDS))
            items.add((kind, name))
        return cls(frozenset(items))

    def covers(self, kind: str, name: str) -> bool:
        """Whether a difference is meant."""
        return (kind, "") in self.items or (kind, name) in self.items
