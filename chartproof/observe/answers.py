"""Whether an event can happen, and if not why: each condition of its guard that fails, or of which it is not known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from chartproof.errors import Origin
from chartproof.language.expression import And, Binder, Expression, In, Not, Or, Quantified, Same, Truth, unknown
from chartproof.language.form import Form, Rule
from chartproof.language.meaning import Cell
from chartproof.observe.evaluate import Scope, Span, evaluated, one
from chartproof.observe.known import Known
from chartproof.observe.step import NO, UNKNOWN, YES, Numbers, possible

MOST = 20
"""So many elements are named in a reason; of the others it is said how many they are."""


@dataclass(frozen=True)
class Blame:
    """What keeps a condition from holding: a sentence, the cell that it is about, and the file that would tell."""

    text: str
    cell: Cell | None = None
    tells: str = ""


@dataclass(frozen=True)
class Reason:
    """A condition that does not hold, or of which it is not known (`fails`: which), and where it is said."""

    text: str
    origin: Origin
    fails: bool
    blames: tuple[Blame, ...] = ()


@dataclass(frozen=True)
class Answer:
    """Whether an event can happen: yes, no, or not known. reasons: why it is not yes."""

    rule: Rule
    numbers: Numbers
    said: str
    answer: str
    reasons: tuple[Reason, ...] = field(default=())

    @property
    def files(self) -> tuple[str, ...]:
        """The files that would tell what is not known."""
        return tuple(dict.fromkeys(b.tells for r in self.reasons if not r.fails for b in r.blames if b.tells))


def ask(known: Known, rule: Rule, numbers: Numbers) -> Answer:
    """Whether an event can happen with these elements, and why not."""
    answer = possible(known, rule, numbers)
    said = known.said_call(rule, numbers)
    if answer == YES:
        return Answer(rule, numbers, said, answer)
    scope = one(rule.parameters, numbers)
    reasons = []
    for conjunct in rule.guard:
        found = evaluated(known.cells.plain(conjunct.expression), scope, known.cells)
        fails = not found.may.any()
        if fails or (answer == UNKNOWN and not found.must.all()):
            blames = _cut(list(_blames(known.cells.plain(conjunct.expression), scope, known, fails)))
            reasons.append(Reason(str(conjunct), conjunct.origin, fails, blames))
    if not reasons:
        reasons = list(_together(known, rule, numbers))
    return Answer(rule, numbers, said, answer, tuple(sorted(reasons, key=lambda r: not r.fails)))


def _together(known: Known, rule: Rule, numbers: Numbers) -> Iterator[Reason]:
    """Why conditions that each may hold do not hold together."""
    breaches = known.ruled_out(rule.condition, rule, numbers)
    for breach in breaches[:1]:
        blames = tuple(_blame(known, cell) for cell in breach.cells)
        yield Reason(f"with that, this would not be so, and is proved: {breach.fact}", rule.origin, True, blames)
    if not breaches:
        yield Reason(f"not all of this at once: {rule.condition}", rule.origin, True)


def _blame(known: Known, cell: Cell) -> Blame:
    states = known.states(cell)
    if len(states) == 1:
        return Blame(f"{known.said(cell)} is {states[0]}", cell)
    return Blame(f"{known.said(cell)} may be {' or '.join(states)}", cell, known.tells_of(cell))


def _cut(found: list[Blame]) -> tuple[Blame, ...]:
    """The first of them, and how many more there are."""
    found = list(dict.fromkeys(found))
    if len(found) <= MOST:
        return tuple(found)
    return (*found[:MOST], Blame(f"and {len(found) - MOST:,} more"))


def _blames(node: Expression, scope: Scope, known: Known, fails: bool) -> Iterator[Blame]:
    """What keeps an expression, in the plain form, from holding: for sure (`fails`), or perhaps."""
    found = evaluated(node, scope, known.cells)
    if found.must.all() or (fails and found.may.any()):
        return
    if isinstance(node, In):
        yield _blame(known, (node.variable, tuple(_number(b, scope) for b in node.indices)))
    elif isinstance(node, (And, Or)):
        for part in node.parts:
            yield from _blames(part, scope, known, fails)
    elif isinstance(node, Quantified):
        yield from _of_elements(node, scope, known, fails)
    elif isinstance(node, (Same, Not)):
        same = node if isinstance(node, Same) else node.body
        names = (
            [known.called(b.sort, _number(b, scope)) for b in (same.left, same.right)] if isinstance(same, Same) else []
        )
        yield Blame(f"{' and '.join(names)} are {'different' if isinstance(node, Same) else 'the same'}")
    elif isinstance(node, Truth):
        yield Blame("it never holds")
    else:
        raise unknown(node)


def _of_elements(node: Quantified, scope: Scope, known: Known, fails: bool) -> Iterator[Blame]:
    sort = node.binder.sort
    count = known.cells.sizes[sort]
    inside = (*scope, Span(node.binder, 0, count))
    found = evaluated(node.body, inside, known.cells)
    wrong = np.broadcast_to(~(found.may if fails else found.must), [1] * len(scope) + [count]).reshape(-1)
    numbers = np.flatnonzero(wrong).tolist()
    if not node.universal and (fails or len(numbers) > MOST):
        yield Blame(
            f"none of {count:,} elements of {sort}" if fails else f"{len(numbers):,} elements of {sort} may be it"
        )
        return
    for number in numbers[: MOST + 1]:
        yield from _blames(node.body, (*scope, Span(node.binder, number, number + 1)), known, fails)
    if len(numbers) > MOST + 1:
        yield Blame(f"and {len(numbers) - MOST - 1:,} more of {sort}")
    if not known.cells.closed[sort] and not fails:
        yield Blame(f"there may be elements of {sort} that are not listed")


def _number(binder: Binder, scope: Scope) -> int:
    return next(s.low for s in reversed(scope) if s.binder == binder)


@dataclass(frozen=True)
class Tally:
    """Of all choices of elements, for how many an event can happen for sure, perhaps, and not at all.

    some: the first choices of each answer. open: whether there may be elements that are not listed.
    """

    rule: Rule
    counts: dict[str, int]
    some: dict[str, tuple[Numbers, ...]]
    open: bool

    @property
    def answer(self) -> str:
        """Whether it can happen for any elements: no, only if there are no others."""
        if self.counts[YES]:
            return YES
        return UNKNOWN if self.counts[UNKNOWN] or self.open else NO


def tally(known: Known, rule: Rule) -> Tally:
    """For which elements an event can happen, by its guard alone."""
    scope = known.cells.all(rule.parameters)
    found = evaluated(known.cells.plain(rule.condition), scope, known.cells)
    shape = [s.size for s in scope]
    may, must = np.broadcast_to(found.may, shape), np.broadcast_to(found.must, shape)
    where = {YES: must, UNKNOWN: may & ~must, NO: ~may}
    some = {answer: tuple(tuple(at) for at in _first(truth)) for answer, truth in where.items()}
    closed = all(known.cells.closed[b.sort] for b in rule.parameters)
    return Tally(rule, {answer: int(truth.sum()) for answer, truth in where.items()}, some, not closed)


def _first(truth: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> list[list[int]]:
    """The first places where something is true."""
    flat = np.flatnonzero(truth)[:MOST]
    return np.column_stack(np.unravel_index(flat, truth.shape)).tolist() if truth.ndim else [[]] * len(flat)


def alike(known: Known, form: Form) -> dict[str, list[tuple[int, ...]]]:
    """The elements of each sort, those in the same states together, the largest class first.

    In machines of two sorts, elements are alike where they are with each single element of the other.
    """
    found: dict[str, list[tuple[int, ...]]] = {}
    for sort in form.sorts:
        found[sort] = []
        if not known.cells.sizes[sort]:
            continue
        rows = [np.zeros((known.cells.sizes[sort], 1), np.uint8)]
        for variable in form.variables:
            if sort in variable.sorts:
                turned = np.moveaxis(known.cells.masks[variable.name], variable.sorts.index(sort), 0)
                flat = np.ascontiguousarray(turned.reshape(known.cells.sizes[sort], -1))
                rows.append(flat.view(np.uint8).reshape(known.cells.sizes[sort], -1))
        classes: dict[bytes, list[int]] = {}
        for number, row in enumerate(np.hstack(rows)):
            classes.setdefault(row.tobytes(), []).append(number)
        found[sort] = sorted((tuple(c) for c in classes.values()), key=lambda c: (-len(c), c))
    return found
