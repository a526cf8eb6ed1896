"""Questions on decision diagrams have the answers, and the traces, that they have on an explored instance."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator

from hypothesis import given

from chartproof.check.decide import answer
from chartproof.check.space import Space
from chartproof.check.symbolic import answer_by_bdd, answers
from chartproof.compile.claims import asked_of
from chartproof.compile.reading import Reader
from chartproof.explore.bdd import InBdd
from chartproof.explore.search import explore
from chartproof.language.expression import TRUE, negation
from chartproof.language.questions import Blind, Fair, Never, Question, Reach, Same
from chartproof.project.project import load
from tests.explore.test_reached import asked
from tests.explore.test_search import each_path
from tests.toys import Toy, toys


def questions(toy: Toy) -> Iterator[Question]:
    """Questions of each kind about a toy."""
    expressions, rules = asked(toy), toy.form.rules
    for n, here in enumerate(expressions):
        other = expressions[(n + 1) % len(expressions)]
        yield Never("state", here, spoken=(other,), disjuncts=(here, negation(here)))
        yield Reach(here, other, rules[: 1 + n % len(rules)])
        for rule in rules:
            yield Never("step", here, rule, other, spoken=(here, rule.condition))
            yield Never("shown", here, rule, shows="shows it")
    for rule, variable in itertools.product(rules, toy.form.variables):
        yield Blind(rule, (variable.name,))
    for one, other_rule in itertools.product(rules, repeat=2):
        yield Same((one,), (other_rule,))
        yield Same((one, other_rule), (other_rule, one))


@each_path
@given(toy=toys())
def test_answers_on_toys(toy: Toy) -> None:
    """Would catch a set that is too small or too large, another state, another note, other vacuity."""
    space, reached = Space(explore(toy.form, toy.sizes)), InBdd(toy.form, toy.sizes)
    for question in questions(toy):
        assert answer_by_bdd(question, reached) == answer(question, space)


def test_answers_on_the_model() -> None:
    """Would catch what toys do not ask: permissions, granted predicates, every claim of the page."""
    project, sizes = load(), {"Account": 2, "Service": 1}
    reader, kinds = Reader(project.form), Counter[type[Question]]()
    for found in project.properties.values():
        for claim in asked_of(found, reader):
            space, reached = Space(explore(claim.form, sizes)), InBdd(claim.form, sizes)
            for question in claim.questions:
                if answers(question):
                    kinds[type(question)] += 1
                    assert answer_by_bdd(question, reached) == answer(question, space)
    assert kinds.keys() == {Never, Blind, Same, Reach}


def test_fairness_is_not_answered() -> None:
    """Would catch a kind of question that is taken for one of another kind."""
    fair = Fair(TRUE, TRUE, ())
    assert not answers(fair)
    assert all(answers(q) for q in (Never("", TRUE), Reach(TRUE, TRUE, ()), Same((), ())))
