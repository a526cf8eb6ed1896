"""What an exploration has met: how often each event can happen, which states each machine is in, where runs end.

Counts are of all reachable states, also under symmetry and on decision diagrams, which count the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from chartproof.explore.reached import Occurrence, Reached
from chartproof.language.expression import Binder, Expression, In, Quantified, conjunction, negation
from chartproof.language.form import Form, Rule, Variable
from chartproof.language.meaning import State


@dataclass(frozen=True)
class Coverage:
    """What was met.

    events: by name; `times` are transitions. machines: by name and state; `states` are those in which some element's
    machine is there. levels: how many states are how far. terminal: the states in which no event can happen, and
    `ending` the nearest of them.
    """

    events: dict[str, Occurrence]
    machines: dict[tuple[str, str], Occurrence]
    levels: tuple[int, ...]
    terminal: Occurrence
    ending: State | None

    @property
    def never_happen(self) -> list[str]:
        """The events that were possible nowhere."""
        return [name for name, met in self.events.items() if not met.states]

    @property
    def never_entered(self) -> list[tuple[str, str]]:
        """The machines' states that were never met."""
        return [cell for cell, met in self.machines.items() if not met.states]


def coverage(reached: Reached, began: Callable[[str], None] = lambda text: None) -> Coverage:
    """What an exploration has met. began: told what is counted, and how much of it there is.

    Raises TooLarge where decision diagrams do not fit.
    """
    form = reached.instance.form
    places = [(variable, state) for variable in form.variables for state in variable.states]
    total, events, machines = len(form.rules) + len(places), {}, {}
    for number, rule in enumerate(form.rules, 1):
        began(f"events ({number} of {total})")
        events[rule.name] = reached.occurs(rule.condition, rule.parameters)
    for number, (variable, state) in enumerate(places, len(form.rules) + 1):
        began(f"states ({number} of {total})")
        machines[variable.name, state] = reached.occurs(is_in(variable, state))
    stuck = terminal(form)
    nearest = reached.nearest(stuck)
    ending = None if nearest is None else reached.instance.layout.unpack(nearest.state)
    return Coverage(events, machines, tuple(reached.level_counts or ()), reached.occurs(stuck), ending)


def is_in(variable: Variable, state: str) -> Expression:
    """That a machine is in a state, at elements that are free names."""
    return In(variable.name, tuple(Binder(f"any{n}", sort) for n, sort in enumerate(variable.sorts)), (state,))


def terminal(form: Form) -> Expression:
    """That no event can happen, whatever its arguments."""
    return conjunction([negation(_somewhere(rule)) for rule in form.rules])


def _somewhere(rule: Rule) -> Expression:
    found = rule.condition
    for binder in reversed(rule.parameters):
        found = Quantified(False, binder, found)
    return found
