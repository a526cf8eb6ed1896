"""Proofs beside explorations: explored states for finding facts, and what is known of a failed step.

`check` is where the two meet: proving gets samples of explored instances, exploring gets asked
whether a state that an induction step starts from can be reached.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from chartproof.check.space import Space
from chartproof.explore.exploration import Exploration
from chartproof.explore.vector import evaluate
from chartproof.language.expression import Binder, Expression, In
from chartproof.language.fold import free_binders, machines_read
from chartproof.language.form import Form
from chartproof.language.meaning import Cell, State, after, choices
from chartproof.language.names import argument_names
from chartproof.language.trace import Step
from chartproof.prove.facts import Codes, Sample
from chartproof.prove.obligation import COPY
from chartproof.prove.proof import Stuck
from chartproof.prove.search import Paths


def sample(exploration: Exploration) -> Sample:
    """An explored instance, as proving sees it: the number of a cell's state in each reachable state."""
    instance = exploration.instance

    @cache
    def codes(cell: Cell) -> Codes:
        variable = instance.form.variable(cell[0])
        indices = tuple(Binder(f"{s}{n}", s) for s, n in zip(variable.sorts, cell[1], strict=True))
        bound = dict(zip(indices, cell[1], strict=True))
        found = np.zeros(exploration.count, np.uint8)
        for number, state in enumerate(variable.states):
            found[evaluate(In(variable.name, indices, (state,)), exploration.words, bound, instance)] = number
        return found

    def always(what: Expression) -> bool:
        bindings = choices(free_binders(what), instance.sizes)
        return all(evaluate(what, exploration.words, bound, instance).all() for bound in bindings)

    return Sample(instance.sizes, codes, always)


def paths(space: Space) -> Paths:
    """An explored instance with its transitions, as the search for strategies sees it."""
    graph, instances = space.graph, space.instance.events
    named = [(e.rule.name, e.bound) for e in instances]
    codes = sample(space.exploration).codes
    events = np.asarray(graph.events, np.int64)
    sources, targets = np.asarray(graph.sources, np.int64), np.asarray(graph.targets, np.int64)
    return Paths(space.instance.sizes, codes, space.where, sources, targets, events, named, space.exploration.levels[1])


@dataclass(frozen=True)
class Induction:
    """An induction step that fails: a state before, an event, a state after. It is no counterexample.

    known: `reachable`, `unreachable`, or `neither` where no explored instance has the state before.
    copy: the machines in which a second copy of the state differs, where the claim compares two.
    """

    said: str
    sizes: Mapping[str, int]
    before: State
    copy: State
    step: Step | None
    known: str


def induction(form: Form, stuck: Stuck, space: Space | None) -> Induction | None:
    """A failed induction step as a reader sees it; `space` is an explored instance of its sizes, if any."""
    picture = stuck.before
    if picture is None:
        return None
    before = {cell: state for cell, state in picture.state.items() if not cell[0].endswith(COPY)}
    other = {(n.removesuffix(COPY), i): s for (n, i), s in picture.state.items() if n.endswith(COPY)}
    copied = any(m.endswith(COPY) for g in stuck.obligation.given for m in machines_read(g))
    copy = {cell: state for cell, state in other.items() if before[cell] != state} if copied else {}
    step = _step(stuck, before, picture.elements, picture.sizes)
    return Induction(stuck.obligation.name, picture.sizes, before, copy, step, _known(before, space))


def _step(stuck: Stuck, before: State, elements: Mapping[Binder, int], sizes: Mapping[str, int]) -> Step | None:
    taken = stuck.obligation.step
    if taken is None:
        return None
    bound = {b: elements.get(b, 0) for b in taken.rule.parameters}
    reached = after(taken.rule, before, bound, sizes)
    return None if reached is None else Step(taken.rule.name, argument_names(bound), reached)


def _known(before: State, space: Space | None) -> str:
    if space is None:
        return "neither"
    return "reachable" if space.exploration.find(space.instance.layout.pack(before)) >= 0 else "unreachable"
