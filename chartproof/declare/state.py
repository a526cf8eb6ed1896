"""States: python-statemachine's own, with one mistake refused that it would pass over in silence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import statemachine
from statemachine.transition_list import TransitionList

from chartproof.declare.sorts import caller
from chartproof.errors import ModelError


class State(statemachine.State):
    """A state of a machine, as python-statemachine has it: `requested.to(accepted, cond="asked")`.

    Raises ModelError for a transition with `cond` and `unless` of one text: the library keeps the first alone.

    >>> State("Requested", initial=True).name
    'Requested'
    """

    @property
    def to(self) -> Any:
        """Transitions to other states."""
        return _Builder(super().to)

    @property
    def from_(self) -> Any:
        """Transitions from other states."""
        return _Builder(super().from_)


class _Builder:
    """What `.to` and `.from_` give: called with states, or with `itself` or `any`."""

    def __init__(self, builder: Any) -> None:
        self.builder = builder

    def __call__(self, *states: Any, **options: Any) -> TransitionList:
        _refuse_contradiction(options)
        made: TransitionList = self.builder(*states, **options)
        return made

    def itself(self, **options: Any) -> TransitionList:
        """A transition of the state to itself."""
        _refuse_contradiction(options)
        made: TransitionList = self.builder.itself(**options)
        return made

    def any(self, **options: Any) -> TransitionList:
        """Transitions from all other states: refused when the machine is declared."""
        made: TransitionList = self.builder.any(**options)
        return made


def _refuse_contradiction(options: dict[str, Any]) -> None:
    for text in _texts(options.get("cond")):
        if text in _texts(options.get("unless")):
            raise ModelError(
                f"a transition has cond= and unless= of the same text, {text!r}: it could never be taken",
                origin=caller(2),
                mend="drop one of the two",
            )


def _texts(given: Any) -> list[str]:
    items = given if isinstance(given, Iterable) and not isinstance(given, str) else [given]
    return [item for item in items if isinstance(item, str)]
