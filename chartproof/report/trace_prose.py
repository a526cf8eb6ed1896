"""A trace as prose: one sentence a step, which is the event's own, with the names of the elements in it.

An element is named where the sentence first speaks of its argument or its sort: "the client" becomes
client1, "a client" keeps its words and has the name behind it. A sentence that never speaks of it has it at its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from chartproof.declare.sorts import snake
from chartproof.language.form import Form, Rule
from chartproof.language.trace import Step, Trace
from chartproof.project.project import Project
from chartproof.report.words import Caption, said_end, said_event

CHANGED = "Under a changed rule"


def prose(form: Form, trace: Trace, caption: Caption) -> str:
    """A trace as a numbered list of sentences, which is Markdown too."""
    lines = [caption.of(trace)]
    lines += [caption.meaning] if caption.meaning else []
    lines += ["", *(f"{n}. {said}" for n, said in enumerate(sentences(form, trace, caption), 1))]
    if not trace.steps:
        lines.append("It is so in the initial state already.")
    ending = ["", as_sentence(said_end(trace))] if said_end(trace) else []
    return "\n".join([*lines, *ending]) + "\n"


def sentences(form: Form, trace: Trace, caption: Caption) -> list[str]:
    """The sentence of each step; of a changed rule it says that it is one."""
    strangers = _strangers(form)
    said = [(step.event, _sentence(form.rule(step.event), step, strangers)) for step in trace.steps]
    return [f"{text} ({CHANGED}.)" if event in caption.changed else text for event, text in said]


def as_sentence(text: str) -> str:
    """A remark with a capital and a full stop.

    >>> as_sentence("the run stops here")
    'The run stops here.'
    """
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def _strangers(form: Form) -> list[str]:
    """Actors that act for no element: the "account" of a management account is nobody's argument."""
    acting = {a.name for rule in form.rules for a in rule.actors if a.acts_for in form.sorts}
    return [a.name for rule in form.rules for a in rule.actors if a.name not in acting]


def _sentence(rule: Rule, step: Step, strangers: Iterable[str]) -> str:
    text = rule.sentence or as_sentence(said_event(step))
    left_over = []
    for binder in rule.parameters:
        alone = [b.sort for b in rule.parameters].count(binder.sort) == 1
        words = [binder.name, snake(binder.sort)] if alone else [binder.name]
        named = _named(text, words, step.arguments[binder.name], strangers)
        if named is None:
            left_over.append(step.arguments[binder.name])
        text = named or text
    if not left_over or not rule.sentence:
        return text
    stem = text.removesuffix(".")
    return f"{stem} ({', '.join(left_over)}){text[len(stem) :]}"


def _named(text: str, words: Iterable[str], name: str, strangers: Iterable[str]) -> str | None:
    """The sentence with the element's name, or None where it does not speak of it."""
    hidden = text
    for stranger in strangers:
        hidden = re.sub(re.escape(stranger), lambda found: "\0" * len(found[0]), hidden, flags=re.IGNORECASE)
    said = "|".join(re.escape(word.replace("_", " ")) for word in words)
    found = re.search(rf"\b(the )?(?:{said})\b(?![-\w])", hidden, re.IGNORECASE)
    possessive = found is not None and hidden[found.end() :].startswith("'s")
    if found is None or (possessive and not found[1]):
        return None
    if found[1]:
        return text[: found.start()] + name + text[found.end() :]
    return f"{text[: found.end()]} ({name}){text[found.end() :]}"


def write(project: Project, trace: Trace, caption: Caption) -> str:
    """A trace of a project as prose."""
    return prose(project.form, trace, caption)
