"""Applying changes: what a file says, its inverse, and several at once."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from chartproof.changes.change import Change, apply, inverse
from chartproof.changes.file import load_change
from chartproof.changes.together import expected, together
from chartproof.check.space import Space
from chartproof.compare.behaviours import behaviours
from chartproof.compile import Form, compile_form
from chartproof.declare.claims import Expectation
from chartproof.errors import ModelError
from chartproof.explore.search import explore
from chartproof.language.meaning import after, choices, initial_states
from chartproof.live import machines_from
from chartproof.project.project import load
from tests.test_agreement import moves_by_form, moves_by_live
from tests.toys import declarations

FOLDER = Path(__file__).parents[2] / "changes"
NAMES = sorted(p.stem for p in FOLDER.glob("*.toml"))

TOY = """
Item = Sort("Item")
class Door(Machine, per=Item):
    shut = State(initial=True)
    ajar = State()
    wide = State()
    broken = State()
    is_open = either(ajar, wide)
    push = shut.to(ajar) | ajar.to(wide)
    slam = listens(ajar.to(shut) | wide.to(shut))
class Lamp(Machine):
    off = State(initial=True)
    on = State()
    turn = off.to(on)
push = Event("It is pushed.", of=Item, only_if=["lamp == 'off'", "some(Item, door == 'shut')"])
slam = Event("All are slammed.")
turn = Event("It is turned.")
"""

EVERYTHING = """
proposal = "Every kind of edit."
why = "To see each of them done and undone."

[new_event.light]
sentence = "It is lit."
of = ["Item"]
by = ["porter", { name = "timer", person = false }]
needs = ["a match", { permission = "a key", when = "door == 'shut'", by = "porter" }]
only_if = ["is_open"]
transitions.add = [{ machine = "Lamp", from = ["off"], to = "on" }]
effects.add = [{ machine = "Door", from = ["wide"], to = "shut", where = "lamp == 'off'" }]

[event.push]
only_if.drop = ["lamp == 'off'"]
only_if.replace = [{ old = "some(Item, door == 'shut')", new = "not every(Item, door == 'wide')" }]
only_if.add = ["lamp == 'on'", "every(Item, door != 'broken')"]
transitions.drop = [{ machine = "Door", from = ["ajar"], to = "wide" }]
transitions.add = [
    { machine = "Door", from = ["wide"], to = "broken" },
    { machine = "Lamp", from = ["on"], to = "off" },
]

[event.turn]
transitions.add = [{ machine = "Lamp", from = ["on"], to = "off" }]

[event.slam]
effects.drop = [{ machine = "Door", to = "shut" }]
effects.add = [{ machine = "Door", from = ["wide"], to = "ajar" }, { machine = "Lamp", to = "off" }]
"""


def toy() -> Form:
    return compile_form(declarations(TOY))


def written(folder: Path, name: str, text: str) -> Change:
    file = folder / f"{name}.toml"
    head = "" if text.lstrip().startswith("proposal") else 'proposal = "It is proposed."\nwhy = "To see."\n'
    file.write_text(head + text, encoding="utf-8")
    return load_change(file)


def change(name: str) -> Change:
    return load_change(FOLDER / f"{name}.toml")


@pytest.mark.parametrize("name", NAMES)
def test_a_change_and_its_inverse_give_the_baseline_back(name: str) -> None:
    """Catches an edit that can't be undone, or is put back in another place."""
    form, one = load().form, change(name)
    back = inverse(form, one)
    assert apply(form, one) != form
    assert apply(apply(form, one), back) == form
    again = inverse(apply(form, one), back)
    assert apply(form, again) == apply(form, one)


def test_every_kind_of_edit_is_done_and_undone(tmp_path: Path) -> None:
    """Catches a kind of edit that is read and not applied, or not undone; each is looked for by its effect."""
    form, one = toy(), written(tmp_path, "everything", EVERYTHING)
    new = apply(form, one)
    assert apply(new, inverse(form, one)) == form
    push, slam, turn, light = (new.rule(name) for name in ("push", "slam", "turn", "light"))
    assert [str(c) for c in push.guard] == [
        "not every(Item, door == 'wide')",
        "door in ('shut', 'wide')",
        "every(Item, door != 'broken')",
        "lamp == 'on'",
        "lamp == 'on'",
    ]
    assert [(e.variable, e.value, str(e.when)) for e in push.effects] == [
        ("door", "ajar", "door == 'shut'"),
        ("door", "broken", "door == 'wide'"),
        ("lamp", "off", "True"),
    ]
    assert [(e.variable, e.value, str(e.when)) for e in slam.effects] == [
        ("door", "ajar", "door == 'wide'"),
        ("lamp", "off", "True"),
    ]
    assert [str(c) for c in turn.guard] == ["lamp in ('off', 'on')"]
    assert [(e.value, str(e.when)) for e in turn.effects] == [("on", "lamp == 'off'"), ("off", "lamp == 'on'")]
    assert [(a.name, a.person) for a in light.actors] == [("porter", True), ("timer", False)]
    assert [(n.name, str(n.when), n.by) for n in light.needs] == [
        ("a match", "True", ""),
        ("a key", "door == 'shut'", "porter"),
    ]
    assert [str(c) for c in light.guard] == ["is_open", "lamp == 'off'"]


DROPPED = {
    "one move of several": (
        '[event.push]\ntransitions.drop = [{ machine = "Door", from = ["ajar"], to = "wide" }]',
        ["lamp == 'off'", "some(Item, door == 'shut')", "door == 'shut'"],
        ["door: ajar"],
    ),
    "the move alone": (
        '[event.turn]\neffects.drop = [{ machine = "Lamp", to = "on" }]',
        ["lamp == 'off'"],
        [],
    ),
    "the condition alone": ("""[event.turn]\nonly_if.drop = ["lamp == 'off'"]""", [], ["lamp: on"]),
    "both": (
        """[event.turn]\nonly_if.drop = ["lamp == 'off'"]\neffects.drop = [{ machine = "Lamp", to = "on" }]""",
        [],
        [],
    ),
}


@pytest.mark.parametrize(("text", "guard", "effects"), DROPPED.values(), ids=DROPPED)
def test_what_a_blocking_machine_does_can_be_dropped(
    text: str, guard: list[str], effects: list[str], tmp_path: Path
) -> None:
    """Catches a machine that goes on blocking or moving, or that no live class can say any more."""
    form = apply(toy(), written(tmp_path, "dropped", text + "\n"))
    rule = form.rule("push" if "push" in text else "turn")
    assert [str(c) for c in rule.guard] == guard
    assert [f"{e.variable}: {e.value}" for e in rule.effects] == effects
    for door, lamp in itertools.product(form.variable("door").states, form.variable("lamp").states):
        state = {("door", (0,)): door, ("lamp", ()): lamp}
        assert moves_by_live(form, machines_from(form), {"Item": ["one"]}, state) == moves_by_form(
            form, state, {"Item": ["one"]}
        )


def test_live_machines_of_every_kind_of_edit_agree(tmp_path: Path) -> None:
    """Catches a changed form that live machines read otherwise."""
    form = apply(toy(), written(tmp_path, "everything", EVERYTHING))
    elements = {"Item": ["one", "two"]}
    for one, two, lamp in itertools.product(form.variable("door").states, form.variable("door").states, ("off", "on")):
        state = {("door", (0,)): one, ("door", (1,)): two, ("lamp", ()): lamp}
        assert moves_by_live(form, machines_from(form), elements, state) == moves_by_form(form, state, elements)


CONFLICTS = {
    frozenset(pair)
    for pair in (
        ("clean_later", "organizations_only"),
        ("organizations_only", "re_enable_at_once"),
    )
}


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(NAMES, 2)))
def test_changes_commute_or_conflict(one: str, other: str) -> None:
    """Catches an order that matters, a conflict that passes, and one that is made up."""
    form, a, b = load().form, change(one), change(other)
    if {one, other} in CONFLICTS:
        with pytest.raises(ModelError, match=f"{one} and {other} conflict"):
            together(form, [a, b])
        return
    found = together(form, [a, b])
    assert found == together(form, [b, a])
    if one not in b.builds_on and other not in a.builds_on and not (a.builds_on or b.builds_on):
        assert found == apply(apply(form, a), b) == apply(apply(form, b), a)


def test_what_is_added_stands_in_one_order(tmp_path: Path) -> None:
    """Catches additions to one event whose order is that of the files."""
    form = toy()
    a = written(tmp_path, "a", "[event.push]\nonly_if.add = [\"door == 'shut'\"]")
    b = written(tmp_path, "b", "[event.push]\nonly_if.add = [\"lamp == 'on'\"]\nonly_if.drop = [\"lamp == 'off'\"]")
    c = written(tmp_path, "c", '[event.slam]\neffects.add = [{ machine = "Lamp", to = "on" }]')
    assert len({together(form, order) for order in itertools.permutations([a, b, c])}) == 1


@pytest.mark.parametrize(
    ("one", "other", "message"),
    [
        ("[event.push]\nonly_if.drop = [\"lamp == 'off'\"]",) * 2 + ("both drop or replace the conjunct",),
        ("[event.push]\nonly_if.add = [\"lamp == 'on'\"]",) * 2 + ("both add the conjunct",),
        (
            '[event.slam]\neffects.add = [{ machine = "Lamp", to = "on" }]',
            '[event.slam]\neffects.add = [{ machine = "Lamp", to = "off" }]',
            "where True against the effect lamp goes to",
        ),
        (
            '[event.slam]\neffects.drop = [{ machine = "Door", to = "shut" }]',
            "[event.slam]\ndisabled = true",
            "one disables what the other changes",
        ),
        ('[new_event.fall]\nsentence = "It falls."',) * 2 + ("an event: the row of 'fall'",),
        (
            '[event.push]\ntransitions.add = [{ machine = "Door", from = ["wide"], to = "broken" }]',
            '[event.push]\ntransitions.add = [{ machine = "Door", from = ["broken"], to = "shut" }]',
            "both drop or replace the conjunct",
        ),
    ],
)
def test_what_conflicts_is_said(tmp_path: Path, one: str, other: str, message: str) -> None:
    """Catches two changes of one thing of which one silently wins."""
    changes = [written(tmp_path, "one", one), written(tmp_path, "other", other)]
    for order in (changes, changes[::-1]):
        with pytest.raises(ModelError) as caught:
            together(toy(), order)
        assert message in caught.value.message
        assert caught.value.origin is not None
        assert caught.value.origin.line >= 3


def test_expectations_add_up_and_a_combination_can_say_otherwise() -> None:
    """Catches a combination that forgets one of its parts, or expects what a part expects alone."""
    both = expected([change("roles_leave"), change("clean_later")], load().properties)
    assert both == {
        "no_stale_role": Expectation("holds"),
        "a_services_role_comes_and_goes_by_name": Expectation("violated"),
        "leftovers_need_no_new_grant": Expectation("holds"),
        "access_never_grows_while_disabled": Expectation("violated"),
    }
    hardened = expected([change("literal"), change("frozen_role")], load().properties)
    assert hardened == {"organizations_role_is_the_accounts_own": Expectation("violated")}


def transitions(form: Form) -> set[object]:
    """Every transition of the smallest instance, by the reference meaning and a dictionary."""
    sizes = dict.fromkeys(form.sorts, 1)
    frontier = [dict(s) for s in initial_states(form, sizes)]
    found: set[object] = set()
    seen = {frozenset(s.items()) for s in frontier}
    while frontier:
        state = frontier.pop()
        for rule in form.rules:
            for bound in choices(rule.parameters, sizes):
                result = after(rule, state, bound, sizes)
                if result is None:
                    continue
                key = frozenset(result.items())
                found.add((frozenset(state.items()), rule.name, tuple(bound.values()), key))
                if key not in seen:
                    seen.add(key)
                    frontier.append(dict(result))
    return found


@pytest.mark.parametrize("name", ["literal", "resumes", "organizations_only"])
def test_behaviours_are_counted_as_a_dictionary_counts_them(name: str) -> None:
    """Catches transitions that are mixed up between two numberings of states or events."""
    form = load().form
    new = apply(form, change(name))
    sizes = {"Account": 1, "Service": 1}
    found = behaviours(Space(explore(form, sizes)), Space(explore(new, sizes)))
    old_ones, new_ones = transitions(form), transitions(new)
    assert found is not None
    assert (found.gained, found.lost) == (len(new_ones - old_ones), len(old_ones - new_ones))
    for example in found.examples:
        *before, last = example.trace.steps
        source = frozenset((before[-1].state if before else example.trace.initial).items())
        ours, theirs = (new_ones, old_ones) if example.gained else (old_ones, new_ones)
        step = (source, last.event, (0,) * len(last.arguments), frozenset(last.state.items()))
        assert step in ours
        assert step not in theirs
