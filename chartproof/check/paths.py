"""Deciding claims about what can be reached again, and about what must come to pass.

Recoverability is reachability backwards. What must come to pass fails exactly where a run can stay
for ever outside the goal and yet treat every fair event instance fairly: in a strongly connected
set of states (or at one state, where the run stops) in which each fair instance is somewhere
impossible or somewhere taken. Weak fairness is asked of each instance, not of the event as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from chartproof.check.finding import Answer
from chartproof.check.lasso import loop_through, nearest_entry
from chartproof.check.space import Space
from chartproof.explore.components import leading_to, strong
from chartproof.explore.tables import EventInstance
from chartproof.explore.vector import Bools, first
from chartproof.language.questions import Fair, Reach
from chartproof.language.trace import Trace


def decide_reach(question: Reach, space: Space) -> Answer:
    """The nearest state from which no way leads to the goal."""
    usable = _usable(question, space)
    spoken, lost = False, []
    for bound in space.bindings(question.goal, question.where):
        there = space.where(question.where, bound)
        spoken |= bool(there.any())
        at = first(there & ~_can_reach(space, space.where(question.goal, bound), usable))
        if at >= 0:
            lost.append(at)
    if not lost:
        return Answer(None, spoken)
    return Answer(space.trace(min(lost), note=f"from here, no way leads to {question.goal}{question.how}"))


def _usable(question: Reach, space: Space) -> NDArray[np.bool_]:
    """The transitions that a way may use."""
    names = {rule.name for rule in question.by}
    fits = np.array([e.rule.name in names for e in space.instance.events], np.bool_)
    usable: NDArray[np.bool_] = fits[space.graph.events]
    return usable


def _can_reach(space: Space, goal: Bools, allowed: NDArray[np.bool_]) -> Bools:
    """The states from which some way of allowed transitions leads to the goal."""
    graph = space.graph
    return leading_to(goal, graph.sources[allowed], graph.targets[allowed])


def decide_fair(question: Fair, space: Space) -> Answer:
    """A shortest run that starts, never arrives, and is fair all the same."""
    fair = [e for rule in question.fair for e in space.instance.instances_of(rule.name)]
    spoken, found = False, []
    for bound in space.bindings(question.start, question.goal):
        begins = space.where(question.start, bound)
        spoken |= bool(begins.any())
        trace = _fair_run(space, begins, ~space.where(question.goal, bound), fair)
        if trace is not None:
            found.append(trace)
    return Answer(min(found, key=lambda t: len(t.steps), default=None), spoken)


def _fair_run(space: Space, begins: Bools, outside: Bools, fair: list[EventInstance]) -> Trace | None:
    """A run that begins there, stays outside the goal for ever, and is fair to each instance."""
    if not (begins & outside).any():
        return None
    inside = outside[space.graph.sources] & outside[space.graph.targets]
    components = _components(space, inside)
    lasting = _fair_components(space, components, inside, outside, fair)
    bad = lasting[components] & outside
    found = _lassos(space, begins & outside, bad, inside, components, fair)
    return min(found, key=lambda t: len(t.steps), default=None)


def _lassos(
    space: Space,
    begins: Bools,
    bad: Bools,
    inside: NDArray[np.bool_],
    components: NDArray[np.int64],
    fair: list[EventInstance],
) -> Iterator[Trace]:
    """Runs that show it: one that stops at the nearest place where it may, one that goes round."""
    may_stop = bad.copy()
    for event in fair:
        may_stop &= ~space.can_happen(event)
    for ending in (may_stop, bad):
        entry = nearest_entry(space, begins, ending, inside)
        if entry is None:
            continue
        source, stem, number = entry
        loop = loop_through(space, number, bad & (components == components[number]), fair)
        note = "from the marked step on, the run repeats for ever" if loop else "the run stops here"
        path = [int(space.graph.events[t]) for t, _ in stem]
        yield space.trace(source, [*path, *(event for event, _ in loop)], loop=len(stem), note=note)


def _components(space: Space, inside: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The strongly connected component of each state, among the transitions inside."""
    return strong(space.exploration.count, space.graph.sources[inside], space.graph.targets[inside])[1]


def _fair_components(
    space: Space,
    components: NDArray[np.int64],
    inside: NDArray[np.bool_],
    outside: Bools,
    fair: list[EventInstance],
) -> Bools:
    """The components in which a run can stay and be fair to each instance."""
    lasting = np.ones(int(components.max()) + 1, np.bool_)
    graph = space.graph
    for event in fair:
        satisfied = np.zeros(len(lasting), np.bool_)
        satisfied[components[outside & ~space.can_happen(event)]] = True
        taken = space.by_event[event.number]
        taken = taken[inside[taken]]
        same = components[graph.sources[taken]] == components[graph.targets[taken]]
        satisfied[components[graph.sources[taken[same]]]] = True
        lasting &= satisfied
    return lasting
