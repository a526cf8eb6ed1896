"""A rule change: what is proposed and why, and the form that it leads to.

A change is a list of edits, each said in the words of the rules. Resolved against a form, an edit
becomes steps: one part of one rule (a conjunct, an effect, or a whole event) gained, lost or
replaced. What a change adds stands behind what the model says, in an order of its own, so that
changes which touch different things give equal forms whichever is applied first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from chartproof.compile.consistency import check_form
from chartproof.declare.claims import Expectation
from chartproof.errors import ModelError, Origin
from chartproof.language.form import Conjunct, Effect, Form, Rule

RulePart = Conjunct | Effect


@dataclass(frozen=True)
class Replacement:
    """A part of a rule replaced (`old` by `new`), lost (no `new`) or gained (no `old`).

    `place`: where a part that comes back stands among those of the model; None: behind them all.
    An event that comes or goes is a step of its own, with a Rule for its part.
    """

    rule: str
    old: RulePart | Rule | None
    new: RulePart | Rule | None
    place: int | None = None
    origin: Origin = field(default=Origin("", 0), compare=False)

    def steps(self, form: Form) -> Iterator[Replacement]:
        """A step is an edit that is resolved already."""
        yield self


class Edit(Protocol):
    """One line of a change, in the words of the rules."""

    def steps(self, form: Form) -> Iterator[Replacement]:
        """The steps that it means in a form. Raises ModelError where it applies to nothing."""


@dataclass(frozen=True)
class Change:
    """A proposed rule change.

    `expects`: the verdicts expected of it that differ from the baseline's, by property.
    `expects_with`: what is expected where another change, by name, is applied too.
    `bases`: the changes that it builds on, applied first. `places`: where it speaks of a property.
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

    @property
    def builds_on(self) -> tuple[str, ...]:
        """The names of the changes that it builds on."""
        return tuple(base.name for base in self.bases)


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
    if isinstance(step.old, Rule) or isinstance(step.new, Rule):
        return replace(form, rules=tuple(_event(form, step)))
    rule = form.rule(step.rule, origin=step.origin)
    if isinstance(step.old, Conjunct) or isinstance(step.new, Conjunct):
        changed = replace(rule, guard=tuple(_parts(form, rule, rule.guard, step)))
    else:
        changed = replace(rule, effects=tuple(_parts(form, rule, rule.effects, step)))
    return replace(form, rules=tuple(changed if r is rule else r for r in form.rules))


def _event(form: Form, step: Replacement) -> list[Rule]:
    """The rules with one more, in the order of names behind those of the model, or one less."""
    if isinstance(step.new, Rule):
        own = [r for r in form.rules if not r.added]
        return own + sorted([*(r for r in form.rules if r.added), step.new], key=lambda r: r.name)
    return [r for r in form.rules if r.name != step.rule]


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
    if step.old is None or step.new is not None or isinstance(step.old, Rule):
        return None
    rule = form.rule(step.rule)
    parts: Sequence[RulePart] = rule.guard if isinstance(step.old, Conjunct) else rule.effects
    number = _number(rule, parts, step)
    return None if parts[number].added else sum(not p.added for p in parts[:number])


def added_order(form: Form, part: RulePart) -> tuple[int, int, str]:
    """The order of what changes add: effects by machine and state, and all by what they say."""
    if isinstance(part, Conjunct):
        return 0, 0, str(part)
    variable = form.variable(part.variable)
    return form.variables.index(variable), variable.states.index(part.value), f"{part.when} {part.indices}"
