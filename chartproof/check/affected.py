"""Which questions a changed row can matter to, so that the others need not be asked again.

Where no state is reached that was not reached before, a question about single steps or about two copies of a state is
answered as before, unless it is asked of the event whose row has changed, or of its guard.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from chartproof.check.space import Space
from chartproof.explore.numbers import among
from chartproof.language.questions import Asked, Blind, Never, Question, Same


def affected(claims: Sequence[Asked], before: Sequence[Asked], event: str, *, whole: bool = False) -> tuple[Asked, ...]:
    """The claims that ask of an event, or something else than before, with those of their questions alone that do.

    before: what the property asked of the rules before. whole: whether a claim of which some question does is kept as
    it is: one that is not to hold is told as a whole, and so is a witness. One that is asked of rules of its own, under
    a permission granted in some cases, is kept: these may reach other states.
    """
    states = [q for asked in before for q in asked.questions if _of_states(q)]
    kept = []
    for asked in claims:
        holds, breaks = (tuple(q for q in part if _asks(q, event, states)) for part in (asked.holds, asked.breaks))
        if asked.granting:
            kept.append(asked)
        elif holds or breaks:
            kept.append(asked if whole or asked.witness else replace(asked, holds=holds, breaks=breaks))
    return tuple(kept)


def _of_states(question: Question) -> bool:
    return isinstance(question, Never) and question.rule is None


def _asks(question: Question, event: str, states: Sequence[Question]) -> bool:
    """Whether it can be answered otherwise; what is asked of states may be made of rows: that some event can happen."""
    if _of_states(question):
        return question not in states
    return not isinstance(question, (Never, Blind, Same)) or event in question.mentions


def reaches_no_other(new: Space, old: Space) -> bool:
    """Whether each state that is reached was reached before; both have the same machines and sizes."""
    words, known = (s.exploration.words for s in (new, old))
    if len(words) > len(known):
        return False
    if words.shape[1] == 1:
        return bool(among(words[:, 0], known[:, 0]).all())
    return bool((np.array([old.exploration.find(row) for row in words]) >= 0).all())


def reaches_the_same(new: Space, old: Space) -> bool:
    """Whether just the same states are reached."""
    return new.exploration.count == old.exploration.count and reaches_no_other(new, old)
