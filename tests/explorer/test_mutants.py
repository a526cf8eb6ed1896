"""Mutants of the page's scripts: the agreement with Python notices each."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest

from chartproof.changes.change import Change
from chartproof.explorer.document import proposed
from chartproof.explorer.scripts import PURE, script
from chartproof.project.project import load
from tests.explorer import agreement as agree
from tests.explorer import changed
from tests.explorer.node import Node, there_is_node

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(not there_is_node(), reason="there is no node, by which the page's scripts are run")

MUTANTS = {
    m["name"]: (m["old"], m["new"])
    for m in tomllib.loads((Path(__file__).parent / "mutants.toml").read_text("utf-8"))["mutant"]
}


@pytest.fixture(scope="module")
def toy_changes(tmp_path_factory: pytest.TempPathFactory) -> list[Change]:
    """Changes of every kind, of a toy."""
    return list(changed.written(tmp_path_factory.mktemp("changes")).values())


def check(node: Node, toy_changes: Sequence[Change]) -> None:
    """What each mutant must fail: changes of every kind, the model's, permissions, toys at random states, wide ones."""
    toy, named = changed.project(), {c.name: c for c in toy_changes}
    node.load("toy", agree.bare(toy, toy_changes))
    for group in [*([c] for c in toy_changes), *([named[n] for n in pair] for pair in changed.PAIRS)]:
        assert changed.check_group(node, toy.form, group)
    agree.check_wide(node)
    project, chance, sizes = load(ROOT), random.Random(7), {"Account": 2, "Service": 1}
    changes = proposed(project)
    node.load("model", agree.bare(project, changes))
    for text, expected in (
        ("some(Account, every(x in Account, member))", "some(Account, every(x in Account, member))"),
        ("every(x in Account, possible(leave_organization[x]))", "every(x in Account, possible(leave_organization))"),
    ):
        assert node.ask("read", model="model", sizes=[2, 1], texts=[text]) == [expected]
    states = agree.walked(project.form, sizes, chance, 20)
    agree.check_permissions(node, "model", project.form, sizes, states, chance)
    for number in range(40):
        agree.check_toy(node, 1 + number % 4, number)
    for group in [[c] for c in changes]:
        agree.check_rules(node, "model", project.form, group)


def test_what_the_mutants_are_held_against_holds(tmp_path: Path, toy_changes: list[Change]) -> None:
    """Catches checks that fail by themselves, so that no mutant would be noticed for its own sake."""
    with Node(tmp_path) as node:
        check(node, toy_changes)


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_is_noticed(name: str, tmp_path: Path, toy_changes: list[Change]) -> None:
    """Catches a part of the scripts whose loss no test would see."""
    old, new = MUTANTS[name]
    text = script(PURE)
    assert text.count(old) == 1, name
    with Node(tmp_path, text.replace(old, new)) as node, pytest.raises(AssertionError):
        check(node, toy_changes)
