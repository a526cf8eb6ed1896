"""A toy whose changes take every kind of step: the page's scripts must make of each, and of pairs, what Python does."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

from chartproof.changes.change import Change
from chartproof.changes.file import load_change
from chartproof.language.form import Form
from chartproof.project.project import Project
from tests.explorer import agreement as agree
from tests.explorer.node import Node
from tests.toys import declarations

MODEL = """
Item = Sort("Item")
clerk = Actor("clerk", acts_for="Item")
guard = Actor("night guard")


class Door(Machine):
    shut = State(initial=True)
    ajar = State()
    wide = State()
    enter = shut.to(ajar) | ajar.to(wide)
    leave = listens(wide.to(shut))


class Seat(Machine, per=Item):
    free = State(initial=True)
    kept = State()
    taken = State()
    enter = free.to(taken) | kept.to(taken)
    leave = taken.to(free)
    keep = free.to(kept)


enter = Event("The clerk lets the item in.", of=Item, by=[clerk, guard],
    needs=["door:Open", needed("seat:Take", when="seat == 'kept'"), needed("seat:Hold", where="night", by=guard)],
    only_if=["door != 'wide'", "some(Item, seat == 'free')"])
leave = Event("The friend of the item leaves.", of=Item, by=clerk, needs=["door:Open"])
keep = Event("The night guard keeps the item's seat.", of=Item, by=guard)
"""
CHANGES: Mapping[str, str] = {
    "adds_conditions": """
        [event.leave]
        only_if.add = ["every(Item, seat != 'kept')", "door == 'wide'"]""",
    "adds_another_condition": """
        [event.leave]
        only_if.add = ["door != 'shut'"]""",
    "drops_a_condition": """
        [event.enter]
        only_if.drop = ["door != 'wide'"]""",
    "replaces_a_condition": """
        [event.enter]
        only_if.replace = [{ old = "some(Item, seat == 'free')", new = "possible(keep) or seat == 'kept'" }]""",
    "disables": """
        [event.keep]
        disabled = true""",
    "adds_effects": """
        [event.keep]
        effects.add = [{ machine = "Door", from = ["wide"], to = "ajar", where = "seat == 'free'" }]""",
    "moves_elsewhere": """
        [event.leave]
        effects.drop = [{ machine = "Door", to = "shut" }]
        effects.add = [{ machine = "Door", from = ["wide"], to = "ajar" }]""",
    "adds_a_transition": """
        [event.keep]
        transitions.add = [{ machine = "Seat", from = ["taken"], to = "kept" }]
        [event.leave]
        transitions.add = [{ machine = "Seat", from = ["kept"], to = "taken" }]""",
    "drops_a_transition": """
        [event.enter]
        transitions.drop = [{ machine = "Seat", from = ["kept"], to = "taken" }]""",
    "adds_needs": """
        [event.leave]
        needs.add = ["seat:Leave", { permission = "door:Late", when = "door == 'shut'", where = "night" }]
        [event.keep]
        needs.add = ["door:Open"]""",
    "adds_a_need": """
        [event.leave]
        needs.add = ["a:First"]""",
    "drops_a_need": """
        [event.enter]
        needs.drop = ["seat:Hold"]""",
    "replaces_a_need": """
        [event.enter]
        needs.replace = [{ old = "door:Open", new = { permission = "door:Push", by = "clerk" } }]""",
    "adds_actors": """
        [event.leave]
        by.add = ["night guard", { name = "a passer-by", person = false, acts_for = "Item" }]""",
    "drops_an_actor": """
        [event.enter]
        by.drop = ["clerk"]
        [event.keep]
        by.drop = ["night guard"]""",
    "adds_an_event": """
        [new_event.call]
        sentence = "A stranger calls the item."
        of = ["Item"]
        by = [{ name = "friend of the item", person = true }]
        needs = [{ permission = "door:Call", where = "day" }]
        calls = "door:Call"
        harm = "nobody is called"
        spoils = "the silence"
        only_if = ["seat == 'kept'"]
        effects.add = [{ machine = "Seat", to = "free" }]""",
    "adds_an_event_before_it": """
        [new_event.air]
        sentence = "Air comes in."
        transitions.add = [{ machine = "Door", from = ["wide"], to = "ajar" }]""",
    "adds_a_machine": """
        [new_machine.Light]
        sentence = "Whether it is light."
        states = ["off", "on"]
        [new_event.switch]
        sentence = "The guard of the light switches it."
        by = [{ name = "guard of the light", person = true, acts_for = "Light" }]
        transitions.add = [{ machine = "Light", from = ["off"], to = "on" }]
        [event.enter]
        only_if.add = ["light == 'on'"]
        effects.add = [{ machine = "Light", from = ["on"], to = "off" }]""",
    "adds_machines": """
        [new_machine.Coat]
        sentence = "Where the item's coat is."
        per = "Item"
        states = ["worn", "hung", "lost"]
        [new_machine.Zebra]
        sentence = "A zebra for each item and no other."
        per = "Item"
        states = ["calm", "wild"]
        [event.leave]
        transitions.add = [{ machine = "Coat", from = ["worn", "hung"], to = "lost" }]
        effects.add = [{ machine = "Zebra", to = "wild", where = "every(Item, coat == 'lost')" }]
        [event.enter]
        effects.add = [
            { machine = "Zebra", to = "calm", where = "door == 'ajar'" },
            { machine = "Coat", from = ["worn"], to = "hung" },
        ]""",
    "adds_another_light": """
        [new_machine.Light]
        sentence = "How light it is, where the item is."
        per = ["Item"]
        states = ["dark", "dim", "bright"]
        [event.keep]
        effects.add = [{ machine = "Light", from = ["bright", "dim"], to = "dark" }]
        [event.enter]
        effects.add = [{ machine = "Light", from = ["dark"], to = "bright" }]""",
    "builds_on_the_light": """
        builds_on = ["adds_a_machine"]
        [event.switch]
        by.add = ["clerk"]
        needs.add = ["light:Switch"]
        transitions.add = [{ machine = "Light", from = ["on"], to = "off" }]
        [event.leave]
        only_if.add = ["light == 'off'"]""",
}

PAIRS = (
    ("adds_an_event", "adds_an_event_before_it"),
    ("adds_needs", "adds_a_need"),
    ("adds_machines", "adds_a_machine"),
    ("adds_conditions", "adds_another_condition"),
)
"""Pairs of which the second adds what stands before what the first does."""


def project() -> Project:
    """A toy with people, permissions in cases, and machines with and without elements."""
    return Project(Path(), {}, declarations(MODEL), {})


def written(folder: Path) -> dict[str, Change]:
    """The changes, read from files in a folder."""
    files = {name: folder / f"{name}.toml" for name in CHANGES}
    for name, file in files.items():
        lines = CHANGES[name].strip().split("\n")
        lines.sort(key=lambda line: not line.strip().startswith("builds_on"))
        file.write_text("\n".join(['proposal = "p"', 'why = "w"', *lines]), "utf-8")
    return {name: load_change(file) for name, file in files.items()}


def check_group(node: Node, form: Form, group: list[Change]) -> bool:
    """Whether the changes can be applied together; then the scripts must say all of it as Python does."""
    names = [c.name for c in group]
    changed = agree.check_rules(node, "toy", form, group)
    if changed is None:
        return False
    chance, sizes = random.Random(str(names)), {"Item": 2}
    states = [*agree.walked(changed, sizes, chance, 8), *agree.random_states(changed, sizes, chance, 4)]
    agree.check_cells(node, "toy", changed, sizes, names)
    agree.check_steps(node, "toy", changed, sizes, states, names)
    agree.check_permissions(node, "toy", changed, sizes, states[::3], chance, names)
    agree.check_sentences(node, "toy", changed, sizes, names)
    return True
