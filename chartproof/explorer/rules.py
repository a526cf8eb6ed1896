"""Rules and rule changes as data: what is interpreted where the page is read."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chartproof.changes.change import Change, Replacement, RulePart, in_turn, lineage, own_steps
from chartproof.changes.together import together
from chartproof.declare.sorts import snake
from chartproof.errors import ChartproofError, ModelError
from chartproof.explorer.shared import Shared
from chartproof.language.form import Conjunct, Effect, Form, Rule
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
    steps = [_change_data(shared, change, found) for change, found in applied]
    shared.rank(_added(shared, form, applied))
    data = {
        "sorts": [{"name": s, "element": snake(s), "meaning": meanings.get(s, "")} for s in form.sorts],
        "variables": [_variable_data(shared, v) for v in form.variables],
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


def _variable_data(shared: Shared, variable: Any) -> Data:
    return {
        "name": variable.name,
        "title": variable.title,
        "sorts": [shared.sort(s) for s in variable.sorts],
        "states": list(variable.states),
        "initial": [variable.states.index(s) for s in variable.initial],
        "meaning": variable.meaning,
    }


def rule_data(shared: Shared, rule: Rule) -> Data:
    """A rule: its parts by number; `added` counts the parts at the end that changes have added."""
    return {
        "name": rule.name,
        "parameters": [shared.binder(b) for b in rule.parameters],
        "guard": [shared.part(c) for c in rule.guard],
        "effects": [shared.part(e) for e in rule.effects],
        "guard_added": sum(c.added for c in rule.guard),
        "effects_added": sum(e.added for e in rule.effects),
        "added": rule.added,
        "needs": [shared.need(n) for n in rule.needs],
        "actors": [shared.actor(a) for a in rule.actors],
        "sentence": rule.sentence,
        "calls": rule.calls,
        "page": list(rule.page),
        "discouraged": rule.discouraged,
    }


TRIED = (Conjunct, Effect, Rule)
"""What a change may add, drop or replace so that it can be tried in the page."""
CANNOT_TRY = (
    "it adds a machine, or says otherwise who may act, which cannot be tried here: chartproof check says what it does, "
    "and chartproof report --change FILE shows the rules under it"
)


def can_be_tried(form: Form, change: Change) -> bool:
    """Whether all that a change and what it builds on does can be done in the page."""
    steps = [s for one in lineage([change]) for s in own_steps(in_turn(form, one.bases), one)]
    return all(isinstance(part, TRIED) for s in steps for part in (s.old, s.new) if part is not None)


def _applicable(form: Form, changes: Sequence[Change]) -> tuple[list[tuple[Change, list[Replacement]]], list[Refused]]:
    """The changes and all that they build on, each once with its own steps; those that apply to nothing apart."""
    found: list[tuple[Change, list[Replacement]]] = []
    refused: list[Refused] = []
    for change in lineage(changes):
        try:
            together(form, [change])
            steps = own_steps(in_turn(form, change.bases), change)
            if not can_be_tried(form, change):
                refused.append(Refused(change, CANNOT_TRY))
            else:
                found.append((change, steps))
        except ChartproofError as error:
            refused.append(Refused(change, f"{error.message}"))
    return found, refused


def _change_data(shared: Shared, change: Change, steps: Sequence[Replacement]) -> Data:
    return {
        "name": change.name,
        "proposal": change.proposal,
        "why": " ".join(change.why.split()),
        "builds_on": list(change.builds_on),
        "steps": [_step_data(shared, step) for step in steps],
    }


def _step_data(shared: Shared, step: Replacement) -> Data:
    """A step: of which rule, which part goes and which comes; `kind` is guard, effects or event."""
    data: Data = {"rule": step.rule, "kind": _kind(step), "place": step.place}
    for key, part in (("old", step.old), ("new", step.new)):
        if isinstance(part, Rule):
            data[key] = rule_data(shared, part)
        elif part is None:
            data[key] = None
        else:
            assert isinstance(part, (Conjunct, Effect)), "no other change is tried in the page"
            data[key] = shared.part(part)
    return data


def _kind(step: Replacement) -> str:
    part = step.new or step.old
    return "event" if isinstance(part, Rule) else "guard" if isinstance(part, Conjunct) else "effects"


def _added(shared: Shared, form: Form, applied: Sequence[tuple[Change, Sequence[Replacement]]]) -> dict[int, RulePart]:
    """Every part that may stand behind those of the model, by number."""
    parts: list[RulePart] = [c for r in form.rules for c in r.guard if c.added]
    parts += [e for r in form.rules for e in r.effects if e.added]
    parts += [s.new for _, steps in applied for s in steps if isinstance(s.new, (Conjunct, Effect))]
    return {shared.part(p): p for p in parts}


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
