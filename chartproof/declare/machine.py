"""Machines: python-statemachine classes that say what moves.

A machine has states, named predicates and, per event, the transitions that it makes. Whether an
event can happen is said in the event's row; a transition's own condition only says what this
machine does. Each class still runs alone under plain python-statemachine.

What a class body may hold: states, transitions (bare, or wrapped in `listens`), predicates
(`either`, `when`). Anything else is refused, so that nothing is silently left out of the model.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from statemachine import State, StateMachine
from statemachine.callbacks import CallbackGroup
from statemachine.exceptions import InvalidDefinition
from statemachine.factory import StateMachineMetaclass
from statemachine.transition import Transition
from statemachine.transition_list import TransitionList

from chartproof.declare.sorts import Sort, as_sorts, caller, snake
from chartproof.errors import ModelError, Origin


@dataclass(frozen=True)
class Listens:
    """Transitions of a machine that moves where it can and otherwise stays."""

    transitions: TransitionList


def listens(transitions: TransitionList) -> Any:
    """Mark a participant that never blocks its event: it moves where it can, else it stays."""
    if not isinstance(transitions, TransitionList):
        raise ModelError(
            "listens(…) takes transitions",
            origin=caller(),
            mend="for example listens(requested.to(none) | accepted.to(none))",
        )
    return Listens(transitions)


@dataclass(frozen=True)
class Predicate:
    """A named condition: on states of its own machine, or an expression over any machines."""

    states: tuple[State, ...] | None
    text: str | None
    origin: Origin


def either(*states: State) -> Predicate:
    """A predicate that holds in any of these states of this machine: `member = either(a, b)`."""
    return Predicate(states, None, caller())


def when(text: str) -> Predicate:
    """A predicate by an expression, which may read other machines."""
    return Predicate(None, text, caller())


@dataclass(frozen=True)
class Condition:
    """A transition's condition: the text, and whether it must hold or must not."""

    text: str
    expected: bool


@dataclass(frozen=True)
class Arc:
    """One transition as declared: from which state to which, under which conditions."""

    source: str
    target: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Participation:
    """What one machine does at one event."""

    event: str
    arcs: tuple[Arc, ...]
    blocks: bool
    origin: Origin

    @property
    def id(self) -> str:
        """What python-statemachine calls the event."""
        return _event_id(self.event)


class _Body(dict[str, Any]):
    """A class body that remembers each name's line and refuses a name bound twice."""

    def __init__(self, origin: Origin) -> None:
        super().__init__()
        self.origin = origin
        self.origins: dict[str, Origin] = {}

    def __setitem__(self, name: str, value: Any) -> None:
        frame = sys._getframe(1)
        origin = Origin(frame.f_code.co_filename, frame.f_lineno)
        if name in self.origins and not name.startswith("__"):
            raise ModelError(
                f"the name {name!r} is bound twice in one machine (first in line "
                f"{self.origins[name].line}); the first would be lost without a word",
                origin=origin,
                mend="join the transitions of one event with |, or rename one of the two",
            )
        self.origins[name] = origin
        super().__setitem__(name, value)


class MachineMeta(StateMachineMetaclass):
    """Lets a class say `per=Account`, and records what it declares, with lines."""

    per: tuple[Sort, ...]
    declared_states: dict[str, State]
    declared_initial: str
    predicates: dict[str, Predicate]
    participations: dict[str, Participation]
    origin: Origin

    @classmethod
    def __prepare__(mcs, name: str, bases: tuple[type, ...], **words: Any) -> _Body:  # type: ignore[override]
        body = _Body(caller())
        for word in words:
            if word != "per":
                hint = "a machine says per=SORT, and nothing else"
                raise ModelError(f"machine {name}: {word}= is not known", origin=body.origin, mend=hint)
        return body

    def __new__(mcs, name: str, bases: tuple[type, ...], body: _Body, per: Any = (), **_: Any) -> Any:
        attributes = dict(body)
        if bases != (StateMachine,):
            for key, value in body.items():
                if isinstance(value, Predicate):
                    del attributes[key]
                elif isinstance(value, (Listens, TransitionList, Transition)):
                    del attributes[key]
                    attributes[_event_id(key)] = value.transitions if isinstance(value, Listens) else value
        # The metaclass of python-statemachine reads the same mapping in __init__.
        body.attributes = attributes  # type: ignore[attr-defined]
        return super().__new__(mcs, name, bases, attributes)

    def __init__(cls, name: str, bases: tuple[type, ...], body: _Body, per: Any = (), **_: Any) -> None:
        attributes: dict[str, Any] = body.attributes  # type: ignore[attr-defined]
        cls.origin = Origin(body.origin.file, body.origin.line)
        if bases == (StateMachine,):
            super().__init__(name, bases, attributes)
            return
        _refuse_strangers(name, body)
        cls.per = as_sorts(per, cls.origin)
        cls.declared_states = {k: v for k, v in body.items() if isinstance(v, State)}
        cls.predicates = {k: v for k, v in body.items() if isinstance(v, Predicate)}
        names = {id(state): key for key, state in cls.declared_states.items()}
        cls.participations = {
            key: _participation(key, value, names, body.origins[key])
            for key, value in body.items()
            if isinstance(value, (Listens, TransitionList, Transition))
        }
        _refuse_unbound(cls, body)
        cls.declared_initial = _initial(cls)
        try:
            super().__init__(name, bases, attributes)  # type: ignore[arg-type]
        except InvalidDefinition as error:
            raise ModelError(f"machine {name}: {error}", origin=cls.origin) from error

    @property
    def variable(cls) -> str:
        """The name that expressions use for this machine."""
        return snake(cls.__name__)


class Machine(StateMachine, metaclass=MachineMeta):
    """The base of a model's machines: `class Membership(Machine, per=Account): …`.

    An instance runs alone, as under plain python-statemachine. `conditions` gives, by text, the
    truth of conditions that read other machines; composed, the engine sets it before each event.
    """

    validate_trap_states = False
    validate_disconnected_states = False
    validate_final_reachability = False

    def __init__(self, *args: Any, conditions: Callable[[str], bool] | None = None, **kwargs: Any) -> None:
        self.conditions = conditions
        super().__init__(*args, **kwargs)

    def send(self, event: str, *args: Any, **kwargs: Any) -> Any:
        """Let an event happen, whatever it is called."""
        return super().send(_event_id(event), *args, **kwargs)

    def condition_holds(self, text: str) -> bool:
        """Whether the condition with this text holds; raises ModelError where nothing tells."""
        if self.conditions is None:
            raise ModelError(
                f"{type(self).__name__} runs alone, and its condition {text!r} reads other machines",
                origin=type(self).origin,
                mend=f"say what holds: {type(self).__name__}(conditions=lambda text: True)",
            )
        return self.conditions(text)


def machines_of(namespace: Iterator[Any]) -> list[MachineMeta]:
    """The machine classes among some values, in order, each once."""
    found: dict[int, MachineMeta] = {}
    for value in namespace:
        if isinstance(value, MachineMeta) and value is not Machine:
            found[id(value)] = value
    return list(found.values())


def taken_names() -> frozenset[str]:
    """The names that no state or predicate of a machine may have: python-statemachine's machines use them."""
    own = ("conditions", "condition_holds", "model", "state_field", "history_values")
    return frozenset([*dir(StateMachine), *own])


@cache
def _event_id(event: str) -> str:
    """What python-statemachine calls an event: another name where its machines use that one themselves."""
    return f"{event}-event" if event in taken_names() else event


def _refuse_strangers(name: str, body: _Body) -> None:
    allowed = (State, TransitionList, Transition, Listens, Predicate)
    taken, events = taken_names(), (TransitionList, Transition, Listens)
    for key, value in body.items():
        if key in taken and (key.startswith("_") or not isinstance(value, events)) and not key.startswith("__"):
            raise ModelError(
                f"machine {name}: the name {key!r} is one that python-statemachine's machines use themselves",
                origin=body.origins[key],
                mend="choose another name for the state or predicate",
            )
        if key.startswith("__") or isinstance(value, allowed):
            continue
        raise ModelError(
            f"machine {name}: {key!r} is neither a state, a transition nor a predicate",
            origin=body.origins[key],
            mend="actions and callbacks are not part of a model: say what moves, and nothing else",
        )


def _refuse_unbound(cls: MachineMeta, body: _Body) -> None:
    """A transition without a name would happen by itself, or never: refuse both."""
    bound = {
        id(t)
        for value in body.values()
        if isinstance(value, (Listens, TransitionList, Transition))
        for t in _transitions(value)
    }
    for key, state in cls.declared_states.items():
        for t in state.transitions:
            if id(t) not in bound:
                raise ModelError(
                    f"machine {cls.__name__}: a transition out of {key!r} belongs to no event",
                    origin=body.origins[key],
                    mend="bind it to the name of its event: accept = requested.to(accepted)",
                )


def _transitions(value: Listens | TransitionList | Transition) -> list[Transition]:
    if isinstance(value, Listens):
        value = value.transitions
    return [value] if isinstance(value, Transition) else list(value)


def _participation(event: str, value: Any, names: dict[int, str], origin: Origin) -> Participation:
    arcs = tuple(_arc(event, t, names, origin) for t in _transitions(value))
    return Participation(event, arcs, not isinstance(value, Listens), origin)


def _arc(event: str, t: Transition, names: dict[int, str], origin: Origin) -> Arc:
    if id(t.source) not in names or t.target is None or id(t.target) not in names:
        raise ModelError(
            f"{event}: a transition must lead from one named state of this machine to another",
            origin=origin,
            mend="from_.any() is expanded too late to be trusted: name the states, as in to.from_(a, b)",
        )
    if list(t._events):
        raise ModelError(
            f"{event}: the transition names its event a second time",
            origin=origin,
            mend="the name that it is bound to is its event; drop event=…",
        )
    return Arc(names[id(t.source)], names[id(t.target)], tuple(_take_conditions(event, t, origin)))


def _take_conditions(event: str, t: Transition, origin: Origin) -> Iterator[Condition]:
    """Read the condition texts and leave compiled ones in their place.

    python-statemachine would read the text by rules of its own, in which a misspelt state is
    silently false; so it is handed a callable that asks the machine instead.
    """
    taken = list(t._specs)
    t._specs.items = []
    for spec in taken:
        if spec.group is not CallbackGroup.COND or not isinstance(spec.func, str):
            raise ModelError(
                f"{event}: a transition may have cond= and unless= with an expression, nothing else",
                origin=origin,
                mend="say what the condition reads, as text: cond=\"membership == 'invited'\"",
            )
        expected = spec.expected_value is not False
        grouper = t._specs.grouper(CallbackGroup.COND)
        grouper.add(_ask(spec.func, expected), expected_value=True)  # type: ignore[no-untyped-call]
        yield Condition(spec.func, expected)


def _ask(text: str, expected: bool) -> Callable[..., bool]:
    def condition(machine: Machine) -> bool:
        return machine.condition_holds(text) is expected

    condition.__name__ = condition.__qualname__ = f"condition_{abs(hash((text, expected)))}"
    return condition


def _initial(cls: MachineMeta) -> str:
    initial = [key for key, state in cls.declared_states.items() if state.initial]
    if len(initial) != 1:
        raise ModelError(
            f"machine {cls.__name__} has {len(initial)} initial states, not one",
            origin=cls.origin,
            mend="mark the state in which it starts: outside = State(initial=True)",
        )
    return initial[0]
