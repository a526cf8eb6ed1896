"""What a change is made of: edits, said in the words of the rules, and the steps that they mean in a form.

A step is one part of one rule (a conjunct, an effect, a permission, an actor), a whole event or a machine gained, lost
or replaced. What is gained stands behind what the model says, in an order of its own, so that changes which touch
different things give equal forms whichever is applied first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from chartproof.errors import ModelError, Origin
from chartproof.language.form import Actor, Conjunct, Effect, Form, Permission, Rule, Variable

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


def already(rule: Rule, what: str, origin: Origin) -> ModelError:
    """The error of an edit that would change nothing."""
    return ModelError(
        f"event {rule.name!r} {what} already", origin=origin, mend="the change applies to nothing: drop the line"
    )


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


def place_of(form: Form, step: Replacement) -> int | None:
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
