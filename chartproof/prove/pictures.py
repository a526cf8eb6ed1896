"""Pictures: a model that Z3 found, as a state of a few elements that can be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import z3

from chartproof.language.expression import Binder
from chartproof.language.meaning import Cell, cells
from chartproof.prove.terms import Terms


@dataclass(frozen=True)
class Picture:
    """A finite state in which some conditions hold, and the elements that they name."""

    sizes: Mapping[str, int]
    state: Mapping[Cell, str]
    elements: Mapping[Binder, int]


def nobody_else(terms: Terms, sort: str, elements: Sequence[Binder]) -> z3.BoolRef:
    """That a sort has no element but those that are named."""
    anyone = z3.Const("anyone", terms.sorts[sort])
    named = [terms.element(b) for b in elements if b.sort == sort]
    named = named or [z3.Const(f"some {sort}", terms.sorts[sort])]
    return z3.ForAll([anyone], z3.Or(*(anyone == n for n in named)))


def drawn(terms: Terms, model: z3.ModelRef, named: Mapping[Binder, Binder], elements: Sequence[Binder]) -> Picture:
    """A model of Z3's as a state. named: the element of the room for each name; empty where it is quantified."""
    people = {name: _people(terms, model, name, named) for name in terms.sorts}
    sizes = {name: len(found) for name, found in people.items()}
    state = {}
    for cell in cells(terms.form, sizes):
        function, states = terms.machines[cell[0]]
        variable = terms.form.variable(cell[0])
        where = [people[s][n] for s, n in zip(variable.sorts, cell[1], strict=True)]
        value = model.eval(function(*where), model_completion=True)
        state[cell] = next(name for name, term in states.items() if value.eq(term))
    bound = {b: model.eval(terms.element(named.get(b, b)), model_completion=True) for b in elements}
    numbers = {b: next((n for n, e in enumerate(people[b.sort]) if e.eq(v)), 0) for b, v in bound.items()}
    return Picture(sizes, state, numbers)


def _people(terms: Terms, model: z3.ModelRef, sort: str, named: Mapping[Binder, Binder]) -> list[z3.ExprRef]:
    """The elements of a sort: those that are named, where quantifiers are spelt out for these alone."""
    meant = [terms.element(e) for e in dict.fromkeys(named.values()) if e.sort == sort]
    if meant:
        values = [model.eval(e, model_completion=True) for e in meant]
        return [v for n, v in enumerate(values) if not any(v.eq(other) for other in values[:n])]
    of = terms.sorts[sort]
    found = model.get_universe(of)
    return list(found) if found else [model.eval(z3.Const(f"some {sort}", of), model_completion=True)]
