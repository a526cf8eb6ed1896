"""Rules under which a permission is granted only in some cases, with free predicates.

A free predicate is a machine that never moves and starts anywhere: what holds of the form so made
holds for each choice of the predicate.
"""

from __future__ import annotations

from dataclasses import replace

from chartproof.declare.claims import Granting
from chartproof.declare.sorts import snake
from chartproof.errors import ModelError, Origin
from chartproof.language.expression import Binder, In, disjunction, negation
from chartproof.language.form import Conjunct, Form, Permission, Rule, Variable
from chartproof.language.parse import Vocabulary, parse, vocabulary


def under_granting(form: Form, claim: Granting, origin: Origin | None = None) -> Form:
    """The form in which every caller's permission is conditioned as the claim says."""
    form = replace(
        form,
        variables=(
            *form.variables,
            *(_free(name, tuple(s.name for s in sorts)) for name, sorts in claim.predicates),
        ),
        predicates=(
            *form.predicates,
            *((name, _holds(name, [s.name for s in sorts])) for name, sorts in claim.predicates),
        ),
    )
    words = vocabulary(form)
    if not any(need.name == claim.permission for rule in form.rules for need in rule.needs):
        raise ModelError(f"no event needs the permission {claim.permission!r}", origin=origin)
    return replace(form, rules=tuple(_conditioned(rule, claim, words, origin) for rule in form.rules))


def _free(name: str, sorts: tuple[str, ...]) -> Variable:
    return Variable(name, name, sorts, ("no", "yes"), ("no", "yes"), "a free predicate")


def _holds(name: str, sorts: list[str]) -> In:
    return In(name, tuple(Binder(snake(s), s) for s in sorts), ("yes",))


def _conditioned(rule: Rule, claim: Granting, words: Vocabulary, origin: Origin | None) -> Rule:
    extra = [_unless_needed(n, rule, claim, words, origin) for n in rule.needs if n.name == claim.permission]
    return replace(rule, guard=(*rule.guard, *extra))


def _unless_needed(need: Permission, rule: Rule, claim: Granting, words: Vocabulary, origin: Origin | None) -> Conjunct:
    only = parse(claim.only_where, words, scope=rule.parameters, origin=origin)
    return Conjunct(disjunction([negation(need.when), only]), "", rule.origin)
