"""Claims to questions: what each kind of claim means is said here, once.

A new kind of claim is a word in `declare/claims.py` and a function here; where the questions that there
are do not say it, it is a new kind of question, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import singledispatch

from chartproof.compile.granting import by_some_actor, under_granting
from chartproof.compile.people import exact_actors, exact_permissions, permissions_of_calls
from chartproof.compile.reading import Reader
from chartproof.declare.claims import (
    Always,
    Can,
    CanMove,
    Cannot,
    Claim,
    Depends,
    Granting,
    Independent,
    LeadsTo,
    NeverLeft,
    NoStep,
    OnlyDependent,
    Permissions,
    Property,
    Recoverable,
    SameOutcome,
)
from chartproof.declare.rights import CanHappen, ChangesSomething, DoneBy, NeedsItsCall
from chartproof.errors import ModelError, UnknownName
from chartproof.language.expression import (
    FALSE,
    TRUE,
    Expression,
    In,
    Or,
    conjunction,
    disjunction,
    negation,
    quantified,
)
from chartproof.language.fold import free_in, fresh, rename
from chartproof.language.form import Effect, Form, Permission, Rule
from chartproof.language.questions import Asked, Blind, Fair, Never, Reach, Same


def asked_of(found: Property, reader: Reader) -> tuple[Asked, ...]:
    """A property's claims as questions. Raises ModelError, with its place, where one is malformed."""
    here = reader.at(found.origin)
    return tuple(asked(claim, here) for claim in found.claims)


@singledispatch
def asked(claim: Claim, reader: Reader) -> Asked:
    """A claim as questions. Raises ModelError where it is malformed, TypeError for a kind that is not known."""
    raise TypeError(f"no meaning is given to a claim of the kind {type(claim).__name__}")


@asked.register
def _(claim: Always, reader: Reader) -> Asked:
    what, where = reader.read(claim.what), reader.read(claim.where)
    broken = conjunction([where, negation(what)])
    disjuncts = what.parts if isinstance(what, Or) else (what,) if what == TRUE else ()
    return Asked(reader.form, (Never(f"always {what}", broken, spoken=(where,), disjuncts=disjuncts),))


@asked.register
def _(claim: Can, reader: Reader) -> Asked:
    what = reader.read(claim.what)
    return Asked(reader.form, breaks=(Never(f"never {what}", what),), witness=True)


@asked.register
def _(claim: NeverLeft, reader: Reader) -> Asked:
    return asked(NoStep(claim.what, f"not ({claim.what})"), reader)


@asked.register
def _(claim: NoStep, reader: Reader) -> Asked:
    found = _no_step_by(claim, reader) if claim.by else _no_step(claim, reader)
    return Asked(reader.form, tuple(found))


def _no_step_by(claim: NoStep, reader: Reader) -> Iterator[Never]:
    """The claim may name the arguments of the events that it names."""
    for rule in reader.rules(claim.by):
        before, after = (reader.read(text, rule.parameters) for text in (claim.before, claim.after))
        yield _step(rule, before, after)


def _no_step(claim: NoStep, reader: Reader) -> Iterator[Never]:
    """Of any event: what the claim names is nobody's argument, whatever the events call theirs."""
    before, after = reader.read(claim.before), reader.read(claim.after)
    besides = [r.name for r in reader.rules(claim.besides)]
    rules = [r for r in reader.form.rules if r.name not in besides]
    arguments = {b for r in rules for b in r.parameters}
    names = {b: fresh(b, arguments) for b in free_in([before, after])}
    before, after = (rename(e, lambda b: names.get(b, b)) for e in (before, after))
    told = f"{before} to {after}"
    yield from (_step(rule, before, after, told) for rule in rules)


def _step(rule: Rule, before: Expression, after: Expression, told: str = "") -> Never:
    """told: the two in words, where these have been said before."""
    spoken = (conjunction([rule.condition, before]),)
    said = f"{rule.name} does not lead from {told or f'{before} to {after}'}"
    return Never(said, before, rule, after, spoken)


@asked.register
def _(claim: Cannot, reader: Reader) -> Asked:
    (rule,) = reader.rules([claim.event])
    where = reader.read(claim.where, rule.parameters)
    granted = TRUE if claim.holding is None else by_some_actor(rule, _holding(claim.holding))
    said = f"{rule.name} cannot happen where {where}"
    return Asked(reader.form, (Never(said, conjunction([where, granted]), rule, spoken=(where, rule.condition)),))


def _holding(names: Sequence[str]):  # type: ignore[no-untyped-def]
    def granted(need: Permission) -> Expression:
        return TRUE if need.name in names else negation(need.when)

    return granted


@asked.register
def _(claim: CanMove, reader: Reader) -> Asked:
    stuck = conjunction(_refused(reader.form, rule) for rule in reader.form.rules)
    return Asked(reader.form, (Never("some event changes the state", stuck),))


def _refused(form: Form, rule: Rule) -> Expression:
    """Where no instance of an event changes the state."""
    moves = conjunction([rule.condition, disjunction(_changes(form, e) for e in rule.effects)])
    return quantified(True, rule.parameters, negation(moves))


def _changes(form: Form, effect: Effect) -> Expression:
    """Where an effect, if its event happens, changes the state."""
    states = tuple(s for s in form.variable(effect.variable).states if s != effect.value)
    moving: Expression = conjunction([effect.when, In(effect.variable, effect.indices, states)]) if states else FALSE
    return quantified(False, effect.bound, moving)


@asked.register
def _(claim: Permissions, reader: Reader) -> Asked:
    return Asked(reader.form, exact_permissions(claim, reader))


@asked.register
def _(claim: DoneBy, reader: Reader) -> Asked:
    return Asked(reader.form, exact_actors(claim, reader))


@asked.register
def _(claim: NeedsItsCall, reader: Reader) -> Asked:
    return Asked(reader.form, permissions_of_calls(claim, reader))


@asked.register
def _(claim: CanHappen, reader: Reader) -> Asked:
    rules = reader.rules(claim.events) if claim.events else reader.form.rules
    return Asked(reader.form, breaks=tuple(Never(f"{r.name} never happens", TRUE, r) for r in rules), witness=True)


@asked.register
def _(claim: ChangesSomething, reader: Reader) -> Asked:
    rules = reader.rules(claim.events) if claim.events else [r for r in reader.form.rules if r.effects]
    return Asked(reader.form, tuple(_changing(reader.form, rule) for rule in rules))


def _changing(form: Form, rule: Rule) -> Never:
    same = conjunction(negation(_changes(form, effect)) for effect in rule.effects)
    return Never(f"{rule.name} changes something", same, rule, spoken=(rule.condition,))


@asked.register
def _(claim: Independent, reader: Reader) -> Asked:
    machines = reader.machines(claim.of)
    return Asked(reader.form, tuple(Blind(rule, machines) for rule in reader.some_rules(claim.events)))


@asked.register
def _(claim: Depends, reader: Reader) -> Asked:
    machines = reader.machines(claim.on)
    found = tuple(Blind(rule, machines) for rule in reader.some_rules(claim.events))
    return Asked(reader.form, breaks=found, witness=True)


@asked.register
def _(claim: OnlyDependent, reader: Reader) -> Asked:
    machines, named = reader.machines(claim.on), reader.rules(claim.events)
    for rule in named:
        if not rule.without_person:
            raise ModelError(
                f"{rule.name} cannot happen without a person as actor, and only such events are spoken of",
                origin=reader.origin,
                mend="leave it out, or name an event that a service does",
            )
    others = [r for r in reader.form.rules if r.without_person and r not in named]
    return Asked(
        reader.form,
        tuple(Blind(rule, machines) for rule in others),
        tuple(Blind(rule, machines) for rule in named),
    )


@asked.register
def _(claim: SameOutcome, reader: Reader) -> Asked:
    return Asked(reader.form, (Same(reader.some_rules(claim.first), reader.some_rules(claim.second)),))


@asked.register
def _(claim: Recoverable, reader: Reader) -> Asked:
    reader.rules(claim.without)
    actors = {a.name for rule in reader.form.rules for a in rule.actors}
    if claim.by and claim.by not in actors:
        raise UnknownName("actor", claim.by, actors, origin=reader.origin)
    allowed = tuple(
        r
        for r in reader.form.rules
        if r.name not in claim.without and (not claim.by or claim.by in {a.name for a in r.actors})
    )
    without = f" without {', '.join(claim.without)}" if claim.without else ""
    how = (f" by {claim.by} alone" if claim.by else "") + without
    return Asked(reader.form, (Reach(reader.read(claim.goal), reader.read(claim.where), allowed, how),))


@asked.register
def _(claim: LeadsTo, reader: Reader) -> Asked:
    return Asked(reader.form, (Fair(reader.read(claim.start), reader.read(claim.goal), reader.rules(claim.fair)),))


@asked.register
def _(claim: Granting, reader: Reader) -> Asked:
    if claim.claim.witness:
        raise ModelError(
            "granting(…) is about every choice of its predicates, and a witness is found for one",
            origin=reader.origin,
            mend="grant a claim that holds",
        )
    form = under_granting(reader.form, claim, reader.origin)
    inner = asked(claim.claim, Reader(form, reader.origin))
    return replace(inner, granting=_name_of(claim), permission=claim.permission)


def _name_of(claim: Granting) -> str:
    """What tells the rules under which it is asked from any others: everything that makes them."""
    free = ", ".join(
        f"{name} of {' and '.join(s.name for s in sorts) or 'nothing'}" for name, sorts in claim.predicates
    )
    return f"{claim.permission} only where {claim.only_where}, with {free}"
