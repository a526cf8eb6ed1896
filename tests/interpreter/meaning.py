"""What a system does, said a second time: slowly, from what the words are documented to mean.

A state is a tuple of the names of states, one a cell; a cell is a machine and the numbers of its elements.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from tests.interpreter.system import FALSE, Event, Expression, Machine, Moves, Scope, System, own_name

State = tuple[str, ...]
Elements = tuple[int, ...]
Truth = Callable[[State, Elements], bool]
Call = tuple[str, Elements]


class TooMany(Exception):
    """The instance has more states than were asked for."""


class Ambiguous(Exception):
    """An event leads to two states, or a machine that blocks can neither move nor stay: no model."""


class World:
    """A system with so many elements of each sort: what holds in a state, and what can happen."""

    def __init__(self, system: System, sizes: Mapping[str, int]) -> None:
        self.system, self.sizes = system, dict(sizes)
        self.cells = [(m.name, at) for m in system.machines for at in self.choices(m.per)]
        self.position = {cell: number for number, cell in enumerate(self.cells)}
        self.free: Scope = tuple((own_name(s), s) for s in system.sorts)
        self.predicates = {p.name: (m, p) for m in system.machines for p in m.predicates}
        self.calls = [(e.name, at) for e in system.events for at in self.choices(s for _, s in e.parameters)]
        self._guards = {e.name: self._guard(e) for e in system.events}
        self._parts = {call: self._writers(*call) for call in self.calls}

    def choices(self, sorts: Iterable[str]) -> list[Elements]:
        """Every choice of elements of these sorts."""
        return list(itertools.product(*(range(self.sizes[s]) for s in sorts)))

    def initial(self) -> list[State]:
        """Where it can start: each machine in its initial state, or in any of several."""
        starts = {m.name: m.initial for m in self.system.machines}
        return list(itertools.product(*(starts[name] for name, _ in self.cells)))

    # What expressions mean

    def read(self, said: Expression | None, scope: Scope) -> Truth:
        """What an expression means, given elements for the names in force, the innermost last."""
        if said is None or said[0] == "true":
            return lambda state, at: True
        if said[0] == "false":
            return lambda state, at: False
        meaning: Truth = getattr(self, f"_{said[0]}")(said, scope)
        return meaning

    def _in(self, said: Expression, scope: Scope) -> Truth:
        _, name, places, states, negated = said
        machine = self.system.machine(name)
        where, position = self.seats(machine.per, places, scope), self.position
        if not where:
            only = position[name, ()]
            return lambda state, at: (state[only] in states) != negated
        return lambda state, at: (state[position[name, tuple([at[n] for n in where])]] in states) != negated

    def _same(self, said: Expression, scope: Scope) -> Truth:
        one, other = (self.called(name, scope) for name in said[1:3])
        return lambda state, at: (at[one] == at[other]) != said[3]

    def _not(self, said: Expression, scope: Scope) -> Truth:
        body = self.read(said[1], scope)
        return lambda state, at: not body(state, at)

    def _and(self, said: Expression, scope: Scope) -> Truth:
        parts = [self.read(part, scope) for part in said[1:]]
        return lambda state, at: all(part(state, at) for part in parts)

    def _or(self, said: Expression, scope: Scope) -> Truth:
        parts = [self.read(part, scope) for part in said[1:]]
        return lambda state, at: any(part(state, at) for part in parts)

    def _every(self, said: Expression, scope: Scope) -> Truth:
        body, size = self._below(said, scope)
        return lambda state, at: all(body(state, (*at, n)) for n in range(size))

    def _some(self, said: Expression, scope: Scope) -> Truth:
        body, size = self._below(said, scope)
        return lambda state, at: any(body(state, (*at, n)) for n in range(size))

    def _below(self, said: Expression, scope: Scope) -> tuple[Truth, int]:
        _, name, sort, body = said
        return self.read(body, (*scope, (name or own_name(sort), sort))), self.sizes[sort]

    def _pred(self, said: Expression, scope: Scope) -> Truth:
        """A predicate is about the elements that it does not bind itself, in the order in which it names them."""
        machine, predicate = self.predicates[said[1]]
        if predicate.said is None:
            return self._in(("in", machine.name, said[2], predicate.states, False), scope)
        about = self.about(predicate.said, ())
        where = self.seats(about, said[2], scope)
        body = self.read(predicate.said, tuple((own_name(s), s) for s in about))
        return lambda state, at: body(state, tuple([at[n] for n in where]))

    def _possible(self, said: Expression, scope: Scope) -> Truth:
        where = self.seats(tuple(s for _, s in self.system.event(said[1]).parameters), said[2], scope)
        guard = self._guards[said[1]]
        return lambda state, at: guard(state, tuple([at[n] for n in where]))

    @staticmethod
    def called(name: str, scope: Scope) -> int:
        """Which element a name means: the innermost one of that name."""
        return max(n for n, (known, _) in enumerate(scope) if known == name)

    def seats(self, sorts: tuple[str, ...], places: tuple[str, ...] | None, scope: Scope) -> list[int]:
        """Which elements are meant: those that are named, else the nearest of each sort."""
        if places is not None:
            return [self.called(name, scope) for name in places]
        return [max(n for n, (_, known) in enumerate(scope) if known == sort) for sort in sorts]

    def about(self, said: Expression | None, scope: Scope) -> tuple[str, ...]:
        """The sorts of whose elements an expression speaks without a name of its own for them."""
        found: dict[str, None] = {}
        for sort, inner in self._meant(said, self.free + scope):
            if inner < len(self.free):
                found[sort] = None
        return tuple(found)

    def _meant(self, said: Expression | None, scope: Scope) -> Iterator[tuple[str, int]]:
        """Each element that an expression speaks of, with its place in the scope."""
        if said is None:
            return
        if said[0] in ("in", "pred", "possible"):
            for seat in self.seats(self._sorts(said), said[2], scope):
                yield scope[seat][1], seat
        elif said[0] == "same":
            for name in said[1:3]:
                yield scope[self.called(name, scope)][1], self.called(name, scope)
        elif said[0] in ("every", "some"):
            inner = (*scope, (said[1] or own_name(said[2]), said[2]))
            yield from (found for found in self._meant(said[3], inner) if found[1] < len(scope))
        else:
            for part in said[1:]:
                yield from self._meant(part, scope)

    def _sorts(self, said: Expression) -> tuple[str, ...]:
        if said[0] == "possible":
            return tuple(s for _, s in self.system.event(said[1]).parameters)
        if said[0] == "in":
            return self.system.machine(said[1]).per
        machine, predicate = self.predicates[said[1]]
        return machine.per if predicate.said is None else self.about(predicate.said, ())

    # What events do

    def _guard(self, event: Event) -> Truth:
        """The row's conditions hold, and each machine that blocks can move, at every element where it takes part."""
        rows = [self.read(said, event.parameters) for said in event.only_if]
        blocks = [(m, moves) for m in self.system.machines for moves in m.moves if moves.event == event.name]
        blocks = [(m, moves) for m, moves in blocks if not moves.listens]

        seated = {
            at: [
                (self.position[m.name, cell], {arc.source for arc in moves.arcs})
                for m, moves in blocks
                for cell, _ in self._seated(m, event, at)
            ]
            for at in self.choices(s for _, s in event.parameters)
        }

        def holds(state: State, at: Elements) -> bool:
            for cell, sources in seated[at]:
                if state[cell] not in sources:
                    return False
            return all(row(state, at) for row in rows)

        return holds

    def _seated(self, machine: Machine, event: Event, at: Elements) -> Iterator[tuple[Elements, Elements]]:
        """Where a machine takes part: at the argument of each of its sorts, and at all elements of the others.

        Each cell comes with the elements of the sorts of which the event has no argument.
        """
        given = {sort: number for (_, sort), number in zip(event.parameters, at, strict=True)}
        others = tuple(s for s in machine.per if s not in given)
        for extra in self.choices(others):
            known = given | dict(zip(others, extra, strict=True))
            yield tuple(known[s] for s in machine.per), extra

    def _writers(
        self, name: str, at: Elements
    ) -> list[tuple[int, bool, Mapping[str, list[tuple[str, Truth]]], Elements]]:
        """Per cell that takes part: whether it must move, where it can go from each state, and the elements meant."""
        event, found = self.system.event(name), []
        for machine in self.system.machines:
            for moves in machine.moves:
                if moves.event == name:
                    arcs = self._arcs(machine, moves, event)
                    for cell, extra in self._seated(machine, event, at):
                        found.append((self.position[machine.name, cell], not moves.listens, arcs, (*at, *extra)))
        return found

    def _arcs(self, machine: Machine, moves: Moves, event: Event) -> Mapping[str, list[tuple[str, Truth]]]:
        given = {sort for _, sort in event.parameters}
        scope = event.parameters + tuple((own_name(s), s) for s in machine.per if s not in given)
        arcs: dict[str, list[tuple[str, Truth]]] = {}
        for arc in moves.arcs:
            when: Truth = _always
            if arc.cond is not None or arc.unless is not None:
                when = _both(self.read(arc.cond, scope), self.read(arc.unless or FALSE, scope))
            arcs.setdefault(arc.source, []).append((arc.target, when))
        return arcs

    def possible(self, state: State, call: Call) -> bool:
        """Whether an event can happen with these arguments."""
        return self._guards[call[0]](state, call[1])

    def after(self, state: State, call: Call) -> State:
        """The state after it: all effects at once, each reading the state before. Raises Ambiguous."""
        writes: dict[int, str] = {}
        for cell, must, arcs, elements in self._parts[call]:
            moved = False
            for target, when in arcs.get(state[cell], ()):
                if when(state, elements):
                    if writes.setdefault(cell, target) != target:
                        raise Ambiguous(f"{call} in {self.told(state)}: {self.cells[cell]} goes to two states")
                    moved = True
            if must and not moved:
                raise Ambiguous(f"{call} in {self.told(state)}: {self.cells[cell]} goes nowhere")
        return tuple(writes.get(n, value) for n, value in enumerate(state)) if writes else state

    def told(self, state: State) -> dict[tuple[str, Elements], str]:
        """A state by cells."""
        return dict(zip(self.cells, state, strict=True))


def _always(state: State, at: Elements) -> bool:
    return True


def _both(cond: Truth, unless: Truth) -> Truth:
    return lambda state, at: cond(state, at) and not unless(state, at)


@dataclass
class Explored:
    """Every state of a world that can be reached, the nearest first, with what can happen there."""

    world: World
    states: list[State]
    number: dict[State, int]
    level: list[int]
    steps: list[list[tuple[Call, int]]]

    @property
    def transitions(self) -> int:
        """Pairs of a state and an event with arguments that can happen there."""
        return sum(map(len, self.steps))

    @property
    def levels(self) -> list[int]:
        """How many states there are at each distance from an initial one."""
        return [self.level.count(n) for n in range(self.level[-1] + 1)]

    def orbits(self) -> int:
        """Classes of states that differ by names of elements: joined by swaps of neighbours, and counted."""
        head = list(range(len(self.states)))

        def find(n: int) -> int:
            while head[n] != n:
                head[n] = n = head[head[n]]
            return n

        for sort, size in self.world.sizes.items():
            for one in range(size - 1):
                order = self._swap(sort, one)
                for n, state in enumerate(self.states):
                    head[find(n)] = find(self.number[tuple([state[k] for k in order])])
        return len({find(n) for n in range(len(head))})

    def _swap(self, sort: str, one: int) -> list[int]:
        swapped = {one: one + 1, one + 1: one}
        per = {m.name: m.per for m in self.world.system.machines}
        return [
            self.world.position[
                name, tuple(swapped.get(n, n) if s == sort else n for s, n in zip(per[name], at, strict=False))
            ]
            for name, at in self.world.cells
        ]


def explore(world: World, most: int) -> Explored:
    """Everything that can be reached, breadth first. Raises TooMany, Ambiguous."""
    states = list(dict.fromkeys(world.initial()))
    number = {state: n for n, state in enumerate(states)}
    level, steps = [0] * len(states), []
    for n, state in enumerate(states):  # which grows
        if len(states) > most:
            raise TooMany(f"more than {most} states")
        found = []
        for call in world.calls:
            if world.possible(state, call):
                target = world.after(state, call)
                if target not in number:
                    number[target] = len(states)
                    states.append(target)
                    level.append(level[n] + 1)
                found.append((call, number[target]))
        steps.append(found)
    return Explored(world, states, number, level, steps)
