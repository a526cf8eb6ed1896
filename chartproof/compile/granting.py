"""Rules under which a permission is granted only in some cases, with free predicates.

A free predicate is a machine that never moves and starts anywhere: what holds of the form so made
holds for each choice of the predicate. An event stays possible where some actor of it needs no such
permission; one that is needed in a named situation alone (a console) keeps nobody from it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from chartproof.compile.reading import Reader
from chartproof.declare.claims import Granting
from chartproof.declare.sorts import snake
from chartproof.errors import ModelError, Origin, UnknownName
from chartproof.language.expression import TRUE, Binder, Expression, In, conjunction, disjunction, negation
from chartproof.language.form import Conjunct, Form, Permission, Rule, Variable


def under_granting(form: Form, claim: Granting, origin: Origin | None = None) -> Form:
    """The form in which every caller's permission is conditioned as the claim says.

    Raises ModelError where a free predicate has a name that is taken or a sort that there is not, and
    where no event needs the permission.
    """
    free = [(name, tuple(s.name for s in sorts)) for name, sorts in claim.predicates]
    _check(form, free, origin)
    form = replace(
        form,
        variables=(*form.variables, *(_free(name, sorts) for name, sorts in free)),
        predicates=(*form.predicates, *((name, _holds(name, sorts)) for name, sorts in free)),
    )
    if not any(need.name == claim.permission for rule in form.rules for need in rule.needs):
        names = {need.name for rule in form.rules for need in rule.needs}
        raise UnknownName("permission that an event needs", claim.permission, names, origin=origin)
    reader = Reader(form, origin)
    return replace(form, rules=tuple(_conditioned(rule, claim, reader) for rule in form.rules))


def _check(form: Form, free: list[tuple[str, tuple[str, ...]]], origin: Origin | None) -> None:
    taken = {v.name for v in form.variables} | {v.title for v in form.variables} | set(form.named)
    for name, sorts in free:
        if name in taken:
            raise ModelError(
                f"the free predicate {name!r} has the name of a machine or of another predicate",
                origin=origin,
                mend="give it a name of its own",
            )
        for sort in sorts:
            if sort not in form.sorts:
                raise UnknownName("sort", sort, form.sorts, origin=origin)
        taken.add(name)


def _free(name: str, sorts: tuple[str, ...]) -> Variable:
    return Variable(name, name, sorts, ("no", "yes"), ("no", "yes"), "a free predicate")


def _holds(name: str, sorts: tuple[str, ...]) -> In:
    return In(name, tuple(Binder(snake(s), s) for s in sorts), ("yes",))


def _conditioned(rule: Rule, claim: Granting, reader: Reader) -> Rule:
    only = reader.bound(claim.only_where, rule.parameters) if _needs(rule, claim.permission) else TRUE

    def granted(need: Permission) -> Expression:
        return disjunction([negation(need.when), only]) if need.name == claim.permission else TRUE

    extra = by_some_actor(rule, granted)
    return rule if extra == TRUE else replace(rule, guard=(*rule.guard, Conjunct(extra, "", rule.origin)))


def _needs(rule: Rule, permission: str) -> bool:
    return any(n.name == permission for n in rule.needs)


def by_some_actor(rule: Rule, granted: Callable[[Permission], Expression]) -> Expression:
    """Where some actor of an event has all that it needs from outside of any named situation.

    granted: where the caller has one of the permissions.
    """
    actors = dict.fromkeys(a.name for a in rule.actors) or [""]
    return disjunction(
        conjunction(granted(n) for n in rule.needs if n.by in ("", actor) and not n.where) for actor in actors
    )
