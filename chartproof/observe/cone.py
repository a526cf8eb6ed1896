"""What a question depends on: the cells that matter to it, and which elements are alike as far as they do.

A cell matters if the question reads it, or an event that may write one that matters. Elements that are in the same
states there are one class; so are those of which the same is not known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from chartproof.language.expression import Binder, Expression, In, Not, Quantified, Same
from chartproof.language.fold import walk
from chartproof.language.form import Effect, Rule
from chartproof.observe.evaluate import Cells
from chartproof.observe.known import Known
from chartproof.observe.wanted import Wanted

Pattern = tuple[str, tuple[int | None, ...]]
"""A cell of a machine; None: of any element."""
Class = tuple[int, ...]


@dataclass(frozen=True)
class Cone:
    """What matters to a question: patterns of cells, and the rules that may write one of them."""

    patterns: frozenset[Pattern]
    rules: tuple[Rule, ...]


def cone(known: Known, goal: Wanted, rules: Sequence[Rule]) -> Cone:
    """What a question depends on, if these events alone happen."""
    plain = known.cells.plain
    waiting = list(_read(plain(goal.expression), dict(goal.elements)))
    found: set[Pattern] = set()
    used: dict[str, Rule] = {}
    while waiting:
        pattern = waiting.pop()
        if any(_covers(p, pattern) for p in found):
            continue
        found = {p for p in found if not _covers(pattern, p)} | {pattern}
        for rule in rules:
            for effect in rule.effects:
                given = _bindings(effect, pattern)
                if given is not None:
                    used[rule.name] = rule
                    waiting += _read(plain(rule.condition), given)
                    waiting += [p for e in rule.effects if e is effect for p in _read(plain(e.when), given)]
    return Cone(frozenset(found), tuple(r for r in rules if r.name in used))


def _covers(one: Pattern, other: Pattern) -> bool:
    return one[0] == other[0] and all(a is None or a == b for a, b in zip(one[1], other[1], strict=True))


def _bindings(effect: Effect, pattern: Pattern) -> dict[Binder, int] | None:
    """For which elements an effect may write a cell of a pattern; None where it never does."""
    if effect.variable != pattern[0]:
        return None
    pairs = zip(effect.indices, pattern[1], strict=True)
    return {b: n for b, n in pairs if n is not None and b not in effect.bound}


def _read(node: Expression, given: Mapping[Binder, int], hidden: frozenset[Binder] = frozenset()) -> list[Pattern]:
    if isinstance(node, In):
        return [(node.variable, tuple(None if b in hidden else given.get(b) for b in node.indices))]
    if isinstance(node, Quantified):
        return _read(node.body, given, hidden | {node.binder})
    found = []
    for part in getattr(node, "parts", ()):
        found += _read(part, given, hidden)
    return found


def classes(known: Known, goal: Wanted, found: Cone) -> dict[str, list[Class]]:
    """The elements that count, those that are alike together; one of each class apart where one alone may do.

    A class is split where the question asks for some element, or anything asks which elements are the same.
    """
    told = {}
    said = _said(known, goal, found)
    for sort in known.form.sorts:
        single = {n for b, n in goal.elements.items() if b.sort == sort}
        single |= {n for p in found.patterns for s, n in _at(known, p) if s == sort and n is not None}
        every = any(s == sort and n is None for p in found.patterns for s, n in _at(known, p))
        every = every or any(n.binder.sort == sort for e in said for n in walk(e) if isinstance(n, Quantified))
        alike = _alike(known, sort, found, single) if every else []
        asks = [n for n in walk(said[0]) if isinstance(n, Quantified) and not n.universal and n.binder.sort == sort]
        apart = asks or sort in compared(known, goal, found)
        split = [part for c in alike for part in ([c[:1], c[1:]] if apart and len(c) > 1 else [c])]
        told[sort] = [(n,) for n in sorted(single)] + split
        if not told[sort] and known.cells.sizes[sort]:
            told[sort] = [(0,)]
    return told


def _said(known: Known, goal: Wanted, found: Cone) -> list[Expression]:
    """All that a question depends on, in the plain form, the question first."""
    said = [goal.expression, *(r.condition for r in found.rules), *(e.when for r in found.rules for e in r.effects)]
    return [known.cells.plain(e) for e in said]


def compared(known: Known, goal: Wanted, found: Cone) -> set[str]:
    """The sorts of which it is asked which elements are the same: of those, one of a class is not like all."""
    nodes = [n for e in _said(known, goal, found) for n in walk(e)]
    same = [n.body if isinstance(n, Not) else n for n in nodes]
    several = [s for r in found.rules for s in known.form.sorts if [b.sort for b in r.parameters].count(s) > 1]
    return {n.left.sort for n in same if isinstance(n, Same)} | set(several)


def copies(known: Known, goal: Wanted, found: Cone) -> int:
    """So many elements of a class stand for any greater number, while they are moved one by one.

    A condition with so many names at once cannot tell more elements in the same state from as many as it has names;
    on the way those that are moved and those that are not are both as many, beside the one that moves.
    """
    names = max((len(r.parameters) for r in found.rules), default=0) + max(map(_depth, _said(known, goal, found)))
    return 2 * names + 2


def _depth(node: Expression) -> int:
    """How many names quantifiers bring in at once."""
    inside = (node.body,) if isinstance(node, Quantified) else getattr(node, "parts", ())
    return isinstance(node, Quantified) + max(map(_depth, inside), default=0)


def _at(known: Known, pattern: Pattern) -> list[tuple[str, int | None]]:
    return list(zip(known.variable(pattern[0]).sorts, pattern[1], strict=True))


def _alike(known: Known, sort: str, found: Cone, single: set[int]) -> list[Class]:
    """The elements of a sort, without some, by the states of their cells that matter."""
    count = known.cells.sizes[sort]
    rows = [np.zeros((count, 1), np.uint8)]
    for machine, at in sorted(found.patterns, key=str):
        sorts = known.variable(machine).sorts
        if sort not in sorts or at[sorts.index(sort)] is not None:
            continue
        place = tuple(slice(None) if n is None else slice(n, n + 1) for n in at)
        turned = np.moveaxis(known.cells.masks[machine][place], sorts.index(sort), 0)
        rows.append(np.ascontiguousarray(turned.reshape(count, -1)).view(np.uint8).reshape(count, -1))
    groups: dict[bytes, list[int]] = {}
    for number, row in enumerate(np.hstack(rows)):
        if number not in single:
            groups.setdefault(row.tobytes(), []).append(number)
    return [tuple(g) for g in groups.values()]


def part_of(known: Known, chosen: Mapping[str, Sequence[int]]) -> Known:
    """The system of some elements alone, by their numbers."""
    cells = known.cells
    masks = {}
    for variable in known.form.variables:
        index = np.ix_(*(np.array(chosen[s], np.intp) for s in variable.sorts))
        masks[variable.name] = cells.masks[variable.name][index] if variable.sorts else cells.masks[variable.name]
    sizes = {s: len(n) for s, n in chosen.items()}
    elements = {s: tuple(known.elements[s][n] for n in numbers) for s, numbers in chosen.items()}
    return Known(
        known.form, elements, Cells(known.form, sizes, cells.closed, masks, cells.known), known.facts, known.tells
    )
