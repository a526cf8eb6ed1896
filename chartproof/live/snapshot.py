"""A state as it was at one moment, with the names of its elements.

Guards and conditions are read in a snapshot and never in machines that may have moved already:
so every effect of an event reads the state before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chartproof.errors import ChartproofError, UnknownName
from chartproof.language.expression import Binder, Expression, In
from chartproof.language.form import Form
from chartproof.language.meaning import Bindings, Cell, State, holds

Elements = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Snapshot:
    """A state of named elements."""

    form: Form
    elements: Elements
    state: State

    @property
    def sizes(self) -> dict[str, int]:
        """How many elements each sort has."""
        return {sort: len(names) for sort, names in self.elements.items()}

    def holds(self, expression: Expression, bound: Bindings) -> bool:
        """Whether an expression holds, with these elements for its names."""
        return holds(expression, self.state, bound, self.sizes)

    def name(self, binder: Binder, bound: Bindings) -> str:
        """The element that a name stands for."""
        return self.elements[binder.sort][bound[binder]]

    def fact(self, read: In, bound: Bindings) -> str:
        """What the machine that an expression reads is in: "membership[alice] is 'outside'"."""
        cell = (read.variable, tuple(bound[b] for b in read.indices))
        return f"{say_cell(self.form, self.elements, cell)} is {self.state[cell]!r}"


def names_of(form: Form, elements: Elements, cell: Cell) -> tuple[str, ...]:
    """The names of a cell's elements. Raises ChartproofError where it is no cell of the instance."""
    variable = next((v for v in form.variables if v.name == cell[0]), None)
    if variable is None:
        raise UnknownName("machine", cell[0], (v.name for v in form.variables))
    pairs = list(zip(variable.sorts, cell[1], strict=False))
    fits = len(cell[1]) == len(variable.sorts) and all(0 <= n < len(elements[s]) for s, n in pairs)
    if not fits:
        of = ", ".join(f"{s} 0 to {len(elements[s]) - 1}" for s in variable.sorts) or "nothing"
        raise ChartproofError(f"{cell!r} is no machine here", mend=f"{variable.name} is per {of}")
    return tuple(elements[s][n] for s, n in pairs)


def say_cell(form: Form, elements: Elements, cell: Cell) -> str:
    """A cell as a reader names it: "membership[alice]"."""
    names = names_of(form, elements, cell)
    return f"{cell[0]}[{', '.join(names)}]" if names else cell[0]


def check_elements(form: Form, elements: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """The elements of every sort, in the form's order. Raises ChartproofError where they are wrong."""
    for sort in elements:
        if sort not in form.sorts:
            raise UnknownName("sort", sort, form.sorts)
    return {sort: _names(sort, elements.get(sort, ())) for sort in form.sorts}


def _names(sort: str, names: Sequence[str]) -> tuple[str, ...]:
    if isinstance(names, str):
        raise ChartproofError(
            f"the elements of {sort} are a list of names, not one text", mend=f'say {{"{sort}": [{names!r}]}}'
        )
    if not names:
        raise ChartproofError(f"there is no element of {sort}", mend=f'name at least one: {{"{sort}": ["one", "two"]}}')
    for name in names:
        if not isinstance(name, str) or not name:
            raise ChartproofError(f"{name!r} is no name of an element of {sort}", mend="give a text")
        if list(names).count(name) > 1:
            raise ChartproofError(f"two elements of {sort} are named {name!r}", mend="rename one of them")
    return tuple(names)
