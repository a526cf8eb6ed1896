"""What two rule sets do differently in one explored instance, causes before consequences.

A transition is a reachable state, an event with its arguments, and the state after it. A cause is a rule that differs,
in a state that either side reaches, from what the other side's rule does in that same state; a consequence is a
transition of a rule that is the same on both sides, out of a state that one side alone reaches. Machines that one side
alone has are forgotten: a transition is lost where it is possible in no new state with that rest. What is counted are
arrays of numbers; nothing loops over states in Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from chartproof.check.space import Space
from chartproof.compare.common import Common, common
from chartproof.explore.layout import Array
from chartproof.explore.numbers import among, distinct
from chartproof.explore.tables import EventInstance, Instance
from chartproof.explore.vector import Bools, after, possible
from chartproof.language.form import Rule
from chartproof.language.trace import Trace
from chartproof.prove.inclusion import counterpart

EXAMPLES = 3
"""Traces that show what differs where no rule is the cause."""

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Cause:
    """A rule that does something else: its kind, in how many states, and a shortest trace whose last step shows it.

    kind: `newly_possible`, `no_longer_possible` or `leads_elsewhere`. states: of those that both rule sets reach;
    beyond: of those that one alone reaches. new: whether the trace is one of the new rules.
    """

    kind: str
    event: str
    states: int
    beyond: int
    new: bool
    trace: Trace


@dataclass(frozen=True)
class Example:
    """A shortest way to a transition that one rule set has and the other lacks: the last step of the trace."""

    gained: bool
    trace: Trace


@dataclass(frozen=True)
class Consequences:
    """What follows from the causes: states that one side alone reaches, and transitions of rules that are the same."""

    states_gained: int = 0
    states_lost: int = 0
    gained: int = 0
    lost: int = 0


@dataclass(frozen=True)
class Behaviours:
    """How many transitions an instance gains and loses, from what causes, with a shortest example of each.

    forgotten: machines that one side alone has. apart: events that move those alone, which count as nothing.
    """

    sizes: Mapping[str, int]
    gained: int
    lost: int
    examples: tuple[Example, ...]
    causes: tuple[Cause, ...] = ()
    consequences: Consequences = Consequences()
    forgotten: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()

    @property
    def differ(self) -> bool:
        """Whether anything does."""
        return bool(self.gained or self.lost)


def behaviours(old: Space, new: Space) -> Behaviours | None:
    """What an explored instance gains and loses; None where the two share no machine, or one with other sorts."""
    shared = common(old, new)
    if shared is None:
        return None
    before, now = _Side(old, shared, shared.old), _Side(new, shared, shared.new)
    keys = distinct(np.concatenate([before.keys, now.keys]))
    for side, other in ((before, now), (now, before)):
        side.meet(keys, other)
    gained = np.flatnonzero(now.counted & ~among(now.numbers, before.numbers[before.counted]))
    lost = np.flatnonzero(before.counted & ~among(before.numbers, now.numbers[now.counted]))
    causes = sorted(_merged(_causes(before, now)), key=lambda c: (not c.states, len(c.trace.steps), c.event))
    examples = tuple(Example(c.new, c.trace) for c in causes)
    if not causes:
        examples = (*_examples(new, gained, True), *_examples(old, lost, False))
    gains, loses = _distinct(now.numbers[gained]), _distinct(before.numbers[lost])
    return Behaviours(
        dict(new.instance.sizes),
        gains,
        loses,
        examples,
        tuple(causes),
        Consequences(
            now.only,
            before.only,
            gains - _distinct(now.numbers[np.flatnonzero(now.caused)]),
            loses - _distinct(before.numbers[np.flatnonzero(before.caused)]),
        ),
        shared.forgotten,
        tuple(sorted({*before.apart, *now.apart})),
    )


def _distinct(numbers: Ints) -> int:
    return len(distinct(numbers))


class _Side:
    """One side: its states and transitions, as the other side can tell them too.

    caused: the transitions that a rule which differs has and the other side's rule, in that state, has not.
    """

    def __init__(self, space: Space, shared: Common, words: Array) -> None:
        self.space, self.shared, self.words = space, shared, words
        self.keys = _keys(words)
        self.caused = np.zeros(len(space.graph.events), np.bool_)

    def meet(self, keys: NDArray[np.generic], other: _Side) -> None:
        """Number states and transitions alike on both sides."""
        self.other, self.count = other, len(keys)
        self.met: Bools = among(self.keys, other.keys)
        self.states = states = np.searchsorted(keys, self.keys).astype(np.int64)
        self.only = _distinct(states[~self.met])
        events = {name: n for n, name in enumerate(self.shared.events)}
        names = np.array([events[str(e)] for e in self.space.instance.events], np.int64)
        graph = self.space.graph
        self.numbers: Ints = (states[graph.sources] * len(events) + names[graph.events]) * len(keys)
        self.numbers += states[graph.targets]

    @property
    def rules(self) -> Mapping[str, Rule]:
        return {r.name: r for r in self.space.form.rules}

    @cached_property
    def apart(self) -> set[str]:
        """The events that the other side lacks, and that move machines alone which it lacks."""
        theirs = self.other.rules
        return {
            r.name
            for r in self.rules.values()
            if r.name not in theirs and r.effects and all(e.variable in self.shared.forgotten for e in r.effects)
        }

    @cached_property
    def counted(self) -> Bools:
        """The transitions that count."""
        events = np.array([e.rule.name not in self.apart for e in self.space.instance.events], np.bool_)
        return events[self.space.graph.events]

    @cached_property
    def instance(self) -> Instance | None:
        """This side's rules over the shared machines, for any state of either side; None where they read others."""
        if any(v.name in self.shared.forgotten for v in self.space.form.variables):
            return None
        return Instance(replace(self.shared.form, rules=self.space.form.rules), self.shared.sizes)

    def matching(self, event: EventInstance) -> EventInstance | None:
        """This side's event with the name and the arguments of one of the other side's."""
        return self._by_name.get(str(event))

    @cached_property
    def _by_name(self) -> Mapping[str, EventInstance]:
        events = (self.instance or self.space.instance).events
        return {str(e): e for e in events}

    def can(self, event: EventInstance, numbers: Ints) -> Bools:
        """Whether this side can do the other side's event, out of the sources of some of the other's transitions."""
        mine = self.matching(event)
        sources = self.other.space.graph.sources[numbers]
        if mine is None:
            return np.zeros(len(numbers), np.bool_)
        if self.instance is None:
            return among(self.other.numbers[numbers] // self.count, self.numbers // self.count)
        return possible(mine, self.other.words[sources], self.instance)

    def leads(self, event: EventInstance, numbers: Ints) -> Bools:
        """Whether this side's event leads to the same, out of states in which it can happen."""
        mine, graph = self.matching(event), self.other.space.graph
        if self.instance is None or mine is None:
            return among(self.other.numbers[numbers], self.numbers)
        result = after(mine, self.other.words[graph.sources[numbers]], self.instance)
        return np.asarray((result == self.other.words[graph.targets[numbers]]).all(axis=1))


def _causes(before: _Side, now: _Side) -> Iterator[Cause]:
    """What each rule that differs, or that one side lacks, does that the other's does not."""
    for side, kind in ((now, "newly_possible"), (before, "no_longer_possible")):
        for rule in side.rules.values():
            other = counterpart(rule, side.other.space.form)
            differs = other is None or (other.guard, other.effects) != (rule.guard, rule.effects)
            if differs and rule.name not in side.apart:
                yield from _of_one(side, rule.name, kind)


def _merged(causes: Iterable[Cause]) -> Iterable[Cause]:
    """One cause a rule and kind: what leads elsewhere may be told of both sides' states."""
    found: dict[tuple[str, str], Cause] = {}
    for cause in causes:
        known = found.setdefault((cause.kind, cause.event), cause)
        if known is not cause:
            found[cause.kind, cause.event] = replace(known, beyond=known.beyond + cause.beyond)
    return found.values()


def _of_one(side: _Side, name: str, kind: str) -> Iterator[Cause]:
    found: dict[str, list[Ints]] = {kind: [], "leads_elsewhere": []}
    for event in side.space.instance.instances_of(name):
        numbers = side.space.by_event[event.number]
        can = side.other.can(event, numbers)
        elsewhere = can.copy()
        elsewhere[can] = ~side.other.leads(event, numbers[can])
        for what, which in ((kind, ~can), ("leads_elsewhere", elsewhere)):
            found[what].append(numbers[which])
            side.caused[numbers[which]] = True
    for what, parts in found.items():
        numbers = np.concatenate(parts) if parts else np.zeros(0, np.int64)
        # What leads elsewhere in a state that both reach is told of the new rules alone: it is one and the same.
        if what == "leads_elsewhere" and kind == "no_longer_possible":
            numbers = numbers[~side.met[side.space.graph.sources[numbers]]]
        if len(numbers):
            yield _cause(side, name, what, numbers, kind == "newly_possible")


def _cause(side: _Side, name: str, kind: str, numbers: Ints, new: bool) -> Cause:
    sources = side.space.graph.sources[numbers]
    both = side.met[sources]
    states = side.states[sources]
    nearest = numbers[both] if both.any() else numbers
    first = int(nearest[np.argmin(side.space.graph.sources[nearest])])
    trace = side.space.trace(int(side.space.graph.sources[first]), [int(side.space.graph.events[first])])
    return Cause(kind, name, _distinct(states[both]), _distinct(states[~both]), new, trace)


def _keys(words: Array) -> NDArray[np.generic]:
    """One comparable thing per state: its word, or the bytes of its words."""
    return words[:, 0] if words.shape[1] == 1 else np.ascontiguousarray(words).view(f"V{words.shape[1] * 8}")[:, 0]


def _examples(space: Space, transitions: Ints, gained: bool) -> list[Example]:
    """Shortest ways to some of these transitions, one for each of the events that are nearest."""
    sources = space.graph.sources[transitions]
    nearest: dict[str, int] = {}
    for number, event in enumerate(space.instance.events):
        mine = np.flatnonzero(space.graph.events[transitions] == number)
        if len(mine):
            first = int(mine[np.argmin(sources[mine])])
            known = nearest.setdefault(event.rule.name, first)
            nearest[event.rule.name] = min(first, known, key=lambda n: int(sources[n]))
    chosen = sorted(nearest.values(), key=lambda n: int(sources[n]))[:EXAMPLES]
    return [Example(gained, space.trace(int(sources[n]), [int(space.graph.events[transitions[n]])])) for n in chosen]
