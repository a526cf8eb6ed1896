"""What two rule sets do differently: the transitions of one explored instance that the other lacks.

A transition is a reachable state, an event with its arguments, and the state after it. They are
compared as numbers in arrays; nothing loops over states in Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chartproof.check.space import Space
from chartproof.language.trace import Trace

EXAMPLES = 3

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Example:
    """A shortest way to a transition that one rule set has and the other lacks: the last step of the trace."""

    gained: bool
    trace: Trace


@dataclass(frozen=True)
class Behaviours:
    """How many transitions an instance gains and loses, with shortest examples of different events."""

    sizes: Mapping[str, int]
    gained: int
    lost: int
    examples: tuple[Example, ...]


def behaviours(old: Space, new: Space) -> Behaviours | None:
    """What an explored instance gains and loses; None where the two have different machines."""
    if (old.form.sorts, old.form.variables) != (new.form.sorts, new.form.variables):
        return None
    words = np.union1d(_keys(old), _keys(new))
    events = {str(e): n for n, e in enumerate([*old.instance.events, *new.instance.events])}
    ours, theirs = _numbered(new, words, events), _numbered(old, words, events)
    gained = np.flatnonzero(~np.isin(ours, theirs, assume_unique=True))
    lost = np.flatnonzero(~np.isin(theirs, ours, assume_unique=True))
    examples = [Example(True, t) for t in _examples(new, gained)] + [Example(False, t) for t in _examples(old, lost)]
    return Behaviours(dict(new.instance.sizes), len(gained), len(lost), tuple(examples))


def _keys(space: Space) -> NDArray[np.generic]:
    """One comparable thing per state: its word, or the bytes of its words."""
    words = space.exploration.words
    return words[:, 0] if words.shape[1] == 1 else words.view(f"V{words.shape[1] * 8}")[:, 0]


def _numbered(space: Space, words: NDArray[np.generic], events: Mapping[str, int]) -> Ints:
    """A number for each transition that is the same in both rule sets."""
    states = np.searchsorted(words, _keys(space)).astype(np.int64)
    names = np.array([events[str(e)] for e in space.instance.events], np.int64)
    sources, targets = states[space.graph.sources], states[space.graph.targets]
    return (sources * len(events) + names[space.graph.events]) * len(words) + targets


def _examples(space: Space, transitions: Ints) -> list[Trace]:
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
    return [space.trace(int(sources[n]), [int(space.graph.events[transitions[n]])]) for n in chosen]
