"""What a step takes away or spoils: events with a mark that can no longer happen after it, or only after it can."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from chartproof.language.expression import Expression, In, Quantified
from chartproof.language.fold import children
from chartproof.language.form import Rule
from chartproof.language.meaning import Cell
from chartproof.observe.evaluate import Bools, Box, Cells, Scope, Span, around, comparisons, evaluated, one, stretched
from chartproof.observe.known import Known
from chartproof.observe.step import NO, Numbers, after, known_to_be, possible, regions

CASES = 32
"""So many states that a step may start from, as to the cells that it moves, are told apart."""


Part = tuple[str, Box]
Pair = tuple[Cells, Cells]


@dataclass(frozen=True)
class Altered:
    """Events of one rule that a step makes impossible (or possible): of these elements for sure, of those perhaps."""

    rule: Rule
    surely: tuple[Numbers, ...]
    perhaps: tuple[Numbers, ...]


def altered(known: Known, rule: Rule, numbers: Numbers) -> tuple[list[Altered], list[Altered]]:
    """What a step takes away (of events that are harmed), and what it makes possible (of events that spoil).

    The step must not be impossible there. What it finds of the cells that it moves is gone through case by case, so
    that what they are before and after is told of one and the same case.
    """
    watched = [r for r in known.form.rules if r.harm or r.spoils]
    written = regions(rule, one(rule.parameters, numbers), known.cells)
    if not watched or not written:
        return [], []
    granted = known.copy()
    granted.granted(rule.condition, rule, numbers)
    pairs = [(case.cells, after(case, rule, numbers).cells) for case in _cases(granted, rule, numbers)]
    cuts = [a for r in watched if r.harm and (a := _altered(pairs, r, written, away=True))]
    spoils = [a for r in watched if r.spoils and (a := _altered(pairs, r, written, away=False))]
    return cuts, spoils


def _cases(known: Known, rule: Rule, numbers: Numbers) -> Iterator[Known]:
    """The system in each state that the single cells which a step moves may be in; itself, where these are too many."""
    given = dict(zip(rule.parameters, numbers, strict=True))
    moved = dict.fromkeys(
        (e.variable, tuple(given[b] for b in e.indices)) for e in rule.effects if all(b in given for b in e.indices)
    )
    choices = [[(cell, state) for state in known.states(cell)] for cell in moved]
    if math.prod(map(len, choices)) > CASES:
        yield known
        return
    for chosen in itertools.product(*choices):
        case = known.copy()
        boxes = [(cell[0], _set(case.cells, cell, state)) for cell, state in chosen]
        if not case.facts.narrow(case.cells, boxes) and possible(case, rule, numbers) != NO:
            yield case


def _set(cells: Cells, cell: Cell, state: str) -> tuple[tuple[int, int], ...]:
    masks = cells.masks[cell[0]].copy()
    masks[cell[1]] = 1 << cells.variables[cell[0]].states.index(state)
    cells.masks[cell[0]] = masks
    return tuple((n, n + 1) for n in cell[1])


def _altered(pairs: Sequence[Pair], rule: Rule, written: Sequence[Part], *, away: bool) -> Altered | None:
    """What all cases together say of one rule."""
    if not pairs:
        return None
    surely: dict[Numbers, None] = {}
    perhaps: dict[Numbers, None] = {}
    for scope in _scopes(rule, written, pairs[0][0]):
        told = [_in_case(before, then, rule, scope, written, away) for before, then in pairs]
        certain = np.logical_and.reduce([one_ for one_, _ in told])
        possibly = np.logical_or.reduce([other for _, other in told])
        for found, where in ((surely, certain), (perhaps, possibly)):
            places = np.argwhere(where) + np.array([s.low for s in scope], np.intp)
            found.update(dict.fromkeys(map(tuple, places.tolist())))
    if not perhaps:
        return None
    return Altered(rule, tuple(surely), tuple(n for n in perhaps if n not in surely))


def _scopes(rule: Rule, written: Sequence[Part], cells: Cells) -> list[Scope]:
    """The elements of a rule's parameters for which its guard reads what is written."""
    found = []
    for machine, box in written:
        for node, hidden in comparisons(rule.condition):
            if node.variable == machine:
                ends = around(node, hidden, box)
                found.append(tuple(Span(b, *ends.get(b, (0, cells.sizes[b.sort]))) for b in rule.parameters))
    return list(dict.fromkeys(found))


def _in_case(
    before: Cells, then: Cells, rule: Rule, scope: Scope, written: Sequence[Part], away: bool
) -> tuple[Bools, Bools]:
    """For which elements a rule's event surely, and perhaps, goes away (or comes)."""
    node, shape = before.plain(rule.condition), [s.size for s in scope]
    moved = _moved(before, then, written)
    touched = _touched(node, scope, before, moved)
    certain, possibly = np.ones(shape, np.bool_), np.zeros(shape, np.bool_)
    if not touched.any():
        return possibly, possibly
    for there, case in _unmoved(node, scope, before, moved):
        old, new = evaluated(case, scope, before), evaluated(case, scope, then)
        if not away:
            old, new = new, old
        certain = certain & (~there | (old.must & ~new.may))
        possibly = possibly | (there & old.may & ~new.must)
    return certain & touched, possibly & touched


def _unmoved(
    node: Expression, scope: Scope, cells: Cells, moved: Mapping[str, Bools]
) -> Iterator[tuple[Bools, Expression]]:
    """A guard for each state that cells may be in which a step does not move: they are in it before and after.

    With each, for which elements that may be so. One case alone, where there are too many.
    """
    names = {s.binder for s in scope}
    read = dict.fromkeys(
        (n.variable, n.indices)
        for n, hidden in comparisons(node)
        if n.variable not in moved and names.issuperset(n.indices) and not hidden.intersection(n.indices)
    )
    choices = []
    for variable, indices in read:
        truths = [(s, evaluated(In(variable, indices, (s,)), scope, cells)) for s in cells.variables[variable].states]
        if any(t.open.any() for _, t in truths):
            choices.append([((variable, indices), s, t.may) for s, t in truths if t.may.any()])
    if math.prod(map(len, choices)) > CASES:
        choices = []
    for chosen in itertools.product(*choices):
        there: Bools = np.ones([1] * len(scope), np.bool_)
        case = node
        for atom, state, may in chosen:
            there, case = there & may, known_to_be(case, *atom, state)
        yield there, cells.plain(case)


def _moved(before: Cells, then: Cells, written: Sequence[Part]) -> dict[str, Bools]:
    """Which cells a step may have moved: those that it writes, unless they are in one and the same state still."""
    found: dict[str, Bools] = {}
    for machine, box in written:
        place = tuple(slice(*ends) for ends in box)
        old, new = np.asarray(before.masks[machine][place]), np.asarray(then.masks[machine][place])
        different = np.asarray((old != new) | ((new & (new - new.dtype.type(1))) != 0))
        if different.any():
            whole = found.setdefault(machine, np.zeros(np.shape(before.masks[machine]), np.bool_))
            whole[place] = whole[place] | different
    return found


def _touched(node: Expression, scope: Scope, cells: Cells, moved: Mapping[str, Bools]) -> Bools:
    """For which elements an expression reads a cell that was moved."""
    if isinstance(node, In):
        if node.variable not in moved:
            return np.zeros([1] * len(scope), np.bool_)
        place, axes = cells.places(node, scope)
        return stretched(np.asarray(moved[node.variable][place]), axes, len(scope))
    if isinstance(node, Quantified):
        inside = _touched(node.body, (*scope, Span(node.binder, 0, cells.sizes[node.binder.sort])), cells, moved)
        return np.asarray(inside.any(-1))
    result: Bools = np.zeros([1] * len(scope), np.bool_)
    for part in children(node):
        result = result | _touched(part, scope, cells, moved)
    return result
