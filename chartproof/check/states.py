"""Deciding what never is: no such state, and no such event out of one and into another.

An event is taken on the very states and what it leads to is read there, so that nothing rests on how
the prover takes a step back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from chartproof.check.finding import Answer
from chartproof.check.space import Space, States
from chartproof.explore.tables import EventInstance
from chartproof.explore.vector import Bools, evaluate, first
from chartproof.language.expression import TRUE, Binder, Expression, conjunction
from chartproof.language.fold import free_in
from chartproof.language.questions import Never, Question
from chartproof.language.trace import Trace

Bound = Mapping[Binder, int]
MANY = 4
"""From so many questions about steps on, all are looked at at once."""
FEW = 20_000
"""States up to which that is done: every transition is at hand for it."""


def decide_never(question: Never, space: Space) -> Answer:
    """The nearest state that breaks the question, and the event out of it where it is about one."""
    nearest: tuple[int, EventInstance | None] | None = None
    spoken = not question.spoken
    for event, bound in steps_of(question, space):
        spoken = spoken or all(space.where(e, bound).any() for e in question.spoken)
        at = first(breaking(question, event, bound, space))
        if at >= 0 and (nearest is None or at < nearest[0]):
            nearest = at, event
    if nearest is None:
        return Answer(None, spoken and not settled(question.disjuncts, space))
    return Answer(_shown(question, *nearest, space))


def none_leads(questions: Sequence[Question], space: Space) -> list[Answer] | None:
    """The answers to questions about the steps of many events, all from the same here to the same there, at once.

    Each transition is looked at once, whatever event it is of. None where some question is of another kind or names an
    argument, where there are many states, and where some step does lead there: then each is to be asked by itself.
    """
    if len(questions) < MANY or space.exploration.count > FEW or not all(map(_plain_step, questions)):
        return None
    steps = [q for q in questions if isinstance(q, Never)]
    here, then = steps[0].here, steps[0].then
    if any((q.here, q.then) != (here, then) for q in steps):
        return None
    events, graph = space.instance.events, space.graph
    spoken = np.zeros(len(events), np.bool_)
    asked = np.array([any(e.rule is q.rule for q in steps) for e in events], np.bool_)
    for bound in space.bindings(here, then):
        begins = space.where(here, bound)[graph.sources]
        if (begins & space.where(then, bound)[graph.targets] & asked[graph.events]).any():
            return None
        spoken |= np.bincount(graph.events[begins], minlength=len(events)) > 0
    told = {e.rule.name for e in events if spoken[e.number]}
    return [Answer(None, q.rule is not None and q.rule.name in told) for q in steps]


def _plain_step(question: Question) -> bool:
    """Whether a question is about a step, names none of the event's arguments, and speaks of just where it begins."""
    if not isinstance(question, Never) or question.rule is None or question.then == TRUE:
        return False
    own = question.rule.parameters
    named = free_in([question.here, question.then])
    return not any(b in own for b in named) and question.spoken == (
        conjunction([question.rule.condition, question.here]),
    )


def steps_of(question: Never, space: States) -> Iterator[tuple[EventInstance | None, Bound]]:
    """Each instance of the event (or none, where the question is about states), with elements for what is free."""
    events = space.instance.instances_of(question.rule.name) if question.rule else [None]
    own = question.rule.parameters if question.rule else ()
    free = space.bindings(question.here, question.then, *question.spoken, besides=own)
    for event in events:
        for chosen in free:
            yield event, {**(event.bound if event else {}), **chosen}


def breaking(question: Never, event: EventInstance | None, bound: Bound, space: States) -> Bools:
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


def settled(disjuncts: Sequence[Expression], space: States) -> list[Expression]:
    """Those disjuncts that hold in every state, whatever their elements, so that the others say nothing."""
    return [d for d in disjuncts if all(space.where(d, bound).all() for bound in space.bindings(d))]


def _shown(question: Never, at: int, event: EventInstance | None, space: Space) -> Trace:
    if event is None or question.shows:
        return space.trace(at, note=f"here {event} {question.shows}" if event else "")
    return space.trace(at, [event.number])
