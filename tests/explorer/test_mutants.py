"""Mutants of the page's scripts: the agreement with Python notices each."""

from __future__ import annotations

import itertools
import random
import tomllib
from pathlib import Path

import pytest

from chartproof.changes.file import load_change
from chartproof.explorer.scripts import PURE, script
from chartproof.project.project import load
from tests.explorer import agreement as agree
from tests.explorer.node import Node, there_is_node

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(not there_is_node(), reason="there is no node, by which the page's scripts are run")

MUTANTS = {
    m["name"]: (m["old"], m["new"])
    for m in tomllib.loads((Path(__file__).parent / "mutants.toml").read_text("utf-8"))["mutant"]
}


def check(node: Node) -> None:
    """What each mutant must fail: toys at random states, the model's changes, permissions, wide states."""
    project, chance = load(ROOT), random.Random(7)
    changes = [load_change(f) for f in agree.tried(project.form, ROOT / "changes")]
    node.load("model", agree.bare(project, changes))
    for group in [*([c] for c in changes), *map(list, itertools.combinations(changes, 2))]:
        agree.check_rules(node, "model", project.form, group)
    agree.check_permissions(
        node,
        "model",
        project.form,
        {"Account": 2, "Service": 1},
        agree.walked(project.form, {"Account": 2, "Service": 1}, chance, 20),
        chance,
    )
    for text, expected in (
        ("some(Account, every(x in Account, member))", "some(Account, every(x in Account, member))"),
        ("every(x in Account, possible(leave_organization[x]))", "every(x in Account, possible(leave_organization))"),
    ):
        assert node.ask("read", model="model", sizes=[2, 1], texts=[text]) == [expected]
    agree.check_wide(node)
    for number in range(40):
        agree.check_toy(node, 1 + number % 4, number)


def test_what_the_mutants_are_held_against_holds(tmp_path: Path) -> None:
    """Catches checks that fail by themselves, so that no mutant would be noticed for its own sake."""
    with Node(tmp_path) as node:
        check(node)


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_is_noticed(name: str, tmp_path: Path) -> None:
    """Catches a part of the scripts whose loss no test would see."""
    old, new = MUTANTS[name]
    text = script(PURE)
    assert text.count(old) == 1, name
    with Node(tmp_path, text.replace(old, new)) as node, pytest.raises(AssertionError):
        check(node)
