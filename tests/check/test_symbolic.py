"""Questions on decision diagrams have the answers, and the traces, that they have on an explored instance."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given

from chartproof.check import instances
from chartproof.check.decide import answer
from chartproof.check.exact import described_by_bdd
from chartproof.check.finding import Answer
from chartproof.check.instances import Guard, no_guard
from chartproof.check.space import Space
from chartproof.check.symbolic import answer_by_bdd, answers
from chartproof.check.verify import Verifier
from chartproof.compile.claims import asked as compiled
from chartproof.compile.claims import asked_of
from chartproof.compile.reading import Reader
from chartproof.declare import always
from chartproof.errors import TooLarge
from chartproof.explore.bdd import InBdd
from chartproof.explore.search import explore
from chartproof.language.expression import TRUE, negation
from chartproof.language.form import Form
from chartproof.language.questions import Blind, Fair, Never, Question, Reach, Same
from chartproof.language.trace import Trace
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


def verdicts(sizes: Mapping[str, int], guard: Guard = no_guard) -> list[tuple[str, bool, Trace | None]]:
    """Every property of the model, by exploring alone."""
    project = load()
    verifier = Verifier(project.form, sizes, proves=False, guard=guard, reader=project.reader)
    return [(r.verdict, r.vacuous, r.trace) for r in verifier.results(list(project.properties.values()))]


def test_verdicts_do_not_depend_on_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Would catch a claim whose questions are put together otherwise, and a store given up that loses its claim."""
    by_search = verdicts({"Account": 2, "Service": 1})
    monkeypatch.setattr(instances, "SMALL", 0)
    assert verdicts({"Account": 2, "Service": 1}) == by_search
    monkeypatch.setattr(instances, "STORE", 1000)
    assert verdicts({"Account": 2, "Service": 1}) == by_search


def test_what_is_refused_is_decided_on_diagrams_but_for_fairness(monkeypatch: pytest.MonkeyPatch) -> None:
    """Would catch `unknown` where diagrams know, and a verdict about fairness on an instance that was not explored."""

    def refuse(form: Form, sizes: Mapping[str, int]) -> None:
        raise TooLarge("no")

    by_search = verdicts({"Account": 1, "Service": 1})
    monkeypatch.setattr(instances, "small_space", lambda *_, **__: None)
    monkeypatch.setattr(instances, "STORE", 1000)
    found = verdicts({"Account": 1, "Service": 1}, refuse)
    properties = list(load().properties)
    differing = [name for name, one, other in zip(properties, by_search, found, strict=True) if one != other]
    assert [found[properties.index(name)][0] for name in differing] == ["unknown"] * len(differing)
    assert set(differing) == {"clean_up_ends", "one_person_disables_all"}


def test_what_satisfies_facts_is_counted_alike() -> None:
    """Would catch a code that is no state counted as one, and a fact read for one choice of elements alone."""
    project, sizes = load(), {"Account": 2, "Service": 1}
    description = Verifier(project.form, sizes, reader=project.reader).description()
    assert description is not None
    reached = InBdd(project.form, sizes)
    assert described_by_bdd(description.facts, reached) == description
    cells = [len(f.variable.states) for f in reached.instance.layout.fields]
    assert described_by_bdd((), reached).satisfying == math.prod(cells) > description.satisfying


def test_what_says_nothing_says_nothing_on_diagrams() -> None:
    """`always("True")` speaks of nothing, in whichever way it is decided: catches a twin that lags behind."""
    form, sizes = load().form, {"Account": 2, "Service": 1}
    [question] = compiled(always("True"), Reader(form)).holds
    explored, symbolic = answer(question, Space(explore(form, sizes))), answer_by_bdd(question, InBdd(form, sizes))
    assert explored == symbolic == Answer(None, False)
