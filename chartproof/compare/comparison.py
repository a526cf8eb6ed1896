"""What comparing two rule sets comes to: which properties differ, what else does, and whether that is as expected."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from dataclasses import dataclass

from chartproof.changes.change import Change
from chartproof.check.result import Result
from chartproof.compare.behaviours import Behaviours
from chartproof.compare.equal import Equality
from chartproof.compare.notes import Allowed, Key, Note, note_key
from chartproof.compare.pages import Cited
from chartproof.declare.claims import Expectation, Property
from chartproof.project.project import Project


@dataclass(frozen=True)
class Difference:
    """A property that differs, or is not as expected; None where one side lacks the property."""

    property: Property
    before: Result | None
    after: Result | None
    expected: Expectation

    @builtins.property  # the field `property` hides the plain name here
    def changed(self) -> bool:
        """Whether the verdict differs."""
        return (self.before and self.before.verdict) != (self.after and self.after.verdict)

    @builtins.property
    def scope_lost(self) -> bool:
        """Whether what was shown for all sizes holds in its scope alone now."""
        before, after = self.before, self.after
        return bool(
            before and after and before.for_all_sizes and after.verdict == before.verdict and not after.for_all_sizes
        )

    @builtins.property
    def kind(self) -> str:
        """The stable word for how it differs."""
        if self.after is None:
            return "property_removed"
        if self.after.verdict != self.expected.verdict:
            return "verdict"
        return "vacuous" if self.after.vacuous != self.expected.vacuous else "scope"

    @builtins.property
    def key(self) -> Key:
        """What it is known by."""
        after = self.after
        vacuous = ", vacuously" if after is not None and after.vacuous else ""
        return self.kind, self.property.name, f"{after.verdict}{vacuous}" if after is not None else ""

    @builtins.property
    def failed_before(self) -> bool:
        """Whether it was not as expected before, in the same way."""
        return bool(
            self.before
            and self.after
            and not self.before.meets(self.expected)
            and self.before.vacuous == self.after.vacuous
        )

    @builtins.property
    def as_expected(self) -> bool:
        """Whether it is now what is expected."""
        return self.after is not None and self.after.meets(self.expected)


@dataclass(frozen=True)
class Comparison:
    """Two rule sets compared: their names, what differs, and what is only vacuously true now.

    allowed: against a revision, the differences that are meant; None for rule changes, which say what they expect.
    title, against_title: what is compared with what, for a reader. listed: the kinds of difference that changes
    expect of events and machines, where they list any; unexpected: what differs from that. known: what a baseline
    knows and so accepts, None without one.
    """

    name: str
    against: str
    changes: tuple[Change, ...]
    before: Project
    after: Project
    differences: tuple[Difference, ...]
    vacuous: tuple[str, ...]
    equality: Equality | None = None
    bases: tuple[Comparison, ...] = ()
    seconds: float = 0.0
    notes: tuple[Note, ...] = ()
    allowed: Allowed | None = None
    title: str = ""
    against_title: str = ""
    page: tuple[Cited, ...] = ()
    listed: Mapping[str, frozenset[str]] | None = None
    unexpected: tuple[Note, ...] = ()
    known: frozenset[Key] | None = None

    @property
    def behaviours(self) -> Behaviours | None:
        """What rules do differently in the instance that was compared."""
        return self.equality.behaviours if self.equality is not None else None

    @property
    def ok(self) -> bool:
        """Whether every verdict is as expected, and nothing else differs that fails and is not allowed."""
        return not self.failing and all(self.passes(d) for d in self.differences)

    @property
    def failing(self) -> tuple[Note, ...]:
        """What differs besides verdicts and fails: against a revision, what is not allowed; else what is not listed."""
        return tuple(n for n in self._wrong if not self.knows_note(n))

    @property
    def _wrong(self) -> tuple[Note, ...]:
        allowed = self.allowed
        if allowed is None:
            return self.unexpected
        return tuple(n for n in self.notes if n.fails and not allowed.covers(n.kind, n.name))

    def passes(self, found: Difference) -> bool:
        """Whether a property is as expected, or differs as is allowed."""
        allowed = self.allowed is not None and self.allowed.covers(found.kind, found.property.name)
        return found.as_expected or allowed or found.key in (self.known or ())

    def knows(self, found: Difference) -> bool:
        """Whether a property is not as expected, and a baseline knows it."""
        return not found.as_expected and found.key in (self.known or ())

    def knows_note(self, note: Note) -> bool:
        """Whether a baseline knows a difference."""
        return note_key(note) in (self.known or ())

    @property
    def known_notes(self) -> tuple[Note, ...]:
        """What differs besides verdicts and would fail, but that a baseline knows it."""
        return tuple(n for n in self._wrong if self.knows_note(n))

    @property
    def alters_nothing(self) -> bool:
        """Whether no verdict differs."""
        return not any(d.changed for d in self.differences)
