"""What was seen of a system: for each cell, the states that it may be in. An adapter writes it; the engine reads it.

A state is possible until something that was read says otherwise. Cells are judged one by one: what two of
them may be at once is not kept, which says "not known" more often, and never a wrong yes or no.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chartproof.language.form import Form, Variable

Masks = NDArray[np.uint64]
"""Bit s of a cell's mask: its machine may be in state number s. Shape: the sizes of the machine's sorts."""


@dataclass(frozen=True)
class Element:
    """One element of a sort. key: how commands and plans name it, unique in its sort; name: what people call it."""

    key: str
    name: str = ""

    def __str__(self) -> str:
        return self.name or self.key


@dataclass(frozen=True)
class Assumption:
    """A named switch that narrows what was not seen: where an expression surely holds, a machine is in these states.

    where: an expression over `machine`'s own elements, in the language of the rules; read before any assumption.
    """

    name: str
    sentence: str
    machine: str
    where: str
    states: tuple[str, ...]


@dataclass
class Observation:
    """A system as it was seen.

    elements: of each sort, in order: the number of an element is its place here.
    closed: whether those are all that there are; of a sort that is not closed nothing is said about "every".
    possible: the masks of each machine, by its name.
    tells: per machine, the file that tells its cells, with the sorts' names in braces for the elements' keys:
        `iam.list-roles.{Account}.json`.
    notes: what the reader wants to be said beside the answers, a sentence each.
    kept: what the adapter remembers of its sources, for its own plans and findings; nothing here reads it.
    """

    elements: dict[str, tuple[Element, ...]]
    closed: dict[str, bool]
    possible: dict[str, Masks]
    tells: Mapping[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    kept: Any = None

    @classmethod
    def unknown(cls, form: Form, elements: Mapping[str, Iterable[Element]]) -> Observation:
        """Nothing is known but which elements there are: every cell may be in each of its machine's states."""
        listed = {sort: tuple(elements.get(sort, ())) for sort in form.sorts}
        sizes = {sort: len(found) for sort, found in listed.items()}
        full = {
            v.name: np.full([sizes[s] for s in v.sorts], (1 << len(v.states)) - 1, np.uint64) for v in form.variables
        }
        return cls(listed, dict.fromkeys(form.sorts, True), full)

    @property
    def sizes(self) -> dict[str, int]:
        """How many elements of each sort are listed."""
        return {sort: len(found) for sort, found in self.elements.items()}


def mask_of(variable: Variable, states: Iterable[str]) -> int:
    """The mask that allows these states. Raises ValueError where the machine has no such state."""
    return sum(1 << variable.states.index(state) for state in set(states))
