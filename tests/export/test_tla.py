"""The TLA+ export, by golden files: the model, two protocols, and a toy with every kind of effect.

`UPDATE_SNAPSHOTS=1 pytest tests/export` writes the files anew; a change of the rules is a diff that
one can review. No tool that reads TLA+ is at hand here, so brackets and names are checked, too.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from chartproof.compile import compile_form
from chartproof.declare import always, can, claim, ends
from chartproof.declare.claims import Claim, Property
from chartproof.export.tla import tla
from chartproof.project.project import load
from tests.toys import declarations

GOLDEN = Path(__file__).parent / "golden"
ROOT = Path(__file__).parents[2]

TOY = declarations(
    """
Box = Sort("Box", "a box")
Item = Sort("Item", "an item")
class Place(Machine, per=(Item, Box)):
    out = State(initial=True)
    inside = State()
    put = out.to(inside)
    empty = listens(inside.to(out))
class Lid(Machine, per=Box):
    shut = State(initial=True)
    open = State()
    shake = listens(open.to(shut, cond="crowded") | shut.to(open, unless="crowded"))
class Full(Machine):
    no = State(initial=True)
    yes = State()
    crowded = either(yes)
    put = listens(no.to(yes))
put = Event("An item is put into a box.", of=(Item, Box), only_if=["lid == 'open'"])
empty = Event("A box is emptied.", of=Box, only_if=["some(Item, place == 'inside')"])
shake = Event("All is shaken.", only_if=["every(Box, lid == 'open') or crowded"])
"""
)


@claim()
def nothing_is_in_a_shut_box() -> tuple[Claim, ...]:
    """Nothing is in a box that is shut; and a box can be full, and is emptied in the end."""
    return (
        always("lid == 'open'", where="place == 'inside'"),
        can("every(Item, place == 'inside')"),
        ends("place == 'inside'", fair=["empty"]),
    )


def texts() -> dict[str, str]:
    """What is exported, by the name of its golden file."""
    found = {}
    for name in ("lock_server", "two_phase_commit"):
        project = load(ROOT / "examples" / name)
        found[name] = tla(project.form, project.properties.values(), dict.fromkeys(project.form.sorts, 2))
    model = load(ROOT)
    found["rules"] = tla(model.form, model.properties.values(), {"Account": 2, "Service": 1})
    properties: list[Property] = [nothing_is_in_a_shut_box]
    found["boxes"] = tla(compile_form(TOY), properties, {"Box": 1, "Item": 2})
    return found


@pytest.mark.parametrize("name", ["lock_server", "two_phase_commit", "rules", "boxes"])
def test_the_text_is_the_golden_one(name: str) -> None:
    """Would catch a guard, a move or a claim that is written otherwise than it was reviewed."""
    text, file = texts()[name], GOLDEN / f"{name}.tla"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["lock_server", "two_phase_commit", "rules", "boxes"])
def test_brackets_close_and_names_are_defined_once(name: str) -> None:
    """Would catch what TLA+ refuses at once: an open bracket, a name bound twice, an event that is not in Next."""
    text = texts()[name]
    code = re.sub(r"\\\*.*|\(\*.*?\*\)", "", text)
    for one, other in ("()", "[]", "{}"):
        assert code.count(one) == code.count(other)
    defined = re.findall(r"^(\w+)(?:\([^)]*\))? ==", code, flags=re.MULTILINE)
    assert len(defined) == len(set(defined))
    for line in code.splitlines():
        bound = re.findall(r"(\w+) \\in [A-Z]\w+:", line)
        assert not set(bound) & set(defined)


def test_every_event_is_in_next_and_every_machine_is_kept_or_moved() -> None:
    """Would catch an event left out, and a machine of which an event says nothing, which could then be anything."""
    model = load(ROOT)
    text = texts()["rules"]
    for rule in model.form.rules:
        body = re.search(rf"^{rule.name}(?:\([^)]*\))? ==\n((?:  /\\.*\n)+)", text, flags=re.MULTILINE)
        assert body is not None
        assert re.search(rf"  \\/ .*\b{rule.name}\b", text)
        moved = set(re.findall(r"/\\ (\w+)' =", body[1]))
        kept = re.search(r"UNCHANGED << (.*) >>", body[1])
        names = set(kept[1].split(", ")) if kept else set()
        assert moved | names == {v.name for v in model.form.variables}
        assert not moved & names


def test_projects_can_be_loaded_one_after_another() -> None:
    """Would catch a project inside another's folder whose modules are taken for the outer one's."""
    names = [[r.name for r in load(ROOT / folder).form.rules] for folder in (".", "examples/lock_server", ".")]
    assert names[0] == names[2] != names[1]
