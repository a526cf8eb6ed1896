"""One event in a system that is partly known: whether it can happen, and what may be so after it.

What may be so after contains what is so after, whichever of the possible states was the true one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from chartproof.language.expression import TRUE, Binder, Expression, In, Quantified, Truth, conjunction
from chartproof.language.fold import rebuilt
from chartproof.language.form import Effect, Rule
from chartproof.observe.evaluate import (
    Bools,
    Box,
    Cells,
    Masks,
    Scope,
    Span,
    around,
    axis_of,
    collapsed,
    comparisons,
    evaluated,
    one,
)
from chartproof.observe.known import Known

YES, NO, UNKNOWN = "yes", "no", "not known"

Numbers = tuple[int, ...]


def possible(known: Known, rule: Rule, numbers: Numbers) -> str:
    """Whether an event can happen: yes, no, or not known. By its guard, and by what the rules prove of the system."""
    found = evaluated(known.cells.plain(rule.condition), one(rule.parameters, numbers), known.cells)
    if found.must.all():
        return YES
    if not found.may.any() or not known.copy().granted(rule.condition, rule, numbers):
        return NO
    return UNKNOWN


def after(known: Known, rule: Rule, numbers: Numbers) -> Known:
    """What is known after an event has happened: so its guard held, and what it moves is moved.

    The event must not be impossible: see `possible`.
    """
    found = known.copy()
    found.granted(rule.condition, rule, numbers)
    return _moved(found, rule, numbers, tried=False)


def tried(known: Known, rule: Rule, numbers: Numbers) -> Known:
    """What is known after an event was tried: it has happened if it could, and else nothing has."""
    return _moved(known.copy(), rule, numbers, tried=True)


def _moved(known: Known, rule: Rule, numbers: Numbers, *, tried: bool) -> Known:
    before = known.cells.copy()
    boxes = moved(before, known.cells, rule, one(rule.parameters, numbers), tried=tried)
    known.facts.narrow(known.cells, boxes)  # the true state after is reachable, and so has every fact
    return known


def moved(before: Cells, cells: Cells, rule: Rule, scope: Scope, *, tried: bool) -> list[tuple[str, Box]]:
    """Write into `cells` what may be so after an event; all is read before. Returns the parts that changed.

    scope: the elements of its parameters; where it has several of one, one event of them happens, whichever.
    tried: whether the guard may not have held.
    """
    boxes = []
    for machine in dict.fromkeys(e.variable for e in rule.effects):
        effects = [e for e in rule.effects if e.variable == machine]
        for region in dict.fromkeys(_region(e, scope, before) for e in effects):
            own = [e for e in effects if _region(e, scope, before) == region]
            if _move(before, cells, rule, own, scope, region, tried):
                boxes.append((machine, region))
    return boxes


def regions(rule: Rule, scope: Scope, cells: Cells) -> list[tuple[str, Box]]:
    """The parts of machines that a rule may write."""
    return list(dict.fromkeys((e.variable, _region(e, scope, cells)) for e in rule.effects))


def _region(effect: Effect, scope: Scope, cells: Cells) -> Box:
    """The part of its machine that an effect may write."""
    given = {s.binder: (s.low, s.high) for s in scope}
    return tuple((0, cells.sizes[b.sort]) if b in effect.bound else given[b] for b in effect.indices)


def _move(
    before: Cells, cells: Cells, rule: Rule, effects: Sequence[Effect], scope: Scope, region: Box, tried: bool
) -> bool:
    """Write what effects on one part of a machine may do; whether that is anything."""
    variable = before.variables[effects[0].variable]
    place = tuple(slice(*ends) for ends in region)
    old = np.asarray(before.masks[variable.name][place])
    kind = old.dtype.type
    new = np.zeros_like(old)
    for number, state in enumerate(variable.states):
        here = (old & kind(1 << number)) != 0
        if not here.any():
            continue
        result = np.full_like(old, kind(1 << number))
        for effect in effects:
            may, must = _when(before, rule, effect, state, scope, tried)
            value = kind(1 << variable.states.index(effect.value))
            result = np.where(must, value, np.where(may, result | value, result))
        new = new | np.where(here, result, kind(0))
    if (new == old).all():
        return False
    now = cells.masks[variable.name]
    whole = np.array(now)
    # Effects on different parts lead to the same state: where both may write a cell, either may be what is there.
    first = now is before.masks[variable.name]
    whole[place] = new if first else _either(np.asarray(now[place]), old, new)
    cells.masks[variable.name] = whole
    return True


def _either(now: Masks, old: Masks, new: Masks) -> Masks:
    """What two writers may leave of a cell: what the one that wrote leaves, or either where both may have."""
    found: Masks = np.where(new == old, now, np.where(now == old, new, now | new))
    return found


def _when(before: Cells, rule: Rule, effect: Effect, state: str, scope: Scope, tried: bool) -> tuple[Bools, Bools]:
    """Whether an effect may, and must, write its cells where they are in a state."""
    whole = (*scope, *(Span(b, 0, before.sizes[b.sort]) for b in effect.bound))
    node = before.plain(conjunction([rule.condition if tried else TRUE, effect.when]))
    found = evaluated(before.plain(known_to_be(node, effect.variable, effect.indices, state)), whole, before)
    axes = [axis_of(b, whole) for b in effect.indices]
    may = collapsed(found.may, axes, whole)
    if any(not before.closed[b.sort] for b in effect.bound if b not in effect.indices):
        may = np.ones_like(may)  # an element that is not listed may be the one for which it is so
    several = any(span.size != 1 for span in scope)  # events of which each may be the only one that happens
    return may, np.zeros_like(may) if several else collapsed(found.must, axes, whole)


def known_to_be(node: Expression, machine: str, indices: tuple[Binder, ...], state: str) -> Expression:
    """An expression in which the cell of a machine at these names is known to be in a state."""
    if isinstance(node, In):
        same = node.variable == machine and node.indices == indices
        return Truth(state in node.states) if same else node
    if isinstance(node, Quantified) and node.binder in indices:
        return node  # there the name is another element's
    return rebuilt(node, lambda part: known_to_be(part, machine, indices, state))


def settled(cells: Cells, rules: Sequence[Rule], boxes: Iterable[tuple[str, Box]] | None = None) -> Cells:
    """What may be so after any number of these events, for any elements: sets of states grow until they do no more.

    boxes: the parts of machines that were changed since this was last so; None: everything.
    """
    now = cells.copy()
    waiting: dict[tuple[int, Scope], None] = {}

    def changed(machine: str, box: Box) -> None:
        for number, rule in enumerate(rules):
            for node, hidden in _places(rule, machine):
                ends = around(node, hidden, box)
                scope = tuple(Span(b, *ends.get(b, (0, cells.sizes[b.sort]))) for b in rule.parameters)
                waiting[number, scope] = None

    if boxes is None:
        waiting.update({(n, cells.all(rule.parameters)): None for n, rule in enumerate(rules)})
    for machine, box in boxes or ():
        changed(machine, box)
    while waiting:
        number, scope = next(iter(waiting))
        del waiting[number, scope]
        before = now.copy()
        for machine, region in moved(before, now, rules[number], scope, tried=True):
            grown = np.asarray(before.masks[machine] | now.masks[machine])
            different = grown != before.masks[machine]
            now.masks[machine] = grown if different.any() else before.masks[machine]
            if different.any():
                changed(machine, region)
    return now


def _places(rule: Rule, machine: str) -> list[tuple[In, frozenset[Binder]]]:
    """Where a rule reads or writes a machine, each way once, with the names that are none of its parameters."""
    read = [pair for node in (rule.condition, *(e.when for e in rule.effects)) for pair in comparisons(node)]
    read += [(In(e.variable, e.indices, ()), frozenset(e.bound)) for e in rule.effects]
    return list(dict.fromkeys(pair for pair in read if pair[0].variable == machine))
