"""What never happens: events that are possible nowhere, states that nothing enters; and whether that is proved.

It costs next to nothing: what verifying has explored is looked at, and nothing else; what was met there happens.
Of the rest it is tried to prove that it never does, in any instance. What is neither met nor proved may
still happen in a larger instance, and is told so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chartproof.check.space import Space
from chartproof.check.verify import Verifier
from chartproof.explore.coverage import is_in
from chartproof.language.expression import Expression
from chartproof.language.questions import Asked
from chartproof.language.questions import Never as NeverHolds


@dataclass(frozen=True)
class Never:
    """An event, or a state of a machine (by its title), that was never met. proved: for any number of elements."""

    name: str
    proved: bool
    machine: str = ""


@dataclass(frozen=True)
class WhatNever:
    """What was not met in the explored instances of these sizes."""

    explored: tuple[Mapping[str, int], ...]
    events: tuple[Never, ...]
    states: tuple[Never, ...]


def what_never(verifier: Verifier) -> WhatNever | None:
    """What was not met where a verifier has explored; None where it has explored no instance of the rules as they are.

    Raises TypeError for a question that the prover does not know, which is a defect.
    """
    asked = Asked(verifier.form)
    spaces = list(verifier.instances.known(asked))
    if not spaces:
        return None
    places = list(_places(verifier))
    for space in spaces:
        places = [place for place in places if not _met(space, place[2])]
    found = [Never(name, _proved(verifier, asked, name, what), machine) for machine, name, what in places]
    return WhatNever(
        tuple(space.instance.sizes for space in spaces),
        tuple(n for n in found if not n.machine),
        tuple(n for n in found if n.machine),
    )


def _places(verifier: Verifier) -> Iterator[tuple[str, str, Expression]]:
    """Machine (empty for an event), name, and the expression that says it happens, for some elements."""
    for rule in verifier.form.rules:
        yield "", rule.name, rule.condition
    for variable in verifier.form.variables:
        for state in variable.states:
            yield variable.title, state, is_in(variable, state)


def _met(space: Space, what: Expression) -> bool:
    return any(space.where(what, bound).any() for bound in space.bindings(what))


def _proved(verifier: Verifier, asked: Asked, name: str, what: Expression) -> bool:
    if not verifier.proves:
        return False
    return verifier.prover(asked).prove(NeverHolds(f"{name} never happens", what)).verdict == "proved"
