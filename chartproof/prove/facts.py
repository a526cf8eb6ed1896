"""Candidates for facts: every small thing that holds of a few elements in an explored instance.

A fact says that some cells of a few elements are never in certain states at once. Found as minimal
forbidden combinations: what is reachable, projected on the cells of a shape (so many elements of each
sort), tells which combinations of states do not occur; those of few cells, no part of which is
forbidden by itself, are the candidates. Whether they hold for every size is not decided here.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chartproof.declare.sorts import snake
from chartproof.language.expression import Binder, Expression, In, alike, conjunction, disjunction
from chartproof.language.fold import free_binders
from chartproof.language.form import Form
from chartproof.language.meaning import Cell, cells

Shape = Mapping[str, int]
Codes = NDArray[np.uint8]


@dataclass(frozen=True)
class Sample:
    """An explored instance: its sizes, and for a cell the number of its state in each reachable state.

    always: whether an expression holds in every reachable state, for every choice of its free names.
    """

    sizes: Mapping[str, int]
    codes: Callable[[Cell], Codes]
    always: Callable[[Expression], bool]


@dataclass(frozen=True)
class Forbidden:
    """Cells of a shape that are never in these states at once: a state or more per cell."""

    cells: tuple[Cell, ...]
    states: tuple[frozenset[int], ...]

    def within(self, other: Forbidden) -> bool:
        """Whether it forbids no more than the other, of the same cells."""
        return self.cells == other.cells and all(a <= b for a, b in zip(self.states, other.states, strict=True))


def candidates(form: Form, samples: Sequence[Sample], shape: Shape, atoms: int) -> list[Forbidden]:
    """What never occurs in any sample, about so many elements, of at most so many cells.

    Samples with fewer elements say nothing here; where none has enough, there are no candidates.
    """
    large = [s for s in samples if all(s.sizes[sort] >= n for sort, n in shape.items())]
    if not large:
        return []
    found = _minimal(form, large, cells(form, shape), atoms)
    return [f for f in found if _speaks_of_all(form, f, shape) and _comes_first(form, f, shape)]


def _minimal(form: Form, samples: Sequence[Sample], places: Sequence[Cell], atoms: int) -> Iterator[Forbidden]:
    sizes = [len(form.variable(name).states) for name, _ in places]
    local = _local(samples, places)
    missing: dict[tuple[int, ...], NDArray[np.bool_]] = {}
    for count in range(1, atoms + 1):
        for chosen in itertools.combinations(range(len(places)), count):
            missing[chosen] = _missing(local, chosen, sizes)
            fresh = missing[chosen].copy()
            for part in itertools.combinations(range(count), count - 1) if count > 1 else ():
                shaped = [sizes[chosen[n]] if n in part else 1 for n in range(count)]
                fresh &= ~missing[tuple(chosen[n] for n in part)].reshape(shaped)
            for values in np.argwhere(fresh).tolist():
                yield Forbidden(tuple(places[n] for n in chosen), tuple(frozenset([v]) for v in values))


def _local(samples: Sequence[Sample], places: Sequence[Cell]) -> NDArray[np.uint8]:
    """The reachable states of all samples, projected on some cells: a row each, without repeats.

    By sorting columns of bytes: to sort rows, as numpy's `unique` does, takes a hundred times as long.
    """
    rows = np.concatenate([np.column_stack([sample.codes(cell) for cell in places]) for sample in samples])
    rows = rows[np.lexsort(rows.T)]
    new = np.ones(len(rows), np.bool_)
    new[1:] = (rows[1:] != rows[:-1]).any(axis=1)
    return rows[new]


def _missing(local: NDArray[np.uint8], chosen: tuple[int, ...], sizes: Sequence[int]) -> NDArray[np.bool_]:
    seen = np.zeros([sizes[n] for n in chosen], np.bool_)
    seen[tuple(local[:, n] for n in chosen)] = True
    return ~seen


def _speaks_of_all(form: Form, found: Forbidden, shape: Shape) -> bool:
    """Facts about fewer elements belong to a smaller shape, unless there is but one of the sort."""
    named = {(s, n) for name, numbers in found.cells for s, n in zip(form.variable(name).sorts, numbers, strict=True)}
    return all((sort, n) in named for sort, size in shape.items() if size > 1 for n in range(size))


def _comes_first(form: Form, found: Forbidden, shape: Shape) -> bool:
    """Of combinations that differ in the elements' names alone, one is enough."""
    own = sorted((cell, min(states)) for cell, states in zip(found.cells, found.states, strict=True))
    return all(own <= sorted(_renamed(form, own, names)) for names in _renamings(shape))


def _renamings(shape: Shape) -> Iterator[dict[str, tuple[int, ...]]]:
    for order in itertools.product(*(itertools.permutations(range(n)) for n in shape.values())):
        yield dict(zip(shape, order, strict=True))


def _renamed(
    form: Form, found: Sequence[tuple[Cell, int]], names: Mapping[str, tuple[int, ...]]
) -> Iterator[tuple[Cell, int]]:
    for (name, numbers), state in found:
        sorts = form.variable(name).sorts
        yield (name, tuple(names[s][n] for s, n in zip(sorts, numbers, strict=True))), state


def merged(found: Sequence[Forbidden]) -> list[Forbidden]:
    """The same, in fewer words: what differs in the states of one cell alone is one."""
    groups: dict[tuple[Cell, ...], list[Forbidden]] = {}
    for one in found:
        groups.setdefault(one.cells, []).append(one)
    return [m for group in groups.values() for m in _merged(group)]


def _merged(group: list[Forbidden]) -> list[Forbidden]:
    for place in range(len(group[0].cells)):
        by_rest: dict[tuple[frozenset[int], ...], list[Forbidden]] = {}
        for one in group:
            by_rest.setdefault((*one.states[:place], *one.states[place + 1 :]), []).append(one)
        group = [
            Forbidden(
                ones[0].cells, (*rest[:place], frozenset().union(*(o.states[place] for o in ones)), *rest[place:])
            )
            for rest, ones in by_rest.items()
        ]
    return group


def said(form: Form, found: Forbidden, shape: Shape) -> Expression:
    """A fact as an expression over names for the elements: not all at once, for different elements."""
    parts: list[Expression] = []
    for (name, numbers), states in zip(found.cells, found.states, strict=True):
        variable = form.variable(name)
        indices = tuple(element(s, n, shape) for s, n in zip(variable.sorts, numbers, strict=True))
        allowed = tuple(s for n, s in enumerate(variable.states) if n not in states)
        parts.append(In(name, indices, allowed) if allowed else disjunction([]))
    names = free_binders(conjunction(parts)) if parts else ()
    return disjunction([*alike(names), *parts])


def element(sort: str, number: int, shape: Shape) -> Binder:
    """What an element of a shape is called: `account`, or `account1` where there are several."""
    return Binder(snake(sort) + (str(number + 1) if shape[sort] > 1 else ""), sort)
