"""Which moves of machines happen in some reachable state: what a drawing's arcs are held against."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from chartproof.check.instances import small_space, within
from chartproof.check.space import Space
from chartproof.diagram.arcs import Move, Reached
from chartproof.explore.vector import evaluate
from chartproof.language.form import Form
from chartproof.language.meaning import Sizes, choices
from chartproof.prove.planning import small_sizes

MOST = 100_000
"""States of an instance that is explored for this."""


def reached_moves(form: Form, sizes: Sizes) -> Reached | None:
    """The moves that happen in the instance of these sizes, or else in the small ones; None where none can be
    explored.
    """
    known = small_space(form, sizes, MOST)
    tried = [dict(sizes)] if known else small_sizes(form)
    spaces = [known] if known else [small_space(form, one) for one in tried]
    explored = [(one, space) for one, space in zip(tried, spaces, strict=True) if space is not None]
    if not explored:
        return None
    moves = frozenset(move for _, space in explored for move in _moves(space))
    largest = [one for one, _ in explored if not any(one != other and within(one, other) for other, _ in explored)]
    return Reached(tuple(largest), moves)


def _moves(space: Space) -> Iterator[Move]:
    """Each effect of each event, out of every state of its cell in which it happens."""
    for event in space.instance.events:
        taken = np.flatnonzero(space.can_happen(event))
        words = space.exploration.words[taken]
        for effect in event.rule.effects if len(taken) else ():
            for further in choices(effect.bound, space.instance.sizes):
                bound = {**event.bound, **further}
                there = words[evaluate(effect.when, words, bound, space.instance)]
                cell = space.instance.fields[effect.variable, tuple(bound[b] for b in effect.indices)]
                found = (there[:, cell.word] >> np.uint64(cell.shift)) & np.uint64(cell.mask)
                for number in np.flatnonzero(np.bincount(found.astype(np.intp))).tolist():
                    yield event.rule.name, effect.variable, cell.variable.states[number], effect.value
