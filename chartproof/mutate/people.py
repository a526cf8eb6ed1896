"""Mutants of who may do what: permissions and their cases, and actors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from chartproof.language.expression import TRUE, negation
from chartproof.language.form import Actor, Form, Permission, Rule
from chartproof.mutate.mutant import Mutant


def drop_permission(form: Form, rule: Rule) -> Iterator[Mutant]:
    """A permission that is needed no longer."""
    for number, need in enumerate(rule.needs):
        yield _needs(rule, "drop_permission", number, None, f"{_said(need)} is not needed")


def alter_permission(form: Form, rule: Rule) -> Iterator[Mutant]:
    """A permission needed in other cases: of state, by name, of an actor; or another one instead."""
    for number, need in enumerate(rule.needs):
        others = []
        if need.when != TRUE:
            others += [replace(need, when=TRUE), replace(need, when=negation(need.when))]
        if need.where:
            others.append(replace(need, where=""))
        if need.by:
            others.append(replace(need, by=""))
        names = list(dict.fromkeys(n.name for r in form.rules for n in r.needs))
        if len(names) > 1:
            others.append(replace(need, name=names[(names.index(need.name) + 1) % len(names)]))
        for other in others:
            yield _needs(rule, "alter_permission", number, other, f"{_said(other)} is needed, and not {_said(need)}")


def drop_actor(form: Form, rule: Rule) -> Iterator[Mutant]:
    """One actor less, of several."""
    for actor in rule.actors if len(rule.actors) > 1 else ():
        left = tuple(a for a in rule.actors if a != actor)
        yield Mutant("drop_actor", replace(rule, actors=left), f"{actor.name} does not do it", rule.origin)


def change_actor(form: Form, rule: Rule) -> Iterator[Mutant]:
    """Another actor instead of one: the next, in the order in which the rules name them."""
    known: list[Actor] = list(dict.fromkeys(a for r in form.rules for a in r.actors))
    for number, actor in enumerate(rule.actors):
        turn = known[known.index(actor) + 1 :] + known[: known.index(actor)]
        other = next((a for a in turn if a not in rule.actors), None)
        if other is not None:
            actors = (*rule.actors[:number], other, *rule.actors[number + 1 :])
            said = f"{other.name} does it, and not {actor.name}"
            yield Mutant("change_actor", replace(rule, actors=actors), said, rule.origin)


def _needs(rule: Rule, operator: str, number: int, other: Permission | None, said: str) -> Mutant:
    changed = (*rule.needs[:number], *(() if other is None else (other,)), *rule.needs[number + 1 :])
    return Mutant(operator, replace(rule, needs=changed), said, rule.origin)


def _said(need: Permission) -> str:
    cases = [f"where {need.when}"] if need.when != TRUE else []
    cases += [f"in the case {need.where!r}"] if need.where else []
    cases += [f"by {need.by}"] if need.by else []
    return " ".join([need.name, *cases])
