"""A list of events, walked on the live machines: each granted or refused, and what it makes possible or impossible.

The list is a trace as `how --json` prints it, or a text with an event a line, as reports write them:

    create_account(alice)      # what follows # is not read
    use_service(alice, mail)

A refused event moves nothing, and the walk goes on. A trace is walked, and never believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from chartproof.errors import ChartproofError, Origin, cut
from chartproof.language.form import Form, Rule
from chartproof.language.names import element_name
from chartproof.language.trace import Step, Trace, read_trace
from chartproof.live import Live, Reason, Refused
from chartproof.live.refusal import say_call
from chartproof.project.project import Project

CALL = re.compile(r"\s*(\w+)\s*(?:\(([^()]*)\))?\s*")
Call = tuple[str, dict[str, str]]


@dataclass(frozen=True)
class Walked:
    """One step: the event as it is said, why it was refused (nothing, if granted), and what it altered.

    changes: machines by name, with the state before and after. possible, impossible: events that it made so.
    """

    said: str
    reasons: tuple[Reason, ...]
    changes: tuple[tuple[str, str, str], ...]
    possible: tuple[str, ...]
    impossible: tuple[str, ...]


@dataclass(frozen=True)
class Walk:
    """All steps, and the trace that the granted ones make."""

    steps: tuple[Walked, ...]
    trace: Trace

    @property
    def granted(self) -> bool:
        """Whether every event was."""
        return not any(step.reasons for step in self.steps)


def walk(project: Project, text: str, file: str, sizes: Mapping[str, int]) -> Walk:
    """Walk what a file says, from the beginning. sizes: how many elements there are at least.

    Raises ChartproofError, with the line, where it says no events of this model.
    """
    form = project.form
    if text.lstrip().startswith("{"):
        trace = read_trace(form, text, file)
        live = Live.at(form, project.machines, _elements(form, trace.sizes, {}), trace.initial)
        calls: Sequence[Call] = [(s.event, dict(s.arguments)) for s in trace.steps]
    else:
        calls = [(rule.name, arguments) for _, rule, arguments in read_calls(form, text, file)]
        live = Live(form, project.machines, _elements(form, sizes, _named(form, calls)))
    initial = live.state
    walked, steps = [], []
    for event, arguments in calls:
        step = _step(live, event, arguments)
        walked.append(step)
        if not step.reasons:
            steps.append(Step(event, _by_number(live, event, arguments), live.state))
    return Walk(tuple(walked), Trace(live.sizes, initial, tuple(steps)))


def _step(live: Live, event: str, arguments: dict[str, str]) -> Walked:
    before, could = live.state, [say_call(*call) for call in live.possible()]
    said = say_call(event, arguments)
    try:
        live.send(event, **arguments)
    except Refused as refused:
        return Walked(said, refused.reasons, (), (), ())
    after, can = live.state, [say_call(*call) for call in live.possible()]
    changes = tuple((live.say(c), before[c], after[c]) for c in after if before[c] != after[c])
    possible = tuple(call for call in can if call not in could)
    return Walked(said, (), changes, possible, tuple(call for call in could if call not in can))


def read_calls(form: Form, text: str, file: str) -> Iterator[tuple[int, Rule, dict[str, str]]]:
    """The events of a hand-written list, each with its line. Raises ChartproofError with the line."""
    for number, line in enumerate(text.splitlines(), 1):
        origin, written = Origin(file, number), line.partition("#")[0]
        if not written.strip():
            continue
        found = CALL.fullmatch(written)
        if found is None:
            mend = "write an event a line, with its arguments: create_account(account1)"
            raise ChartproofError(f"{cut(written.strip())!r} is no event", origin=origin, mend=mend)
        rule = form.rule(found[1], origin=origin)
        given = [name.strip() for name in (found[2] or "").split(",") if name.strip()]
        names = [b.name for b in rule.parameters]
        if len(given) != len(names):
            mend = f"write {rule.name}({', '.join(names)})" if names else f"write {rule.name}"
            raise ChartproofError(
                f"{rule.name} takes {len(names)} arguments, not {len(given)}", origin=origin, mend=mend
            )
        yield number, rule, dict(zip(names, given, strict=True))


def _named(form: Form, calls: Sequence[Call]) -> dict[str, list[str]]:
    """The elements that a list names, by sort, in order of appearance."""
    found: dict[str, dict[str, None]] = {}
    for event, arguments in calls:
        for binder in form.rule(event).parameters:
            found.setdefault(binder.sort, {})[arguments[binder.name]] = None
    return {sort: list(names) for sort, names in found.items()}


def _elements(form: Form, sizes: Mapping[str, int], named: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The names of all elements: those named, and then those that traces use, as many as there are to be."""
    elements = {}
    for sort in form.sorts:
        given = list(named.get(sort, ()))
        others = [n for k in range(sizes[sort]) if (n := element_name(sort, k)) not in given]
        elements[sort] = given + others[: max(0, sizes[sort] - len(given))]
    return elements


def _by_number(live: Live, event: str, arguments: Mapping[str, str]) -> dict[str, str]:
    """Arguments by the names that traces use."""
    rule = live.form.rule(event)
    return {b.name: element_name(b.sort, live.elements[b.sort].index(arguments[b.name])) for b in rule.parameters}
