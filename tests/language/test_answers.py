"""Every backend answers questions as their reference meaning does: exploring on each instance, proving for all."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from chartproof.check.decide import answer
from chartproof.check.space import Space
from chartproof.check.verify import Verifier
from chartproof.declare.sorts import snake
from chartproof.explore.search import explore
from chartproof.export.tla_claims import state
from chartproof.export.tla_text import Scope
from chartproof.language.answers import Answers
from chartproof.language.expression import TRUE, Binder, Expression, In, conjunction, negation
from chartproof.language.form import Form
from chartproof.language.questions import Asked, Blind, Fair, Never, Question, Reach, Same
from chartproof.prove.obligations import obligations
from tests.toys import Toy, toy

LARGEST = 100


def atom(form: Form, chance: random.Random) -> Expression:
    """A machine, at elements of no name in particular, in some of its states."""
    variable = chance.choice(form.variables)
    states = tuple(s for s in variable.states if chance.random() < 0.5) or variable.states[:1]
    found: Expression = In(variable.name, tuple(Binder(snake(s), s) for s in variable.sorts), states)
    return negation(found) if chance.random() < 0.3 else found


def questions(form: Form, chance: random.Random) -> list[Question]:
    """Some of each kind."""
    one, two, rule = atom(form, chance), atom(form, chance), chance.choice(form.rules)
    hidden = (chance.choice(form.variables).name,)
    return [
        Never("", one),
        Never("", conjunction([one, two])),
        Never("", one, rule),
        Never("", one, rule, two),
        Never("", TRUE, rule, one),
        Blind(rule, hidden),
        Same((rule,), (chance.choice(form.rules),)),
        Same((rule, chance.choice(form.rules)), (rule,)),
        Reach(one, TRUE, form.rules),
        Reach(one, two, form.rules[::2]),
        Fair(one, two, form.rules[:1]),
        Fair(one, negation(one), form.rules),
    ]


def small(found: Toy) -> list[dict[str, int]]:
    """Sizes at which the toy can be enumerated in plain Python."""
    every = itertools.product(*(range(1, 3) for _ in found.form.sorts))
    return [dict(zip(found.form.sorts, sizes, strict=True)) for sizes in every]


@pytest.mark.parametrize("number", range(12))
def test_exploring_and_proving_answer_as_the_meaning_does(number: int) -> None:
    """Catches a kind of question that a backend reads otherwise, and a proof of what some instance breaks."""
    made = toy(2, 300 + number)
    chance = random.Random(number)
    asked = questions(made.form, chance)
    verifier = Verifier(made.form, dict.fromkeys(made.form.sorts, 1))
    proved = {q for q in asked if verifier.prover(Asked(made.form)).prove(q).verdict == "proved"}
    for sizes in small(made):
        space = Space(explore(made.form, sizes))
        if space.exploration.count > LARGEST:
            continue
        meaning = Answers(made.form, sizes)
        for question in asked:
            broken = meaning.broken(question)
            assert (answer(question, space).broken is not None) == broken, (sizes, question, made)
            assert not (broken and question in proved), (sizes, question, made)


@dataclass(frozen=True)
class Later(Question):
    """A question of a language to come."""


def test_a_backend_refuses_a_question_that_it_does_not_know() -> None:
    """Catches a kind of question that counts as holding because nobody looked."""
    form = toy(1, 1).form
    space = Space(explore(form, dict.fromkeys(form.sorts, 1)))
    calls: list[Callable[[], object]] = [
        lambda: answer(Later(), space),
        lambda: Answers(form, space.instance.sizes).broken(Later()),
        lambda: list(obligations(Later(), form)),
        lambda: Verifier(form, {}).prover(Asked(form)).prove(Later()),
        lambda: Verifier(form, {}).prover(Asked(form)).prove_broken(Later()),
        lambda: state(Later(), Scope.of(form)),
        lambda: Later().needs_every_state,
        lambda: Later().mentions,
    ]
    for call in calls:
        with pytest.raises(TypeError):
            call()
