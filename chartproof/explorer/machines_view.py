"""The view of machines and events: every drawing, and every rule in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chartproof.diagram.words import in_words
from chartproof.explorer.markup import Markup, tag
from chartproof.explorer.views import items
from chartproof.language.expression import TRUE
from chartproof.language.form import Effect, Form, Permission, Rule

Data = Mapping[str, Any]


def machines_view(form: Form, drawings: Sequence[Markup], wholes: Sequence[Markup]) -> Markup:
    """Drawings of machines and lives, what they have to do with events, and the events one by one."""
    rules = [_event(form, rule) for rule in form.rules]
    head = ("event", "only if", "what moves", "who", "permissions")
    table = tag(
        "table",
        tag("thead", tag("tr", *(tag("th", h, scope="col") for h in head))),
        tag("tbody", *rules),
        class_="rows t-events",
    )
    return tag(
        "section",
        tag("h2", "Machines", id="machines-title"),
        tag("div", *drawings, class_="figures"),
        tag("h3", "The whole"),
        tag("div", *wholes, class_="figures wide"),
        tag("h3", "Events"),
        table,
        id="machines",
        aria_labelledby="machines-title",
    )


def _event(form: Form, rule: Rule) -> Markup:
    name = f"{rule.name}({', '.join(b.name for b in rule.parameters)})" if rule.parameters else rule.name
    marks = (tag("p", f"{said}: {text}", class_="quiet") for said, text in said_marks(rule) if text)
    who = " or ".join(a.name for a in rule.actors) or "–"
    return tag(
        "tr",
        tag("td", tag("code", name), tag("p", rule.sentence, class_="quiet"), *marks),
        tag("td", _listed([in_words(form, c.expression) for c in rule.guard])),
        tag("td", _listed([_effect(form, e) for e in rule.effects])),
        tag("td", who, tag("p", rule.calls, class_="quiet") if rule.calls else None),
        tag("td", _listed([_need(form, n) for n in rule.needs])),
        id=f"event-{rule.name}",
    )


def said_marks(rule: Rule) -> tuple[tuple[str, str], ...]:
    """What marks an event's row bears, each with the words before it."""
    return (
        ("Advised against", rule.discouraged),
        ("What it spoils", rule.spoils),
        ("What is lost where it can no longer happen", rule.harm),
    )


def _listed(texts: Sequence[str]) -> Markup | str:
    return items(texts) if texts else "–"


def _effect(form: Form, effect: Effect) -> str:
    everywhere = f"for every {', '.join(b.name for b in effect.bound)}: " if effect.bound else ""
    where = "" if effect.when == TRUE else f", where {in_words(form, effect.when)}"
    return f"{everywhere}{form.variable(effect.variable).title} goes to {effect.value}{where}"


def _need(form: Form, need: Permission) -> str:
    case = "" if need.when == TRUE else f" where {in_words(form, need.when)}"
    return need.name + case + (f", in the {need.where}" if need.where else "") + (f", by {need.by}" if need.by else "")
