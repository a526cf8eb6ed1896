"""Driving an implementation by the rules: a hypothesis RuleBasedStateMachine from a form.

Each event is done in both, the live machines and the implementation, with arguments that hypothesis draws. It fails
where one of them grants what the other refuses, and where their states differ; hypothesis then shrinks the run.
It needs hypothesis: `pip install "chartproof[testing]"`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from chartproof.errors import ChartproofError, UnknownName
from chartproof.extras import load
from chartproof.language.form import Form, Rule
from chartproof.language.names import element_name
from chartproof.live import Live, machines_from
from chartproof.live.refusal import Reason, say_call
from chartproof.project.project import Project

if TYPE_CHECKING:
    from hypothesis.stateful import RuleBasedStateMachine

FEW = 2
"""How many elements of each sort there are, where none are named."""


class Disagreement(AssertionError):
    """The rules and the implementation differ; the text says in what."""


Observe = Callable[[Any], Mapping[str, str]]
"""Reads an implementation's state: names such as `lock[client1]`, as rules say them, with states of machines."""

Do = Callable[..., object]
"""Does an event in an implementation, which comes first; the event's arguments are given by name."""


def rules(
    form: Form | Project,
    implementation: Callable[[], Any],
    *,
    observe: Observe | None = None,
    refuses: type[Exception] | tuple[type[Exception], ...],
    events: Mapping[str, Do] | None = None,
    elements: Mapping[str, Sequence[str]] | None = None,
    refusals: bool = True,
) -> type[RuleBasedStateMachine]:
    """A state machine for hypothesis that does every event of a form in an implementation, too.

    implementation: makes a fresh one. An event is its method of that name, called with the event's arguments by name;
    events: how it is done instead, for those that are no method. refuses: the exceptions by which it refuses; any other
    is an error of its own. observe: what it says of its state, as much as it knows: {"lock[client1]": "holding"};
    compared after every event. elements: the names of each sort, by default two as traces name them. refusals:
    whether it is also asked for what the rules refuse.

    The tests of what is returned are its `TestCase`. Raises NotInstalled without hypothesis, UnknownName for an
    event, sort or observed name that there is not, ChartproofError where an event can be done in no way.

    >>> from chartproof.compile import Declarations, compile_form
    >>> from chartproof.declare import Event, Machine, Sort, State
    >>> class Lamp(Machine):
    ...     off = State(initial=True)
    ...     on = State()
    ...     light = off.to(on)
    >>> class Bulb:
    ...     lit = False
    ...     def light(self):
    ...         self.lit = True
    >>> form = compile_form(Declarations((), (Lamp,), {"light": Event("It is lit.")}))
    >>> state_of = lambda bulb: {"lamp": "on" if bulb.lit else "off"}
    >>> machine = rules(form, Bulb, observe=state_of, refuses=ValueError)()
    >>> machine.light()
    >>> machine.light()  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    chartproof.testing.Disagreement: the rules refuse light, and the implementation does it: lamp is 'on', and ...
    """
    stateful = load("hypothesis.stateful", "driving an implementation")
    from hypothesis import strategies as st

    own, machines = (form.form, form.machines) if isinstance(form, Project) else (form, machines_from(form))
    names = _elements(own, elements or {})
    given = events or {}
    for name in given:
        own.rule(name)
    expected = refuses if isinstance(refuses, tuple) else (refuses,)

    def begin(self: Any) -> None:
        stateful.RuleBasedStateMachine.__init__(self)
        self._rules = Live(own, machines, names)
        self._implementation = implementation()
        _compare(self._rules, self._implementation, observe, "at the start")

    inside: dict[str, Any] = {"__init__": begin, "__module__": __name__, "__doc__": "Made by `rules`."}
    for rule in own.rules:
        step = _step(rule, given.get(rule.name), observe, expected, refusals)
        drawn = {b.name: st.sampled_from(names[b.sort]) for b in rule.parameters}
        inside[_free(rule.name, stateful.RuleBasedStateMachine)] = stateful.rule(**drawn)(step)
    made: type[RuleBasedStateMachine] = type("Rules", (stateful.RuleBasedStateMachine,), inside)
    return made


def _elements(form: Form, given: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    for sort in given:
        if sort not in form.sorts:
            raise UnknownName("sort", sort, form.sorts)
    return {sort: list(given.get(sort, [element_name(sort, n) for n in range(FEW)])) for sort in form.sorts}


def _free(name: str, taken: type) -> str:
    """The name of an event's method; one that hypothesis has for itself is set apart.

    >>> _free("light", object), _free("__init__", object)
    ('light', '__init___event')
    """
    return f"{name}_event" if hasattr(taken, name) else name


def _step(
    rule: Rule, do: Do | None, observe: Observe | None, expected: tuple[type[Exception], ...], refusals: bool
) -> Callable[..., None]:
    """One event, done in both."""

    def step(self: Any, **arguments: str) -> None:
        live: Live = self._rules
        reasons = live.why_not(rule.name, **arguments)
        if reasons and not refusals:
            return
        call = say_call(rule.name, arguments)
        refused = _done(rule, do, self._implementation, arguments, expected)
        if refused is not None and not reasons:
            raise Disagreement(f"the rules grant {call}, and the implementation refuses it: {refused!r}") from refused
        if refused is None and reasons:
            raise Disagreement(f"the rules refuse {call}, and the implementation does it: {_said(reasons)}")
        if not reasons:
            live.send(rule.name, **arguments)
        _compare(live, self._implementation, observe, f"after {call}{', which was refused' if reasons else ''}")

    step.__name__ = step.__qualname__ = rule.name
    step.__doc__ = rule.sentence
    return step


def _done(
    rule: Rule, do: Do | None, implementation: Any, arguments: Mapping[str, str], expected: tuple[type[Exception], ...]
) -> Exception | None:
    """The refusal of an event, or None where it was done."""
    method = getattr(implementation, rule.name, None)
    if do is None and method is None:
        raise ChartproofError(
            f"{type(implementation).__name__} has no method {rule.name}",
            origin=rule.origin,
            mend=f'write it, or say how the event is done: events={{"{rule.name}": …}}',
        )
    try:
        if do is not None:
            do(implementation, **arguments)
        elif method is not None:
            method(**arguments)
    except expected as error:
        return error
    return None


def _said(reasons: Sequence[Reason]) -> str:
    return "; ".join(reason.text for reason in reasons)


def _compare(live: Live, implementation: Any, observe: Observe | None, when: str) -> None:
    """Raises Disagreement where an observed state is not that of the rules."""
    if observe is None:
        return
    states = {live.say(cell): state for cell, state in live.state.items()}
    for name, state in observe(implementation).items():
        if name not in states:
            raise UnknownName("machine", name, states)
        if states[name] != state:
            raise Disagreement(f"{when}, {name} is {states[name]!r} by the rules, and {state!r} in the implementation")
