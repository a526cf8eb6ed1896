"""Which strategies a question asks for: what they start from, which events they may use, where they are tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from chartproof.language.fold import free_in
from chartproof.language.form import Form
from chartproof.language.questions import Fair, Reach
from chartproof.prove.obligation import Obligation
from chartproof.prove.search import Paths, ending, recovering, region
from chartproof.prove.strategy import Strategy, can_follow, must_follow

MOST_STEPS = 20_000
"""Transitions of the instance with two elements of every sort that is looked at for fair events, at most."""

Found = Iterator[tuple[Strategy, list[Obligation]]]


def strategies(question: Reach | Fair, form: Form, paths: Callable[[Mapping[str, int]], Paths | None]) -> Found:
    """Strategies that work on small instances, each with what is to be shown of it."""
    tried = [at for sizes in small_sizes(form) if (at := paths(sizes)) is not None]
    if not tried:
        return
    if isinstance(question, Reach):
        yield from _recovering(question, tried, form)
        return
    yield from _ending(question, tried, form)
    # Whose event is meant shows where there are two of every sort: looked at where the others were not enough.
    two = paths(dict.fromkeys(form.sorts, 2)) if len(form.sorts) > 1 else None
    if two is not None and len(two.sources) <= MOST_STEPS:
        yield from _ending(question, [*tried, two], form)


def small_sizes(form: Form) -> list[dict[str, int]]:
    """One of each sort, and two of one of them.

    >>> small_sizes(Form(("Client", "Door"), (), ()))
    [{'Client': 1, 'Door': 1}, {'Client': 2, 'Door': 1}, {'Client': 1, 'Door': 2}]
    """
    one = dict.fromkeys(form.sorts, 1)
    return [one, *({**one, sort: 2} for sort in form.sorts)]


def _recovering(question: Reach, paths: Sequence[Paths], form: Form) -> Found:
    goal, where = question.goal, question.where
    own = free_in([goal, where])
    for strategy in recovering(form, paths, goal, where, own, question.by):
        yield strategy, list(can_follow(strategy, goal, where))


def _ending(question: Fair, paths: Sequence[Paths], form: Form) -> Found:
    start, goal = question.start, question.goal
    own = free_in([goal, start])
    where = region(paths, start, goal, own)
    for strategy in ending(form, paths, goal, where, own, question.fair):
        yield strategy, list(must_follow(form, strategy, goal, where))
