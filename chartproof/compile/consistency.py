"""Checks of a compiled form: nothing is written twice, nothing depends on an order.

Two effects of one rule on the same machine must have conditions that exclude each other, unless
they lead to the same state; a participant that blocks must know where it goes from each of its
source states. Decided by going through the atoms of the conditions; a quantified part counts as an
atom of its own, so the check errs on the side of refusing.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

from chartproof.errors import ModelError
from chartproof.language.expression import (
    And,
    Expression,
    In,
    Named,
    Not,
    Or,
    Quantified,
    Same,
    Truth,
    conjunction,
    disjunction,
    negation,
)
from chartproof.language.fold import children
from chartproof.language.form import Effect, Form, Rule

LIMIT = 200_000


def check_form(form: Form) -> None:
    """Refuse a form in which an effect is ambiguous. Raises ModelError with file and line."""
    for rule in form.rules:
        for variable in dict.fromkeys(e.variable for e in rule.effects):
            effects = [e for e in rule.effects if e.variable == variable]
            _exclusive(form, rule, effects)
            _exhaustive(form, rule, effects)


def _exclusive(form: Form, rule: Rule, effects: list[Effect]) -> None:
    for one, other in itertools.combinations(effects, 2):
        if one.value == other.value:
            continue
        if one.indices != other.indices or satisfiable(form, conjunction([one.when, other.when])):
            raise ModelError(
                f"event {rule.name!r} writes {one.variable} twice: it goes to {one.value!r} where "
                f"{one.when}, and to {other.value!r} where {other.when}; the conditions overlap",
                origin=other.origin,
                mend="give the transitions conditions that exclude each other: cond=… and unless=…",
            )


def _exhaustive(form: Form, rule: Rule, effects: list[Effect]) -> None:
    """Only a machine that blocks is bound to move: its sources stand in the guard."""
    for conjunct in rule.guard:
        expression = conjunct.expression
        while isinstance(expression, Quantified):
            expression = expression.body
        if not conjunct.machine or not isinstance(expression, In) or expression.variable != effects[0].variable:
            continue
        nowhere = conjunction([expression, negation(disjunction(e.when for e in effects))])
        if satisfiable(form, nowhere):
            raise ModelError(
                f"event {rule.name!r}: {expression.variable} takes part where {expression}, but its "
                "conditions leave a case in which it goes nowhere",
                origin=effects[0].origin,
                mend="wrap the transitions in listens(…), or add the transition of the missing case",
            )


def satisfiable(form: Form, expression: Expression) -> bool:
    """Whether some assignment of the atoms makes it true; True where there are too many to try."""
    atoms = list(dict.fromkeys(_atoms(expression)))
    domains = [_domain(form, atom) for atom in atoms]
    count = 1
    for domain in domains:
        count *= len(domain)
    if count > LIMIT:
        return True
    return any(_value(expression, dict(zip(atoms, choice, strict=True))) for choice in itertools.product(*domains))


def _atoms(node: Expression) -> Iterator[Expression | tuple[str, object]]:
    if isinstance(node, In):
        yield (node.variable, node.indices)
    elif isinstance(node, (Quantified, Same)):
        yield node
    else:
        for child in children(node):
            yield from _atoms(child)


def _domain(form: Form, atom: Expression | tuple[str, object]) -> tuple[object, ...]:
    if isinstance(atom, tuple):
        return form.variable(atom[0]).states
    return (False, True)


def _value(node: Expression, atoms: Mapping[object, object]) -> bool:
    if isinstance(node, Truth):
        return node.value
    if isinstance(node, In):
        return atoms[(node.variable, node.indices)] in node.states
    if isinstance(node, (Quantified, Same)):
        return bool(atoms[node])
    if isinstance(node, Not):
        return not _value(node.body, atoms)
    if isinstance(node, Named):
        return _value(node.body, atoms)
    if isinstance(node, And):
        return all(_value(p, atoms) for p in node.parts)
    assert isinstance(node, Or)
    return any(_value(p, atoms) for p in node.parts)
