"""Rankings mean what they say, and what is not inductive is no fact: checked on concrete states."""

from __future__ import annotations

import itertools
import random

from chartproof.language.expression import Binder, In
from chartproof.language.form import Form
from chartproof.language.meaning import State, after, choices, holds
from chartproof.project.project import load
from chartproof.prove.induct import inductive
from chartproof.prove.logic import Logic
from chartproof.prove.precondition import Substitution
from chartproof.prove.ranking import Shrinking, progress, shrinkings, unchanged
from tests.prove.test_precondition import random_state

SIZES = {"Account": 2, "Service": 2}
Members = set[tuple[int, ...]]


def members(one: Shrinking, state: State) -> Members:
    places = itertools.product(*(range(SIZES[b.sort]) for b in one.member.indices))
    return {n for n in places if state[one.member.variable, n] in one.member.states}


def smaller(sets: list[Shrinking], before: State, afterwards: State) -> bool:
    """The first set that changes loses an element and gains none."""
    for one in sets:
        old, new = members(one, before), members(one, afterwards)
        if new != old:
            return new < old
    return False


def compare(form: Form, chance: random.Random) -> set[bool]:
    every = list(shrinkings(form, ()))
    seen = set()
    for _ in range(60):
        state = random_state(form, SIZES, chance)
        for rule in form.rules:
            moved = [s for s in every if any(e.variable == s.member.variable for e in rule.effects)]
            sets = chance.sample(moved, min(3, len(moved)))
            arguments = chance.choice(list(choices(rule.parameters, SIZES)))
            result = after(rule, state, arguments, SIZES)
            if result is None:
                continue
            step = Substitution(rule)
            expected = smaller(sets, state, result)
            seen.add(expected)
            assert holds(progress(sets, step), state, arguments, SIZES) == expected
            still = all(members(s, state) == members(s, result) for s in sets)
            assert holds(unchanged(sets, step), state, arguments, SIZES) == still
    return seen


def test_progress_is_what_it_says() -> None:
    """Catches a ranking in which a set may grow again: an endless detour would count as a way."""
    assert compare(load().form, random.Random(3)) == {True, False}


def test_what_some_event_breaks_is_no_fact() -> None:
    """Each is true at the beginning; the second is broken by an event, and the third only with the second gone."""
    form = load().form
    account, service = Binder("account", "Account"), Binder("service", "Service")
    kept = In("organization", (), form.variable("organization").states)
    broken = In("trusted_access", (service,), ("disabled",))
    next_to_fall = In("service_role", (account, service), ("absent",))
    assert inductive(Logic(form), [], [kept, broken, next_to_fall]) == [kept]
