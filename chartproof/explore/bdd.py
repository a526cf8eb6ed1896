"""The engine of decision diagrams, for what does not fit in memory state by state.

Few nodes can hold very many states. What is reached is found by chaining, each event in turn on all that is known,
which is quick and knows no distances; those come from the levels, strictly breadth first, and are made only as far
as a question needs them. A store has a fixed number of nodes, and when it runs out cannot be foretold: then a larger
one goes on from what was reached, up to the memory that may be taken.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import TypeVar

import psutil

from chartproof.errors import TooLarge
from chartproof.explore.chaining import pattern
from chartproof.explore.layout import Array
from chartproof.explore.reached import NOTHING, Nearest, Occurrence, Reached, Way
from chartproof.explore.sets import Sets, Told
from chartproof.explore.symbols import plan
from chartproof.explore.tables import Instance
from chartproof.language.expression import Binder, Expression
from chartproof.language.fold import free_binders
from chartproof.language.form import Form
from chartproof.language.meaning import Bindings, Cell, choices
from chartproof.language.names import said_sizes

FIRST = 1 << 18
"""The nodes of the first store."""
MORE = 4
"""How many times as many the next store has."""
BYTES_PER_NODE = 52
"""What a node takes at the most: itself, its place in the table, and its share of what was worked out (measured)."""

T = TypeVar("T")


class InBdd(Reached):
    """What is reached, as decision diagrams. Distances are made when they are asked for."""

    symmetric = False
    orbits = None

    def __init__(
        self,
        form: Form,
        sizes: Mapping[str, int],
        *,
        levels: bool = False,
        memory: int | None = None,
        told: Told | None = None,
        patience: float | None = None,
    ) -> None:
        """Find what is reached, and how many states are how far.

        patience: seconds that each question may take, finding it included. Raises TooLarge where so much memory or
        time does not do.
        """
        begun = time.perf_counter()
        self._patience = patience
        self._until = math.inf
        self.instance = Instance(form, sizes)
        self.memory = memory or int(psutil.virtual_memory().available * 0.8)
        self._told, self._nodes = told, min(FIRST, self.memory // BYTES_PER_NODE)
        self._plans = tuple(plan(event, self.instance) for event in self.instance.events)
        self._sets: Sets | None = None
        self.states, self.transitions = self._asked(_counts, counting_order(self.instance))
        self._level_counts = self.ask(_level_counts) if levels else None
        self.seconds = time.perf_counter() - begun

    @property
    def engine(self) -> str:
        """The engine's name."""
        return "bdd"

    def ask(self, question: Callable[[Sets], T]) -> T:
        """The answer to a question about the sets, in a store that is large enough. Raises TooLarge.

        No diagram may be kept beyond the question: the next one may be asked of another store.
        """
        return self._asked(question, distance_order(self.instance))

    def _asked(self, question: Callable[[Sets], T], order: tuple[Cell, ...]) -> T:
        self._until = time.perf_counter() + (math.inf if self._patience is None else self._patience)
        sets, self._sets = self._sets, None  # What an error interrupts is not used again.
        if sets is None or sets.order != order:
            del sets  # Two stores at once would take more than they may.
            sets = Sets(self.instance, order, self._plans, self._nodes, self._more, self._beat)
            sets.reach(self._told)
        answer = sets.with_room(lambda: question(sets))
        self._sets = sets
        return answer

    def _beat(self) -> None:
        if time.perf_counter() > self._until:
            raise TooLarge(
                f"{said_sizes(self.instance.sizes)} is not explored by decision diagrams within {self._patience:g} s",
                mend="explore a smaller instance, or say --engine bdd, which goes on for as long as it takes",
            )

    def _more(self, known: int) -> int:
        """The nodes of the next store: four times as many, or else what there may be."""
        self._nodes = min(MORE * known, self.memory // BYTES_PER_NODE)
        if self._nodes < known * 2:
            raise TooLarge(
                f"{said_sizes(self.instance.sizes)} does not fit in decision diagrams either: {known:,} "
                f"nodes are not enough, and twice as many take {2 * known * BYTES_PER_NODE / 1e6:,.0f} MB of the "
                f"{self.memory / 1e6:,.0f} MB that it may take",
                mend="explore a smaller instance, or allow more with --memory",
            )
        return self._nodes

    @property
    def depth(self) -> int | None:
        """The length of the longest shortest path, where levels were asked for."""
        return None if self._level_counts is None else len(self._level_counts) - 1

    @property
    def level_counts(self) -> tuple[int, ...] | None:
        """How many states are how far from the initial ones, where that was asked for."""
        return self._level_counts

    def nearest(self, expression: Expression, fixed: Bindings = NOTHING) -> Nearest | None:
        """The nearest state in which an expression holds, for some choice of its free names but those fixed."""
        found = self.ask(lambda sets: sets.nearest(sets.where(expression, fixed)))
        return None if found is None else Nearest(*found)

    def how_many(self, expression: Expression) -> int:
        """In how many reachable states an expression holds, for some choice of its free names."""
        return self.ask(lambda sets: sets.symbols.count(sets.where(expression)))

    def occurs(self, expression: Expression, names: tuple[Binder, ...] = ()) -> Occurrence:
        """How often an expression holds, and how near, for each choice of its free names and of those given."""
        return self.ask(lambda sets: _occurrence(sets, expression, names))

    def way(self, state: Array) -> Way:
        """A shortest way from an initial state to a reachable one."""
        return self.ask(lambda sets: _way(sets, state))


def _counts(sets: Sets) -> tuple[int, int]:
    """The states, and the transitions: of each event, the states in which it can happen; of those alike, one's."""
    times = Counter(pattern(step.event) for step in sets.steps)
    transitions = 0
    for key, step in {pattern(step.event): step for step in sets.steps}.items():
        transitions += times[key] * sets.symbols.count(sets.reached & step.guard)
        sets.keep_room()
    return sets.symbols.count(sets.reached), transitions


def _occurrence(sets: Sets, expression: Expression, names: tuple[Binder, ...]) -> Occurrence:
    somewhere, times = sets.symbols.false, 0
    for bound in choices(tuple(dict.fromkeys((*names, *free_binders(expression)))), sets.instance.sizes):
        where = sets.symbols.where(expression, bound) & sets.reached
        times += sets.symbols.count(where)
        somewhere = somewhere | where
        sets.keep_room()
    first = None
    if somewhere.satisfiable():
        first = next(n for n, level in enumerate(sets.by_level()) if (level & somewhere).satisfiable())
    return Occurrence(sets.symbols.count(somewhere), times, first)


def _level_counts(sets: Sets) -> tuple[int, ...]:
    return tuple(sets.symbols.count(level) for level in sets.by_level())


def _way(sets: Sets, state: Array) -> Way:
    found = sets.nearest(sets.state(state))
    assert found is not None, "a way leads to what is reached"
    at, distance = found
    steps: list[tuple[int, Array]] = []
    for further in range(distance - 1, -1, -1):
        event, earlier = sets.before(at, further)
        steps.append((event, at))
        at = earlier
    return at, steps[::-1]


def distance_order(instance: Instance) -> tuple[Cell, ...]:
    """The cells from the top down, for levels: what all elements share, then element by element of the block sort.

    Machines that read each other are near. Of the orders tried it makes the smallest levels (5×3 of the model in 11 s;
    with the shared cells below, more than 60).
    """
    return tuple(field.cell for field in instance.layout.fields)


def counting_order(instance: Instance) -> tuple[Cell, ...]:
    """The cells from the top down, for chaining: element by element of the block sort, then what all share.

    Of the orders tried it is the quickest at large sizes (15×8 of the model in 34 s; the other did not end in 140).
    """
    sort, fields = instance.layout.block_sort, instance.layout.fields
    own = [f.cell for f in fields if sort in f.variable.sorts]
    return (*own, *(f.cell for f in fields if sort not in f.variable.sorts))
