"""The places at which an event may be undone: a state and arguments each, and what conditions tell them apart by.

Places of which every condition says the same are one class, so that a condition is a set of classes and is tried by a
few operations on bits. Conditions are conjunctions of atoms: of the cells at the arguments, of the machines of which
there is one, and of whether some other element is so (two cells of it at once, where one is at an argument, too).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chartproof.declare.sorts import snake
from chartproof.language.expression import Binder, Expression, In, Not, Quantified, conjunction, negation, quantified
from chartproof.language.fold import free_binders
from chartproof.language.form import Form, Variable
from chartproof.prove.search import Paths

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
SEEDS = 6
"""Conjunctions that are looked for at once, at most."""


def atoms(form: Form, arguments: Sequence[Binder]) -> Iterator[Expression]:
    """What a condition on these arguments may ask."""
    others = [_other(sort, arguments) for sort in form.sorts]
    for variable in form.variables:
        for indices in _indices(variable, [*arguments, *others]):
            free = [b for b in indices if b in others]
            if len(free) > 1:
                continue
            for count in range(1, len(variable.states)):
                few = count in (1, len(variable.states) - 1)
                for states in itertools.combinations(variable.states, count) if few or not free else ():
                    cell = In(variable.name, indices, states)
                    yield from (_some(free, cell) if free else (cell,))
    for other in others:
        yield from _two_of(form, arguments, other)


def _other(sort: str, arguments: Sequence[Binder]) -> Binder:
    """An element of a sort that is no argument, under a name that no argument has."""
    name = f"other_{snake(sort)}"
    while any(b.name == name for b in arguments):
        name += "_"
    return Binder(name, sort)


def _two_of(form: Form, arguments: Sequence[Binder], other: Binder) -> Iterator[Expression]:
    """Whether some element is in one state by itself, and in another together with an argument."""
    alone = [v for v in form.variables if v.sorts == (other.sort,)]
    for variable, own in itertools.product(form.variables, alone):
        for indices in _indices(variable, [*arguments, other]):
            if other in indices and any(b in arguments for b in indices):
                for state, beside in itertools.product(variable.states, own.states):
                    both = [In(variable.name, indices, (state,)), In(own.name, (other,), (beside,))]
                    yield from _some([other], conjunction(both))


def _indices(variable: Variable, names: Sequence[Binder]) -> Iterator[tuple[Binder, ...]]:
    return itertools.product(*([b for b in names if b.sort == sort] for sort in variable.sorts))


def _some(free: Sequence[Binder], body: Expression) -> tuple[Expression, Expression]:
    found = quantified(False, free, body)
    return found, negation(found)


def weight(atom: Expression) -> float:
    """How much an atom asks: those that ask little read better, and are more often true at every size."""
    body = atom.body if isinstance(atom, Not) else atom
    if isinstance(body, Quantified):
        return 3.0
    return 1.0 + 0.05 * (len(body.states) - 1 if isinstance(body, In) else 0)


@dataclass(frozen=True)
class Group:
    """The places of one choice of arguments in one instance: they begin at `first`, a place for each state."""

    instance: int
    first: int
    count: int

    @property
    def slice(self) -> slice:
        """Where they are among all places."""
        return slice(self.first, self.first + self.count)


class Places:
    """The places of some arguments in some instances, and the atoms that tell them apart.

    atoms: each another set of places. holds: for each atom and class. of: the class of each place. near: which atoms
    ask nothing of elements that have nothing to do with the arguments.
    """

    def __init__(self, form: Form, instances: Sequence[Paths], arguments: Sequence[Binder]) -> None:
        every = sorted(atoms(form, arguments), key=weight)
        self.groups: dict[tuple[int, tuple[int, ...]], Group] = {}
        columns = []
        self.count = 0
        for number, paths in enumerate(instances):
            for chosen in itertools.product(*(range(paths.sizes[b.sort]) for b in arguments)):
                bound: Mapping[Binder, int] = dict(zip(arguments, chosen, strict=True))
                columns.append(np.array([paths.holds(atom, bound) for atom in every]))
                states = columns[-1].shape[1]
                self.groups[number, chosen] = Group(number, self.count, states)
                self.count += states
        table = np.concatenate(columns, axis=1)
        distinct: dict[bytes, int] = {}
        for n, row in enumerate(table):
            if row.any() and not row.all():
                distinct.setdefault(row.tobytes(), n)
        kept = list(distinct.values())
        self.atoms = [every[n] for n in kept]
        self.weights = np.array([weight(atom) for atom in self.atoms])
        self.near = np.array([_near(atom, arguments) for atom in self.atoms], np.bool_)
        self.holds, self.of = _classes(table[kept])
        self._numbers = {atom: n for n, atom in enumerate(self.atoms)}

    @property
    def classes(self) -> int:
        """How many classes there are."""
        return int(self.holds.shape[1])

    def where(self, cells: Sequence[In]) -> Bools:
        """The classes in which some cells are as they say; one that every place agrees on is no atom."""
        found = np.ones(self.classes, np.bool_)
        for cell in cells:
            if cell in self._numbers:
                found &= self.holds[self._numbers[cell]]
        return found

    def all_of(self, chosen: Sequence[int], within: Bools) -> Bools:
        """The classes in which all of some atoms hold."""
        found = within.copy()
        for number in chosen:
            found &= self.holds[number]
        return found

    def touched(self, states: Sequence[Bools]) -> Bools:
        """The classes of the places whose states are among some of each instance."""
        here = np.concatenate([states[group.instance] for group in self.groups.values()])
        found: Bools = np.bincount(self.of[here], minlength=self.classes) > 0
        return found

    def cost(self, chosen: Sequence[int]) -> float:
        """How much some atoms ask together."""
        return float(self.weights[list(chosen)].sum())


def _near(atom: Expression, arguments: Sequence[Binder]) -> bool:
    body = atom.body if isinstance(atom, Not) else atom
    return not isinstance(body, Quantified) or not arguments or bool(free_binders(body))


def _classes(table: Bools) -> tuple[Bools, Ints]:
    """The distinct columns of a table, and which of them each column is."""
    packed = np.ascontiguousarray(np.packbits(table, axis=0).T)
    if not packed.shape[1]:
        return table[:, :1], np.zeros(table.shape[1], np.int64)
    words = packed.view(np.dtype((np.void, packed.shape[1]))).ravel()
    _, first, of = np.unique(words, return_index=True, return_inverse=True)
    return np.ascontiguousarray(table[:, first]), np.asarray(of, np.int64).ravel()


def excluding(places: Places, bad: Bools, good: Bools, near: bool) -> Iterator[list[int]]:
    """Conjunctions that hold in some good class each and in no bad one, found one after the other (Michalski's AQ).

    near: only of atoms that ask nothing of strangers.
    """
    left = good & ~bad
    for _ in range(SEEDS):
        if not left.any():
            return
        seed = int(np.flatnonzero(left)[0])
        usable = np.flatnonzero(places.holds[:, seed] & places.near if near else places.holds[:, seed])
        chosen = _excluding_for(places, bad, left, usable)
        if chosen is None:
            left[seed] = False
            continue
        left &= ~places.all_of(chosen, left)
        yield chosen


def _excluding_for(places: Places, bad: Bools, good: Bools, usable: Ints) -> list[int] | None:
    """As few of some atoms as exclude every bad class, without those that the others make needless."""
    chosen: list[int] = []
    open_bad = bad.copy()
    while open_bad.any():
        excludes = (~places.holds[np.ix_(usable, np.flatnonzero(open_bad))]).sum(axis=1)
        covers = places.holds[usable][:, good].sum(axis=1)
        score = (excludes + covers / (1000.0 * (1 + covers.max(initial=0)))) / places.weights[usable]
        best = int(np.argmax(score)) if len(usable) else 0
        if not len(usable) or not excludes[best]:
            return None
        chosen.append(int(usable[best]))
        open_bad &= places.holds[usable[best]]
    for number in list(chosen):
        others = [n for n in chosen if n != number]
        if not places.all_of(others, bad).any():
            chosen = others
    return chosen
