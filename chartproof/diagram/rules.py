"""The rules as Markdown tables, an event a row: what a reviewer compares with the rulebook.

Generated from the compiled form, the same byte for byte from run to run. An arrow `p → q` is guard
and effect in one; `⇒ q` is an effect from whichever state.
"""

from __future__ import annotations

from collections.abc import Mapping

from chartproof.diagram.markdown import table
from chartproof.diagram.svg import GENERATED
from chartproof.language.expression import TRUE, Expression, In, Quantified
from chartproof.language.form import Conjunct, Effect, Form, Permission, Rule, Variable


def rules_table(form: Form, headings: Mapping[str, str] | None = None, before: Form | None = None) -> str:
    """The whole document.

    headings: a title for each declaring file, by its path. before: the rules to which a change was applied.
    """
    parts = ["# The rules", GENERATED, *([_changes(form, before)] if before else []), _machines(form)]
    for file in dict.fromkeys(r.origin.file for r in form.rules):
        rules = [r for r in form.rules if r.origin.file == file]
        title = (headings or {}).get(file) or file.rsplit("/", 1)[-1].removesuffix(".py")
        parts += [f"## {title.rstrip('.')}", _rows(form, rules)]
    return "\n\n".join(parts) + "\n"


def changed_rules(form: Form, before: Form) -> dict[str, list[str]]:
    """The events that a change touches, each with what it gained and lost."""
    old, new = {r.name: r for r in before.rules}, {r.name: r for r in form.rules}
    found = {n: _rule_change(form, old.get(n), new.get(n)) for n in {**new, **old}}
    return {n: lines for n, lines in found.items() if lines}


def _changes(form: Form, before: Form) -> str:
    rows = [[f"[`{n}`](#{n})", "; ".join(lines)] for n, lines in changed_rules(form, before).items()]
    told = table(["event", "change"], rows) if rows else "It changes no rule."
    new = [v.title for v in form.variables if v.name not in {w.name for w in before.variables}]
    return f"## What the change does\n\n{told}" + (f"\n\nNew machines: {', '.join(new)}." if new else "")


def _rule_change(form: Form, old: Rule | None, new: Rule | None) -> list[str]:
    if old is None or new is None:
        return ["**lost**: the event" if new is None else "**gained**: the event"]
    before, after = _said(form, old), _said(form, new)
    gained = [f"**gained**: {part}" for part in after if part not in before]
    return gained + [f"**lost**: {part}" for part in before if part not in after]


def _said(form: Form, rule: Rule) -> list[str]:
    """The parts of a rule, each in a phrase."""
    guard = [f"guard `{c}`" for c in rule.guard]
    actors = [f"actor {a.name}" for a in rule.actors]
    return [*guard, *(_effect(form, rule, e) for e in rule.effects), *actors, *(_permission(n) for n in rule.needs)]


def _machines(form: Form) -> str:
    rows = [
        [v.title, " × ".join(v.sorts) or "–", ", ".join(f"`{s}`" for s in initial_first(v)), v.meaning or "–"]
        for v in form.variables
    ]
    machines = table(["machine", "per", "states (the initial one first)", "stands for"], rows)
    named = [f"- `{name}`: `{body}`" for name, body in form.predicates]
    return "\n\n".join(["## Machines", machines, *(["Predicates:\n\n" + "\n".join(named)] if named else [])])


def initial_first(variable: Variable) -> list[str]:
    """The states of a machine, those in which it may start before the others."""
    return sorted(variable.states, key=lambda s: s not in variable.initial)


def _rows(form: Form, rules: list[Rule]) -> str:
    notes = list(dict.fromkeys(title for r in rules for title, _ in r.notes))
    head = ["event", "guard", "effects", "actor", "API operation", "permissions", "page", *notes]
    return table(head, [[*_row(form, rule), *(dict(rule.notes).get(n, "–") for n in notes)] for rule in rules])


def _row(form: Form, rule: Rule) -> list[str]:
    inside = ", ".join(b.name for b in rule.parameters)
    name = f'<a id="{rule.name}"></a>`{rule.name}{f"({inside})" if inside else ""}`'
    shown = {id(c) for c in rule.guard if _moved_from(form, rule, c) is not None}
    guard = [f"`{c}`" for c in rule.guard if id(c) not in shown]
    return [
        name,
        "; ".join(guard),
        "; ".join(_effect(form, rule, e) for e in rule.effects) or "none",
        " or ".join(a.name for a in rule.actors) or "–",
        rule.calls or "–",
        "; ".join(_permission(n) for n in rule.needs) or "–",
        ", ".join(rule.page) or "–",
    ]


def _moved_from(form: Form, rule: Rule, conjunct: Conjunct) -> tuple[str, tuple[str, ...]] | None:
    """The machine and states that a participant's conjunct pins, where an arrow shows them."""
    body: Expression = conjunct.expression
    while isinstance(body, Quantified):
        body = body.body
    if conjunct.machine and isinstance(body, In) and any(e.variable == body.variable for e in rule.effects):
        return body.variable, body.states
    return None


def _effect(form: Form, rule: Rule, effect: Effect) -> str:
    title = form.variable(effect.variable).title
    everywhere = f"for every {', '.join(b.name for b in effect.bound)}: " if effect.bound else ""
    sources = dict(s for c in rule.guard if (s := _moved_from(form, rule, c)) is not None).get(effect.variable)
    where = "" if effect.when == TRUE else f"where `{effect.when}`: "
    if sources:
        return f"{everywhere}{where}{title}: {' or '.join(sources)} → {effect.value}"
    return f"{everywhere}{where}{title} ⇒ {effect.value}"


def _permission(need: Permission) -> str:
    case = "" if need.when == TRUE else f" where `{need.when}`"
    case += f" in the {need.where}" if need.where else ""
    return need.name + case + (f" for the {need.by}" if need.by else "")
