"""A plan: events that somebody means to do, in an order that may be partly open. An adapter writes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chartproof.observe.observation import Element, Observation


@dataclass(frozen=True)
class Place:
    """Where a plan says something: a file, a line of it (0: no line), and the plan's own name for it."""

    file: str
    line: int = 0
    address: str = ""


@dataclass(frozen=True)
class Step:
    """One event. arguments: the parameter's name → the element's key.

    An element that the observation does not list is one that the plan makes: it starts where its machines start.
    by: the actor, where the plan says so. after: numbers of the steps of the plan that come before this one.
    """

    event: str
    arguments: Mapping[str, str]
    place: Place
    text: str
    by: str = ""
    after: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Remark:
    """Something that the plan's reader has to say: a finding's name (`not-modelled`, …), a sentence, and its place."""

    finding: str
    sentence: str
    place: Place


@dataclass(frozen=True)
class Plan:
    """Steps and what is no step. made: the elements that the plan makes, by sort.

    ordered: whether the steps stand in the order in which they happen; where they do not, `Step.after` is all
    that is known of their order.
    at: where the plan is judged, if not at the observation that it was read with: that one, and elements that the
    plan names and does not make, such as a service that nobody has enabled so far. What is known of them stands there.
    kept: what the adapter remembers of the plan, for its own findings; nothing here reads it.
    """

    steps: tuple[Step, ...]
    ordered: bool
    remarks: tuple[Remark, ...] = ()
    made: Mapping[str, tuple[Element, ...]] = field(default_factory=dict)
    at: Observation | None = None
    kept: Any = None
