"""How much a way must cost at least: by sets of events of which any way takes one (landmarks).

What is not possible even where nothing that was reached is ever lost again is not possible at all. The estimate is
that of Helmert and Domshlak, "Landmarks, Critical Paths and Abstractions" (2009), over formulas and sets of states.
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Sequence

from chartproof.observe.ground import FALSE, OPEN, TRUE, Ground, State

INFINITE = math.inf
FREE = -1


class Landmarks:
    """Estimates for one goal, from any state that can be reached from where a system is."""

    def __init__(self, ground: Ground, goal: int) -> None:
        self.ground = ground
        self._facts: dict[tuple[int, int], int] = {}
        self.before: list[tuple[int, ...]] = []
        self.adds: list[int] = []
        self.action: list[int] = []
        self._masks = [self._closure(cell) for cell in range(len(ground.cells))]
        self._told: set[int] = set()
        self.always = self._fact(-2, 0)
        for number in range(len(ground.actions)):
            self._spell(number)
        self.goal = self._formula(goal)
        self.makers: list[list[int]] = [[] for _ in self._facts]
        for op, fact in enumerate(self.adds):
            self.makers[fact].append(op)
        self.waits: list[list[int]] = [[] for _ in self._facts]
        for op in self._needed():
            for fact in self.before[op]:
                self.waits[fact].append(op)
        self._missing = [len(b) for b in self.before]

    def _needed(self) -> list[int]:
        """What may count for the goal: what makes it, or what that needs."""
        facts, waiting, found = {self.goal}, [self.goal], list[int]()
        while waiting:
            for op in self.makers[waiting.pop()]:
                found.append(op)
                fresh = [f for f in self.before[op] if f not in facts]
                facts.update(fresh)
                waiting += fresh
        return sorted(found)

    def _fact(self, cell: int, mask: int) -> int:
        """The number of: this cell may be in these states alone; with -1, of a formula."""
        return self._facts.setdefault((cell, mask), len(self._facts))

    def _add(self, before: Sequence[int], fact: int, action: int) -> None:
        self.before.append(tuple(dict.fromkeys(before)) or (self.always,))
        self.adds.append(fact)
        self.action.append(action)

    def _closure(self, cell: int) -> list[int]:
        """The sets of states that a cell may come to."""
        ways: dict[int, set[int]] = {}
        for action in self.ground.actions:
            for own, moves in action.moves:
                if own == cell:
                    for here, there in moves.items():
                        ways.setdefault(here, set()).update(value for value, _ in there)
        found, waiting = {self.ground.start[cell]}, [self.ground.start[cell]]
        while waiting:
            parts = [
                [h, *(v for v in ways.get(h, ())), *(h | v for v in ways.get(h, ()))] for h in _bits(waiting.pop())
            ]
            for chosen in itertools.product(*parts):
                mask = 0
                for part in chosen:
                    mask |= part
                if mask not in found:
                    found.add(mask)
                    waiting.append(mask)
        return sorted(found)

    def _spell(self, number: int) -> None:
        """What an event does, cell by cell, and from each set of states."""
        for cell, ways in self.ground.actions[number].moves:
            for mask in self._masks[cell]:
                parts = [[(h, None), *ways.get(h, ())] for h in _bits(mask)]
                for chosen in itertools.product(*parts):
                    formulas = [f for _, f in chosen if f is not None]
                    result = 0
                    for value, _ in chosen:
                        result |= value
                    if result != mask and OPEN not in formulas:
                        before = [self._fact(cell, mask), *(self._formula(f) for f in formulas if f != TRUE)]
                        self._add(before, self._fact(cell, result), number)

    def _formula(self, formula: int) -> int:
        """The fact that a formula holds for sure, with how it comes to."""
        fact = self._fact(-1, formula)
        if formula in self._told:
            return fact
        self._told.add(formula)
        kind, inside = self.ground.formulas[formula]
        if formula == TRUE:
            self._add((), fact, FREE)
        elif kind == "in":
            for mask in self._masks[inside[0]]:
                if not mask & ~inside[1]:
                    self._add((self._fact(inside[0], mask),), fact, FREE)
        elif kind == "and":
            if FALSE not in inside and OPEN not in inside:
                self._add([self._formula(f) for f in inside], fact, FREE)
        elif kind == "or":
            for one in inside:
                if one not in (FALSE, OPEN):
                    self._add((self._formula(one),), fact, FREE)
        return fact

    def estimate(self, state: State) -> tuple[float, dict[int, int]]:
        """The least that a way from a state costs, or infinity; and how much of that is laid upon which event."""
        costs = [a.cost for a in self.ground.actions]
        begin = [f for cell, mask in enumerate(state) if (f := self._facts.get((cell, mask))) is not None]
        begin.append(self.always)
        total, laid = 0, dict[int, int]()
        while True:
            values, support = self._values(begin, costs)
            if values[self.goal] in (0, INFINITE):
                return (total if values[self.goal] == 0 else INFINITE), laid
            cut = self._cut(begin, costs, values, support)
            least = min(costs[a] for a in cut)
            total += least
            for action in cut:
                costs[action] -= least
                laid[action] = laid.get(action, 0) + least

    def _values(self, begin: Sequence[int], costs: Sequence[int]) -> tuple[list[float], list[int]]:
        """What each fact costs at least, by the dearest that it needs; and per operator which that is."""
        values: list[float] = [INFINITE] * len(self._facts)
        support = [-1] * len(self.before)
        missing = self._missing.copy()
        queue: list[tuple[float, int]] = []
        for fact in begin:
            values[fact] = 0
            queue.append((0, fact))
        heapq.heapify(queue)
        while queue:
            value, fact = heapq.heappop(queue)
            if value > values[fact]:
                continue
            for op in self.waits[fact]:
                missing[op] -= 1
                if not missing[op]:
                    support[op] = fact  # facts come in the order of what they cost: this is the dearest
                    action = self.action[op]
                    then = value + (costs[action] if action != FREE else 0)
                    if then < values[self.adds[op]]:
                        values[self.adds[op]] = then
                        heapq.heappush(queue, (then, self.adds[op]))
        return values, support

    def _cut(
        self, begin: Sequence[int], costs: Sequence[int], values: Sequence[float], support: Sequence[int]
    ) -> set[int]:
        """Events of which any way takes one: those that lead to where the goal is for free."""
        zone, waiting = {self.goal}, [self.goal]
        while waiting:
            for op in self.makers[waiting.pop()]:
                free = self.action[op] == FREE or costs[self.action[op]] == 0
                if free and support[op] >= 0 and support[op] not in zone:
                    zone.add(support[op])
                    waiting.append(support[op])
        reached, waiting, cut = set(begin), list(begin), set[int]()
        while waiting:
            fact = waiting.pop()
            for op in self.waits[fact]:
                there = self.adds[op]
                if support[op] != fact:
                    continue
                if there in zone:
                    cut.add(self.action[op])
                elif there not in reached:
                    reached.add(there)
                    waiting.append(there)
        return cut


def _bits(mask: int) -> list[int]:
    found = []
    while mask:
        found.append(mask & -mask)
        mask &= mask - 1
    return found
