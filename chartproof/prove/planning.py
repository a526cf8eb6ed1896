"""Which strategies a claim asks for: what they start from, which events they may use, where they are tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from chartproof.declare.claims import LeadsTo, Recoverable
from chartproof.language.expression import Binder, Expression, conjunction
from chartproof.language.fold import free_binders
from chartproof.language.form import Form, Rule
from chartproof.prove.claims import Reading
from chartproof.prove.obligation import Obligation
from chartproof.prove.search import Paths, ending, recovering, region
from chartproof.prove.strategy import Strategy, can_follow, must_follow

Found = Iterator[tuple[Strategy, list[Obligation]]]


def strategies(
    claim: Recoverable | LeadsTo, reading: Reading, paths: Callable[[Mapping[str, int]], Paths | None]
) -> Found:
    """Strategies that work on small instances, each with what is to be shown of it."""
    tried = [found for sizes in _sizes(reading.form) if (found := paths(sizes)) is not None]
    if not tried:
        return
    yield from _recovering(claim, reading, tried) if isinstance(claim, Recoverable) else _ending(claim, reading, tried)


def _sizes(form: Form) -> list[dict[str, int]]:
    """One of each sort, and two of one of them."""
    one = dict.fromkeys(form.sorts, 1)
    return [one, *({**one, sort: 2} for sort in form.sorts)]


def _recovering(claim: Recoverable, reading: Reading, paths: Sequence[Paths]) -> Found:
    goal, where = reading.read(claim.goal), reading.read(claim.where)
    own = _own(goal, where)
    if own is None:
        return
    for strategy in recovering(reading.form, paths, goal, where, own, allowed(claim, reading.form)):
        yield strategy, list(can_follow(strategy, goal, where))


def _ending(claim: LeadsTo, reading: Reading, paths: Sequence[Paths]) -> Found:
    start, goal = reading.read(claim.start), reading.read(claim.goal)
    own = _own(goal, start)
    if own is None:
        return
    where = region(paths[-1], start, goal, own)
    for strategy in ending(reading.form, paths[-1], goal, where, own, reading.rules(claim.fair)):
        yield strategy, list(must_follow(reading.form, strategy, goal, where))


def _own(goal: Expression, where: Expression) -> tuple[Binder, ...] | None:
    """The elements that a claim is about; None where two are of one sort, which the search does not try."""
    own = free_binders(conjunction([goal, where]))
    return own if len({b.sort for b in own}) == len(own) else None


def allowed(claim: Recoverable, form: Form) -> list[Rule]:
    """The events of which a way may be made: all but those left out, and of one actor where it says so."""
    return [
        r
        for r in form.rules
        if r.name not in claim.without and (not claim.by or claim.by in {a.name for a in r.actors})
    ]
