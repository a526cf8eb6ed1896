"""Which strategies a question asks for: what they start from, which events they may use, where they are tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from chartproof.language.fold import free_in
from chartproof.language.form import Form
from chartproof.language.questions import Fair, Reach
from chartproof.prove.obligation import ANY_SIZE, Obligation, among
from chartproof.prove.search import Paths, ending, recovering, region
from chartproof.prove.strategy import Strategy, can_follow, must_follow

MOST_STEPS = 20_000
"""Transitions of the instance with two elements of every sort that is looked at for fair events, at most."""

Found = Iterator[tuple[Strategy, list[Obligation]]]


def strategies(
    question: Reach | Fair,
    form: Form,
    paths: Callable[[Mapping[str, int]], Paths | None],
    least: Mapping[str, int] = ANY_SIZE,
) -> Found:
    """Strategies that work on small instances, each with what is to be shown of it.

    least: how many elements instances have at least, in the small ones and in what is to be shown.
    """
    yield from ((strategy, list(among(shown, least))) for strategy, shown in _found(question, form, paths, least))


def _found(
    question: Reach | Fair,
    form: Form,
    paths: Callable[[Mapping[str, int]], Paths | None],
    least: Mapping[str, int],
) -> Found:
    tried = [at for sizes in small_sizes(form, least) if (at := paths(sizes)) is not None]
    if not tried:
        return
    if isinstance(question, Reach):
        yield from _recovering(question, tried, form)
        return
    yield from _ending(question, tried, form)
    # Whose event is meant shows where there are two of every sort: looked at where the others were not enough.
    two = paths({sort: max(2, least.get(sort, 1)) for sort in form.sorts}) if len(form.sorts) > 1 else None
    if two is not None and len(two.sources) <= MOST_STEPS:
        yield from _ending(question, [*tried, two], form)


def small_sizes(form: Form, least: Mapping[str, int] = ANY_SIZE) -> list[dict[str, int]]:
    """One of each sort, and two of one of them; at least so many of each.

    >>> small_sizes(Form(("Client", "Door"), (), ()))
    [{'Client': 1, 'Door': 1}, {'Client': 2, 'Door': 1}, {'Client': 1, 'Door': 2}]
    >>> small_sizes(Form(("Client", "Door"), (), ()), {"Door": 2})
    [{'Client': 1, 'Door': 2}, {'Client': 2, 'Door': 2}]
    """
    one = {sort: max(1, least.get(sort, 1)) for sort in form.sorts}
    every = [one, *({**one, sort: max(2, n)} for sort, n in one.items())]
    return [sizes for n, sizes in enumerate(every) if sizes not in every[:n]]


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
