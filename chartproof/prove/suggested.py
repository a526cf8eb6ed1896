"""Facts that claims suggest: what a project claims of every state, and the parts of it.

A claim is a guess like any other: it must hold in every explored instance, and is kept only where it holds
initially and every event keeps it. Nothing is assumed for being claimed. Parts are what a claim says apart: its
conjuncts, of any elements, each of which may be kept where the whole is not.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

from chartproof.language.expression import (
    And,
    Binder,
    Expression,
    In,
    Or,
    Quantified,
    Same,
    Truth,
    disjunction,
    negation,
)
from chartproof.language.fold import asked_about, free_binders, free_in, fresh, rename, walk
from chartproof.language.form import Form
from chartproof.language.positive import positive
from chartproof.language.questions import Never, Question

MOST_PARTS = 32
"""Parts into which a disjunction is split, at most; one that has more stays whole."""


MOST_READ = 16
"""Comparisons of a claim that suggests anything, at most: more, as in "some event can happen", are no fact to read."""


def suggested(form: Form, questions: Iterable[Question]) -> list[Expression]:
    """What questions about states suggest, the shortest first: in the same order, however they are declared."""
    states = [q.here for q in questions if isinstance(q, Never) and q.rule is None and not _of_guards(q.here)]
    claims = [positive(form, negation(here)) for here in states]
    short = [claim for claim in claims if _read(claim) <= MOST_READ]
    found = {part for claim in short for part in parts(claim)} - {Truth(True), Truth(False)}
    return sorted(found, key=lambda e: (_read(e), str(e)))


def _of_guards(node: Expression) -> bool:
    """Whether it says what can happen, which mostly follows from rows and tells little of states."""
    return any(asked_about(n) for n in walk(node))


def _read(node: Expression) -> int:
    return sum(isinstance(n, (In, Same)) for n in walk(node))


def parts(node: Expression) -> list[Expression]:
    """What a positive expression says apart, of any elements for the names that are free in it.

    >>> from chartproof.language.expression import TRUE
    >>> free, shut = In("lock", (), ("free",)), In("door", (), ("shut",))
    >>> [str(p) for p in parts(Quantified(True, Binder("x", "Item"), And((free, shut))))]
    ["lock == 'free'", "door == 'shut'"]
    """
    if isinstance(node, And):
        return [p for part in node.parts for p in parts(part)]
    if isinstance(node, Quantified) and node.universal:
        own = fresh(node.binder, free_binders(node))
        return parts(rename(node.body, lambda b: own if b == node.binder else b))
    if isinstance(node, Or):
        return list(_split(node))
    return [node]


def _split(node: Or) -> Iterator[Expression]:
    """A disjunction of conjunctions as disjunctions; names that come free in several disjuncts step aside."""
    choices: list[list[Expression]] = []
    taken: list[Binder] = list(free_binders(node))
    for disjunct in node.parts:
        said = [_apart(p, free_binders(disjunct), taken) for p in parts(disjunct)]
        taken.extend(free_in(said))
        choices.append(said)
    count = 1
    for said in choices:
        count *= len(said)
    if count > MOST_PARTS:
        yield node
        return
    yield from (disjunction(chosen) for chosen in itertools.product(*choices))


def _apart(part: Expression, own: Iterable[Binder], taken: Iterable[Binder]) -> Expression:
    """A part of which the names that a quantifier gave away are nobody else's."""
    kept, avoid = set(own), set(taken)
    names = {b: fresh(b, avoid) for b in free_binders(part) if b not in kept}
    return rename(part, lambda b: names.get(b, b))
