"""Which machine takes part in which event, and at which elements, as the classes declare it.

Read from the classes and not from the form's effects, so that what the compiler made of them can
be compared with what they do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from chartproof.changes.places import place
from chartproof.declare.machine import MachineMeta, Participation
from chartproof.errors import ChartproofError, UnknownName
from chartproof.language.expression import Binder, Expression
from chartproof.language.form import Form, Rule, Variable
from chartproof.language.meaning import Bindings, Cell, choices
from chartproof.language.parse import Vocabulary, parse, vocabulary
from chartproof.live.snapshot import Snapshot


@dataclass(frozen=True)
class Part:
    """One machine's part in one event: where it takes part, and what its conditions mean there."""

    variable: str
    participation: Participation
    indices: tuple[Binder, ...]
    bound: tuple[Binder, ...]
    conditions: Mapping[str, Expression]

    @property
    def sources(self) -> tuple[str, ...]:
        """The states out of which the machine moves at this event."""
        return tuple(dict.fromkeys(arc.source for arc in self.participation.arcs))

    def places(self, arguments: Bindings, sizes: Mapping[str, int]) -> Iterator[tuple[Cell, Bindings]]:
        """Every instance of the machine that takes part, with the elements that its conditions read."""
        for extra in choices(self.bound, sizes):
            bound = {**arguments, **extra}
            yield (self.variable, tuple(bound[b] for b in self.indices)), bound

    def holds(self, text: str, snapshot: Snapshot, bound: Bindings) -> bool:
        """Whether a condition of this event holds; texts of other events are none of its own."""
        return text in self.conditions and snapshot.holds(self.conditions[text], bound)


def classes_of(form: Form, machines: Sequence[MachineMeta]) -> dict[str, MachineMeta]:
    """The class of each machine of the form. Raises ChartproofError where they do not fit together."""
    found = {m.variable: m for m in machines}
    for name, machine in found.items():
        if all(v.name != name for v in form.variables):
            raise UnknownName("machine", machine.__name__, (v.title for v in form.variables), origin=machine.origin)
    for variable in form.variables:
        if variable.name not in found:
            raise ChartproofError(
                f"no class is given for the machine {variable.title}",
                origin=variable.origin,
                mend="give the classes that the form was compiled from, or machines_from(form)",
            )
        _check_alike(variable, found[variable.name])
    return found


def _check_alike(variable: Variable, machine: MachineMeta) -> None:
    sorts, states = tuple(s.name for s in machine.per), tuple(machine.declared_states)
    same = sorts == variable.sorts and set(states) == set(variable.states)
    if not same or machine.declared_initial not in variable.initial:
        raise ChartproofError(
            f"the class {machine.__name__} and the form's machine of that name differ in sorts or states",
            origin=machine.origin,
            mend="give the classes that the form was compiled from, or machines_from(form)",
        )


def parts_of(form: Form, classes: Mapping[str, MachineMeta]) -> dict[str, tuple[Part, ...]]:
    """Who takes part in each event of the form. Raises ModelError where a condition cannot be read."""
    words = vocabulary(form)
    return {
        rule.name: tuple(
            _part(name, machine.participations[rule.name], sorts_of(machine), rule, words)
            for name, machine in classes.items()
            if rule.name in machine.participations
        )
        for rule in form.rules
    }


def sorts_of(machine: MachineMeta) -> tuple[str, ...]:
    """The names of the sorts that a machine is indexed by."""
    return tuple(s.name for s in machine.per)


def _part(name: str, participation: Participation, sorts: tuple[str, ...], rule: Rule, words: Vocabulary) -> Part:
    indices, bound = place(name, sorts, rule)
    scope = (*rule.parameters, *bound)
    texts = {c.text for arc in participation.arcs for c in arc.conditions}
    conditions = {t: parse(t, words, scope=scope, origin=participation.origin) for t in texts}
    return Part(name, participation, indices, bound, conditions)
