"""Properties as TLA+ states them: invariants, properties of steps, and liveness under fairness.

What compares two copies of a state or speaks of what could still be reached is not a property of
one behaviour: it stays a comment that says so. A witness is written as the invariant that it breaks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import singledispatch

from chartproof.declare.claims import Property
from chartproof.export.tla_text import Scope, said
from chartproof.language.expression import TRUE, And, Binder, Expression, Not, conjunction
from chartproof.language.fold import free_binders
from chartproof.language.form import Form
from chartproof.language.questions import Asked, Blind, Fair, Never, Question, Reach, Same, unknown_question


@dataclass(frozen=True)
class Written:
    """The text of a property, the names of what TLC is to check, and the events that must be fair."""

    text: str
    invariants: tuple[str, ...] = ()
    temporal: tuple[str, ...] = ()
    fair: tuple[str, ...] = ()


@dataclass(frozen=True)
class Said:
    """A claim in TLA+: `formula` is an invariant, or temporal; empty, and why, where it is neither."""

    formula: str
    temporal: bool = False
    fair: tuple[str, ...] = ()
    why: str = ""


def written(found: Property, claims: Sequence[Asked], scope: Scope) -> Written:
    """A property with its meaning, one definition a claim."""
    lines = [f"\\* {found.meaning}", f"\\* Expected: {found.expected}."]
    invariants: list[str] = []
    temporal: list[str] = []
    fair: list[str] = []
    for number, asked in enumerate(claims, 1):
        name = f"P_{found.name}" + (f"_{number}" if len(claims) > 1 else "")
        claimed = claim(asked, scope)
        if not claimed.formula:
            lines.append(f"\\* {name} is not stated: {claimed.why}.")
            continue
        lines += [f"\\* {claimed.why}."] if claimed.why else []
        lines.append(f"{name} == {claimed.formula}")
        (temporal if claimed.temporal else invariants).append(name)
        fair.extend(claimed.fair)
    return Written("\n".join(lines), tuple(invariants), tuple(temporal), tuple(fair))


def liveness(form: Form, events: Iterable[str], scope: Scope) -> str:
    """Weak fairness of each instance of some events, as `Fair`."""
    lines = ["Fair =="]
    for name in dict.fromkeys(events):
        rule = form.rule(name)
        inner = scope.binding(rule.parameters)
        every = "".join(f"\\A {inner.name(b)} \\in {b.sort}: " for b in rule.parameters)
        lines.append(f"  /\\ {every}WF_vars({inner.applied(name, rule.parameters)})")
    return "\n".join(lines) if len(lines) > 1 else ""


def claim(asked: Asked, scope: Scope) -> Said:
    """A claim in TLA+, or why it is none."""
    if asked.granting:
        return Said("", why="it is asked of rules under which a permission is granted in some cases only")
    if asked.witness and len(asked.breaks) > 1:
        return Said("", why="it asks for several things that can happen")
    questions = [*_of_any_event(asked)] or list(asked.questions)
    parts = [state(q, scope) for q in questions]
    missing = next((p for p in parts if not p.formula), None)
    if missing is not None or not parts:
        return missing or Said("", why="it asks nothing")
    why = "A witness: TLC finds it by violating this" if asked.witness else ""
    formula = " /\\ ".join(dict.fromkeys(p.formula for p in parts))
    return Said(formula, any(p.temporal for p in parts), tuple(e for p in parts for e in p.fair), why)


def _of_any_event(asked: Asked) -> list[Question]:
    """One question about any step, where there is the same one about each event."""
    steps = [q for q in asked.holds if isinstance(q, Never) and q.rule is not None and q.then != TRUE]
    if len(steps) < len(asked.holds) or [q.rule for q in steps] != list(asked.form.rules):
        return []
    plain = [q for q in steps if q.rule and not set(q.rule.parameters) & set(_free(q.here, q.then))]
    return [_Step(plain[0].here, plain[0].then)] if plain else []


@dataclass(frozen=True)
class _Step(Question):
    """No step leads from `here` to `then`."""

    here: Expression
    then: Expression


@singledispatch
def state(question: Question, scope: Scope) -> Said:
    """A question in TLA+, or why it is no property of one behaviour. Raises TypeError for an unknown kind."""
    raise unknown_question(question)


@state.register
def _(question: _Step, scope: Scope) -> Said:
    def forbidden(inner: Scope) -> str:
        return _forbidden(question.here, question.then, inner)

    return Said(f"[][{_every(_free(question.here, question.then), scope, forbidden)}]_vars", temporal=True)


@state.register
def _(question: Never, scope: Scope) -> Said:
    if question.shows:
        return Said("", why="permissions are not part of the state")
    rule = question.rule
    own = rule.parameters if rule else ()
    names = tuple(dict.fromkeys((*own, *_free(question.here, question.then))))
    if rule is None or question.then == TRUE:
        never = conjunction([rule.condition, question.here]) if rule else question.here
        return Said(_every(names, scope, lambda inner: _not(never, inner)))

    def forbidden(inner: Scope) -> str:
        return f"({inner.applied(rule.name, own)} => {_forbidden(question.here, question.then, inner)})"

    return Said(f"[][{_every(names, scope, forbidden)}]_vars", temporal=True)


@state.register
def _(question: Fair, scope: Scope) -> Said:
    def leads(inner: Scope) -> str:
        return f"(({said(question.start, inner)}) ~> ({said(question.goal, inner)}))"

    formula = f"Fair => ({_every(_free(question.start, question.goal), scope, leads)})"
    return Said(formula, temporal=True, fair=tuple(r.name for r in question.fair))


@state.register
def _(question: Blind, scope: Scope) -> Said:
    return Said("", why="it compares two copies of a state, which is not a property of one behaviour")


@state.register
def _(question: Same, scope: Scope) -> Said:
    return Said("", why="it compares two behaviours")


@state.register
def _(question: Reach, scope: Scope) -> Said:
    return Said("", why="it speaks of what could still be reached, which is not a property of one behaviour")


def _free(*expressions: Expression) -> tuple[Binder, ...]:
    return tuple(dict.fromkeys(b for e in expressions for b in free_binders(e)))


def _not(never: Expression, scope: Scope) -> str:
    """That something does not hold: as an implication, where the last of its parts is a negation."""
    parts = never.parts if isinstance(never, And) else (never,)
    if not isinstance(parts[-1], Not):
        return f"~({said(never, scope)})"
    what = said(parts[-1].body, scope)
    return what if len(parts) == 1 else f"({said(conjunction(parts[:-1]), scope)}) => ({what})"


def _forbidden(before: Expression, after: Expression, scope: Scope) -> str:
    primed = f"({said(after, scope)})'"
    return f"~{primed}" if before == TRUE else f"~(({said(before, scope)}) /\\ {primed})"


def _every(names: Sequence[Binder], scope: Scope, body: Callable[[Scope], str]) -> str:
    """The body for every choice of some elements."""
    inner = scope.binding(names)
    return "".join(f"\\A {inner.name(b)} \\in {b.sort}: " for b in names) + body(inner)
