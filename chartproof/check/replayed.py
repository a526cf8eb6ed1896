"""No trace is believed unreplayed: each is run on the live machines before anyone sees it."""

from __future__ import annotations

from collections.abc import Sequence

from chartproof.declare.machine import MachineMeta
from chartproof.language.form import Form
from chartproof.language.names import element_name
from chartproof.language.trace import Trace
from chartproof.live import Live, replay


def replay_trace(form: Form, machines: Sequence[MachineMeta], trace: Trace) -> None:
    """Run a trace on live machines. Raises ReplayError where they disagree with it."""
    elements = {s: [element_name(s, n) for n in range(trace.sizes[s])] for s in form.sorts}
    known = {v.name for v in form.variables}
    steps = [(s.event, dict(s.arguments), {c: v for c, v in s.state.items() if c[0] in known}) for s in trace.steps]
    initial = {c: v for c, v in trace.initial.items() if c[0] in known}
    replay(Live.at(form, machines, elements, initial), steps)
