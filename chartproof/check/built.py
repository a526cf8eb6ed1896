"""A way to a state of an instance that nobody can search, built by undoing events from that state on.

It rests on facts that are proved exact at every size: whatever satisfies them can be reached. The way is replayed live
like any other. It is one way, and perhaps not the shortest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from chartproof.check.exactness import Compared, compared, exactness
from chartproof.check.verify import Verifier
from chartproof.language.expression import Binder, Expression, apart
from chartproof.language.fold import free_binders
from chartproof.language.form import Form
from chartproof.language.meaning import Bindings, Cell, Sizes, State, cells, choices, holds
from chartproof.language.names import argument_names, element_name
from chartproof.language.trace import Step, Trace
from chartproof.prove.back import run_to
from chartproof.prove.logic import Logic, Picture
from chartproof.prove.precondition import APART
from chartproof.prove.undoing import Exactness

MOST_PAIRS = 50_000
"""Pairs of elements that are told apart for a solver, at most."""
NOTE = "built by undoing events from its end: there may be a shorter way"


@dataclass
class Builder:
    """Builds ways in instances of any size. verifier: what proves facts, and that they are exact."""

    verifier: Verifier

    @cached_property
    def facts(self) -> tuple[Expression, ...]:
        """The facts that are compared with small instances."""
        return self._compared.facts

    @cached_property
    def _compared(self) -> Compared:
        return compared(self.verifier)

    @cached_property
    def exactness(self) -> Exactness | None:
        """The proof that whatever satisfies the facts can be reached; None where there is none."""
        found = exactness(self.verifier, self.facts) if self._compared.exact else None
        return found if found is not None and found.verdict == "proved" else None

    def way(self, what: Expression, named: Bindings, sizes: Sizes) -> Trace | None:
        """A way to a state of an instance in which an expression holds of some elements, by their numbers.

        None where there is no such state, where the facts are not proved exact, or where Z3 does not know.
        """
        if self.exactness is None:
            return None
        state = self.state(what, named, sizes)
        found = None if state is None else run_to(self._form, self.exactness.undoings, state, sizes)
        if found is None:
            return None
        initial, taken = found
        steps = [Step(rule.name, argument_names(bound), reached) for rule, bound, reached in taken]
        return Trace(sizes, initial, tuple(steps), note=NOTE)

    def state(self, what: Expression, named: Bindings, sizes: Sizes) -> State | None:
        """A state of an instance that satisfies the facts, and in which the expression holds of these elements.

        First one in which all other elements are as they began, which few events lead to; then any.
        """
        small = self._picture([what, *apart(named)], list(named))
        if small is None:
            return None
        state = widened(self._form, small, named, sizes)
        if state is not None and self._satisfies(what, state, named, sizes):
            return state
        return self._of_all(what, named, sizes)

    def _of_all(self, what: Expression, named: Bindings, sizes: Sizes) -> State | None:
        """A state for which every element is named."""
        known = {(b.sort, n): b for b, n in named.items()}
        every = {
            known.get((sort, n), Binder(f"{element_name(sort, n)}{APART}", sort)): n
            for sort in self._form.sorts
            for n in range(sizes[sort])
        }
        if sum(n * n for n in sizes.values()) > MOST_PAIRS:
            return None
        found = self._picture([what, *apart(every)], list(every))
        return None if found is None else widened(self._form, found, every, sizes)

    @property
    def _form(self) -> Form:
        return self.verifier.form

    def _picture(self, given: Sequence[Expression], named: Sequence[Binder]) -> Picture | None:
        logic = Logic(self._form, self.verifier.limits)
        return logic.picture(given, [logic.tell(fact) for fact in self.facts], named)

    def _satisfies(self, what: Expression, state: State, named: Bindings, sizes: Sizes) -> bool:
        if not holds(what, state, named, sizes):
            return False
        return all(holds(f, state, bound, sizes) for f in self.facts for bound in choices(free_binders(f), sizes))


def widened(form: Form, picture: Picture, named: Bindings, sizes: Sizes) -> State | None:
    """The state of a picture in an instance of these sizes; None where there is no room for all its elements.

    named: the numbers of some elements in the instance. Others have the first that are free, and what is not in the
    picture is as it began.
    """
    places: dict[str, dict[int, int]] = {sort: {} for sort in form.sorts}
    for binder, number in named.items():
        places[binder.sort][picture.elements[binder]] = number
    for sort, found in places.items():
        free = iter([n for n in range(sizes[sort]) if n not in found.values()])
        for number in range(picture.sizes[sort]):
            if number not in found:
                place = next(free, None)
                if place is None:
                    return None
                found[number] = place
    state: dict[Cell, str] = {cell: form.variable(cell[0]).initial[0] for cell in cells(form, sizes)}
    for (name, numbers), value in picture.state.items():
        sorts = form.variable(name).sorts
        state[name, tuple(places[s][n] for s, n in zip(sorts, numbers, strict=True))] = value
    return state
