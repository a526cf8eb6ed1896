"""A rule change: what is proposed and why, and the form that it leads to.

A change is a list of edits, each said in the words of the rules, and perhaps some properties. Resolved
against a form, an edit becomes steps: one part of one rule (a conjunct, an effect, a permission, an
actor), a whole event or a machine gained, lost or replaced. What a change adds stands behind what the
model says, in an order of its own, so that changes which touch different things give equal forms
whichever is applied first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

from chartproof.compile.consistency import check_form
from chartproof.declare.claims import Expectation
from chartproof.errors import ModelError, Origin, nearest
from chartproof.language.form import Actor, Conjunct, Effect, Form, Permission, Rule, Variable

if TYPE_CHECKING:
    from chartproof.changes.properties import NewProperty

RulePart = Conjunct | Effect | Permission | Actor
Part = RulePart | Rule | Variable
FIELDS = {Conjunct: "guard", Effect: "effects", Permission: "needs", Actor: "actors"}
"""Where a rule keeps its parts."""


@dataclass(frozen=True)
class Replacement:
    """A part of a rule replaced (`old` by `new`), lost (no `new`) or gained (no `old`).

    `place`: where a part that comes back stands among those of the model; None: behind them all.
    An event or a machine that comes or goes is a step of its own, with a Rule or a Variable for its
    part; then `rule` is its name.
    """

    rule: str
    old: Part | None
    new: Part | None
    place: int | None = None
    origin: Origin = field(default=Origin("", 0), compare=False)

    @property
    def event(self) -> str:
        """What it is about."""
        return self.rule

    @property
    def part(self) -> Part:
        """The part that it is about, as it is or was."""
        found = self.new if self.old is None else self.old
        assert found is not None
        return found

    def steps(self, form: Form) -> Iterator[Replacement]:
        """A step is an edit that is resolved already."""
        yield self


class Edit(Protocol):
    """One line of a change, in the words of the rules."""

    @property
    def event(self) -> str:
        """The event, or the machine, that it is about."""

    @property
    def origin(self) -> Origin:
        """Where it stands."""

    def steps(self, form: Form) -> Iterator[Replacement]:
        """The steps that it means in a form. Raises ModelError where it applies to nothing."""


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


def already(rule: Rule, what: str, origin: Origin) -> ModelError:
    """The error of an edit that would change nothing."""
    return ModelError(
        f"event {rule.name!r} {what} already", origin=origin, mend="the change applies to nothing: drop the line"
    )


def inverse(form: Form, change: Change) -> Change:
    """The change that leads from `apply(form, change)` back to `form`."""
    undone: list[Replacement] = []
    for one in lineage([change]):
        for step in own_steps(form, one):
            undone.append(Replacement(step.rule, step.new, step.old, _place(form, step), step.origin))
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


def performed(form: Form, steps: Sequence[Replacement]) -> Form:
    """The form after some steps. Raises ModelError where the part that a step is about is not there."""
    for step in steps:
        form = _perform(form, step)
    return form


def _perform(form: Form, step: Replacement) -> Form:
    part = step.part
    if isinstance(part, Rule):
        return replace(form, rules=tuple(_wholes(form.rules, step)))
    if isinstance(part, Variable):
        return replace(form, variables=tuple(_wholes(form.variables, step)))
    rule, field_name = form.rule(step.rule, origin=step.origin), FIELDS[type(part)]
    parts: dict[str, Any] = {field_name: tuple(_parts(form, rule, getattr(rule, field_name), step))}
    changed = replace(rule, **parts)
    return replace(form, rules=tuple(changed if r is rule else r for r in form.rules))


def _wholes(known: Sequence[Any], step: Replacement) -> list[Any]:
    """The rules, or the machines, with one more, in the order of names behind those of the model, or one less."""
    if step.new is None:
        return [whole for whole in known if whole.name != step.rule]
    own, added = [w for w in known if not w.added], [w for w in known if w.added]
    return own + sorted([*added, step.new], key=lambda whole: whole.name)


def _parts(form: Form, rule: Rule, parts: Sequence[Any], step: Replacement) -> list[Any]:
    """The conjuncts or the effects of a rule after a step."""
    found = list(parts)
    if step.old is None:
        own, added = [p for p in parts if not p.added], [p for p in parts if p.added]
        if step.place is not None:
            own.insert(step.place, replace(step.new, added=False))  # type: ignore[type-var]
        else:
            added = sorted([*added, replace(step.new, added=True)], key=lambda p: added_order(form, p))  # type: ignore[type-var]
        return own + added
    number = _number(rule, parts, step)
    if step.new is None:
        del found[number]
    else:
        found[number] = replace(step.new, added=found[number].added)
    return found


def _number(rule: Rule, parts: Sequence[RulePart], step: Replacement) -> int:
    same = [number for number, part in enumerate(parts) if part == step.old]
    if same:  # a row and a machine may say the same
        return min(same, key=lambda n: getattr(parts[n], "machine", "") != getattr(step.old, "machine", ""))
    raise ModelError(
        f"event {rule.name!r} has no part {step.old} that could be changed",
        origin=step.origin,
        mend="another change may have changed it first",
    )


def _place(form: Form, step: Replacement) -> int | None:
    """Where a part that a step takes away stands among those of the model."""
    if step.old is None or step.new is not None or isinstance(step.old, (Rule, Variable)):
        return None
    rule = form.rule(step.rule)
    parts: Sequence[RulePart] = getattr(rule, FIELDS[type(step.old)])
    number = _number(rule, parts, step)
    return None if parts[number].added else sum(not p.added for p in parts[:number])


def added_order(form: Form, part: RulePart) -> tuple[int, int, str]:
    """The order of what changes add: effects by machine and state, and all by what they say."""
    if isinstance(part, (Permission, Actor)):
        return (
            0,
            0,
            " ".join(str(getattr(part, name)) for name in ("name", "when", "where", "by") if hasattr(part, name)),
        )
    if isinstance(part, Conjunct):
        return 0, 0, str(part)
    variable = form.variable(part.variable)
    return form.variables.index(variable), variable.states.index(part.value), said_effect(part)


def said_effect(effect: Effect) -> str:
    """What tells effects with one result apart: where they happen, and of which elements."""
    return f"{effect.when} {effect.indices}"
