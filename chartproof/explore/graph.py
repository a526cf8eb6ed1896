"""The graph of an explored instance: as arrays, and as a networkx graph up to a limit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import psutil
from numpy.typing import NDArray

from chartproof.errors import ChartproofError, TooLarge
from chartproof.explore.exploration import Exploration
from chartproof.extras import load

if TYPE_CHECKING:
    import networkx

NETWORKX_LIMIT = 100_000

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Graph:
    """Transitions in rows: those of state i are offsets[i] to offsets[i+1], in order of events."""

    exploration: Exploration
    offsets: Ints
    targets: NDArray[np.int32]
    events: NDArray[np.int16]

    @cached_property
    def sources(self) -> NDArray[np.int32]:
        """The source of each transition."""
        return np.repeat(np.arange(self.exploration.count, dtype=np.int32), np.diff(self.offsets))


def graph(exploration: Exploration) -> Graph:
    """All transitions of the states that were kept; under symmetry, the targets are orbits.

    Raises TooLarge where the transitions do not fit in memory.
    """
    offsets = exploration.offsets()
    needed = int(offsets[-1]) * 14
    if needed > psutil.virtual_memory().available * 0.8:
        raise TooLarge(
            f"{int(offsets[-1]):,} transitions take {needed / 1e9:,.1f} GB, more than there is",
            mend="use a smaller instance",
        )
    return Graph(exploration, offsets, *exploration.rows(offsets))


def to_networkx(exploration: Exploration, *, limit: int = NETWORKX_LIMIT) -> networkx.MultiDiGraph[int]:
    """The graph as networkx has it: a node per state (its number, and `state` by cell), an edge per transition.

    Raises TooLarge beyond `limit` states, ChartproofError under symmetry, and NotInstalled without networkx.
    """
    load("networkx", "a graph for others")
    import networkx

    if exploration.symmetric:
        raise ChartproofError("a graph for others needs every state", mend="explore without symmetry")
    if exploration.count > limit:
        raise TooLarge(
            f"{exploration.count:,} states are more than the {limit:,} that a networkx graph is made of",
            mend="use a smaller instance, or read the arrays of the graph",
        )
    found = graph(exploration)
    result: networkx.MultiDiGraph[int] = networkx.MultiDiGraph()
    unpack = exploration.instance.layout.unpack
    for number, word in enumerate(exploration.words):
        result.add_node(number, state=unpack(word), level=exploration.level_of(number))
    for source, target, event in zip(found.sources, found.targets, found.events, strict=True):
        instance = exploration.instance.events[event]
        result.add_edge(int(source), int(target), event=instance.rule.name, arguments=instance.arguments)
    return result
