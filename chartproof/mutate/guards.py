"""Mutants of guards: conjuncts, and what they are made of; which machines block an event, and which listen to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from chartproof.declare.sorts import snake
from chartproof.language.expression import FALSE, TRUE, Binder, Expression, In, conjunction, disjunction, negation
from chartproof.language.form import Conjunct, Effect, Form, Rule
from chartproof.mutate.mutant import Mutant
from chartproof.mutate.parts import (
    Edit,
    edited,
    narrower,
    other_connective,
    other_constant,
    other_quantifier,
    wider,
    without_a_part,
)


def drop_conjunct(form: Form, rule: Rule) -> Iterator[Mutant]:
    """A row's conjunct dropped; what a machine blocks by is `listens`."""
    for number, conjunct in enumerate(rule.guard):
        if not conjunct.machine:
            yield _with(rule, "drop_conjunct", number, None, f"{conjunct} is not needed")


def negate_conjunct(form: Form, rule: Rule) -> Iterator[Mutant]:
    """A conjunct turned round."""
    for number, conjunct in enumerate(rule.guard):
        turned = negation(conjunct.expression)
        yield _with(rule, "negate_conjunct", number, turned, f"{turned} instead of {conjunct}")


def _by(operator: str, rule: Rule, edit: Edit) -> Iterator[Mutant]:
    for number, conjunct in enumerate(rule.guard):
        seen = {conjunct.expression, TRUE, FALSE}
        for other in edited(conjunct.expression, edit):
            if other not in seen:
                seen.add(other)
                yield _with(rule, operator, number, other, f"{other} instead of {conjunct}")


def drop_part(form: Form, rule: Rule) -> Iterator[Mutant]:
    """A part of a conjunct dropped."""
    return _by("drop_part", rule, without_a_part)


def swap_quantifier(form: Form, rule: Rule) -> Iterator[Mutant]:
    """`every` for `some`."""
    return _by("swap_quantifier", rule, other_quantifier)


def swap_connective(form: Form, rule: Rule) -> Iterator[Mutant]:
    """`and` for `or`."""
    return _by("swap_connective", rule, other_connective)


def swap_constant(form: Form, rule: Rule) -> Iterator[Mutant]:
    """Another state."""
    return _by("swap_constant", rule, other_constant(form))


def widen_states(form: Form, rule: Rule) -> Iterator[Mutant]:
    """One state more in which it can happen, or cannot."""
    return _by("widen_states", rule, wider(form))


def narrow_states(form: Form, rule: Rule) -> Iterator[Mutant]:
    """One state less."""
    return _by("narrow_states", rule, narrower)


def listens(form: Form, rule: Rule) -> Iterator[Mutant]:
    """A machine that blocks the event listens instead: it moves where it can, and hinders nothing."""
    for number, conjunct in enumerate(rule.guard):
        source = conjunct.expression
        if conjunct.machine and isinstance(source, In):
            effects = tuple(_only_from(e, source) for e in rule.effects)
            changed = replace(rule, guard=_without(rule, number), effects=effects)
            yield Mutant("listens", changed, f"{conjunct.machine} listens, and does not block", conjunct.origin)


def _only_from(effect: Effect, source: In) -> Effect:
    if effect.variable != source.variable:
        return effect
    return replace(effect, when=conjunction([replace(source, indices=effect.indices), effect.when]))


def blocks(form: Form, rule: Rule) -> Iterator[Mutant]:
    """A machine that listens blocks instead: the event cannot happen where it would not move."""
    for variable in form.variables:
        own = [e for e in rule.effects if e.variable == variable.name and not e.bound]
        blocking = {m for c in rule.guard if c.machine for m in (c.machine,)}
        if own and variable.title not in blocking:
            moves = disjunction(conjunction([e.when, _elsewhere(variable.states, e)]) for e in own)
            added = Conjunct(moves, variable.title, own[0].origin)
            changed = replace(rule, guard=(*rule.guard, added))
            yield Mutant("blocks", changed, f"{variable.title} blocks, and does not listen", own[0].origin)


def _elsewhere(states: tuple[str, ...], effect: Effect) -> Expression:
    return In(effect.variable, effect.indices, tuple(s for s in states if s != effect.value))


def drop_event(form: Form, rule: Rule) -> Iterator[Mutant]:
    """An event that never happens."""
    if FALSE not in [c.expression for c in rule.guard]:
        never = Conjunct(FALSE, "", rule.origin)
        yield Mutant("drop_event", replace(rule, guard=(*rule.guard, never)), "it never happens", rule.origin)


def add_conjunct(form: Form, rule: Rule) -> Iterator[Mutant]:
    """Something more is asked for: that a machine of the event's elements is not in some state."""
    for variable in form.variables:
        for indices, bound in places(variable.sorts, rule):
            for state in () if bound else variable.states:
                rest = tuple(s for s in variable.states if s != state)
                added = In(variable.name, indices, rest)
                if rest and added not in [c.expression for c in rule.guard]:
                    guard = (*rule.guard, Conjunct(added, "", rule.origin))
                    yield Mutant("add_conjunct", replace(rule, guard=guard), f"{added} is needed too", rule.origin)


Place = tuple[tuple[Binder, ...], tuple[Binder, ...]]
"""Elements of a machine, and those of them that stand for every one of their sort."""


def places(sorts: tuple[str, ...], rule: Rule) -> Iterator[Place]:
    """The machine that an event's arguments name, those of other sorts at every element; none where it is not clear."""
    if len(set(sorts)) == len(sorts) and all(sum(b.sort == s for b in rule.parameters) <= 1 for s in sorts):
        given = {b.sort: b for b in rule.parameters}
        indices = tuple(given.get(s) or Binder(snake(s), s) for s in sorts)
        yield indices, tuple(b for b in indices if b.sort not in given)


def _with(rule: Rule, operator: str, number: int, other: Expression | None, said: str) -> Mutant:
    """A rule with one conjunct replaced, or dropped."""
    old = rule.guard[number]
    guard = list(rule.guard)
    if other is None:
        del guard[number]
    else:
        guard[number] = replace(old, expression=other)
    return Mutant(operator, replace(rule, guard=tuple(guard)), said, old.origin)


def _without(rule: Rule, number: int) -> tuple[Conjunct, ...]:
    return (*rule.guard[:number], *rule.guard[number + 1 :])
