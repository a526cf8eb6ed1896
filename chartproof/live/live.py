"""One object that holds an instance's machines and takes events for named elements.

Guards and conditions are read in a snapshot of the state before the event; then python-statemachine
moves each machine that takes part. Either all that block can move and everything happens, or
nothing does and `Refused` says why. What an event does here, the declared machines do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Self

from statemachine.exceptions import TransitionNotAllowed

from chartproof.declare.machine import Machine, MachineMeta
from chartproof.errors import ChartproofError, UnknownName
from chartproof.language.form import Form, Rule
from chartproof.language.meaning import Bindings, Cell, State, cells, choices
from chartproof.live.parts import Part, classes_of, parts_of
from chartproof.live.permissions import Caller, missing
from chartproof.live.refusal import Reason, Refused, why_conjunct, why_machine
from chartproof.live.snapshot import Snapshot, check_elements, names_of, say_cell

RESERVED = ("permissions", "by", "where")


class Live:
    """The machines of an instance, one per machine class and tuple of elements.

    form: the compiled rules. machines: the classes that it was compiled from, or
    `machines_from(form)`. elements: the names of each sort, as {"Account": ["alice", "bob"]}.
    Each machine begins in the initial state of its class.

    Raises ChartproofError where a sort has no element, a name is doubled, or classes and form differ.

    >>> from chartproof.compile import Declarations, compile_form
    >>> from chartproof.declare import Event, Machine, Sort, State
    >>> Room = Sort("Room")
    >>> class Lamp(Machine, per=Room):
    ...     off = State(initial=True)
    ...     on = State()
    ...     light = off.to(on)
    >>> form = compile_form(Declarations((Room,), (Lamp,), {"light": Event("It is lit.", of=Room)}))
    >>> live = Live(form, [Lamp], {"Room": ["hall", "attic"]})
    >>> live.send("light", room="attic")
    >>> live
    <Live with Room hall, attic: lamp[attic] is 'on', all else as at the start>
    >>> live.possible()
    [('light', {'room': 'hall'})]
    """

    def __init__(self, form: Form, machines: Sequence[MachineMeta], elements: Mapping[str, Sequence[str]]) -> None:
        _refuse_reserved(form)
        self.form = form
        self.elements = check_elements(form, elements)
        self.sizes = {sort: len(names) for sort, names in self.elements.items()}
        classes = classes_of(form, machines)
        self._parts = parts_of(form, classes)
        self._machines: dict[Cell, Machine] = {c: classes[c[0]]() for c in cells(form, self.sizes)}

    @classmethod
    def at(
        cls,
        form: Form,
        machines: Sequence[MachineMeta],
        elements: Mapping[str, Sequence[str]],
        state: State,
    ) -> Self:
        """The machines in a given state; those that it does not name are in their initial state.

        Raises UnknownName where it names a machine or a state that there is not.
        """
        live = cls(form, machines, elements)
        for cell, name in state.items():
            live._put(cell, name)
        return live

    @property
    def state(self) -> dict[Cell, str]:
        """The state of each machine, by cell."""
        return {cell: next(iter(machine.configuration)).id for cell, machine in self._machines.items()}

    def names(self, cell: Cell) -> tuple[str, ...]:
        """The names of a cell's elements: ("alice",) for ("membership", (0,))."""
        return names_of(self.form, self.elements, cell)

    def say(self, cell: Cell) -> str:
        """A cell as a reader names it: "membership[alice]"."""
        return say_cell(self.form, self.elements, cell)

    def send(
        self,
        event: str,
        /,
        *,
        permissions: Collection[str] | None = None,
        by: str | None = None,
        where: str = "",
        **arguments: str,
    ) -> None:
        """Let an event happen: `live.send("accept_invitation", account="alice")`.

        permissions: what the caller holds; None does not check. by: the actor, by name; None is any
        actor of the event. where: a named case that is not state, such as the console.

        Raises Refused, with every reason, where it cannot happen; nothing has moved then. Raises
        UnknownName for an event, argument, element, actor or case that there is not.
        """
        caller = Caller(permissions, by, where)
        rule, bound = self._call(event, arguments, caller)
        before = self._snapshot()
        reasons = list(self._reasons(rule, bound, caller, before))
        if reasons:
            raise Refused(rule.name, {b.name: arguments[b.name] for b in rule.parameters}, reasons)
        for part in self._parts[rule.name]:
            self._move(part, bound, before)

    def could(
        self,
        event: str,
        /,
        *,
        permissions: Collection[str] | None = None,
        by: str | None = None,
        where: str = "",
        **arguments: str,
    ) -> bool:
        """Whether `send` would let the event happen. Raises UnknownName as `send` does."""
        caller = Caller(permissions, by, where)
        rule, bound = self._call(event, arguments, caller)
        return self._can(rule, bound, caller, self._snapshot())

    def why_not(
        self,
        event: str,
        /,
        *,
        permissions: Collection[str] | None = None,
        by: str | None = None,
        where: str = "",
        **arguments: str,
    ) -> list[Reason]:
        """Every reason for which `send` would refuse the event; none where it can happen."""
        caller = Caller(permissions, by, where)
        rule, bound = self._call(event, arguments, caller)
        return list(self._reasons(rule, bound, caller, self._snapshot()))

    def possible(self) -> list[tuple[str, dict[str, str]]]:
        """Every event that can happen now, with its arguments, in the order of the form."""
        now = self._snapshot()
        return [
            (rule.name, {b.name: now.name(b, bound) for b in rule.parameters})
            for rule in self.form.rules
            for bound in choices(rule.parameters, self.sizes)
            if self._can(rule, bound, Caller(), now)
        ]

    def __repr__(self) -> str:
        moved = [
            f"{self.say(cell)} is {state!r}"
            for cell, state in self.state.items()
            if state != type(self._machines[cell]).declared_initial
        ]
        of = "; ".join(f"{sort} {', '.join(names)}" for sort, names in self.elements.items())
        said = ", ".join(moved) + ", all else as at the start" if moved else "as at the start"
        return f"<Live{f' with {of}' if of else ''}: {said}>"

    def _snapshot(self) -> Snapshot:
        return Snapshot(self.form, self.elements, self.state)

    def _call(self, event: str, arguments: Mapping[str, str], caller: Caller) -> tuple[Rule, Bindings]:
        """The rule of an event and the elements of its arguments."""
        rule = self.form.rule(event)
        known = [b.name for b in rule.parameters]
        for name in arguments:
            if name not in known:
                raise UnknownName(f"argument of {event}", name, known, origin=rule.origin)
        for binder in rule.parameters:
            if binder.name not in arguments:
                raise ChartproofError(
                    f"{event} needs to know which {binder.name}",
                    origin=rule.origin,
                    mend=f"say {binder.name}={self.elements[binder.sort][0]!r}",
                )
        caller.check(self.form, rule)
        return rule, {b: self._number(b.sort, arguments[b.name]) for b in rule.parameters}

    def _number(self, sort: str, name: str) -> int:
        if name not in self.elements[sort]:
            raise UnknownName(sort, str(name), self.elements[sort])
        return self.elements[sort].index(name)

    def _can(self, rule: Rule, bound: Bindings, caller: Caller, now: Snapshot) -> bool:
        return next(self._reasons(rule, bound, caller, now), None) is None

    def _reasons(self, rule: Rule, bound: Bindings, caller: Caller, now: Snapshot) -> Iterator[Reason]:
        """Why an event cannot happen: its row's conjuncts, its machines, its caller; nothing moves."""
        for conjunct in rule.guard:
            if not conjunct.machine and not now.holds(conjunct.expression, bound):
                yield why_conjunct(conjunct, now, bound)
        for part in self._parts[rule.name]:
            if part.participation.blocks:
                yield from self._blocked(part, bound, now)
        yield from missing(rule, caller, now, bound)

    def _blocked(self, part: Part, bound: Bindings, now: Snapshot) -> Iterator[Reason]:
        for cell, elements in part.places(bound, self.sizes):
            machine = self._prepared(part, cell, elements, now)
            if part.participation.id not in {e.id for e in machine.enabled_events()}:
                yield why_machine(part, cell, now)

    def _move(self, part: Part, bound: Bindings, before: Snapshot) -> None:
        for cell, elements in part.places(bound, self.sizes):
            machine = self._prepared(part, cell, elements, before)
            try:
                machine.send(part.participation.event)
            except TransitionNotAllowed:
                if part.participation.blocks:
                    raise

    def _prepared(self, part: Part, cell: Cell, elements: Bindings, now: Snapshot) -> Machine:
        """The machine of a cell, with its conditions read in a snapshot at its own elements."""
        machine = self._machines[cell]
        machine.conditions = partial(part.holds, snapshot=now, bound=elements)
        return machine

    def _put(self, cell: Cell, state: str) -> None:
        self.names(cell)
        machine = self._machines[cell]
        states = type(machine).declared_states
        if state not in states:
            raise UnknownName(f"state of {cell[0]}", state, states, origin=type(machine).origin)
        machine.current_state_value = states[state].value


def _refuse_reserved(form: Form) -> None:
    """An argument whose name `send` keeps for the caller could never be given."""
    for rule in form.rules:
        for binder in rule.parameters:
            if binder.name in RESERVED:
                raise ChartproofError(
                    f"{rule.name} has an argument {binder.name!r}, which live events keep for their caller",
                    origin=rule.origin,
                    mend=f"rename it: of={{'the_{binder.name}': {binder.sort}}}",
                )
