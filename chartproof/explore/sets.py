"""Sets of states of one instance, as decision diagrams in one store: what is reached, by level, and the ways back.

Where the store is full, at a time that cannot be foretold, DDMemoryError is raised; `with_room` then goes on in a
larger one.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import numpy as np
from oxidd.util import DDDMPFile, DDMemoryError

from chartproof.explore.chaining import Chaining, Pattern, commute, pattern
from chartproof.explore.layout import Array
from chartproof.explore.reached import NOTHING
from chartproof.explore.symbols import Bdd, Plan, Step, Symbols
from chartproof.explore.tables import Instance
from chartproof.language.expression import Expression
from chartproof.language.fold import free_binders
from chartproof.language.meaning import Bindings, Cell, choices

T = TypeVar("T")
MANY = 300
"""From so many steps on, it is quicker to find out which of them commute than to take them again."""
FULL, CLEAN = 0.5, 0.05
"""How full a store may be before it is swept, and after. Each time, all that was worked out before is forgotten."""

OFTEN = 64
"""After how many steps it is told how far a search is."""
Told = Callable[[int, int], None]
"""Called now and then with the number of steps taken, or of the level, and the states found so far."""


class Sets:
    """The sets of one instance in a store of so many nodes: `reached` is complete once `reach` has run."""

    def __init__(
        self,
        instance: Instance,
        order: tuple[Cell, ...],
        plans: tuple[Plan, ...],
        nodes: int,
        more: Callable[[int], int] = lambda nodes: 4 * nodes,
        beat: Callable[[], object] = lambda: None,
    ) -> None:
        """more: how many nodes there may be after so many, or an error. beat: called after every event of a search or
        level, and may raise an error to end it."""
        self.instance, self.order, self.more, self.beat = instance, order, more, beat
        self._plans, self.chaining = plans, Chaining(plans, order, instance.layout)
        self._commuting: dict[Pattern, bool] = {}
        self.nodes = nodes
        self._begin()
        self.reached = self._below = self.initial
        self.levels = [self.initial]

    def _begin(self) -> None:
        """Make the store, larger where it cannot even hold the events."""
        while True:
            try:
                self._make()
            except DDMemoryError:
                self.nodes = self.more(self.nodes)
            else:
                return

    def _make(self) -> None:
        twice = (cell for plan in self._plans for cell in plan.circle)
        self.symbols = Symbols(self.instance, self.order, twice, self.nodes)
        self.steps = [Step(plan, self.symbols) for plan in self._plans]
        self.initial = self.symbols.true
        for field in self.instance.layout.fields:
            self.initial = self.initial & self.symbols.one_of(field.cell, field.variable.initial)

    def keep_room(self) -> None:
        """Sweep a store that fills, and give up where that does not help."""
        manager = self.symbols.manager
        if manager.approx_num_inner_nodes() > FULL * self.nodes:
            manager.gc()
            if manager.num_inner_nodes() > CLEAN * self.nodes:
                raise DDMemoryError("more than the store should hold")

    def enlarge(self) -> None:
        """Go on in a larger store with what was reached. No other diagram may be used after it."""
        self.nodes = self.more(self.nodes)
        with TemporaryDirectory() as folder:
            path = Path(folder) / "known"
            self.symbols.manager.export_dddmp(path, [self.reached, self._below, *self.levels])
            # Two stores at once would take more than they may.
            del self.symbols, self.steps, self.initial, self.reached, self._below, self.levels
            self._begin()
            with DDDMPFile(path) as file:
                self.reached, self._below, *self.levels = self.symbols.manager.import_dddmp(file)

    def reach(self, told: Told | None = None) -> None:
        """Find all that can be reached: each event on all that is known, until none leads further."""
        taken = itertools.count(1)

        def take(number: int) -> bool:
            grown = self.with_room(lambda: self._grown(number))
            self.with_room(self.keep_room)
            self.beat()
            if told is not None and (n := next(taken)) % OFTEN == 0:
                told(n, self.symbols.count(self.reached))
            return grown

        self.chaining.close(take, lambda n, after: self.with_room(lambda: self.commute(after, n)))

    def _grown(self, number: int) -> bool:
        """Add to what is reached what a step leads to, and say whether that was anything."""
        more = self.reached | self.steps[number].forwards(self.reached)
        known, self.reached = self.reached, more
        return known != more

    def with_room(self, work: Callable[[], T]) -> T:
        """What some work comes to that holds no diagram from before it: it is done again in a larger store.

        Raises what `more` raises.
        """
        while True:
            try:
                return work()
            except DDMemoryError:
                pass
            self.enlarge()

    def commute(self, first: int, then: int) -> bool:
        """As `chaining.commute` says, decided once for all steps that are alike; no, where that is not worth asking."""
        if len(self.steps) < MANY:
            return False
        key = pattern(self.steps[first].event, self.steps[then].event)
        if key not in self._commuting:
            self._commuting[key] = commute(self.steps[first], self.steps[then])
        return self._commuting[key]

    def up_to(self, distance: int) -> Bdd:
        """The states of a distance from the initial ones; none beyond the depth."""
        while len(self.levels) <= distance and self.levels[-1].satisfiable():
            found = self.symbols.false
            for step in (step for step in self.steps if step.plan.writes):
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
        found, usable = goal & self.reached, {id(step) for step in steps}

        def take(number: int) -> bool:
            nonlocal found
            known, found = found, found | (self.steps[number].backwards(found) & self.reached)
            self.keep_room()
            self.beat()
            return known != found

        self.chaining.close(take, self.commute, (n for n, step in enumerate(self.steps) if id(step) in usable))
        return found
