"""Facts that rules suggest: a machine is in a state only while somebody is where the event that led there put them.

The server's lock is taken: then some client holds it. Such a fact asks for an element (it is ∀∃), so that it is no
clause about a few elements, and no search among these finds it. For each state that is not initial, the events that
lead there say what else they have done, and of whom, what their guards ask of all and of some, and what has come of
it: a message is under way, or was heard, or was answered. A guess like any other: it must hold in every explored
instance, and is kept only where it is inductive with the others.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chartproof.declare.sorts import snake
from chartproof.language.expression import (
    TRUE,
    And,
    Binder,
    Expression,
    In,
    Quantified,
    conjunction,
    disjunction,
    negation,
    quantified,
)
from chartproof.language.fold import free_binders, machines_read, rename, walk
from chartproof.language.form import Effect, Form, Rule, Variable

MOST = 16
"""Combinations of what several events say that are tried for one state, at most: beyond, each says all that it has."""


@dataclass(frozen=True)
class _Case:
    """An event that leads a machine to a state: whom it is about besides, and what it says of them.

    since: the same of machines that may have gone on since, each by itself: not where they began.
    passed: what it has done, or what other events have made of that: one of these.
    left: what its guard asks of some of what it moves itself, which is so of others still, perhaps.
    """

    others: tuple[Binder, ...]
    said: tuple[Expression, ...]
    since: tuple[Expression, ...]
    passed: tuple[Expression, ...]
    left: tuple[Expression, ...] = ()

    @property
    def of_somebody(self) -> bool:
        """Whether it says anything of elements that are not named: besides the event's own, those of its guard."""
        return bool(self.left or (self.others and (self.said or self.since))) or any(
            isinstance(n, Quantified) for part in self.said for n in walk(part)
        )

    def options(self) -> Iterator[Expression]:
        """All of it, and each part of it, of some elements."""
        if self.said:
            yield quantified(False, self.others, conjunction(self.said))
        passed = [disjunction(self.passed)] if len(self.passed) > 1 else []
        parts = (*(self.said if len(self.said) > 1 else ()), *self.since, *passed, *self.left)
        yield from (quantified(False, [b for b in self.others if b in free_binders(p)], p) for p in parts)


def by_rules(form: Form) -> list[Expression]:
    """What the rules of a form suggest of elements that are not named, in the order of its machines."""
    found = (fact for v in form.variables for state in v.states for fact in _about(form, v, state))
    return list(dict.fromkeys(found))


def _about(form: Form, variable: Variable, state: str) -> Iterator[Expression]:
    """What is to be true while a machine is in a state."""
    own = _own_names(variable)
    away = negation(In(variable.name, own, (state,)))
    yield from (disjunction([away, *chosen]) for chosen in _said_of(form, variable, state, own, frozenset()))


def _said_of(
    form: Form, variable: Variable, state: str, own: Sequence[Binder], besides: frozenset[str]
) -> list[tuple[Expression, ...]]:
    """What the events that lead there say, each choice of one part of each; nothing where the machine begins there.

    Of an event that says nothing of others, what was said where it comes from, too. besides: states looked at before.
    """
    if state in variable.initial or state in besides:
        return []
    cases = [
        (rule, effect, _case(form, rule, effect, own))
        for rule in form.rules
        for effect in rule.effects
        if (effect.variable, effect.value) == (variable.name, state) and len(set(effect.indices)) == len(effect.indices)
    ]
    options: list[list[Expression]] = []
    somebody = False
    for rule, effect, case in cases:
        found = list(case.options())
        somebody |= case.of_somebody
        if not case.of_somebody:
            before = [_said_of(form, variable, s, own, besides | {state}) for s in _from(variable, rule, effect)]
            found += [disjunction(said) for each in before for said in each]
            somebody |= any(before)
        if not found:
            return []
        options.append(list(dict.fromkeys(found)))
    if not somebody:
        return []
    return list(itertools.product(*options)) if _few(options) else [tuple(of[0] for of in options)]


def _from(variable: Variable, rule: Rule, effect: Effect) -> tuple[str, ...]:
    """The states in which an event finds a machine that it moves, as far as its conditions name them."""
    conditions = [p for c in (*(c.expression for c in rule.guard), effect.when) for p in _conjuncts(c)]
    named = [p for p in conditions if isinstance(p, In) and (p.variable, p.indices) == (variable.name, effect.indices)]
    return tuple(s for s in variable.states if s != effect.value and all(s in p.states for p in named))


def _conjuncts(node: Expression) -> Iterator[Expression]:
    if isinstance(node, And):
        for part in node.parts:
            yield from _conjuncts(part)
    else:
        yield node


def _few(options: Sequence[Sequence[Expression]]) -> bool:
    count = 1
    for of in options:
        count *= len(of)
    return count <= MOST


def _own_names(variable: Variable) -> tuple[Binder, ...]:
    """Names for the elements of a machine: `client`, or `client1` and `client2`."""
    many = {s: variable.sorts.count(s) > 1 for s in variable.sorts}
    numbers: dict[str, int] = {}
    names = []
    for sort in variable.sorts:
        numbers[sort] = numbers.get(sort, 0) + 1
        names.append(Binder(snake(sort) + (str(numbers[sort]) if many[sort] else ""), sort))
    return tuple(names)


def _case(form: Form, rule: Rule, effect: Effect, own: Sequence[Binder]) -> _Case:
    """What an event says when it leads there."""
    here = dict(zip(effect.indices, own, strict=True))
    others = {b: Binder(f"some_{b.name}", b.sort) for b in (*rule.parameters, *effect.bound) if b not in here}
    called = {**here, **others}
    written = {e.variable for e in rule.effects}
    moved = [c.expression for c in rule.guard if written & set(machines_read(c.expression))]
    kept = [c.expression for c in rule.guard if c.expression not in moved]
    left = [c for c in moved if isinstance(c, Quantified) and not c.universal]
    plain = [e for e in rule.effects if e is not effect and not e.bound and e.when == TRUE]
    done = [In(e.variable, e.indices, (e.value,)) for e in plain]
    since = [In(e.variable, e.indices, states) for e in plain if (states := _begun(form.variable(e.variable), e.value))]

    # Where an effect depends on something, the machine is in one of the states that it may be left in.
    other = {(e.variable, e.indices): e for e in rule.effects if e.variable != effect.variable and not e.bound}
    for place, some in other.items():
        values = tuple(dict.fromkeys(e.value for e in rule.effects if (e.variable, e.indices) == place))
        if some.when != TRUE and not set(values) & set(form.variable(some.variable).initial):
            since.append(In(some.variable, some.indices, values))

    def told(parts: Sequence[Expression]) -> tuple[Expression, ...]:
        return tuple(rename(part, lambda b: called.get(b, b)) for part in parts if part != TRUE)

    passed = _passed_on(form, told(done), In(effect.variable, tuple(own), (effect.value,)))
    return _Case(tuple(others.values()), told([*done, *kept, effect.when]), told(since), passed, told(left))


def _passed_on(form: Form, done: Sequence[Expression], here: In) -> tuple[Expression, ...]:
    """What was done, and what other events make of each part of it, as long as the machine is here."""
    found = [p for p in done if isinstance(p, In) and _moved_on(form, p)]
    for part in found:  # which grows meanwhile
        found.extend(p for p in _made_of(form, part, here) if p not in found)
    return tuple(found)


def _made_of(form: Form, part: In, here: In) -> Iterator[In]:
    """What events do that end a part: for the same elements, and but for those that move the machine away from here."""
    for rule in form.rules:
        for effect in rule.effects:
            if effect.variable != part.variable or effect.value in part.states or effect.bound:
                continue
            called = dict(zip(effect.indices, part.indices, strict=True))
            plain = [e for e in rule.effects if not e.bound and set(e.indices) <= set(called)]
            if any(e.variable == here.variable for e in plain):
                continue
            after = [In(e.variable, tuple(called[b] for b in e.indices), (e.value,)) for e in plain]
            yield from (a for a in after if _moved_on(form, a))


def _moved_on(form: Form, part: In) -> bool:
    """Whether it says more than where a machine begins."""
    return not set(part.states) & set(form.variable(part.variable).initial)


def _begun(variable: Variable, state: str) -> tuple[str, ...]:
    """The states in which a machine does not begin, if this is one of several."""
    states = tuple(s for s in variable.states if s not in variable.initial)
    return states if state in states and len(states) > 1 else ()
