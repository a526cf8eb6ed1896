"""What undoing an event does on small explored instances: at each place, the state before, if it is one.

A candidate is an event with a state before for each cell that it writes, such as some transition has them. With a
condition it adds a layer to what is settled already: the states outside in which it may be undone wherever the
condition holds, each time with fewer such places, until a settled state is reached.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from chartproof.language.expression import Binder, In, conjunction
from chartproof.language.form import Effect, Form, Rule
from chartproof.language.meaning import Cell
from chartproof.prove.places import Bools, Group, Ints, Places
from chartproof.prove.search import Paths
from chartproof.prove.undoing import Undoing, written

MOST_CHOICES = 200
"""Choices of states before that are looked at for one event, at most."""

States = tuple[Bools, ...]
"""Some states of each instance."""


@dataclass(frozen=True)
class Candidate:
    """An event with what the cells that it writes were in before.

    before: for each place, the number of the state before; -1 where there is none. cells: what the event leaves the
    cells at its arguments in, where that is another state than before.
    """

    rule: Rule
    sources: tuple[str, ...]
    places: Places
    before: Ints
    cells: tuple[In, ...]

    def undoing(self, chosen: Sequence[int]) -> Undoing:
        """Undo it where its cells are so and some atoms hold."""
        asked = dict.fromkeys([*self.cells, *(self.places.atoms[n] for n in chosen)])
        return Undoing(self.rule, self.sources, conjunction(asked))

    def layer(self, settled: States, where: Bools) -> States | None:
        """What undoing adds to what is settled, by a condition that holds in some classes; None if it holds there."""
        holds = where[self.places.of]
        found = []
        for number, inside in enumerate(settled):
            groups = [g for g in self.places.groups.values() if g.instance == number]
            here = np.stack([holds[g.slice] for g in groups])
            if (here.any(axis=0) & inside).any():
                return None
            found.append(_layer(here, np.stack([self.before[g.slice] for g in groups]), inside))
        return tuple(found)

    def arrives(self, settled: States) -> Bools:
        """The classes of the places outside of what is settled, from which undoing leads there."""
        can = np.zeros(self.places.count, np.bool_)
        for group in self.places.groups.values():
            before, inside = self.before[group.slice], settled[group.instance]
            can[group.slice] = (before >= 0) & ~inside & inside[np.maximum(before, 0)]
        found: Bools = np.bincount(self.places.of[can], minlength=self.places.classes) > 0
        return found


def _layer(here: Bools, before: Ints, inside: Bools) -> Bools:
    """The states in which, wherever the condition holds, undoing makes it hold in fewer places, and leads inside."""
    ends = before >= 0
    earlier = np.maximum(before, 0)
    for n in range(len(here)):
        ends[n] &= ~here[n][earlier[n]]
        for m in range(len(here)):
            if m != n:
                ends[n] &= ~(here[m][earlier[n]] & ~here[m])
    added: Bools = here.any(axis=0) & ~inside & ~(here & ~ends).any(axis=0)
    while True:
        among = inside | added
        strays = (here & added & ~among[earlier]).any(axis=0)
        if not strays.any():
            return added
        added &= ~strays


def candidates(form: Form, instances: Sequence[Paths]) -> list[Candidate]:
    """Every way to undo an event in which it was seen to happen."""
    places: dict[tuple[Binder, ...], Places] = {}
    found = []
    for rule in form.rules:
        if rule.effects:
            seen = [t for n, paths in enumerate(instances) for t in _taken(form, rule, n, paths)]
            if seen and rule.parameters not in places:
                places[rule.parameters] = Places(form, instances, rule.parameters)
            found += list(_of_rule(form, rule, seen, places[rule.parameters])) if seen else []
    return found


@dataclass(frozen=True)
class _Taken:
    """The transitions of an event at some arguments: from and to where, and with which states before they fit.

    fits: for each of the cells that the event writes, and each state of it, the transitions before which it was in it.
    only: those that change nothing but what the event writes.
    """

    instance: int
    arguments: tuple[int, ...]
    sources: Ints
    targets: Ints
    fits: tuple[Bools, ...]
    only: Bools


def _taken(form: Form, rule: Rule, number: int, paths: Paths) -> Iterator[_Taken]:
    effects = written(rule)
    for event, (name, bound) in enumerate(paths.instances):
        at = np.flatnonzero(paths.events == event) if name == rule.name else np.empty(0, np.int64)
        at = at[paths.sources[at] != paths.targets[at]]
        if len(at):
            sources, targets = paths.sources[at], paths.targets[at]
            cells = [_cells(form, e, paths.sizes, bound) for e in effects]
            pairs = list(zip(effects, cells, strict=True))
            only = np.ones(len(at), np.bool_)
            for cell in {c for some in cells for c in some}:
                values = [form.variable(e.variable).states.index(e.value) for e, s in pairs if cell in s]
                codes = paths.codes(cell)
                only &= np.isin(codes[targets], values) | (codes[sources] == codes[targets])
            fits = tuple(_fits(form, e, s, paths, sources, targets) for e, s in pairs)
            yield _Taken(number, tuple(bound[b] for b in rule.parameters), sources, targets, fits, only)


def _cells(form: Form, effect: Effect, sizes: Mapping[str, int], bound: Mapping[Binder, int]) -> list[Cell]:
    """The cells that an effect writes, at some arguments of the event."""
    ranges = [range(sizes[b.sort]) if b in effect.bound else (bound[b],) for b in effect.indices]
    return [(effect.variable, numbers) for numbers in itertools.product(*ranges)]


def _fits(form: Form, effect: Effect, cells: Sequence[Cell], paths: Paths, sources: Ints, targets: Ints) -> Bools:
    states = form.variable(effect.variable).states
    left_in = states.index(effect.value)
    fits = np.ones((len(states), len(sources)), np.bool_)
    for codes in map(paths.codes, cells):
        for number in range(len(states)):
            fits[number] &= (codes[targets] != left_in) | (codes[sources] == number)
    return fits


def _of_rule(form: Form, rule: Rule, seen: Sequence[_Taken], places: Places) -> Iterator[Candidate]:
    effects = written(rule)
    every = itertools.product(*(form.variable(e.variable).states for e in effects))
    for sources in itertools.islice(every, MOST_CHOICES):
        moved = [e for e, s in zip(effects, sources, strict=True) if s != e.value]
        alike = {(e.variable, e.value): s for e, s in zip(effects, sources, strict=True)}
        if not moved or any(alike[e.variable, e.value] != s for e, s in zip(effects, sources, strict=True)):
            continue
        numbers = [form.variable(e.variable).states.index(s) for e, s in zip(effects, sources, strict=True)]
        before = np.full(places.count, -1, np.int64)
        for taken in seen:
            fitting = taken.only.copy()
            for fits, number in zip(taken.fits, numbers, strict=True):
                fitting &= fits[number]
            group: Group = places.groups[taken.instance, taken.arguments]
            before[group.first + taken.targets[fitting]] = taken.sources[fitting]
        if (before >= 0).any():
            cells = tuple(In(e.variable, e.indices, (e.value,)) for e in moved if not e.bound)
            yield Candidate(rule, sources, places, before, cells)
