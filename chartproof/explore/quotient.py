"""An explored instance seen through a few of its cells: states from which the same may come are one.

Branching bisimulation (van Glabbeek and Weijland), decided by refining partitions with signatures:
two states stay together while they look alike and the same moves, after steps that stay inside
their class, lead to the same classes. A step that changes none of the chosen cells is silent.
Classes are numbered by what they are, so that the order in which states were found does not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chartproof.explore.components import strong
from chartproof.explore.graph import Graph
from chartproof.explore.numbers import rows_once
from chartproof.explore.vector import evaluate
from chartproof.language.expression import Binder, In
from chartproof.language.form import Variable

Ints = NDArray[np.int64]
SILENT = -1
Step = tuple[int, int]


@dataclass(frozen=True)
class Quotient:
    """`classes` of the states; steps between classes as (class, label, class), in order."""

    classes: Ints
    steps: tuple[tuple[int, int, int], ...]

    @property
    def count(self) -> int:
        """How many classes there are."""
        return int(self.classes.max()) + 1


def quotient(sources: Ints, targets: Ints, labels: Ints, colours: Ints) -> Quotient:
    """The classes of states, from transitions and from what each state looks like.

    labels: of each transition, from 0; one between states of the same colour is silent.

    >>> ends = np.array([0, 1, 2]), np.array([1, 2, 0])
    >>> quotient(*ends, np.array([0, 0, 1]), np.array([0, 0, 1])).steps
    ((0, 0, 1), (1, 1, 0))
    """
    silent = colours[sources] == colours[targets]
    parts, steps = _without_loops(sources, targets, np.where(silent, SILENT, labels), colours.shape[0])
    looks = np.zeros(len(steps), np.int64)
    looks[parts] = colours
    classes = _refined(steps, looks.tolist())
    return _quotient(np.array(classes, np.int64)[parts], sources, targets, labels, silent)


def _without_loops(sources: Ints, targets: Ints, labels: Ints, count: int) -> tuple[Ints, list[list[Step]]]:
    """States on a silent cycle are alike: each such component, and its steps, the silent ones without cycles."""
    silent = labels == SILENT
    number, parts = strong(count, sources[silent], targets[silent])
    rows = rows_once(parts[sources], labels - SILENT, parts[targets])
    steps: list[list[Step]] = [[] for _ in range(number)]
    for source, above, target in rows:
        label = above + SILENT
        if label != SILENT or source != target:
            steps[source].append((label, target))
    return parts, steps


def _refined(steps: Sequence[Sequence[Step]], classes: list[int]) -> list[int]:
    """The coarsest partition below the given one whose classes can do the same."""
    order = _silent_last(steps)
    while True:
        signatures: list[frozenset[Step]] = [frozenset()] * len(steps)
        for state in order:
            found: set[Step] = set()
            for label, target in steps[state]:
                if label == SILENT and classes[target] == classes[state]:
                    found |= signatures[target]
                else:
                    found.add((label, classes[target]))
            signatures[state] = frozenset(found)
        keys = [(classes[n], tuple(sorted(s))) for n, s in enumerate(signatures)]
        numbers = {key: n for n, key in enumerate(sorted(set(keys)))}
        if len(numbers) == len(set(classes)):
            return classes
        classes = [numbers[key] for key in keys]


def _silent_last(steps: Sequence[Sequence[Step]]) -> list[int]:
    """The states, each behind those to which it has silent steps."""
    order: list[int] = []
    entered = [False] * len(steps)
    for first in range(len(steps)):
        stack = [(first, False)]
        while stack:
            state, done = stack.pop()
            if done:
                order.append(state)
            elif not entered[state]:
                entered[state] = True
                stack.append((state, True))
                stack += [(t, False) for label, t in steps[state] if label == SILENT and not entered[t]]
    return order


def _quotient(classes: Ints, sources: Ints, targets: Ints, labels: Ints, silent: NDArray[np.bool_]) -> Quotient:
    keep = ~silent | (classes[sources] != classes[targets])
    rows = rows_once(classes[sources[keep]], labels[keep], classes[targets[keep]])
    return Quotient(classes, tuple((source, label, target) for source, label, target in rows))


def colours(graph: Graph, variables: Sequence[Variable]) -> tuple[Ints, list[tuple[str, ...]]]:
    """What each state looks like through the machines of the first element of each sort, and what the colours mean."""
    exploration = graph.exploration
    found = np.zeros(exploration.count, np.int64)
    for variable in variables:
        binders = tuple(Binder(f"_{n}", sort) for n, sort in enumerate(variable.sorts))
        own = np.zeros(exploration.count, np.int64)
        for number, state in enumerate(variable.states):
            atom = In(variable.name, binders, (state,))
            own[evaluate(atom, exploration.words, dict.fromkeys(binders, 0), exploration.instance)] = number
        found = found * len(variable.states) + own
    values, dense = np.unique(found, return_inverse=True)
    return dense.astype(np.int64), [_decoded(int(v), variables) for v in values]


def _decoded(value: int, variables: Sequence[Variable]) -> tuple[str, ...]:
    states = []
    for variable in reversed(variables):
        value, own = divmod(value, len(variable.states))
        states.append(variable.states[own])
    return tuple(reversed(states))
