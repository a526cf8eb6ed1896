"""Strategies and undoings as plain values, to be kept, and read again: a guess like any other, whatever was written.

What is read need not be what was written: a value that is no strategy is none, and machines are looked up by
whoever takes it as a hint.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from chartproof.errors import ModelError, UnknownName
from chartproof.language.expression import Binder, In
from chartproof.language.form import Form
from chartproof.language.parse import parse, vocabulary
from chartproof.prove.ranking import Move, Shrinking
from chartproof.prove.strategy import Strategy
from chartproof.prove.undoing import Undoing


def plain(strategy: Strategy) -> dict[str, Any]:
    """A strategy as plain values: its moves and the sets that shrink."""
    return {
        "moves": [
            {"event": move.rule.name, "names": [[_plain(old), _plain(new)] for old, new in move.names]}
            for move in strategy.moves
        ],
        "sets": [
            {
                "machine": one.member.variable,
                "of": [_plain(b) for b in one.member.indices],
                "states": list(one.member.states),
                "over": [_plain(b) for b in one.over],
            }
            for one in strategy.sets
        ],
    }


def read(form: Form, value: Any) -> Strategy | None:
    """The strategy that a value says; None where it says none of this form."""
    try:
        moves = tuple(
            Move(form.rule(m["event"]), tuple((_binder(old), _binder(new)) for old, new in m["names"]))
            for m in value["moves"]
        )
        sets = tuple(
            Shrinking(In(s["machine"], _binders(s["of"]), tuple(map(str, s["states"]))), _binders(s["over"]))
            for s in value["sets"]
        )
    except (KeyError, TypeError, ValueError, AttributeError, UnknownName):
        return None
    told = all(tuple(old for old, _ in m.names) == m.rule.parameters for m in moves)
    alike = all(old.sort == new.sort for m in moves for old, new in m.names)
    return Strategy(moves, sets) if told and alike else None


def plain_undoings(undoings: Sequence[Undoing]) -> list[list[Any]]:
    """A list of undoings as plain values: each its event, the states before, and the condition."""
    return [[one.rule.name, list(one.sources), str(one.where)] for one in undoings]


def read_undoings(form: Form, value: Any) -> tuple[Undoing, ...] | None:
    """The list of undoings that a value says; None where it says none of this form."""
    words = vocabulary(form)
    try:
        rules = [(form.rule(name), sources, where) for name, sources, where in value]
        return tuple(
            Undoing(rule, tuple(map(str, sources)), parse(where, words, scope=rule.parameters))
            for rule, sources, where in rules
        )
    except (TypeError, ValueError, AttributeError, UnknownName, ModelError):
        return None


def _plain(binder: Binder) -> list[str]:
    return [binder.name, binder.sort]


def _binder(value: Any) -> Binder:
    name, sort = map(str, value)
    return Binder(name, sort)


def _binders(values: Sequence[Any]) -> tuple[Binder, ...]:
    return tuple(map(_binder, values))
