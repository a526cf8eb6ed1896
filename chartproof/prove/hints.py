"""Strategies that worked for the same question about other rules, tried before any is searched for.

A hint is a guess like any other: what it claims is shown anew for these rules, or it is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from chartproof.language.expression import TRUE, Expression, negation
from chartproof.language.form import Form, Rule
from chartproof.language.questions import Fair, Reach
from chartproof.prove.obligation import ANY_SIZE, Obligation, among, so_many
from chartproof.prove.strategy import Strategy, can_follow, must_follow

Key = tuple[str, ...]


def key_of(question: Reach | Fair, least: Mapping[str, int] = ANY_SIZE) -> Key:
    """What tells a question from others, whatever the rules say: its text, the events that it names, the sizes."""
    given = so_many(least)
    of = () if given == TRUE else (str(given),)
    if isinstance(question, Reach):
        return ("reach", str(question.goal), str(question.where), question.how, *of)
    return ("fair", str(question.start), str(question.goal), *(r.name for r in question.fair), *of)


def hinted(
    question: Reach | Fair, form: Form, known: Strategy, least: Mapping[str, int] = ANY_SIZE
) -> Iterator[tuple[Strategy, list[Obligation]]]:
    """What is to be shown of a strategy that was found under other rules; nothing where it cannot be said here.

    least: how many elements the instances have that it is shown of.
    """
    usable = question.by if isinstance(question, Reach) else question.fair
    strategy = _under(known, form, {r.name: r for r in usable})
    if strategy is None:
        return
    if isinstance(question, Reach):
        yield strategy, list(among(can_follow(strategy, question.goal, question.where), least))
        return
    regions: list[Expression] = [question.start, negation(question.goal)]
    for where in regions:
        yield strategy, list(among(must_follow(form, strategy, question.goal, where), least))


def _under(known: Strategy, form: Form, usable: dict[str, Rule]) -> Strategy | None:
    """The strategy with the rules of another form; None where it lacks an event that may be used, or a machine."""
    machines = {(v.name, v.sorts): set(v.states) for v in form.variables}
    for one in known.sets:
        states = machines.get((one.member.variable, tuple(b.sort for b in one.member.indices)))
        if states is None or not set(one.member.states) <= states:
            return None
    moves = []
    for move in known.moves:
        rule = usable.get(move.rule.name)
        if rule is None or rule.parameters != move.rule.parameters:
            return None
        moves.append(replace(move, rule=rule))
    return Strategy(tuple(moves), known.sets)
