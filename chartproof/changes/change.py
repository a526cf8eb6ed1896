"""A rule change: what is proposed and why, and the form that it leads to.

A change is a list of edits (`edit`), which become steps when they are resolved against a form, and perhaps some
properties.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from chartproof.changes.edit import Edit, Replacement, performed, place_of
from chartproof.changes.properties import NewProperty
from chartproof.compile.consistency import check_form
from chartproof.declare.claims import Expectation, Property
from chartproof.errors import ModelError, Origin, nearest
from chartproof.language.form import Form, Rule


@dataclass(frozen=True)
class Change:
    """A proposed rule change.

    `expects`: the verdicts expected of it that differ from the baseline's, by property.
    `expects_with`: what is expected where another change, by name, is applied too. `kinds`, `kinds_with`:
    the kinds of difference expected of events and machines, by name, in the same way. `says_expects`:
    whether it says what it expects at all. `bases`: the changes that it builds on, applied first. `places`:
    where it says what it expects of a property, an event or a machine. `properties`: those that it adds.
    """

    name: str
    proposal: str
    why: str
    bases: tuple[Change, ...]
    expects: Mapping[str, Expectation]
    edits: tuple[Edit, ...]
    expects_with: Mapping[str, Mapping[str, Expectation]] = field(default_factory=dict)
    origin: Origin = field(default=Origin("", 0), compare=False)
    places: Mapping[str, Origin] = field(default_factory=dict, compare=False)
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kinds_with: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    says_expects: bool = True
    properties: tuple[NewProperty, ...] = ()

    @property
    def builds_on(self) -> tuple[str, ...]:
        """The names of the changes that it builds on."""
        return tuple(base.name for base in self.bases)


def check_changed(form: Form, changes: Sequence[Change]) -> None:
    """What edits can't see one by one. Raises ModelError at the first edit of the event that is wrong.

    A permission that a stranger to an event needs would never count; and a machine's class can't call two things alike.
    """
    added = {v.name: v for v in form.variables if v.added}
    for rule in form.rules:
        for need in rule.needs:
            if need.by and need.by not in [a.name for a in rule.actors]:
                raise ModelError(
                    f"event {rule.name!r}: {need.name} is needed by {need.by!r}, who is no actor of it",
                    origin=_edited(rule, changes),
                    mend=nearest(need.by, [a.name for a in rule.actors]) if rule.actors else "name an actor: by.add",
                )
        for effect in rule.effects:
            variable = added.get(effect.variable)
            if variable is not None and rule.name in variable.states:
                raise ModelError(
                    f"{variable.title} has a state and an event of one name, {rule.name!r}",
                    origin=variable.origin,
                    mend="rename one of the two",
                )


def _edited(rule: Rule, changes: Sequence[Change]) -> Origin:
    origins = [e.origin for c in lineage(changes) for e in c.edits if e.event == rule.name]
    return origins[0] if origins else rule.origin


def lineage(changes: Sequence[Change]) -> tuple[Change, ...]:
    """These changes and all that they build on, each once, what is built on first."""
    found: dict[str, Change] = {}
    for change in changes:
        for one in (*lineage(change.bases), change):
            known = found.setdefault(one.name, one)
            if known.origin.file != one.origin.file:
                raise ModelError(
                    f"two changes are named {one.name!r}",
                    origin=one.origin,
                    mend=f"rename one of the files (the other: {known.origin})",
                )
    return tuple(found.values())


def tops(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Those of these changes on which none of the others builds."""
    below = {base.name for c in changes for base in lineage(c.bases)}
    return tuple(c for c in changes if c.name not in below)


def apply(form: Form, change: Change) -> Form:
    """The form under a change and what it builds on. Raises ModelError where that cannot be."""
    form = in_turn(form, [change])
    check_form(form)
    check_changed(form, [change])
    return form


def in_turn(form: Form, changes: Sequence[Change]) -> Form:
    """The form after these changes and all that they build on, one by one."""
    for one in lineage(changes):
        form = performed(form, own_steps(form, one))
    return form


def inverse(form: Form, change: Change) -> Change:
    """The change that leads from `apply(form, change)` back to `form`."""
    undone: list[Replacement] = []
    for one in lineage([change]):
        for step in own_steps(form, one):
            undone.append(Replacement(step.rule, step.new, step.old, place_of(form, step), step.origin))
            form = performed(form, [step])
    return replace(
        change,
        name=f"not {change.name}",
        bases=(),
        expects={},
        expects_with={},
        kinds={},
        kinds_with={},
        properties=(),
        edits=tuple(reversed(undone)),
    )


def own_steps(form: Form, change: Change) -> list[Replacement]:
    """The steps of a change alone, in a form to which what it builds on is applied already."""
    found: list[Replacement] = []
    for edit in change.edits:
        steps = list(edit.steps(form))
        form = performed(form, steps)
        found += steps
    return found


def with_added(known: Mapping[str, Property], changes: Sequence[Change], form: Form) -> dict[str, Property]:
    """These properties, and those that changes add. Raises ModelError where two have one name."""
    found = dict(known)
    by: dict[str, Change] = {}
    for change in changes:
        for said in change.properties:
            if said.name in by:
                raise ModelError(
                    f"the changes {by[said.name].name} and {change.name} conflict: both add a property {said.name!r}",
                    origin=said.origin,
                    mend=f"rename one of them (the other: {found[said.name].origin})",
                )
            if said.name in found:
                raise ModelError(
                    f"there is a property {said.name!r} already, at {found[said.name].origin}",
                    origin=said.origin,
                    mend="name the new one otherwise; what is expected of the other stands under [expects]",
                )
            by[said.name], found[said.name] = change, said.read(form)
    return found
