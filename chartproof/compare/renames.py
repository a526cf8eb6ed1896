"""What is the same on both sides but for its name: machines, states and events. Never guessed otherwise.

The present rules, with the former names put back, are what a former claim can be asked of, and what the former rules
can be compared with; a trace of theirs is told in the present names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from chartproof.compare.notes import Note
from chartproof.language.expression import Expression, In, Named
from chartproof.language.fold import machines_read
from chartproof.language.form import Effect, Form, Rule, Variable
from chartproof.language.questions import Blind
from chartproof.language.rewrite import rewritten
from chartproof.language.trace import Trace

T = TypeVar("T")


@dataclass(frozen=True)
class Renames:
    """machines, events: former names by present ones. states: former by present, by the machine's former name.

    titles: what machines that are renamed were called as classes, by their former names.
    """

    machines: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    events: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)

    def back(self, value: T) -> T:
        """A form, a claim's question or a part of one, in the former names."""
        return rewritten(value, self._part) if self else value

    def __bool__(self) -> bool:
        return bool(self.machines or self.states or self.events)

    def _part(self, part: object) -> object:
        if isinstance(part, In):
            machine = self.machines.get(part.variable, part.variable)
            return replace(part, variable=machine, states=self._states(machine, part.states))
        if isinstance(part, Effect):
            machine = self.machines.get(part.variable, part.variable)
            return replace(part, variable=machine, value=self._states(machine, (part.value,))[0])
        if isinstance(part, Variable):
            machine = self.machines.get(part.name, part.name)
            states, initial = (self._states(machine, s) for s in (part.states, part.initial))
            title = self.titles.get(machine, part.title)
            return replace(part, name=machine, title=title, states=states, initial=initial)
        if isinstance(part, Rule):
            return replace(part, name=self.events.get(part.name, part.name))
        if isinstance(part, Named):
            return replace(part, name=_asked_by(part.name, self.events))
        if isinstance(part, Blind):
            return replace(part, hidden=tuple(self.machines.get(m, m) for m in part.hidden))
        return part

    def _states(self, machine: str, states: tuple[str, ...]) -> tuple[str, ...]:
        known = self.states.get(machine, {})
        return tuple(known.get(s, s) for s in states)

    def present(self, trace: Trace) -> Trace:
        """A trace that is told in former names, in the present ones."""
        if not self:
            return trace
        machines, events = ({old: new for new, old in names.items()} for names in (self.machines, self.events))
        states = {m: {old: new for new, old in names.items()} for m, names in self.states.items()}

        def cells(state: Mapping[tuple[str, tuple[int, ...]], str]) -> dict[tuple[str, tuple[int, ...]], str]:
            return {(machines.get(m, m), i): states.get(m, {}).get(s, s) for (m, i), s in state.items()}

        steps = tuple(replace(s, event=events.get(s.event, s.event), state=cells(s.state)) for s in trace.steps)
        return replace(trace, initial=cells(trace.initial), steps=steps)

    def said_now(self, note: Note) -> Note:
        """What is said of an event, by its present name."""
        now = next((new for new, old in self.events.items() if old == note.name), note.name)
        return note if now == note.name else replace(note, name=now, said=note.said.replace(note.name, now, 1))

    def notes(self) -> Iterator[Note]:
        """Each of them in a sentence."""
        yield from (Note("machine_renamed", n, f"{n}: the machine was called {o}") for n, o in self.machines.items())
        for machine, names in self.states.items():
            yield from (Note("state_renamed", machine, f"{machine}: {n!r} was called {o!r}") for n, o in names.items())
        yield from (Note("event_renamed", n, f"{n}: the event was called {o}") for n, o in self.events.items())


def _asked_by(name: str, events: Mapping[str, str]) -> str:
    """`possible(event)`, by the event's former name."""
    inside = name.removeprefix("possible(").removesuffix(")")
    return f"possible({events[inside]})" if name != inside and inside in events else name


def renames(old: Form, new: Form) -> Renames:
    """What is the same but for its name: first machines, then states, then events."""
    machines = _machines(old, new)
    titles = {name: old.variable(name).title for name in machines.values()}
    found = Renames(machines, titles=titles)
    found = replace(found, states=_states(old, found.back(new)))
    return replace(found, events=_events(old, found.back(new)))


def _machines(old: Form, new: Form) -> dict[str, str]:
    """A machine gone and a new one: with the same sorts and states, in rules that are otherwise the same."""
    gone = [v for v in old.variables if v.name not in {w.name for w in new.variables}]
    come = [v for v in new.variables if v.name not in {w.name for w in old.variables}]
    found: dict[str, str] = {}
    for variable in come:
        alike = [
            v.name
            for v in gone
            if (v.sorts, v.states, v.initial) == (variable.sorts, variable.states, variable.initial)
            and _same_rules(old, Renames({variable.name: v.name}).back(new), v.name)
        ]
        if len(alike) == 1 and alike[0] not in found.values():
            found[variable.name] = alike[0]
    return found


def _states(old: Form, new: Form) -> dict[str, dict[str, str]]:
    """States in the same places of a machine, in rules that are otherwise the same."""
    found: dict[str, dict[str, str]] = {}
    for variable in new.variables:
        before = next((v for v in old.variables if v.name == variable.name), None)
        if before is None or len(before.states) != len(variable.states):
            continue
        names = {n: o for n, o in zip(variable.states, before.states, strict=True) if n != o}
        if names and not set(names) & set(before.states):
            back = Renames(states={variable.name: names}).back(new)
            if _same_rules(old, back, variable.name):
                found[variable.name] = names
    return found


def _same_rules(old: Form, new: Form, machine: str) -> bool:
    """Whether the rules that read or move a machine are the same, whatever events are called, and some are."""
    one, other = (sorted(map(repr, _about(form, machine))) for form in (old, new))
    return bool(one) and one == other


def _about(form: Form, machine: str) -> Iterator[object]:
    """What the rules say that speak of a machine, without places and prose."""
    for rule in form.rules:
        parts: list[Expression] = [c.expression for c in rule.guard] + [e.when for e in rule.effects]
        if any(machine in machines_read(p) for p in parts) or any(e.variable == machine for e in rule.effects):
            yield _bare(rule)


def _bare(rule: Rule) -> object:
    effects = [(e.variable, e.indices, e.bound, e.value, e.when) for e in rule.effects]
    actors = [(a.name, a.person) for a in rule.actors]
    return rule.parameters, [str(c) for c in rule.guard], effects, rule.needs, actors, rule.calls


def _events(old: Form, new: Form) -> dict[str, str]:
    """An event gone and a new one with the same row and the same moves."""
    gone = [r for r in old.rules if r.name not in {s.name for s in new.rules}]
    found: dict[str, str] = {}
    for rule in new.rules:
        if rule.name in {r.name for r in old.rules}:
            continue
        alike = [r.name for r in gone if _bare(r) == _bare(rule)]
        if len(alike) == 1 and alike[0] not in found.values():
            found[rule.name] = alike[0]
    return found
