"""Mutants of the page's scripts: the agreement with Python notices each."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from chartproof.changes.change import Change
from chartproof.explorer.document import proposed
from chartproof.explorer.scripts import PURE, script
from chartproof.project.project import Project, load
from tests.explorer import agreement as agree
from tests.explorer import changed
from tests.explorer.node import Node, there_is_node

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(not there_is_node(), reason="there is no node, by which the page's scripts are run")

MUTANTS = {
    m["name"]: (m["old"], m["new"])
    for m in tomllib.loads((Path(__file__).parent / "mutants.toml").read_text("utf-8"))["mutant"]
}


@dataclass(frozen=True)
class Given:
    """A project and changes of it, with the document that the scripts are given of them."""

    project: Project
    changes: Sequence[Change]
    document: dict[str, Any]

    @classmethod
    def of(cls, project: Project, changes: Sequence[Change]) -> Given:
        return cls(project, changes, agree.bare(project, changes))


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Given:
    """A toy, and changes of every kind."""
    return Given.of(changed.project(), list(changed.written(tmp_path_factory.mktemp("changes")).values()))


@pytest.fixture(scope="module")
def model() -> Given:
    """The model, and what is proposed."""
    project = load(ROOT)
    return Given.of(project, proposed(project))


def check(node: Node, toy: Given, model: Given) -> None:
    """What each mutant must fail: changes of every kind, the model's, permissions, toys at random states, wide ones."""
    named = {c.name: c for c in toy.changes}
    node.load("toy", toy.document)
    for group in [*([c] for c in toy.changes), *([named[n] for n in pair] for pair in changed.PAIRS)]:
        assert changed.check_group(node, toy.project.form, group)
    agree.check_wide(node)
    project, chance, sizes = model.project, random.Random(7), {"Account": 2, "Service": 1}
    node.load("model", model.document)
    for text, expected in (
        ("some(Account, every(x in Account, member))", "some(Account, every(x in Account, member))"),
        ("every(x in Account, possible(leave_organization[x]))", "every(x in Account, possible(leave_organization))"),
    ):
        assert node.ask("read", model="model", sizes=[2, 1], texts=[text]) == [expected]
    states = agree.walked(project.form, sizes, chance, 20)
    agree.check_permissions(node, "model", project.form, sizes, states, chance)
    for number in range(40):
        agree.check_toy(node, 1 + number % 4, number)
    for group in [[c] for c in model.changes]:
        agree.check_rules(node, "model", project.form, group)


def test_what_the_mutants_are_held_against_holds(tmp_path: Path, toy: Given, model: Given) -> None:
    """Catches checks that fail by themselves, so that no mutant would be noticed for its own sake."""
    with Node(tmp_path) as node:
        check(node, toy, model)


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_is_noticed(name: str, tmp_path: Path, toy: Given, model: Given) -> None:
    """Catches a part of the scripts whose loss no test would see."""
    old, new = MUTANTS[name]
    text = script(PURE)
    assert text.count(old) == 1, name
    with Node(tmp_path, text.replace(old, new)) as node, pytest.raises(AssertionError):
        check(node, toy, model)
