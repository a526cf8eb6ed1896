"""The shortest way to a state where an expression holds, in the smallest instance that has one."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from chartproof.check.instances import within
from chartproof.check.replayed import replay_trace
from chartproof.check.saved import read_trace
from chartproof.check.space import told
from chartproof.check.wanted import Wanted
from chartproof.errors import ChartproofError, Origin, TooLarge
from chartproof.explore.engines import PATIENCE
from chartproof.explore.layout import Array, check_sizes
from chartproof.explore.memory import InMemory
from chartproof.explore.reached import Reached
from chartproof.explore.search import Estimates, explore, sizes_up_to
from chartproof.explore.symmetry import renamed
from chartproof.explore.vector import evaluate
from chartproof.language.form import Form
from chartproof.language.meaning import bindings
from chartproof.language.names import said_sizes
from chartproof.language.trace import Trace
from chartproof.project.project import Project

if TYPE_CHECKING:
    from chartproof.check.beyond import Beyond

LOOK = 100_000
"""From about so many states on, an instance is looked into by decision diagrams."""
SHORT_PATIENCE = 15.0
"""Seconds that diagrams have to find a shortest way before any way is built."""


@dataclass(frozen=True)
class Looked:
    """What came of looking: a trace, or none in instances up to these sizes; or, where proved, in any.

    shortest: whether no way to there is shorter. larger: where there is none, sizes of an instance that has one, if
    any is known.
    """

    trace: Trace | None
    sizes: Mapping[str, int]
    proved: bool = False
    shortest: bool = True
    larger: Mapping[str, int] | None = None


def look(
    project: Project,
    expression: str,
    sizes: Mapping[str, int],
    start: str | None = None,
    file: str = "",
    began: Callable[[str], None] = lambda text: None,
) -> Looked:
    """A shortest trace to a state where the expression holds; where there is none, whether there never is one.

    In an instance that cannot be searched it is one that is built, and perhaps not a shortest. Elements may be named,
    as in `integration[service1]`; sizes are raised to have them. start: a trace as JSON, from whose last state to go
    on; its sizes are then the instance's, and no proof is tried. Raises as `shortest_way` does, and ChartproofError
    where a trace is none, or has no such element.
    """
    what = Wanted.read(project.form, expression)
    if start is not None:
        given = read_trace(project, start, file)
        began(said_sizes(given.sizes))
        return Looked(_from_end(project, what, given, file), given.sizes)
    least = what.least(check_sizes(project.form, sizes))
    beyond = cache(lambda: _beyond(project, what, began))

    def refuse_what_is_nowhere() -> None:
        if beyond().nowhere:
            raise _Nowhere

    try:
        trace = shortest_way(project, expression, sizes, began, refuse_what_is_nowhere, SHORT_PATIENCE)
        if trace is None:
            refuse_what_is_nowhere()
    except _Nowhere:
        return Looked(None, least, proved=True)
    except TooLarge:
        built = beyond().built(least)
        if built is not None:
            return Looked(built, least, shortest=False)
        trace = shortest_way(project, expression, sizes, began)
    return Looked(trace, least, larger=None if trace is not None else beyond().larger)


def look_in(
    project: Project, expression: str, reached: Reached, began: Callable[[str], None] = lambda text: None
) -> Looked:
    """A shortest trace in one instance that has been explored; where there is none, whether it is proved of all.

    Elements may be named. Raises ModelError where the expression is malformed, and ChartproofError where it names
    more elements than there are.
    """
    what, sizes = Wanted.read(project.form, expression), reached.instance.sizes
    if what.least(sizes) != dict(sizes):
        said = f"there is {said_sizes(sizes)}, and the expression names more"
        raise ChartproofError(said, mend="name elements that there are")
    trace = _nearest(project, reached, what)
    if trace is not None:
        return Looked(trace, sizes)
    beyond = _beyond(project, what, began)
    return Looked(None, sizes, proved=beyond.nowhere, larger=beyond.larger)


class _Nowhere(Exception):
    """It is proved that there is no way."""


def _beyond(project: Project, what: Wanted, began: Callable[[str], None]) -> Beyond:
    from chartproof.check.beyond import Beyond  # loads Z3, which a way that is found does without

    return Beyond(project, what, began)


def _from_end(project: Project, what: Wanted, given: Trace, file: str) -> Trace | None:
    """A shortest trace from the last state of another, whose elements it is about."""
    if what.least(given.sizes) != given.sizes:
        said = f"the trace has {said_sizes(given.sizes)}, and the expression names more"
        raise ChartproofError(said, origin=Origin(file, 0), mend="name elements that it has, as it prints them")
    Estimates(project.form, given.sizes).refuse(given.sizes)
    begin = given.steps[-1].state if given.steps else given.initial
    return _nearest(project, InMemory(explore(project.form, given.sizes, start=[begin])), what)


def shortest_way(
    project: Project,
    expression: str,
    sizes: Mapping[str, int],
    began: Callable[[str], None] = lambda text: None,
    before_large: Callable[[], None] = lambda: None,
    patience: float = PATIENCE,
) -> Trace | None:
    """A shortest trace to a state where the expression holds, or None; replayed live.

    began: told each size that is looked into, and how many there are. before_large: called before an instance that
    takes long, once the small ones have no way, and may raise an error to end it. patience: seconds for diagrams.
    Raises ModelError where the expression is malformed, TooLarge where an instance of these sizes cannot be explored
    and no small one has a way.
    """
    form = project.form
    what = Wanted.read(form, expression)
    target = what.least(check_sizes(form, sizes))
    guess, until = Estimates(form, target), time.monotonic() + patience
    refused: list[tuple[Mapping[str, int], TooLarge]] = []
    every = [z for z in sizes_up_to(target) if what.least(z) == z]
    for number, size in enumerate(every, 1):
        if any(within(smaller, size) for smaller, _ in refused):
            continue  # what does not fit does not fit with more, either
        if guess.log(size) > math.log(LOOK):
            before_large()
        began(f"{said_sizes(size)} ({number} of {len(every)})")
        try:
            trace = _nearest(project, _reached(form, size, guess, max(0.0, until - time.monotonic())), what)
        except TooLarge as error:
            refused.append((size, error))
            continue
        if trace is not None:
            return trace
    if refused:
        raise _refusal(guess, target, refused[-1][1])
    return None


def _refusal(guess: Estimates, target: Mapping[str, int], last: TooLarge) -> TooLarge:
    """Why there is no answer: the size that was asked for, where that is hopeless by itself."""
    try:
        guess.refuse(target)
    except TooLarge as error:
        last = error
    last.message += "; the instances that could be looked into have no way"
    return last


def _reached(form: Form, sizes: Mapping[str, int], guess: Estimates, seconds: float) -> Reached:
    """What can be reached: state by state in a small instance, by decision diagrams in others. Raises TooLarge."""
    if guess.log(sizes) <= math.log(LOOK):
        return InMemory(explore(form, sizes))
    from chartproof.explore.bdd import InBdd

    try:
        return InBdd(form, sizes, patience=seconds)
    except TooLarge:
        guess.refuse(sizes)
        return InMemory(explore(form, sizes))


def _nearest(project: Project, reached: Reached, what: Wanted) -> Trace | None:
    """A shortest trace to a state where it holds, replayed live."""
    if reached.symmetric:
        state = _of_orbits(reached, what)
    else:
        nearest = reached.nearest(what.expression, what.elements)
        state = None if nearest is None else nearest.state
    if state is None:
        return None
    trace = told(reached.instance, reached.way(state))
    replay_trace(project.form, project.machines, trace)
    return trace


def _of_orbits(reached: Reached, what: Wanted) -> Array | None:
    """A nearest state where it holds: one of an orbit in which it holds of any elements, with these renamed.

    The state that stands for an orbit need not be the one in which it holds of the very elements that are named.
    """
    expression, instance = what.anywhere(), reached.instance
    nearest = reached.nearest(expression)
    if nearest is None:
        return None
    row = nearest.state
    bound = next(b for b in bindings([expression], instance.sizes) if evaluate(expression, row[None], b, instance)[0])
    names = {}
    for sort, size in instance.sizes.items():
        named = {bound[b]: n for b, n in what.elements.items() if b.sort == sort}
        free = iter(n for n in range(size) if n not in named.values())
        names[sort] = tuple(named[n] if n in named else next(free) for n in range(size))
    return renamed(instance.layout, row, names)
