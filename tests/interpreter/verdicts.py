"""What claims mean, said a second time, on one explored instance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.interpreter import copies, runs, steps
from tests.interpreter.judgement import Judgement
from tests.interpreter.meaning import Explored
from tests.interpreter.system import TRUE, Claim, Event, Expression, Machine, Predicate, System

KINDS: dict[str, Callable[[Claim, Explored], Judgement]] = {
    kind.__name__: kind
    for kind in (
        steps.always, steps.can, steps.no_step, steps.establishes, steps.never_left, steps.cannot, steps.can_move,
        steps.permissions, steps.can_happen, steps.changes_something, steps.done_by, steps.needs_its_call,
        copies.independent, copies.depends, copies.only_dependent, copies.same_outcome,
        runs.recoverable, runs.leads_to, runs.ends,
    )
}  # fmt: skip


def judge(claim: Claim, found: Explored) -> Judgement:
    """What a claim comes to on an explored instance; what is under granting is explored as `granted` says."""
    judgement: Judgement = KINDS[claim.kind](claim, found)
    return judgement


def granted(system: System, claim: Claim) -> System:
    """The system in which a permission is only given under a condition, and its free predicates are machines."""
    machines = [
        Machine(name, sorts, ("no", "yes"), ("no", "yes"), (Predicate(name, ("yes",)),))
        for name, sorts in claim.predicates
    ]
    events = tuple(replace(e, only_if=(*e.only_if, _condition(e, claim))) for e in system.events)
    return replace(system, machines=(*system.machines, *machines), events=events)


def _condition(event: Event, claim: Claim) -> Expression:
    """Some actor, asking in no particular situation, does without the permission wherever it is not given."""
    assert claim.first is not None
    ways: list[Expression] = []
    for actor in [name for name, _ in event.actors] or [""]:
        needs = [n for n in event.needs if n.permission == claim.permission and not n.where and n.by in ("", actor)]
        ways.append(("and", TRUE, *(("or", ("not", n.when or TRUE), claim.first) for n in needs)))
    return ("or", *ways)
