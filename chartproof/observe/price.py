"""What an event of a way costs: risk first, then what it may take away, then how many events it is."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from chartproof.language.expression import And, Binder, Expression, In, Or, conjunction
from chartproof.language.form import Effect, Rule
from chartproof.observe.evaluate import Bools, Span, comparisons, evaluated
from chartproof.observe.known import Known, known
from chartproof.observe.observation import Element, Observation

EVENT = 10**9
HARM = EVENT * 10**9
RISK = HARM * 10**9
"""So that no number of what counts less outweighs one of what counts more."""


WAYS = 64


@dataclass
class Prices:
    """Prices of events in a system as it is: an event costs the same wherever on a way it stands."""

    known: Known
    _used: list[tuple[Rule, Bools]] = field(default_factory=list)
    _met: dict[tuple[str, str, In], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        cells = self.known.cells
        for rule in (r for r in self.known.form.rules if r.harm):
            may = evaluated(cells.plain(rule.condition), cells.all(rule.parameters), cells).may
            self._used.append((rule, np.broadcast_to(may, [cells.sizes[b.sort] for b in rule.parameters])))

    def of(self, rule: Rule, numbers: Sequence[int], count: int) -> int:
        """What so many events of a rule cost, each like the one of these elements.

        Of two that cost the same by risk, harm and number, the one that moves fewer cells is cheaper.
        """
        moved = sum(math.prod(self.known.cells.sizes[b.sort] for b in e.bound) for e in rule.effects)
        harm = sum(self._threatened(used, where, rule, numbers) for used, where in self._used)
        return count * (RISK * bool(rule.risk) + HARM * harm + EVENT + min(moved, 1000))

    def _threatened(self, used: Rule, where: Bools, rule: Rule, numbers: Sequence[int]) -> int:
        """How many events in use it may make impossible: it moves a cell to where their guard does not have it."""
        given = dict(zip(rule.parameters, numbers, strict=True))
        found = [
            where[tuple(slice(None) if n is None else slice(n, n + 1) for n in box)].sum()
            for node, hidden in comparisons(self.known.cells.plain(used.condition))
            for effect in rule.effects
            if (box := _box(node, hidden, effect, used, given)) is not None
            and self._meet(rule, effect, used, node, hidden)
        ]
        return int(max(found, default=0))

    @cached_property
    def _bare(self) -> Known:
        """Two elements of each sort, of which nothing is known."""
        form, pair = self.known.form, (Element("1"), Element("2"))
        return known(form, Observation.unknown(form, dict.fromkeys(form.sorts, pair)), self.known.facts.facts)

    def _meet(self, rule: Rule, effect: Effect, used: Rule, node: In, hidden: frozenset[Binder]) -> bool:
        """Whether an event can happen where what it tells against can: else it takes nothing away."""
        key = (rule.name, used.name, node)
        if key not in self._met:
            self._met[key] = self._met_anew(rule, effect, used, node, hidden)
        return self._met[key]

    def _met_anew(self, rule: Rule, effect: Effect, used: Rule, node: In, hidden: frozenset[Binder]) -> bool:
        """Tried where nothing is known of two elements of each sort, for each way in which its guard may hold."""
        zeros = (0,) * len(rule.parameters)
        pairs = [(b, e) for b, e in zip(node.indices, effect.indices, strict=True) if b not in hidden]
        same = {b for b, e in pairs if e not in effect.bound}
        scope = tuple(Span(b, 0, 1 if b in same else 2) for b in used.parameters)
        for way in _ways(self._bare.cells.plain(rule.condition)):
            case = self._bare.copy()
            if (
                case.granted(way, rule, zeros)
                and evaluated(case.cells.plain(used.condition), scope, case.cells).may.any()
            ):
                return True
        return False


def _ways(node: Expression) -> list[Expression]:
    """An expression as alternatives, without `or` at the top of any; itself, where these would be too many."""
    if isinstance(node, Or):
        return [way for part in node.parts for way in _ways(part)]
    if isinstance(node, And):
        parts = [_ways(p) for p in node.parts]
        if math.prod(map(len, parts)) <= WAYS:
            return [conjunction(chosen) for chosen in itertools.product(*parts)]
    return [node]


def _box(
    node: In, hidden: frozenset[Binder], effect: Effect, used: Rule, given: dict[Binder, int]
) -> list[int | None] | None:
    """For which elements of a rule an effect on one of its cells tells against it; None where none does."""
    if node.variable != effect.variable or effect.value in node.states:
        return None
    pairs = [(b, e) for b, e in zip(node.indices, effect.indices, strict=True) if b not in hidden]
    at = {b: given.get(e) if e not in effect.bound else None for b, e in pairs}
    return [at.get(b) for b in used.parameters]
