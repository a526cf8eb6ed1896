"""At which elements a machine takes part in an event of a compiled form."""

from __future__ import annotations

from chartproof.declare.sorts import snake
from chartproof.errors import ModelError
from chartproof.language.expression import Binder
from chartproof.language.form import Rule


def place(machine: str, sorts: tuple[str, ...], rule: Rule) -> tuple[tuple[Binder, ...], tuple[Binder, ...]]:
    """At which elements a machine takes part, and which of them range over their whole sort.

    An argument of the event gives the element of its sort; a sort without one is taken in full.
    Raises ModelError where two arguments, or two sorts of the machine, compete for it.
    """
    given = {sort: [b for b in rule.parameters if b.sort == sort] for sort in sorts}
    further = tuple(Binder(snake(s), s) for s in dict.fromkeys(sorts) if not given[s])
    if any(len(found) > 1 for found in given.values()) or any(sorts.count(b.sort) > 1 for b in further):
        raise ModelError(
            f"which elements of {machine} take part in {rule.name!r} can't be bound", origin=rule.origin,
            mend=f"give {rule.name} one argument of each sort that {machine} is indexed by",
        )  # fmt: skip
    bound = {b.sort: b for b in further} | {s: found[0] for s, found in given.items() if found}
    return tuple(bound[s] for s in sorts), further
