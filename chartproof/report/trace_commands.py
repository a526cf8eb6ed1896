"""A trace as a shell script that replays it, from the commands that the model lists.

The script is for bash. It says first what the user has to fill in: what a step needs and no earlier step
finds out. Each step has its sentence and who does it as comments; a step that has no command is only that.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Collection, Mapping

from chartproof.language.form import Actor, Form, Rule
from chartproof.language.trace import Step, Trace
from chartproof.project.commands import PLACE, Command, Commands
from chartproof.project.project import Project
from chartproof.report.trace_prose import as_sentence, sentences
from chartproof.report.words import Caption, said_end, said_loop

WIDTH = 98
UNSET = "is not set; a comment in the script says what it stands for"


def script(form: Form, trace: Trace, caption: Caption, commands: Commands, tried: Collection[int] = ()) -> str:
    """The text of a script that replays a trace. tried: the numbers, from 1, of steps that may as well be refused."""
    lines = ["#!/usr/bin/env bash", *_comment(caption.of(trace)), *_comment(caption.meaning), "set -euo pipefail"]
    for name, meaning in _to_fill_in(trace, commands).items():
        lines += ["", *_comment(f"{name}: {meaning}"), f': "${{{name}:?{UNSET}}}"']
    told = sentences(form, trace, caption)
    for number, (step, said) in enumerate(zip(trace.steps, told, strict=True), 1):
        lines += ["", *_loop_begins(trace, number), *_comment(f"{number}. {said}")]
        own = _step(form.rule(step.event), step, commands.events.get(step.event))
        lines += _tried(own) if number in tried else own
    if not trace.steps:
        lines += ["", *_comment("It is so in the initial state already: there is nothing to do.")]
    lines += ["", *_comment(as_sentence(said_end(trace)))] if said_end(trace) else []
    return "\n".join(lines) + "\n"


def _step(rule: Rule, step: Step, command: Command | None) -> list[str]:
    actors = " or ".join(_caller(actor, rule, step) for actor in rule.actors) or "nobody in particular"
    lines = _comment(f"By {actors}: {rule.calls}." if rule.calls else f"By {actors}.")
    if command is not None and command.run:
        return lines + _filled(command.run, step.arguments).splitlines()
    if command is not None:
        return lines + _comment(f"No command: {_named(command.none, step.arguments)}")
    return lines + _comment("No command is listed for it." if rule.calls else "No command: it has no call.")


def _tried(lines: list[str]) -> list[str]:
    """A step of which it is not known whether it can happen: the script goes on where it is refused."""
    told = _comment("It may be refused, which is as good: then there is nothing to do.")
    commands = [line for line in lines if not line.startswith("#")]
    return [
        *(line for line in lines if line.startswith("#")),
        *told,
        *(["{", *commands, "} || true"] if commands else []),
    ]


def _caller(actor: Actor, rule: Rule, step: Step) -> str:
    """Whose credentials a step takes: the actor, and the element that it acts for."""
    own = next((step.arguments[b.name] for b in rule.parameters if b.sort == actor.acts_for), "")
    return f"{actor.name} ({own})" if own else actor.name


def _to_fill_in(trace: Trace, commands: Commands) -> dict[str, str]:
    """The variables that a step needs and no earlier step sets, and what they stand for."""
    known: set[str] = set()
    found: dict[str, str] = {}
    for step in trace.steps:
        command = commands.events.get(step.event)
        if command is None:
            continue
        for variable in command.needed:
            name = _filled(variable, step.arguments)
            if name not in known:
                found.setdefault(name, _named(commands.variables[variable], step.arguments))
        known.update(_filled(variable, step.arguments) for variable in command.assigned)
    return found


def _filled(text: str, arguments: Mapping[str, str]) -> str:
    """A template in which arguments are elements, as parts of names of variables."""
    return PLACE.sub(lambda found: re.sub(r"\W", "_", arguments[found[1]]).upper(), text)


def _named(text: str, arguments: Mapping[str, str]) -> str:
    """A comment in which arguments are elements."""
    return PLACE.sub(lambda found: arguments.get(found[1], found[0]), text)


def _loop_begins(trace: Trace, number: int) -> list[str]:
    if trace.loop is None or number != trace.loop + 1:
        return []
    return _comment(f"Here begins what repeats: {said_loop(trace)}. The script does it once.")


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)]


def write(project: Project, trace: Trace, caption: Caption) -> str:
    """A trace of a project as a script. Raises ChartproofError where the project lists no commands."""
    return script(project.form, trace, caption, project.commands)
