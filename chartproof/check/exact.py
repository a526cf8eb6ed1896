"""Whether facts describe the reachable states exactly: no state that satisfies them is out of reach.

Where they do, in every instance looked at, the facts say all there is to say about which states can
be reached, and a claim about states follows from them or is false in one of those instances.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from chartproof.explore.exploration import Exploration
from chartproof.explore.tables import Instance
from chartproof.explore.vector import assign, evaluate
from chartproof.language.expression import Expression
from chartproof.language.fold import free_binders
from chartproof.language.form import Form
from chartproof.language.meaning import Cell, cells_read, choices

if TYPE_CHECKING:
    from chartproof.explore.bdd import InBdd
    from chartproof.explore.sets import Sets

LARGEST = 3_000_000


@dataclass(frozen=True)
class Description:
    """How far facts describe an instance: the states that satisfy them, and those that can be reached."""

    facts: tuple[Expression, ...]
    sizes: Mapping[str, int]
    satisfying: int
    reachable: int

    @property
    def exact(self) -> bool:
        """Facts hold in every reachable state, so equal numbers mean equal sets."""
        return self.satisfying == self.reachable


def described(form: Form, facts: Sequence[Expression], found: Exploration) -> Description | None:
    """How far facts describe an explored instance; None where too many states satisfy them to count."""
    count = satisfying(form, facts, found.instance.sizes)
    return None if count is None else Description(tuple(facts), found.instance.sizes, count, found.states)


def described_by_bdd(facts: Sequence[Expression], reached: InBdd) -> Description:
    """How far facts describe an instance, on decision diagrams. Raises TooLarge."""

    def count(sets: Sets) -> int:
        symbols, found = sets.symbols, sets.symbols.true
        for field in reached.instance.layout.fields:
            found = found & symbols.one_of(field.cell, field.variable.states)
        for fact in facts:
            for bound in choices(free_binders(fact), reached.instance.sizes):
                found = found & symbols.where(fact, bound)
                sets.keep_room()
        return symbols.count(found)

    return Description(tuple(facts), reached.instance.sizes, reached.ask(count), reached.states)


def satisfying(form: Form, facts: Sequence[Expression], sizes: Mapping[str, int]) -> int | None:
    """How many states of an instance satisfy facts, counted cell by cell; None where they are too many."""
    instance = Instance(form, sizes)
    bindings = [(fact, bound) for fact in facts for bound in choices(free_binders(fact), sizes)]
    clauses = [(fact, bound, cells_read(fact, bound, sizes)) for fact, bound in bindings]
    words = np.zeros((1, instance.layout.length), np.uint64)
    known: set[Cell] = set()
    for field in instance.layout.fields:
        known.add(field.cell)
        words = np.concatenate([assign(words, field.cell, s, instance) for s in field.variable.states])
        for fact, bound, read in clauses:
            if field.cell in read and read <= known:
                words = words[evaluate(fact, words, bound, instance)]
        if len(words) > LARGEST:
            return None
    return len(words)
