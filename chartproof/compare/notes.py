"""What differs between two rule sets besides verdicts, each in a sentence and under a stable word for its kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from chartproof.changes.kinds import CAUSES, OF_ROWS
from chartproof.errors import ChartproofError, nearest

FAILING = ("verdict", "vacuous", "scope", "permission", "actor", "call", "property_changed", "property_removed", "page")
"""The kinds of difference that fail against a revision, unless they are allowed."""
TOLD = (
    "event_added", "event_removed", "event_renamed", "machine_added", "machine_removed", "machine_renamed",
    "state_renamed", "starts_elsewhere", *CAUSES,
)  # fmt: skip
"""The other kinds of difference that are told, and fail nothing."""
KINDS = (*FAILING, *TOLD)


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


Listed = Mapping[str, frozenset[str]]
"""The kinds of difference that are expected of events and machines, by name."""


def unlisted(notes: Iterable[Note], listed: Listed) -> Iterator[Note]:
    """The differences of events and machines that nobody expects."""
    return (n for n in notes if n.kind in OF_ROWS and n.kind not in listed.get(n.name, ()))


def not_found(notes: Iterable[Note], listed: Listed) -> Iterator[Note]:
    """A note for each difference that is expected, and is not there."""
    there = {(n.name, n.kind) for n in notes}
    for name, kinds in listed.items():
        for kind in sorted(kinds):
            if (name, kind) not in there:
                yield Note(kind, name, f"{name}: expected to differ in this ({kind}), and does not")


Key = tuple[str, str, str]
"""What a difference is known by: its kind, of what, and what became of it."""


def note_key(note: Note) -> Key:
    """A note's key: of what a rule does, how many states it does so in is no part."""
    return note.kind, note.name, "" if note.kind in CAUSES else note.said


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
