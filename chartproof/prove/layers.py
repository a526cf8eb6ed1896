"""Finding a list of undoings on small explored instances. What is found is a guess: proving decides.

The list grows from its end. What is settled are the initial states at first; each undoing adds a layer of states from
which it leads to settled ones, under a condition that holds in no settled state, so that it may stand before those
that were found. Machines are let go one after the other: first the states in which all but one are as they began, then
those in which all but two are, and so on, as far as these can be reached by themselves. In each of these stages the
layer that adds most of its states comes first, and where that ends nowhere, the others by limited discrepancy (Harvey
and Ginsberg, 1995).
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from chartproof.language.form import Form
from chartproof.prove.places import Bools, excluding
from chartproof.prove.search import Paths
from chartproof.prove.undoing import Undoing
from chartproof.prove.undone import Candidate, States, candidates

WIDTH, MOST_APART, MOST_NODES = 6, 3, 120
"""Layers that are tried next to each other, how far apart these count, and lists looked at in one stage, at most."""
MOST_CONDITIONS, MOST_WORK = 300, 1_500_000_000
"""Conditions of one kind that are tried for an undoing, and places that are looked at, at most: a minute or two."""


@dataclass(frozen=True)
class Listed:
    """A list of undoings so far, and the states from which whoever follows it arrives."""

    undoings: tuple[Undoing, ...]
    settled: States

    def then(self, undoing: Undoing, layer: States) -> Listed:
        """With one more, which comes before the others."""
        both = tuple(one | other for one, other in zip(self.settled, layer, strict=True))
        return Listed((undoing, *self.undoings), both)

    @cached_property
    def key(self) -> bytes:
        """What is settled, in few bytes."""
        return b"".join(np.packbits(states).tobytes() for states in self.settled)


def undoings(form: Form, instances: Sequence[Paths]) -> tuple[Undoing, ...] | None:
    """A list by which every state of some explored instances leads back to an initial one; None if none is found."""
    search = _Search(candidates(form, instances))
    listed = Listed((), tuple(_initial(paths) for paths in instances))
    for stage in stages(form, instances):
        grown = search.grown(stage, listed)
        if grown is None:
            return None
        listed = grown
    return listed.undoings


def _initial(paths: Paths) -> Bools:
    return np.arange(_count(paths)) < paths.initial


def _count(paths: Paths) -> int:
    """How many states an instance has: all but the initial ones are led to."""
    return max(paths.initial, int(paths.targets.max(initial=0)) + 1)


def stages(form: Form, instances: Sequence[Paths]) -> Iterator[States]:
    """The states in which but some machines are as they began, of ever more machines; the last are all states.

    Each step takes the fewest further machines, and of these those with the fewest states, that can be reached without
    leaving them.
    """
    moved = {v.name: tuple(_moved(form, v.name, paths) for paths in instances) for v in form.variables}
    left = list(moved)
    inside = _without(moved, left, instances)
    while left:
        fitting = []
        for count in range(1, len(left) + 1):
            for more in itertools.combinations(left, count):
                states = _without(moved, [name for name in left if name not in more], instances)
                if count == len(left) or (_size(states) > _size(inside) and _connected(states, instances)):
                    fitting.append((_size(states), more, states))
            if fitting:
                break
        size, more, states = min(fitting, key=lambda found: found[:2])
        left = [name for name in left if name not in more]
        if size > _size(inside):
            inside = states
            yield states


def _moved(form: Form, name: str, paths: Paths) -> Bools:
    """The states in which a machine is not as it began, somewhere."""
    variable = form.variable(name)
    began = [variable.states.index(s) for s in variable.initial]
    found = np.zeros(_count(paths), np.bool_)
    for numbers in itertools.product(*(range(paths.sizes[s]) for s in variable.sorts)):
        found |= ~np.isin(paths.codes((name, numbers)), began)
    return found


def _without(moved: dict[str, States], names: Sequence[str], instances: Sequence[Paths]) -> States:
    found = []
    for n, paths in enumerate(instances):
        states = np.ones(_count(paths), np.bool_)
        for name in names:
            states &= ~moved[name][n]
        found.append(states)
    return tuple(found)


def _size(states: States) -> int:
    return sum(int(s.sum()) for s in states)


def _connected(states: States, instances: Sequence[Paths]) -> bool:
    """Whether all of some states can be reached through these alone."""
    for here, paths in zip(states, instances, strict=True):
        inside = here[paths.sources] & here[paths.targets]
        sources, targets = paths.sources[inside], paths.targets[inside]
        reached = _initial(paths) & here
        while True:
            new = np.zeros(len(here), np.bool_)
            new[targets[reached[sources]]] = True
            new &= ~reached
            if not new.any():
                break
            reached |= new
        if (here & ~reached).any():
            return False
    return True


@dataclass
class _Search:
    """Layers that are looked for among some ways to undo an event. work: the places looked at so far."""

    tried: Sequence[Candidate]
    work: int = 0

    def grown(self, stage: States, listed: Listed) -> Listed | None:
        """The list with as many more undoings as settle a stage; None if none is found."""
        numbers = itertools.count()
        waiting = [(0, 0, next(numbers), listed)]
        seen: set[bytes] = set()
        for _ in range(MOST_NODES):
            if not waiting or self.work > MOST_WORK:
                return None
            discrepancy, _, _, here = heapq.heappop(waiting)
            if not any((s & ~done).any() for s, done in zip(stage, here.settled, strict=True)):
                return here
            fresh = (one for one in self._longer(stage, here) if one.key not in seen)
            for rank, longer in enumerate(itertools.islice(fresh, WIDTH)):
                seen.add(longer.key)
                entry = (discrepancy + min(rank, MOST_APART), -len(longer.undoings), next(numbers), longer)
                heapq.heappush(waiting, entry)
        return None

    def _longer(self, stage: States, listed: Listed) -> list[Listed]:
        """The list with one more undoing, by the simplest conditions that settle more of a stage, the most first."""
        found: list[tuple[int, float, int, Listed]] = []
        for ask in (_nothing, _one, _two, _near, _any):
            for candidate in self.tried:
                own = candidate.places.where(candidate.cells)
                for chosen in itertools.islice(ask(candidate, listed.settled), MOST_CONDITIONS):
                    self.work += candidate.places.count
                    layer = candidate.layer(listed.settled, candidate.places.all_of(chosen, own))
                    gain = sum(int((a & s).sum()) for a, s in zip(layer, stage, strict=True)) if layer else 0
                    if layer and gain:
                        longer = listed.then(candidate.undoing(chosen), layer)
                        found.append((-gain, candidate.places.cost(chosen), len(found), longer))
            if (found and ask is not _nothing) or self.work > MOST_WORK:
                break
        return [longer for *_, longer in sorted(found, key=lambda entry: entry[:3])]


def _nothing(candidate: Candidate, settled: States) -> Iterator[list[int]]:
    """The cells that the event writes, and no atom."""
    yield []


def _one(candidate: Candidate, settled: States) -> Iterator[list[int]]:
    bad, good = _told_apart(candidate, settled)
    holds, near = candidate.places.holds, candidate.places.near
    if good.any():
        yield from (
            [n] for n in np.flatnonzero(near & ~holds[:, bad].any(axis=1) & holds[:, good].any(axis=1)).tolist()
        )


def _two(candidate: Candidate, settled: States) -> Iterator[list[int]]:
    bad, good = _told_apart(candidate, settled)
    places = candidate.places
    usable = np.flatnonzero(places.near & places.holds[:, good].any(axis=1)) if good.any() else ()
    for one, other in itertools.combinations([int(n) for n in usable], 2):
        both = places.holds[one] & places.holds[other]
        if (both & good).any() and not (both & bad).any():
            yield [one, other]


def _near(candidate: Candidate, settled: States) -> Iterator[list[int]]:
    yield from excluding(candidate.places, *_told_apart(candidate, settled), near=True)


def _any(candidate: Candidate, settled: States) -> Iterator[list[int]]:
    yield from excluding(candidate.places, *_told_apart(candidate, settled), near=False)


def _told_apart(candidate: Candidate, settled: States) -> tuple[Bools, Bools]:
    """The classes where its cells are so and what is settled lies, and those from which undoing leads there."""
    own = candidate.places.where(candidate.cells)
    bad = candidate.places.touched(settled) & own
    return bad, candidate.arrives(settled) & own & ~bad
