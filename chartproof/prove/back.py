"""A run to a state by undoing events from it on, without a search: nothing but a list of undoings is needed.

Where the list is proved (`undoing`) it leads from every state that satisfies the facts to an initial one, in any
instance. Each step is taken forward, too, before it is believed, so that a wrong list makes no run.
"""

from __future__ import annotations

from collections.abc import Sequence

from chartproof.language.form import Form, Rule
from chartproof.language.meaning import Bindings, Sizes, State, after, choices, holds
from chartproof.prove.undoing import Undoing

Taken = tuple[Rule, Bindings, State]
"""An event, its arguments, and the state that it leads to."""


def run_to(
    form: Form, undoings: Sequence[Undoing], state: State, sizes: Sizes
) -> tuple[State, tuple[Taken, ...]] | None:
    """The initial state and the steps of a run that ends in a state; None where the list leads astray.

    Undoing makes no condition of the list hold anew, neither its own elsewhere nor an earlier one: each is looked for
    once, at all elements.
    """
    taken: list[Taken] = []
    for undoing in undoings:
        back = undoing.back
        for bound in choices(undoing.rule.parameters, sizes):
            if not holds(undoing.where, state, bound, sizes):
                continue
            before = after(back, state, bound, sizes)
            if before is None or after(undoing.rule, before, bound, sizes) != state:
                return None
            taken.append((undoing.rule, bound, state))
            state = before
    if any(value not in form.variable(name).initial for (name, _), value in state.items()):
        return None
    return state, tuple(reversed(taken))
