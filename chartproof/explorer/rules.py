"""Rules and rule changes as data: what is interpreted where the page is read."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chartproof.changes.change import Change, in_turn, lineage, own_steps
from chartproof.changes.edit import FIELDS, Part, Replacement, RulePart
from chartproof.changes.file import MARKS
from chartproof.changes.together import together
from chartproof.declare.sorts import snake
from chartproof.errors import ChartproofError, ModelError
from chartproof.explorer.shared import Shared
from chartproof.language.form import Form, Rule, Variable
from chartproof.project.project import Project

Data = dict[str, Any]


@dataclass(frozen=True)
class Refused:
    """A change that cannot be applied to the rules that the document is about, and why."""

    change: Change
    why: str


def rules_data(project: Project, changes: Sequence[Change]) -> tuple[Data, list[Refused]]:
    """Sorts, machines, rules, changes as resolved steps; and the changes that cannot be applied."""
    form = project.form
    shared = Shared(form)
    meanings = {s.name: s.meaning for s in project.declarations.sorts}
    rules = [rule_data(shared, rule) for rule in form.rules]
    predicates = [{"name": name, "body": shared.expression(body)} for name, body in form.predicates]
    applied, refused = _applicable(form, changes)
    steps = [_change_data(shared, form, change, found) for change, found in applied]
    shared.rank()
    data = {
        "sorts": [{"name": s, "element": snake(s), "meaning": meanings.get(s, "")} for s in form.sorts],
        "variables": shared.variables,
        "binders": shared.binders,
        "expressions": shared.expressions,
        "parts": shared.parts,
        "actors": shared.actors,
        "needs": shared.needs,
        "predicates": predicates,
        "rules": rules,
        "changes": steps,
        "conflicts": conflicts(form, [change for change, _ in applied]),
    }
    return data, refused


def rule_data(shared: Shared, rule: Rule) -> Data:
    """A rule: its parts by number; `added` counts, by field, the parts at the end that changes have added."""
    parts: dict[str, Sequence[RulePart]] = {name: getattr(rule, name) for name in FIELDS.values()}
    return {
        "name": rule.name,
        "parameters": [shared.binder(b) for b in rule.parameters],
        **{name: [_numbered(shared, part) for part in own] for name, own in parts.items()},
        "added": {name: count for name, own in parts.items() if (count := sum(p.added for p in own))},
        "new": rule.added,
        "sentence": rule.sentence,
        "calls": rule.calls,
        "page": list(rule.page),
        **{mark: getattr(rule, mark) for mark in MARKS},
    }


def _numbered(shared: Shared, part: RulePart) -> int:
    return shared.may_be_added(part) if part.added else shared.part(part)


def _applicable(form: Form, changes: Sequence[Change]) -> tuple[list[tuple[Change, list[Replacement]]], list[Refused]]:
    """The changes and all that they build on, each once with its own steps; those that apply to nothing apart."""
    found: list[tuple[Change, list[Replacement]]] = []
    refused: list[Refused] = []
    for change in lineage(changes):
        try:
            together(form, [change])
            found.append((change, own_steps(in_turn(form, change.bases), change)))
        except ChartproofError as error:
            refused.append(Refused(change, f"{error.message}"))
    return found, refused


def _change_data(shared: Shared, form: Form, change: Change, steps: Sequence[Replacement]) -> Data:
    shared.of(in_turn(form, [change]))
    return {
        "name": change.name,
        "proposal": change.proposal,
        "why": " ".join(change.why.split()),
        "builds_on": list(change.builds_on),
        "steps": [_step_data(shared, step) for step in steps],
    }


def _step_data(shared: Shared, step: Replacement) -> Data:
    """A step: of which rule, which part goes and which comes. kind: the rule's field, or a whole event or machine."""
    kinds = {**FIELDS, Rule: "event", Variable: "machine"}
    sides = {"old": _side(shared, step.old), "new": _side(shared, step.new)}
    return {"rule": step.rule, "kind": kinds[type(step.part)], "place": step.place, **sides}


def _side(shared: Shared, part: Part | None) -> Data | int | None:
    if isinstance(part, Rule):
        return rule_data(shared, part)
    if isinstance(part, Variable):
        return shared.machine(part.name)
    return None if part is None else shared.may_be_added(part)


def conflicts(form: Form, changes: Sequence[Change]) -> list[list[str]]:
    """The pairs of changes that cannot be applied together, and why."""
    found = []
    for one, other in itertools.combinations(changes, 2):
        try:
            together(form, [one, other])
        except ModelError as error:
            found.append([one.name, other.name, error.message])
    return found


def sizes_data(form: Form, sizes: Mapping[str, int]) -> list[int]:
    """Sizes in the order of the sorts."""
    return [sizes[s] for s in form.sorts]
