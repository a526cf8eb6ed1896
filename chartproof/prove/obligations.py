"""What is to be shown of a question: its obligations, for every kind that induction over one step speaks of.

Where all of a question's obligations are impossible together with facts that hold in every reachable
state, the question holds, for any number of elements.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from functools import singledispatch

from chartproof.language.expression import (
    FALSE,
    TRUE,
    And,
    Binder,
    Expression,
    In,
    Truth,
    conjunction,
    differ,
    disjunction,
    negation,
    quantified,
)
from chartproof.language.fold import leaves
from chartproof.language.form import Form, Rule, Variable
from chartproof.language.questions import Blind, Never, Question, Same, unknown_question
from chartproof.prove.obligation import Obligation, in_copy
from chartproof.prove.precondition import ANY, Substitution

MOST_COPIES = 64
"""Choices of states for hidden machines that are tried, at most, to tell where an event depends on them."""


@singledispatch
def obligations(question: Question, form: Form) -> Iterator[Obligation]:
    """The obligations of a question. Raises TypeError where induction does not speak of its kind."""
    raise unknown_question(question)


@obligations.register
def _(question: Never, form: Form) -> Iterator[Obligation]:
    here = question.here.parts if isinstance(question.here, And) else (question.here,)
    if question.rule is None:
        yield Obligation(question.name, here)
        return
    step = Substitution(question.rule)
    given = [e for e in (step.guard, *here, step.before(question.then)) if e != TRUE]
    yield Obligation(question.name, tuple(given), step)


@obligations.register
def _(question: Blind, form: Form) -> Iterator[Obligation]:
    """Two copies of the state that differ in some machines alone: the event sees no difference."""
    step, here = Substitution(question.rule), question.rule.condition
    there = in_copy(here, question.hidden)
    said = f"{question.rule.name} does not depend on {', '.join(question.hidden)}"
    yield Obligation(f"{said}: whether it can happen", (differ(here, there),), step)
    for variable in _moved(form, [step], besides=question.hidden):
        for cell in cells_of(variable):
            after = step.before(cell)
            unlike = differ(after, in_copy(after, question.hidden))
            yield Obligation(f"{said}: whether {cell} after it", (here, there, unlike), step)


@obligations.register
def _(question: Same, form: Form) -> Iterator[Obligation]:
    first, second = ([Substitution(r) for r in rules] for rules in (question.first, question.second))
    can_first, can_second = _in_turn(first), _in_turn(second)
    said = f"where {_then(question.first)} can happen, {_then(question.second)}"
    yield Obligation(f"{said} can", (can_first, negation(can_second)))
    for variable in _moved(form, [*first, *second]):
        for cell in cells_of(variable):
            unlike = differ(_back(first, cell), _back(second, cell))
            yield Obligation(f"{said} leads to the same: whether {cell}", (can_first, can_second, unlike))


def depends_somewhere(question: Blind, form: Form) -> Expression:
    """Where, for some arguments, the event surely depends on the hidden machines: a state enough to break the question.

    The second copy has each hidden machine in one and the same state everywhere, so that it need not be named; an
    event may depend on them elsewhere, too.
    """
    machines = [form.variable(name) for name in question.hidden]
    copies = itertools.islice(itertools.product(*(v.states for v in machines)), MOST_COPIES)
    states = [dict(zip(question.hidden, chosen, strict=True)) for chosen in copies]
    step, here = Substitution(question.rule), question.rule.condition
    cases = [differ(here, there) for there in (_fixed(here, s) for s in states) if isinstance(there, Truth)]
    if not any(c != FALSE for c in cases):
        cases = [differ(here, _fixed(here, s)) for s in states]
        cells = [cell for v in _moved(form, [step], besides=question.hidden) for cell in cells_of(v)]
        cases += [_done_otherwise(step, cell, s) for s in states for cell in cells]
    return quantified(False, question.rule.parameters, disjunction(dict.fromkeys(cases)))


def _done_otherwise(step: Substitution, cell: In, states: dict[str, str]) -> Expression:
    """Where the event can happen in both copies, and leaves a cell differently."""
    here, after = step.guard, step.before(cell)
    different = conjunction([here, _fixed(here, states), differ(after, _fixed(after, states))])
    return quantified(False, cell.indices, different)


def _fixed(node: Expression, states: dict[str, str]) -> Expression:
    """The expression where some machines are known to be in these states, everywhere."""
    return leaves(node, lambda c: Truth(states[c.variable] in c.states) if c.variable in states else c)


def _then(rules: Sequence[Rule]) -> str:
    return " then ".join(r.name for r in rules)


def _moved(form: Form, steps: Sequence[Substitution], besides: Sequence[str] = ()) -> list[Variable]:
    return [v for v in form.variables if v.name not in besides and any(s.moves(v.name) for s in steps)]


def cells_of(variable: Variable) -> Iterator[In]:
    """`the machine, anywhere, is in this state`, for each state; the elements' names are nobody else's."""
    indices = tuple(Binder(f"any{n + 1}{ANY}", sort) for n, sort in enumerate(variable.sorts))
    for state in variable.states:
        yield In(variable.name, indices, (state,))


def _in_turn(steps: Sequence[Substitution]) -> Expression:
    """Where some events can happen one after the other."""
    can: Expression = TRUE
    for step in reversed(steps):
        can = conjunction([step.guard, step.before(can)])
    return can


def _back(steps: Sequence[Substitution], after: Expression) -> Expression:
    """What must hold before some events so that something holds after them."""
    for step in reversed(steps):
        after = step.before(after)
    return after
