"""Sets of states of one instance, as decision diagrams in one store: what is reached, by level, and the ways back.

Everything here raises DDMemoryError where the store is full, at a time that cannot be foretold; whoever asks
begins anew with a larger one (`bdd`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np
from oxidd.util import DDMemoryError

from chartproof.explore.layout import Array
from chartproof.explore.reached import NOTHING
from chartproof.explore.symbols import Bdd, Plan, Step, Symbols
from chartproof.explore.tables import Instance
from chartproof.language.expression import Expression
from chartproof.language.fold import free_binders
from chartproof.language.meaning import Bindings, Cell, choices

FULL = 0.4
"""How full a store may be before it is swept, and after."""

Told = Callable[[int, int], None]
"""Called now and then with the number of a round or level, and the states found so far."""


class Sets:
    """The sets of one instance in a store of so many nodes: `reached` is complete once `reach` has run."""

    def __init__(
        self,
        instance: Instance,
        order: tuple[Cell, ...],
        plans: tuple[Plan, ...],
        nodes: int,
        beat: Callable[[], None] = lambda: None,
    ) -> None:
        """beat: called after every event of a round or level, and may raise an error to end it."""
        self.instance, self.order, self.nodes, self.beat = instance, order, nodes, beat
        twice = (cell for plan in plans for cell in plan.circle)
        self.symbols = Symbols(instance, order, twice, nodes)
        self.steps = [Step(plan, self.symbols) for plan in plans]
        self.initial = self.symbols.true
        for field in instance.layout.fields:
            self.initial = self.initial & self.symbols.one_of(field.cell, field.variable.initial)
        self.reached = self.initial
        self.levels = [self.initial]
        self._below = self.initial

    def keep_room(self) -> None:
        """Sweep a store that fills, and give up where that does not help."""
        manager = self.symbols.manager
        if manager.approx_num_inner_nodes() > FULL * self.nodes:
            manager.gc()
            if manager.num_inner_nodes() > FULL * self.nodes:
                raise DDMemoryError("more than the store should hold")

    def reach(self, told: Told | None = None) -> None:
        """Find all that can be reached: each event in turn on all that is known, until none leads further."""
        last: list[Bdd | None] = [None] * len(self.steps)
        turn = 0
        while any(known != self.reached for known in last):
            for number, step in enumerate(self.steps):
                if last[number] != self.reached:
                    last[number] = self.reached
                    self.reached = self.reached | step.forwards(self.reached)
                    self.keep_room()
                    self.beat()
            turn += 1
            if told is not None:
                told(turn, self.symbols.count(self.reached))

    def up_to(self, distance: int) -> Bdd:
        """The states of a distance from the initial ones; none beyond the depth."""
        while len(self.levels) <= distance and self.levels[-1].satisfiable():
            found = self.symbols.false
            for step in self.steps:
                # All that is nearer is simpler than the last level alone, and most of it was met before.
                found = found | step.forwards(self._below)
                self.keep_room()
                self.beat()
            self.levels.append(found & ~self._below)
            self._below = self._below | found
        return self.levels[distance] if distance < len(self.levels) else self.symbols.false

    def by_level(self) -> Iterator[Bdd]:
        """The states of each distance, nearest first."""
        distance = 0
        while (level := self.up_to(distance)).satisfiable():
            yield level
            distance += 1

    def where(self, expression: Expression, fixed: Bindings = NOTHING) -> Bdd:
        """Where an expression holds for some choice of its free names but those fixed, within what is reached."""
        found, names = self.symbols.false, tuple(b for b in free_binders(expression) if b not in fixed)
        for bound in choices(names, self.instance.sizes):
            found = found | (self.symbols.where(expression, {**bound, **fixed}) & self.reached)
        return found

    def nearest(self, states: Bdd) -> tuple[Array, int] | None:
        """Of some reachable states one of the nearest, the least by its words, and its distance."""
        if not (states & self.reached).satisfiable():
            return None
        at, level = next((n, both) for n, level in enumerate(self.by_level()) if (both := level & states).satisfiable())
        return self.least(level), at

    def least(self, states: Bdd) -> Array:
        """The state that comes first among those of a level, as a search numbers them: by the last word first."""
        words = np.zeros(self.instance.layout.length, np.uint64)
        for field in sorted(self.instance.layout.fields, key=lambda f: (-f.word, -f.shift)):
            code = 0
            for bit in self.symbols.bits[field.cell]:
                without = states & self.symbols.manager.not_var(bit)
                one = not without.satisfiable()
                states = states & self.symbols.manager.var(bit) if one else without
                code = code << 1 | one
            words[field.word] |= np.uint64(code << field.shift)
        return words

    def state(self, words: Array) -> Bdd:
        """The set of one state."""
        found = self.symbols.true
        for cell, name in self.instance.layout.unpack(words).items():
            found = found & self.symbols.code(cell, name)
        return found

    def before(self, words: Array, distance: int) -> tuple[int, Array]:
        """The first event that leads from the least state of a distance that has one to a state, and that state."""
        goal, level = self.state(words), self.up_to(distance)
        sources = [step.backwards(goal) & level for step in self.steps]
        everywhere = self.symbols.false
        for source in sources:
            everywhere = everywhere | source
        least = self.least(everywhere)
        one = self.state(least)
        return next(n for n, source in enumerate(sources) if (source & one).satisfiable()), least

    def can_reach(self, goal: Bdd, steps: Iterable[Step]) -> Bdd:
        """The reachable states from which some way of these steps leads to the goal."""
        found, steps = goal & self.reached, list(steps)
        last: list[Bdd | None] = [None] * len(steps)
        while any(known != found for known in last):
            for number, step in enumerate(steps):
                if last[number] != found:
                    last[number] = found
                    found = found | (step.backwards(found) & self.reached)
                    self.keep_room()
        return found
