"""Deciding what never is: no such state, and no such event out of one and into another.

An event is taken on the very states and what it leads to is read there, so that nothing rests on how
the prover takes a step back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from chartproof.check.finding import Answer
from chartproof.check.space import Space
from chartproof.explore.tables import EventInstance
from chartproof.explore.vector import Bools, evaluate, first
from chartproof.language.expression import TRUE, Binder
from chartproof.language.questions import Never
from chartproof.language.trace import Trace

Bound = Mapping[Binder, int]


def decide_never(question: Never, space: Space) -> Answer:
    """The nearest state that breaks the question, and the event out of it where it is about one."""
    nearest: tuple[int, EventInstance | None] | None = None
    spoken = not question.spoken
    for event, bound in _choices(question, space):
        spoken = spoken or all(space.where(e, bound).any() for e in question.spoken)
        at = first(_breaking(question, event, bound, space))
        if at >= 0 and (nearest is None or at < nearest[0]):
            nearest = at, event
    if nearest is None:
        return Answer(None, spoken and not _settled(question, space))
    return Answer(_shown(question, *nearest, space))


def _choices(question: Never, space: Space) -> Iterator[tuple[EventInstance | None, Bound]]:
    """Each instance of the event (or none, where the question is about states), with elements for what is free."""
    events = space.instance.instances_of(question.rule.name) if question.rule else [None]
    own = question.rule.parameters if question.rule else ()
    for event in events:
        for free in space.bindings(question.here, question.then, *question.spoken, besides=own):
            yield event, {**(event.bound if event else {}), **free}


def _breaking(question: Never, event: EventInstance | None, bound: Bound, space: Space) -> Bools:
    """The states that break the question for these elements."""
    there = space.where(question.here, bound)
    if event is None:
        return there
    there = there & space.can_happen(event)
    if question.then != TRUE and there.any():
        taken = np.flatnonzero(there)
        there = np.zeros_like(there)
        there[taken] = evaluate(question.then, space.after(event, taken), bound, space.instance)
    return there


def _settled(question: Never, space: Space) -> bool:
    """Whether one disjunct holds in every state, whatever its elements, so that the others say nothing."""
    return any(all(space.where(d, bound).all() for bound in space.bindings(d)) for d in question.disjuncts)


def _shown(question: Never, at: int, event: EventInstance | None, space: Space) -> Trace:
    if event is None or question.shows:
        return space.trace(at, note=f"here {event} {question.shows}" if event else "")
    return space.trace(at, [event.number])
