"""The arcs of a machine against what the rules mean, on random models."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from chartproof.changes.change import Change, apply, lineage, own_steps
from chartproof.changes.file import load_change
from chartproof.compare.checker import under
from chartproof.diagram.arcs import arcs, conditions, differences
from chartproof.diagram.rules import changed_rules
from chartproof.diagram.whole import participants, participation, reads
from chartproof.diagram.words import in_words
from chartproof.language.form import Form
from chartproof.language.meaning import after, cells, choices, holds
from chartproof.project.project import load
from tests.diagram.drawn_files import ROOT, club
from tests.toys import Toy, toy

TOYS = [(1 + n % 4, n) for n in range(60)]


def some_states(found: Toy, count: int = 25) -> list[dict[tuple[str, tuple[int, ...]], str]]:
    chance = random.Random(repr(found.sizes))
    places = cells(found.form, found.sizes)
    return [{c: chance.choice(found.form.variable(c[0]).states) for c in places} for _ in range(count)]


@pytest.mark.parametrize(("size", "number"), TOYS)
def test_no_move_is_missing(size: int, number: int) -> None:
    """Catches a guard that is taken to be false, an index mixed up, an effect forgotten."""
    found = toy(size, number)
    drawn = {v.name: {(a.event, a.source, a.target) for a in arcs(found.form, v)} for v in found.form.variables}
    for state in some_states(found):
        for rule in found.form.rules:
            for bound in choices(rule.parameters, found.sizes):
                result = after(rule, state, bound, found.sizes) or state
                moved = [(c, state[c], result[c]) for c in state if state[c] != result[c]]
                assert all((rule.name, source, target) in drawn[c[0]] for c, source, target in moved)


@pytest.mark.parametrize(("size", "number"), TOYS)
def test_what_is_left_of_a_guard_means_the_guard(size: int, number: int) -> None:
    """Catches a condition on an arrow that says more, or less, than the rule does."""
    found = toy(size, number)
    for state in some_states(found):
        for rule in found.form.rules:
            for effect in rule.effects:
                for bound in choices((*rule.parameters, *effect.bound), found.sizes):
                    source = state[effect.variable, tuple(bound[b] for b in effect.indices)]
                    left = conditions(rule, effect, source)
                    meant = holds(rule.condition, state, bound, found.sizes)
                    meant = meant and holds(effect.when, state, bound, found.sizes)
                    assert meant == all(holds(c, state, bound, found.sizes) for c in left)


def test_each_arc_of_the_model_can_be_taken() -> None:
    """Catches arrows that no state allows: the model's rules have none that contradict themselves."""
    form = load(ROOT).form
    sizes = dict.fromkeys(form.sorts, 1)
    chance = random.Random(7)
    taken: set[tuple[str, str, str, str]] = set()
    for _ in range(3000):
        state = {c: chance.choice(form.variable(c[0]).states) for c in cells(form, sizes)}
        for rule in form.rules:
            result = after(rule, state, dict.fromkeys(rule.parameters, 0), sizes) or state
            taken |= {(c[0], rule.name, state[c], result[c]) for c in state if state[c] != result[c]}
    drawn = {(v.name, a.event, a.source, a.target) for v in form.variables for a in arcs(form, v)}
    assert drawn == taken


def test_a_step_that_stays_is_drawn_where_the_machine_says_it() -> None:
    """Catches a bell that nobody sees, and a listener that is shown to move where it stays."""
    form = club().form
    door = {(a.event, a.source, a.target) for a in arcs(form, form.variable("Door"))}
    assert ("ring", "open", "open") in door
    assert not [a for v in ("Badge", "Seat", "End") for a in arcs(form, form.variable(v)) if a.source == a.target]


def marks(before: Form, now: Form, machine: str) -> set[tuple[str, str]]:
    old, new = arcs(before, before.variable(machine)), arcs(now, now.variable(machine))
    return {(d.mark, d.arc.event) for d in differences(old, new) if d.mark != "same"}


def test_what_a_change_did_is_marked() -> None:
    """Catches a mark that is missing, of the wrong kind, or on a rule that is as it was."""
    before, now = club().form, club(changed=True).form
    assert marks(before, now, "Badge") == {("gained", "lose_badge"), ("lost", "promote"), ("changed", "issue")}
    assert marks(before, now, "Seat") == {("changed", "sit"), ("lost", "revoke")}
    assert marks(before, now, "Door") == marks(before, before, "Badge") == set()


def test_a_change_of_the_model_shows_where_it_is() -> None:
    """Catches a dropped conjunct that no picture shows."""
    project = load(ROOT)
    now = under(project, [load_change(ROOT / "changes" / "literal.toml")]).form
    shown = {v.title: marks(project.form, now, v.name) for v in now.variables}
    assert shown["Organization"] == {("changed", "finalize_all_features")}
    assert not shown["Membership"] | shown["Integration"]


def test_the_whole_says_who_moves_and_who_is_read() -> None:
    """Catches a listener shown as one that blocks, and a machine that is read and not named."""
    form = club().form
    rows = {r.name: {v.title: participation(r, v) for v in form.variables} for r in form.rules}
    assert rows["lock"] == {"Door": "moves", "Badge": "may move", "Seat": "is read", "End": ""}
    assert rows["sit"] == {"Door": "is read", "Badge": "is read", "Seat": "moves", "End": ""}
    assert rows["ring"] == {"Door": "moves", "Badge": "", "Seat": "", "End": "may move"}
    assert reads(form)["badge", "seat"] == ("sit",)
    assert ("end", "door") not in reads(form)


def test_guards_in_words() -> None:
    """Catches a bracket or a not that is lost on the way, for each kind of expression."""
    form = club().form
    said = {r.name: [in_words(form, c.expression) for c in r.guard if not c.machine] for r in form.rules}
    assert said["lock"] == [
        "every guest: Badge is not keeper or Door is open",
        "every guest: every room: Seat is empty",
    ]
    assert said["sit"] == ["opened and Badge is guest or keeper"]
    assert said["unlock"] == []


@pytest.mark.parametrize("file", sorted((ROOT / "changes").glob("*.toml")), ids=lambda f: f.stem)
def test_every_event_that_a_change_touches_is_named(file: Path) -> None:
    """Catches a change that no diagram shows: of a guard in an event that moves nothing, or of a permission."""
    before, change = load(ROOT).form, load_change(file)
    now = apply(before, change)
    steps = [step for one in lineage([change]) for step in own_steps(before_of(one, before), one)]
    expected = {step.rule for step in steps} & {r.name for r in (*before.rules, *now.rules)}
    assert set(changed_rules(now, before)) == expected
    grid = participants(now, before)
    marked = {row[0].line.text for row in grid.rows if row[0].line.mark != "same"}
    assert marked == expected


def before_of(change: Change, form: Form) -> Form:
    """The form that a change is said of."""
    for base in change.bases:
        form = apply(form, base)
    return form
