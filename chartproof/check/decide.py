"""Deciding on one explored instance: a question by its kind, a claim by its questions.

A claim holds where each question that it wants to hold does, and each that it wants broken is. It is
vacuous where none of its questions speaks of anything. The trace is a shortest one.
"""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING, cast

from chartproof.check.copies import decide_blind, decide_same
from chartproof.check.finding import Answer, Finding
from chartproof.check.paths import decide_fair, decide_reach
from chartproof.check.space import Space, told
from chartproof.check.states import decide_never, none_leads
from chartproof.language.expression import TRUE
from chartproof.language.questions import (
    Asked,
    Blind,
    Fair,
    Never,
    Question,
    Reach,
    Same,
    unknown_question,
)
from chartproof.language.trace import Trace

if TYPE_CHECKING:
    from chartproof.explore.bdd import InBdd
    from chartproof.explore.store.stored import InStore

    Explored = Space | InBdd | InStore
    """An instance, whichever engine found what is reached."""


@singledispatch
def answer(question: Question, space: Space) -> Answer:
    """What an explored instance says to a question. Raises TypeError for an unknown kind."""
    raise unknown_question(question)


@answer.register
def _(question: Never, space: Space) -> Answer:
    return decide_never(question, space)


@answer.register
def _(question: Blind, space: Space) -> Answer:
    return decide_blind(question, space)


@answer.register
def _(question: Same, space: Space) -> Answer:
    return decide_same(question, space)


@answer.register
def _(question: Reach, space: Space) -> Answer:
    return decide_reach(question, space)


@answer.register
def _(question: Fair, space: Space) -> Answer:
    return decide_fair(question, space)


def decide(asked: Asked, explored: Explored) -> Finding:
    """The verdict on a claim in one instance, whose form is the claim's. Raises TooLarge."""
    wanted = [_answer(q, explored) for q in asked.breaks]
    if asked.witness:
        shown = [a.broken for a in wanted if a.broken is not None]
        if len(shown) < len(wanted):
            return Finding("unreachable")
        return Finding("witnessed", trace=max(shown, key=_length))
    at_once = none_leads(asked.holds, explored) if isinstance(explored, Space) else None
    found = at_once or [_answer(q, explored) for q in asked.holds]
    broken = [a.broken for a in found if a.broken is not None]
    broken += [_nothing(q, explored) for q, a in zip(asked.breaks, wanted, strict=True) if a.broken is None]
    if broken:
        return Finding("violated", trace=min(broken, key=_length))
    return Finding("holds", vacuous=not asked.breaks and not any(a.spoken for a in found))


def _answer(question: Question, explored: Explored) -> Answer:
    if isinstance(explored, Space):
        return answer(question, explored)
    if explored.engine == "store":
        from chartproof.check.streamed import answer_in_store

        return answer_in_store(question, cast("InStore", explored))
    from chartproof.check.symbolic import answer_by_bdd

    return answer_by_bdd(question, cast("InBdd", explored))


def _nothing(question: Question, explored: Explored) -> Trace:
    """The trace to an initial state, from which nothing breaks a question that is wanted broken."""
    if not isinstance(question, Blind):
        raise unknown_question(question)
    note = f"{question.rule.name} does not depend on {', '.join(question.hidden)} in any reachable state"
    if isinstance(explored, Space):
        return explored.trace(0, note=note)
    start = explored.nearest(TRUE)
    assert start is not None, "every machine has an initial state"
    return told(explored.instance, explored.way(start.state), note=note)


def _length(trace: Trace) -> int:
    return len(trace.steps)
