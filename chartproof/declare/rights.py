"""Claims about rows, of a group of events: who does them, what that takes, and that they happen and do something.

Each is a value, as all claims are (`claims`); none decides anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chartproof.declare.claims import Claim
from chartproof.declare.event import Actor


@dataclass(frozen=True)
class CanHappen(Claim):
    """Each of these events (or of all) can happen: a witness for each."""

    events: tuple[str, ...]
    witness = True


@dataclass(frozen=True)
class ChangesSomething(Claim):
    """Whenever one of these events happens (or any that moves a machine at all), something changes."""

    events: tuple[str, ...]


@dataclass(frozen=True)
class DoneBy(Claim):
    """Exactly these actors, each a person or not, do each of these events."""

    events: tuple[str, ...]
    actors: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class NeedsItsCall(Claim):
    """A person who does an event needs the permission of the operation that it calls, but for some operations."""

    besides: tuple[str, ...]


def can_happen(events: Sequence[str] = ()) -> Claim:
    """Each of these events, or every event, can happen: witnessed."""
    return CanHappen(tuple(events))


def changes_something(events: Sequence[str] = ()) -> Claim:
    """Whenever one of these events, or any that has effects, happens, it changes the state."""
    return ChangesSomething(tuple(events))


def done_by(events: Sequence[str], *actors: Actor) -> Claim:
    """These events are done by exactly these actors."""
    return DoneBy(tuple(events), tuple((a.name, a.person) for a in actors))


def needs_its_call(*, besides: Sequence[str] = ()) -> Claim:
    """Whoever calls an operation in person needs the permission of its name, but for what `besides` names."""
    return NeedsItsCall(tuple(besides))
