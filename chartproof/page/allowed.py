"""What somebody may do who holds some permissions, and no other: actor by actor, event by event.

It is about permissions alone: whether an event can happen in a state, its guard says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from chartproof.errors import UnknownName
from chartproof.language.expression import FALSE, TRUE, Expression, conjunction, negation
from chartproof.language.form import Form, Permission, Rule


@dataclass(frozen=True)
class Allowed:
    """One actor's event: where the permissions held are enough, and what is missing elsewhere.

    where: in which states (FALSE: in none). missing: needs that are not held, each with its case. uses: those held
    that count.
    """

    event: str
    actor: str
    where: Expression
    missing: tuple[Permission, ...]
    uses: tuple[str, ...]

    @property
    def granted(self) -> str:
        """`yes`, `no`, or `in some cases`."""
        if not self.missing:
            return "yes"
        return "no" if self.where == FALSE else "in some cases"


def allowed(form: Form, holding: Collection[str]) -> list[Allowed]:
    """What a holder of these permissions may do, of every event and actor.

    Raises UnknownName for a permission that no event needs.
    """
    known = {need.name for rule in form.rules for need in rule.needs}
    for name in holding:
        if name not in known:
            raise UnknownName("permission", name, known)
    return [found for rule in form.rules for found in _of(rule, frozenset(holding))]


def _of(rule: Rule, holding: frozenset[str]) -> Iterator[Allowed]:
    """A need of a named case (such as the console) counts as missing, but only in that case."""
    for actor in [a.name for a in rule.actors] or [""]:
        needs = [n for n in rule.needs if n.by in ("", actor)]
        missing = tuple(n for n in needs if n.name not in holding)
        uses = tuple(dict.fromkeys(n.name for n in needs if n.name in holding))
        where = conjunction(negation(n.when) for n in missing if not n.where)
        yield Allowed(rule.name, actor, where if missing else TRUE, missing, uses)
