"""Which claims can be decided on one state of each orbit, and which need every state.

A claim about states, about single steps, or about two copies of a state is one about all choices of
elements alike, so that a state breaks it where any renamed one does. A claim about a whole path that
names an element is not: from orbit to orbit it is lost which element it was. Nor is one under
fairness, which is asked of each event instance. Deciding those on orbits would be unsound.
"""

from __future__ import annotations

from chartproof.declare.claims import Claim, LeadsTo, Recoverable
from chartproof.language.fold import free_binders
from chartproof.language.form import Form
from chartproof.language.parse import parse, vocabulary


def needs_every_state(claim: Claim, form: Form) -> str:
    """Why a claim cannot be decided on orbits; empty where it can."""
    if isinstance(claim, LeadsTo):
        return "fairness is asked of each event instance"
    if isinstance(claim, Recoverable):
        words = vocabulary(form)
        texts = [t for t in (claim.goal, claim.where) if t]
        names = dict.fromkeys(b.name for t in texts for b in free_binders(parse(t, words, free=True)))
        if names:
            return f"it follows the same {' and '.join(names)} over several steps"
    return ""
