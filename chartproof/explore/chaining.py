"""Which event is taken next on a set of states, until none leads further: all that takes time is decided here.

A set grows to its end in one part of the instance before the next part has its turn: what writes the cells of one
pair, then what writes those of one element, from the bottom of the diagrams up. Half of what one element can do,
times half of what the next can, is what makes diagrams large. And a step is taken again only where a later one may
have made room for it: where their order matters, which is decided on the bits, once for all that are alike.
(After the idea of saturation: Ciardo, Lüttgen and Siminiscalco, 2001, who take it to single nodes.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from chartproof.explore.layout import Layout
from chartproof.explore.symbols import Bdd, Plan, Step
from chartproof.explore.tables import EventInstance
from chartproof.language.meaning import Cell

T = TypeVar("T")
Element = tuple[str, int]
"""A sort, and which of its elements."""
Pattern = tuple[tuple[str, ...], tuple[int, ...]]
"""Rules, by name, and which of the elements that they are about are the same."""


@dataclass(frozen=True)
class Part:
    """Steps, by number, in the order in which they are taken: as long as one of them is due, all that are."""

    parts: tuple[Part | int, ...]
    steps: frozenset[int]

    @classmethod
    def of(cls, parts: Iterable[Part | int]) -> Part:
        """The part that has these parts."""
        parts = tuple(parts)
        return cls(parts, frozenset().union(*({p} if isinstance(p, int) else p.steps for p in parts)))


class Chaining:
    """The steps that write something, in the order in which they are taken, and which are due again after which."""

    def __init__(self, plans: Sequence[Plan], order: Sequence[Cell], layout: Layout) -> None:
        """order: the cells from the top of the diagrams down."""
        self._plans, self._layout = plans, layout
        self._at = {cell: n for n, cell in enumerate(order)}
        self._touching: dict[Cell, set[int]] = {}
        self._writing: dict[Cell, set[int]] = {}
        for number, plan in enumerate(plans):
            for cell in plan.writes:
                self._writing.setdefault(cell, set()).add(number)
            for cell in {*plan.writes, *plan.reads} if plan.writes else ():
                self._touching.setdefault(cell, set()).add(number)
        self._all = self._arranged()

    def close(
        self, take: Callable[[int], bool], undisturbed: Callable[[int, int], bool], steps: Iterable[int] | None = None
    ) -> None:
        """Take steps until none of them adds to a set, which is then closed under all.

        take: adds what a step leads to, and says whether that was anything. undisturbed: whether a set that was closed
        under a step stays so when another one has added to it. steps: by number, the usable ones, by default all.
        """
        usable = self._all.steps if steps is None else self._all.steps & frozenset(steps)
        due = set(usable)

        def go_on(part: Part | int) -> None:
            if isinstance(part, Part):
                while not due.isdisjoint(part.steps):
                    for one in part.parts:
                        go_on(one)
            elif part in due:
                due.discard(part)
                if take(part):
                    due.update(n for n in self.near(part) & usable - due if not undisturbed(n, part))

        go_on(self._all)

    def near(self, number: int) -> set[int]:
        """The steps that touch what a step writes, or write what it touches."""
        plan = self._plans[number]
        near = [self._touching[cell] for cell in plan.writes]
        return set().union(*near, *(self._writing.get(cell, set()) for cell in plan.reads))

    def _arranged(self) -> Part:
        """All steps: by the element that they write, the lowest in the diagrams first; in it by all their elements."""
        blocks: dict[Element | None, dict[tuple[Element, ...], list[int]]] = {}
        for number, plan in enumerate(self._plans):
            if plan.writes:
                written = {self._elements(cell) for cell in plan.writes}
                block, room = only(self._block(elements) for elements in written), only(written)
                blocks.setdefault(block, {}).setdefault(room or (), []).append(number)
        parts = {
            block: Part.of(Part.of(rooms[room]) for room in sorted(rooms, key=len)) for block, rooms in blocks.items()
        }
        return Part.of(parts[block] for block in sorted(parts, key=lambda b: (b is None, -self._top(parts[b]))))

    def _elements(self, cell: Cell) -> tuple[Element, ...]:
        return tuple(zip(self._layout.by_cell[cell].variable.sorts, cell[1], strict=True))

    def _block(self, elements: tuple[Element, ...]) -> Element | None:
        """The element of the block sort, if there is one; else the first."""
        return next((e for e in elements if e[0] == self._layout.block_sort), next(iter(elements), None))

    def _top(self, part: Part) -> int:
        """Where the highest cell that these steps write stands."""
        return min(self._at[cell] for n in part.steps for cell in self._plans[n].writes)


def only(items: Iterable[T]) -> T | None:
    """What all items are, where they are all the same."""
    found = set(items)
    return found.pop() if len(found) == 1 else None


def pattern(*events: EventInstance) -> Pattern:
    """What is the same for all events of the same rules about elements that are as much the same.

    All elements of a sort are alike, so that what is said of the events of one pattern is so for each of them.
    """
    numbers: dict[Element, int] = {}
    elements = [(binder.sort, n) for event in events for binder, n in event.bound.items()]
    return tuple(e.rule.name for e in events), tuple(numbers.setdefault(e, len(numbers)) for e in elements)


def commute(first: Step, then: Step) -> bool:
    """Whether one step and then the other lead nowhere that is new.

    That is: from each state they lead where the second alone leads, or the two the other way round, or where the
    first does, or back. Then what is closed under the second stays closed when all that the first leads to is added;
    and what is closed under going back by the first, when all from which the second leads into it is added. What a
    step adds to is not closed under that step itself, so that of one step the other way round says nothing.
    """
    happens = first.guard & first.before(then.guard)
    if not happens.satisfiable():
        return True
    bits = first.after.keys() | then.after.keys()
    manager = first.symbols.manager

    def reads(step: Step, bit: int) -> Bdd:
        return step.after.get(bit, manager.var(bit))

    def at_end(ends: Callable[[int], Bdd]) -> Bdd:
        found = happens
        for bit in bits:
            found = found & first.before(reads(then, bit)).equiv(ends(bit))
        return found

    turned = manager.false() if first is then else then.guard & then.before(first.guard)
    known = (
        at_end(manager.var)
        | at_end(lambda bit: reads(first, bit))
        | (at_end(lambda bit: reads(then, bit)) & then.guard)
        | (at_end(lambda bit: then.before(reads(first, bit))) & turned)
    )
    return not (happens & ~known).satisfiable()
