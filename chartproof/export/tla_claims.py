"""Properties as TLA+ states them: invariants, properties of steps, and liveness under fairness.

What compares two copies of a state or speaks of what could still be reached is not a property of
one behaviour: it stays a comment that says so. A witness is written as the invariant that it breaks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import singledispatch

from chartproof.declare.claims import Always, Can, Cannot, Claim, LeadsTo, NeverLeft, NoStep, Property
from chartproof.export.tla_text import Scope, said
from chartproof.language.expression import TRUE, Binder, Expression, conjunction, negation, quantified
from chartproof.language.fold import free_binders
from chartproof.language.form import Form
from chartproof.language.parse import parse, vocabulary


@dataclass(frozen=True)
class Written:
    """The text of a property, the names of what TLC is to check, and the events that must be fair."""

    text: str
    invariants: tuple[str, ...] = ()
    temporal: tuple[str, ...] = ()
    fair: tuple[str, ...] = ()


@dataclass(frozen=True)
class Said:
    """A claim in TLA+: `formula` is an invariant, or a temporal formula."""

    formula: str
    temporal: bool = False
    fair: tuple[str, ...] = ()
    why: str = ""


def written(form: Form, found: Property, scope: Scope) -> Written:
    """A property with its meaning, one definition a claim."""
    lines = [f"\\* {found.meaning}", f"\\* Expected: {found.expected}."]
    invariants: list[str] = []
    temporal: list[str] = []
    fair: list[str] = []
    for number, claim in enumerate(found.claims, 1):
        name = f"P_{found.name}" + (f"_{number}" if len(found.claims) > 1 else "")
        claimed = state(claim, form, scope)
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


@singledispatch
def state(claim: Claim, form: Form, scope: Scope) -> Said:
    """A claim in TLA+, or why it is none."""
    return Said("", why=f"{type(claim).__name__} is not a property of one behaviour")


@state.register
def _(claim: Always, form: Form, scope: Scope) -> Said:
    where, what = _read(form, claim.where), _read(form, claim.what)
    return Said(_every([where, what], scope, lambda inner: _implies(where, said(what, inner), inner)))


@state.register
def _(claim: Can, form: Form, scope: Scope) -> Said:
    what = _read(form, claim.what)
    never = negation(quantified(False, free_binders(what), what))
    return Said(said(never, scope), why="A witness: TLC finds it by violating this")


@state.register
def _(claim: NeverLeft, form: Form, scope: Scope) -> Said:
    what = _read(form, claim.what)
    step = _every([what], scope, lambda inner: f"({said(what, inner)}) => ({said(what, inner)})'")
    return Said(f"[][{step}]_vars", temporal=True)


@state.register
def _(claim: NoStep, form: Form, scope: Scope) -> Said:
    if not claim.by:
        before, after = _read(form, claim.before), _read(form, claim.after)
        step = _every([before, after], scope, lambda inner: _forbidden(before, after, inner))
        return Said(f"[][{step}]_vars", temporal=True)
    return Said(" /\\ ".join(f"[][{_step_of(claim, name, form, scope)}]_vars" for name in claim.by), temporal=True)


@state.register
def _(claim: Cannot, form: Form, scope: Scope) -> Said:
    if claim.holding is not None:
        return Said("", why="permissions are not part of the state")
    rule = form.rule(claim.event)
    where = _read(form, claim.where, rule.parameters)
    names = dict.fromkeys((*rule.parameters, *free_binders(where)))
    never = negation(conjunction([rule.condition, where]))
    return Said(said(quantified(True, tuple(names), never), scope))


@state.register
def _(claim: LeadsTo, form: Form, scope: Scope) -> Said:
    start, goal = _read(form, claim.start), _read(form, claim.goal)
    leads = _every([start, goal], scope, lambda inner: f"(({said(start, inner)}) ~> ({said(goal, inner)}))")
    return Said(f"Fair => ({leads})", temporal=True, fair=claim.fair)


def _step_of(claim: NoStep, name: str, form: Form, scope: Scope) -> str:
    rule = form.rule(name)
    before, after = (_read(form, text, rule.parameters) for text in (claim.before, claim.after))

    def forbidden(inner: Scope) -> str:
        return f"({inner.applied(name, rule.parameters)} => {_forbidden(before, after, inner)})"

    return _every([before, after], scope, forbidden, rule.parameters)


def _forbidden(before: Expression, after: Expression, scope: Scope) -> str:
    primed = f"({said(after, scope)})'"
    return f"~{primed}" if before == TRUE else f"~(({said(before, scope)}) /\\ {primed})"


def _implies(where: Expression, what: str, scope: Scope) -> str:
    return what if where == TRUE else f"({said(where, scope)}) => ({what})"


def _read(form: Form, text: str, scope: Sequence[Binder] = ()) -> Expression:
    return parse(text, vocabulary(form), scope=tuple(scope), free=True) if text else TRUE


def _every(expressions: Sequence[Expression], scope: Scope, body, besides: Sequence[Binder] = ()) -> str:  # type: ignore[no-untyped-def]
    """The body for every choice of the elements that some expressions leave free."""
    names = tuple(dict.fromkeys((*besides, *(b for e in expressions for b in free_binders(e)))))
    inner = scope.binding(names)
    said_body: str = body(inner)
    return "".join(f"\\A {inner.name(b)} \\in {b.sort}: " for b in names) + said_body
