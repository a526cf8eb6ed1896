"""A system as far as it is known: what was read, narrowed by what the rules prove and by what is assumed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace

import numpy as np

from chartproof.declare.sorts import snake
from chartproof.errors import ChartproofError, UnknownName, cut
from chartproof.language.expression import Binder, Expression, In
from chartproof.language.fold import free_binders
from chartproof.language.form import Form, Rule, Variable
from chartproof.language.meaning import Cell
from chartproof.language.parse import parse, vocabulary
from chartproof.observe.evaluate import Box, Cells, Masks, evaluate, one
from chartproof.observe.narrow import Breach, Facts, Narrower, grant
from chartproof.observe.observation import Assumption, Element, Observation, mask_of

FEW = 5
"""So many contradictions are traced back to all facts that they come of."""


@dataclass(frozen=True)
class Contradiction:
    """By the rules impossible: what was read of some cells, and the facts that it contradicts.

    seen: for each cell, the states that it may be in by what was read alone; none where what was read leaves none.
    assumed: the assumption that it contradicts instead.
    """

    facts: tuple[Expression, ...]
    seen: tuple[tuple[Cell, tuple[str, ...]], ...]
    assumed: Assumption | None = None


@dataclass
class Known:
    """What is known of a system. cells: narrowed by the facts, unless they contradict what was read.

    facts: what is proved of every reachable state. tells: see Observation. assumed: what is in force.
    """

    form: Form
    elements: dict[str, tuple[Element, ...]]
    cells: Cells
    facts: Facts
    tells: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[str] = ()
    assumed: tuple[Assumption, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()

    def __post_init__(self) -> None:
        self._numbers = {s: {e.key: n for n, e in enumerate(found)} for s, found in self.elements.items()}
        self._named = {s: Counter(e.name or e.key for e in found) for s, found in self.elements.items()}

    def copy(self) -> Known:
        """The same, to be changed apart."""
        found = copy(self)  # not by its constructor, which would look up all names anew
        found.cells = self.cells.copy()
        return found

    def at_key(self, sort: str, key: str) -> int | None:
        """The number of an element, by its key alone: what plans name, they name so."""
        return self._numbers[sort].get(key)

    def number(self, sort: str, key: str) -> int | None:
        """The number of an element, by its key, or by its name where only one is called so; None where it is none."""
        found = self._numbers[sort].get(key)
        if found is None and self._named[sort][key] == 1:
            found = next(n for n, e in enumerate(self.elements[sort]) if (e.name or e.key) == key)
        return found

    def numbers(self, rule: Rule, arguments: Sequence[str]) -> tuple[int, ...]:
        """The numbers of an event's arguments. Raises ChartproofError where one is none, or too many."""
        if len(arguments) != len(rule.parameters):
            names = " ".join(b.name.upper() for b in rule.parameters)
            raise ChartproofError(
                f"{rule.name} takes {len(rule.parameters)} arguments, not {len(arguments)}",
                mend=f"say {rule.name} {names}".rstrip(),
            )
        found = []
        for binder, key in zip(rule.parameters, arguments, strict=True):
            number = self.number(binder.sort, key)
            if number is None:
                raise UnknownName(binder.sort.lower(), cut(key), (str(e) for e in self.elements[binder.sort]))
            found.append(number)
        return tuple(found)

    def called(self, sort: str, number: int) -> str:
        """What people call an element; its key beside it where another is called the same."""
        element = self.elements[sort][number]
        name = printable(str(element))
        return f"{name} ({printable(element.key)})" if self._named[sort][str(element)] > 1 else name

    def said(self, cell: Cell) -> str:
        """A cell as answers say it: `ServiceRole(audit, config)`."""
        variable = self.variable(cell[0])
        inside = ", ".join(self.called(s, n) for s, n in zip(variable.sorts, cell[1], strict=True))
        return f"{variable.title}({inside})" if inside else variable.title

    def said_call(self, rule: Rule, numbers: Sequence[int]) -> str:
        """An event with its arguments."""
        inside = ", ".join(self.called(b.sort, n) for b, n in zip(rule.parameters, numbers, strict=True))
        return f"{rule.name}({inside})" if inside else rule.name

    def variable(self, name: str) -> Variable:
        """The machine of a name."""
        return self.cells.variables[name]

    def states(self, cell: Cell) -> tuple[str, ...]:
        """The states that a cell may be in."""
        return states_of(self.variable(cell[0]), int(self.cells.masks[cell[0]][cell[1]]))

    def tells_of(self, cell: Cell) -> str:
        """The file that would tell a cell's state; empty where none is known."""
        variable, found = (
            self.variable(cell[0]),
            self.tells.get(cell[0], self.tells.get(self.variable(cell[0]).title, "")),
        )
        for sort, number in zip(variable.sorts, cell[1], strict=True):
            found = found.replace("{" + sort + "}", printable(self.elements[sort][number].key))
        return found

    def ruled_out(self, node: Expression, rule: Rule, numbers: tuple[int, ...]) -> list[Breach]:
        """The facts by which something cannot be so of an event's elements, though each cell by itself allows it."""
        cells = self.cells.copy()
        _, boxes = grant(node, one(rule.parameters, numbers), cells)
        return self.facts.narrow(cells, boxes)

    def granted(self, node: Expression, rule: Rule, numbers: tuple[int, ...]) -> bool:
        """Narrow by what is granted of an event's elements, and by what follows, in place: whether that is possible."""
        possible, boxes = grant(node, one(rule.parameters, numbers), self.cells)
        return possible and not self.facts.narrow(self.cells, boxes)

    def at(self, observation: Observation) -> Known:
        """The same facts and assumptions, of what is said to be there otherwise: see `Plan.at`."""
        return replace(
            known(self.form, observation, self.facts.facts, self.assumed), contradictions=self.contradictions
        )

    def with_made(self, made: Mapping[str, Sequence[Element]], others: Mapping[str, Sequence[Element]]) -> Known:
        """With further elements: those whose machines are where they start, and others, of which nothing is known."""
        fresh = {s: [e for e in made.get(s, ()) if e.key not in self._numbers[s]] for s in self.form.sorts}
        if not any(fresh.values()) and not any(others.values()):
            return self
        elements = {s: (*found, *fresh[s], *others.get(s, ())) for s, found in self.elements.items()}
        sizes = {s: len(found) for s, found in elements.items()}
        masks = {}
        for variable in self.form.variables:
            shape = [sizes[s] for s in variable.sorts]
            masks[variable.name] = np.full(shape, (1 << len(variable.states)) - 1, _kind(variable))
            known = tuple(slice(0, self.cells.sizes[s] + len(fresh[s])) for s in variable.sorts)
            masks[variable.name][known] = mask_of(variable, variable.initial)
            listed = tuple(slice(0, self.cells.sizes[s]) for s in variable.sorts)
            masks[variable.name][listed] = self.cells.masks[variable.name]
        cells = Cells(self.form, sizes, self.cells.closed, masks, self.cells.known)
        self.facts.narrow(cells)
        return replace(self, elements=elements, cells=cells)


def printable(text: str) -> str:
    """A text from outside, without what is no character to look at.

    >>> printable("a\\x1b[31mb")
    'a\\ufffd[31mb'
    """
    return text if text.isprintable() else "".join(c if c.isprintable() else "\ufffd" for c in text)


def states_of(variable: Variable, mask: int) -> tuple[str, ...]:
    """The states that a mask allows."""
    return tuple(s for n, s in enumerate(variable.states) if mask >> n & 1)


def _kind(variable: Variable) -> np.dtype[np.unsignedinteger]:
    """The least kind of number that has a bit for each state."""
    count = len(variable.states)
    return np.dtype(np.uint8 if count <= 8 else np.uint16 if count <= 16 else np.uint32 if count <= 32 else np.uint64)


def known(
    form: Form, observation: Observation, facts: Sequence[Expression], assumed: Sequence[Assumption] = ()
) -> Known:
    """What is known of what was seen. assumed: the assumptions in force.

    Where facts contradict what was seen, that is told, and nothing is ruled out by them.
    Raises ChartproofError where an observation does not fit the rules, or an assumption is malformed.
    """
    _check(form, observation)
    # The language has it that every sort has an element: of a sort of which none is listed, not all are.
    closed = {s: observation.closed.get(s, False) and bool(observation.elements[s]) for s in form.sorts}
    seen, nothing = _read(form, observation)
    cells = Cells(form, observation.sizes, closed, dict(seen))
    found = Known(
        form, dict(observation.elements), cells, Facts(form, facts), observation.tells, tuple(observation.notes)
    )
    told = [Contradiction((), ((cell, ()),)) for cell in nothing]
    told += _contradictions(found, seen, found.facts.narrow(cells))
    against, boxes = _assume(found, assumed)
    told += [Contradiction((), ((cell, _states(found, seen, cell)),), a) for a, cell in against]
    told += _contradictions(found, seen, found.facts.narrow(found.cells, boxes))
    found.assumed = tuple(assumed)
    if told:
        found.contradictions = tuple(told)
        found.facts, found.cells = Facts(form, ()), Cells(form, cells.sizes, closed, dict(seen))
        _assume(found, assumed)
    return found


def _states(found: Known, seen: Mapping[str, Masks], cell: Cell) -> tuple[str, ...]:
    return states_of(found.variable(cell[0]), int(seen[cell[0]][cell[1]]))


def _check(form: Form, observation: Observation) -> None:
    """Refuse what no observation of these rules is: it would be a mistake of whoever read it."""
    for sort in form.sorts:
        keys = [e.key for e in observation.elements.get(sort, ())]
        twice = next((k for k, count in Counter(keys).items() if count > 1), None)
        if twice is not None:
            raise ChartproofError(f"{sort} {cut(printable(twice))!r} is listed twice", mend="list each element once")
    for variable in form.variables:
        masks = observation.possible.get(variable.name)
        if masks is None or masks.shape != tuple(observation.sizes[s] for s in variable.sorts):
            raise ChartproofError(
                f"the observation does not say of each {variable.title} what it may be",
                mend="one mask for each choice of listed elements: Observation.unknown(form, elements) has them",
            )


def _read(form: Form, observation: Observation) -> tuple[dict[str, Masks], list[Cell]]:
    """The masks, in as few bits as they need; a cell of which nothing is left may be anything, and is told."""
    seen, nothing = {}, []
    for variable in form.variables:
        every = (1 << len(variable.states)) - 1
        masks = observation.possible[variable.name] & np.uint64(every)
        empty = masks == 0
        nothing += [(variable.name, tuple(at)) for at in np.argwhere(empty).tolist()]
        seen[variable.name] = np.where(empty, np.uint64(every), masks).astype(_kind(variable))
    return seen, nothing


def _assume(found: Known, assumed: Sequence[Assumption]) -> tuple[list[tuple[Assumption, Cell]], list[tuple[str, Box]]]:
    """Narrow by assumptions, in place: where each surely applies, by what was known before any of them.

    Returns the cells of which one would leave nothing, and the parts that changed.
    """
    before = found.cells.copy()
    against: list[tuple[Assumption, Cell]] = []
    boxes: list[tuple[str, Box]] = []
    for assumption in assumed:
        variable = found.form.variable(assumption.machine)
        where = parse(assumption.where, vocabulary(found.form), free=True)
        states = _in_of(variable, assumption.states)
        names = tuple(states.indices)
        if not set(free_binders(where)) <= set(names):
            raise ChartproofError(
                f"the assumption {assumption.name} speaks of other elements than {variable.title} has",
                mend=f"name them {', '.join(b.name for b in names) or 'not at all'}, or bind them: every(…), some(…)",
            )
        scope = before.all(names)
        narrower = Narrower(found.cells, lambda machine, box: boxes.append((machine, box)))
        narrower.hold(states, scope, evaluate(where, scope, before).must)
        against += [(assumption, cell) for cell in narrower.emptied]
    return against, boxes


def _in_of(variable: Variable, states: tuple[str, ...]) -> In:
    indices = tuple(Binder(snake(s), s) for s in variable.sorts)
    return In(variable.name, indices, tuple(s for s in variable.states if s in states))


def _contradictions(found: Known, seen: Mapping[str, Masks], breaches: Iterable[Breach]) -> list[Contradiction]:
    """What is impossible, with the facts that it contradicts: one, or several that narrowed one another's cells."""
    told = []
    traced = 0
    before = Cells(found.form, found.cells.sizes, found.cells.closed, dict(seen), found.cells.known)
    for breach in breaches:
        facts: tuple[Expression, ...] = (breach.fact,)
        free = free_binders(found.cells.plain(breach.fact))
        direct = (
            len(free) == len(breach.numbers) and not evaluate(breach.fact, one(free, breach.numbers), before).may.any()
        )
        if not direct and traced < FEW:
            facts, traced = _all_facts(found, before, breach), traced + 1
        told.append(Contradiction(facts, tuple((c, _states(found, seen, c)) for c in breach.cells)))
    return told


def _all_facts(found: Known, seen: Cells, breach: Breach) -> tuple[Expression, ...]:
    """Facts that together contradict what was seen, none of which can be left out; the breach's own is among them."""
    kept = list(found.facts.facts)
    for fact in found.facts.facts:
        fewer = [f for f in kept if f is not fact]
        if fact is not breach.fact and any(b == breach for b in Facts(found.form, fewer).narrow(seen.copy())):
            kept = fewer
    return tuple(sorted(kept, key=lambda f: f is not breach.fact))
