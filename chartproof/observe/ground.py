"""A few elements' cells and events spelt out one by one, for searching: states are tuples of masks.

An element may stand for a class of elements that are alike; an event of it then stands for one event of each, tried in
turn, and costs as many. A tried event happens if it can, and else moves nothing.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from chartproof.language.expression import (
    And,
    Binder,
    Expression,
    In,
    Not,
    Or,
    Quantified,
    Same,
    Truth,
    conjunction,
    unknown,
)
from chartproof.language.form import Effect, Rule
from chartproof.language.meaning import cells as cells_of
from chartproof.observe.evaluate import bits
from chartproof.observe.known import Known
from chartproof.observe.step import known_to_be

NEVER, MAYBE, SURELY = 0, 1, 2
"""How far something holds: not at all, perhaps, for sure."""
TRUE, FALSE, OPEN = 0, 1, 2
"""The numbers of formulas that hold, that don't, and of which that is not known in any state."""
State = tuple[int, ...]


@dataclass(frozen=True)
class Action:
    """An event of some elements, by their numbers. count: how many events it stands for. cost: see `price`.

    moves: per cell that it may write, for each state (a bit) where it may go, and the formula under which it does.
    """

    rule: Rule
    numbers: tuple[int, ...]
    guard: int
    count: int
    cost: int
    moves: tuple[tuple[int, Mapping[int, tuple[tuple[int, int], ...]]], ...]


@dataclass
class Ground:
    """The cells, formulas and events of a system of few elements. counts: how many each element stands for.

    price: what so many events of a rule and such elements cost.
    """

    known: Known
    rules: Sequence[Rule]
    counts: Mapping[str, Sequence[int]]
    price: Callable[[Rule, tuple[int, ...], int], int]
    formulas: list[tuple[str, tuple[int, ...]]] = field(
        default_factory=lambda: [("true", ()), ("false", ()), ("open", ())]
    )
    actions: list[Action] = field(default_factory=list)
    _numbers: dict[tuple[str, tuple[int, ...]], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        cells = self.known.cells
        self.cells = cells_of(self.known.form, cells.sizes)
        self._at = {cell: n for n, cell in enumerate(self.cells)}
        self.start: State = tuple(int(cells.masks[name][at]) for name, at in self.cells)
        for rule in self.rules:
            for numbers in itertools.product(*(range(cells.sizes[b.sort]) for b in rule.parameters)):
                self._act(rule, numbers)

    def _act(self, rule: Rule, numbers: tuple[int, ...]) -> None:
        given = dict(zip(rule.parameters, numbers, strict=True))
        moves: dict[int, dict[int, list[tuple[int, int]]]] = {}
        for effect in rule.effects:
            for extra in itertools.product(*(range(self.known.cells.sizes[b.sort]) for b in effect.bound)):
                self._move(rule, effect, {**given, **dict(zip(effect.bound, extra, strict=True))}, moves)
        guard = self.formula(rule.condition, given)
        if not moves or guard == FALSE:
            return
        count = math.prod(self.counts[b.sort][n] for b, n in given.items())
        packed = tuple((cell, {s: tuple(ways) for s, ways in own.items()}) for cell, own in moves.items())
        self.actions.append(Action(rule, numbers, guard, count, self.price(rule, numbers, count), packed))

    def _move(
        self,
        rule: Rule,
        effect: Effect,
        given: Mapping[Binder, int],
        moves: dict[int, dict[int, list[tuple[int, int]]]],
    ) -> None:
        variable = self.known.variable(effect.variable)
        cell = self._at[effect.variable, tuple(given[b] for b in effect.indices)]
        value = bits(variable, (effect.value,))
        node = self.known.cells.plain(conjunction([rule.condition, effect.when]))
        for number, state in enumerate(variable.states):
            own = self.known.cells.plain(known_to_be(node, effect.variable, effect.indices, state))
            formula = self.formula(own, given)
            if formula != FALSE and value != 1 << number:
                moves.setdefault(cell, {}).setdefault(1 << number, []).append((value, formula))

    def formula(self, node: Expression, given: Mapping[Binder, int]) -> int:
        """The number of an expression, for these elements."""
        return self._formula(self.known.cells.plain(node), given)

    def _formula(self, node: Expression, given: Mapping[Binder, int]) -> int:
        if isinstance(node, Truth):
            return TRUE if node.value else FALSE
        if isinstance(node, In):
            variable = self.known.variable(node.variable)
            cell = self._at[node.variable, tuple(given[b] for b in node.indices)]
            return self._number("in", (cell, bits(variable, node.states)))
        if isinstance(node, Same):
            return TRUE if given[node.left] == given[node.right] else FALSE
        if isinstance(node, Not) and isinstance(node.body, Same):
            return FALSE if given[node.body.left] == given[node.body.right] else TRUE
        if isinstance(node, (And, Or)):
            return self._joined(isinstance(node, And), [self._formula(p, given) for p in node.parts])
        if isinstance(node, Quantified):
            size, closed = self.known.cells.sizes[node.binder.sort], self.known.cells.closed[node.binder.sort]
            parts = [self._formula(node.body, {**given, node.binder: n}) for n in range(size)]
            return self._joined(node.universal, parts if closed and size else [*parts, OPEN])
        raise unknown(node)

    def _joined(self, every: bool, parts: Iterable[int]) -> int:
        nothing, all_ = (TRUE, FALSE) if every else (FALSE, TRUE)
        kept = tuple(sorted({p for p in parts if p != nothing}))
        if all_ in kept:
            return all_
        return kept[0] if len(kept) == 1 else self._number("and" if every else "or", kept) if kept else nothing

    def _number(self, kind: str, inside: tuple[int, ...]) -> int:
        key = (kind, inside)
        if key not in self._numbers:
            self._numbers[key] = len(self.formulas)
            self.formulas.append(key)
        return self._numbers[key]


class At:
    """One state: what holds in it, each formula worked out once."""

    def __init__(self, ground: Ground, state: State) -> None:
        self.ground, self.state = ground, state
        self._known: dict[int, int] = {TRUE: SURELY, FALSE: NEVER, OPEN: MAYBE}

    def holds(self, formula: int) -> int:
        """How far a formula holds."""
        found = self._known.get(formula)
        if found is None:
            kind, inside = self.ground.formulas[formula]
            if kind == "in":
                mask, allowed = self.state[inside[0]], inside[1]
                found = SURELY if not mask & ~allowed else MAYBE if mask & allowed else NEVER
            else:
                found = (min if kind == "and" else max)(self.holds(f) for f in inside)
            self._known[formula] = found
        return found

    def after(self, action: Action) -> State:
        """The state after an event was tried."""
        found = list(self.state)
        for cell, ways in action.moves:
            result, left = 0, self.state[cell]
            while left:
                here = left & -left
                left ^= here
                goes = here
                for value, formula in ways.get(here, ()):
                    held = self.holds(formula)
                    goes = value if held == SURELY else goes | value if held == MAYBE else goes
                result |= goes
            found[cell] = result
        return tuple(found)
