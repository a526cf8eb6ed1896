"""Deciding questions on a store: piece by piece over its levels, the nearest first, in as little memory as one takes.

Questions about states, single steps and two copies of a state are answered here, as on an explored instance; what
follows something over several steps is not.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatch

from chartproof.check.copies import Seen, blind_among, same_among
from chartproof.check.finding import Answer
from chartproof.check.space import States, told
from chartproof.check.states import breaking, settled, steps_of
from chartproof.explore.store.stored import InStore
from chartproof.explore.tables import EventInstance
from chartproof.explore.vector import first
from chartproof.language.questions import Blind, Never, Question, Same, unknown_question


@singledispatch
def answer_in_store(question: Question, store: InStore) -> Answer:
    """What the instance that a store holds says to a question. Raises TypeError for a kind that is not answered."""
    raise unknown_question(question)


def answers(question: Question) -> bool:
    """Whether questions of this kind are answered here."""
    return answer_in_store.dispatch(type(question)) is not answer_in_store.dispatch(Question)


@answer_in_store.register
def _(question: Never, store: InStore) -> Answer:
    spoken = _Spoken(question)
    always = list(question.disjuncts)
    for _distance, piece in store.pieces():
        states = States(store.instance, piece)
        nearest: tuple[int, EventInstance | None] | None = None
        for event, bound in steps_of(question, states):
            at = first(breaking(question, event, bound, states))
            if at >= 0 and (nearest is None or at < nearest[0]):
                nearest = at, event
        if nearest is not None:
            at, event = nearest
            note = f"here {event} {question.shows}" if event and question.shows else ""
            then = () if event is None or question.shows else (event.number,)
            return Answer(told(store.instance, store.way(piece[at]), then, note=note))
        spoken.look(states)
        always = settled(always, states)
    return Answer(None, spoken.all_of_it and not always)


class _Spoken:
    """Whether all that a question speaks of has been met, for one and the same choice of elements, somewhere."""

    def __init__(self, question: Never) -> None:
        self.question = question
        self._met: set[tuple[int, int]] = set()
        self.all_of_it = not question.spoken

    def look(self, states: States) -> None:
        """Look for what has not been met yet among some more states."""
        if self.all_of_it:
            return
        for number, (_, bound) in enumerate(steps_of(self.question, states)):
            missing = [k for k in range(len(self.question.spoken)) if (number, k) not in self._met]
            met = {(number, k) for k in missing if states.where(self.question.spoken[k], bound).any()}
            self._met |= met
            self.all_of_it |= len(met) == len(missing)


@answer_in_store.register
def _(question: Blind, store: InStore) -> Answer:
    return _first(store, lambda states: blind_among(question, states))


@answer_in_store.register
def _(question: Same, store: InStore) -> Answer:
    return _first(store, lambda states: same_among(question, states))


def _first(store: InStore, look: Callable[[States], Seen]) -> Answer:
    spoken = False
    for _distance, piece in store.pieces():
        nearest, said = look(States(store.instance, piece))
        spoken |= said
        if nearest is not None:
            return Answer(told(store.instance, store.way(piece[nearest[0]]), note=nearest[1]), spoken)
    return Answer(None, spoken)
