"""A trace that another backend found, run on the live machines before anyone is shown it.

No result means agreement: every step could happen, and led where the trace says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from chartproof.errors import ChartproofError
from chartproof.language.meaning import Cell
from chartproof.live.live import Live
from chartproof.live.refusal import Refused, say_call

Step = tuple[str, Mapping[str, str], Mapping[Cell, str] | None]


class ReplayError(ChartproofError):
    """The live machines disagree with a trace: one of the two backends is wrong, which no input may bring about."""

    status = 70


def replay(live: Live, steps: Iterable[Step]) -> None:
    """Send the events of a trace in turn: (event, arguments, the state expected after it or None).

    An expected state may name some cells only. Raises ReplayError with the number of the step
    (from 1) and the difference, at the first step that the live machines refuse or do otherwise.

    >>> from chartproof.compile import Declarations, compile_form
    >>> from chartproof.declare import Event, Machine, State
    >>> class Lamp(Machine):
    ...     off = State(initial=True)
    ...     on = State()
    ...     light = off.to(on)
    >>> form = compile_form(Declarations((), (Lamp,), {"light": Event("It is lit.")}))
    >>> replay(Live(form, [Lamp], {}), [("light", {}, {("lamp", ()): "off"})])
    Traceback (most recent call last):
    chartproof.live.replay.ReplayError: step 1, light: the live machines go elsewhere
      lamp is 'on', and not 'off'
    """
    for number, (event, arguments, expected) in enumerate(steps, 1):
        said = f"step {number}, {say_call(event, arguments)}"
        try:
            live.send(event, **arguments)
        except Refused as refusal:
            raise ReplayError(
                f"{said}: the live machines refuse it", origin=refusal.origin, mend=refusal.mend
            ) from refusal
        differences = _differences(live, expected or {})
        if differences:
            raise ReplayError(f"{said}: the live machines go elsewhere", mend="\n".join(differences))


def _differences(live: Live, expected: Mapping[Cell, str]) -> list[str]:
    state = live.state
    return [
        f"{live.say(cell)} is {state[cell]!r}, and not {name!r}"
        for cell, name in expected.items()
        if state[cell] != name
    ]
