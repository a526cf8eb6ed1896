"""Whether a caller may ask for an event: what it needs, in which case, and what is missing.

An actor needs a permission where its `when` holds in the state before the event, its `where` is
empty or is the named case in which the call is made, and its `by` is empty or names that actor.
A caller of whom nothing is said may be any actor of the event: it is granted if some actor would
be granted with the same permissions, and otherwise each actor's missing permissions are named.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from chartproof.errors import ChartproofError, UnknownName
from chartproof.language.expression import TRUE
from chartproof.language.form import Form, Permission, Rule
from chartproof.language.meaning import Bindings
from chartproof.live.refusal import Reason
from chartproof.live.snapshot import Snapshot


@dataclass(frozen=True)
class Caller:
    """Who asks: the permissions held (None: not checked), as which actor, in which named case."""

    permissions: Collection[str] | None = None
    by: str | None = None
    where: str = ""

    def check(self, form: Form, rule: Rule) -> None:
        """Raises ChartproofError where it names an actor or a case that there is not."""
        if isinstance(self.permissions, str):
            raise ChartproofError(
                "permissions are a set of names, not one text",
                mend=f"say permissions={{{self.permissions!r}}}",
            )
        actors = [a.name for a in rule.actors]
        if self.by is not None and self.by not in actors:
            raise UnknownName(f"actor of {rule.name}", self.by, actors, origin=rule.origin)
        cases = {n.where for r in form.rules for n in r.needs if n.where}
        if self.where and self.where not in cases:
            raise UnknownName("case of a permission", self.where, cases)


def missing(rule: Rule, caller: Caller, snapshot: Snapshot, bound: Bindings) -> list[Reason]:
    """What the caller lacks; nothing where the event is granted or permissions are not checked."""
    if caller.permissions is None:
        return []
    actors = [caller.by] if caller.by is not None else [a.name for a in rule.actors] or [""]
    lacks = [_lacks(rule, caller, actor, snapshot, bound) for actor in actors]
    if not all(lacks):
        return []
    return [Reason(_say(need), rule.origin) for need in dict.fromkeys(n for found in lacks for n in found)]


def _lacks(rule: Rule, caller: Caller, actor: str, snapshot: Snapshot, bound: Bindings) -> list[Permission]:
    return [
        need
        for need in rule.needs
        if need.where in ("", caller.where)
        and need.by in ("", actor)
        and need.name not in (caller.permissions or ())
        and snapshot.holds(need.when, bound)
    ]


def _say(need: Permission) -> str:
    cases = [f"by {need.by}" if need.by else "", f"in the case {need.where!r}" if need.where else ""]
    cases.append(f"where {need.when}" if need.when != TRUE else "")
    said = " ".join(c for c in cases if c)
    return f"the permission {need.name} is missing" + (f", which is needed {said}" if said else "")
