"""What if: each kind of step of a change, alone and in every pair, by the page's scripts as by Python."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chartproof.changes.change import Change
from chartproof.changes.edit import FIELDS
from chartproof.changes.together import together
from chartproof.explorer.rules import rules_data
from chartproof.project.project import Project
from tests.explorer import agreement as agree
from tests.explorer import changed
from tests.explorer.node import Node, there_is_node

pytestmark = pytest.mark.skipif(not there_is_node(), reason="there is no node, by which the page's scripts are run")


@pytest.fixture(scope="module")
def project() -> Project:
    """The toy."""
    return changed.project()


@pytest.fixture(scope="module")
def changes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Change]:
    """Its changes."""
    return changed.written(tmp_path_factory.mktemp("changes"))


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory, project: Project, changes: dict[str, Change]) -> Iterator[Node]:
    """The scripts, with the toy and its changes."""
    with Node(tmp_path_factory.mktemp("scripts")) as found:
        found.load("toy", agree.bare(project, list(changes.values())))
        yield found


def test_every_kind_of_step_is_there(project: Project, changes: dict[str, Change]) -> None:
    """Catches a kind of step that the changes never take: a field that gains, loses or replaces a part."""
    data, refused = rules_data(project, list(changes.values()))
    assert [(r.change.name, r.why) for r in refused] == []
    steps = [step for change in data["changes"] for step in change["steps"]]
    found = {(s["kind"], s["old"] is not None, s["new"] is not None) for s in steps}
    fields = set(itertools.product(FIELDS.values(), (True, False), (True, False)))
    impossible = {(field, False, False) for field in FIELDS.values()} | {("actors", True, True)}
    assert fields - impossible | {("event", False, True), ("machine", False, True)} <= found


@pytest.mark.parametrize("name", changed.CHANGES)
def test_a_change_is_tried_as_python_applies_it(node: Node, project: Project, changes: Any, name: str) -> None:
    """Catches a step that the scripts take otherwise: a part, a person, a permission, an event or a machine."""
    assert changed.check_group(node, project.form, [changes[name]])
    agree.check_count(node, "toy", together(project.form, [changes[name]]), {"Item": 2}, [name])


def test_every_pair_of_changes(node: Node, project: Project, changes: dict[str, Change]) -> None:
    """Catches what two changes add in an order of its own, machines of one name, and a conflict that is not told."""
    pairs = [list(pair) for pair in itertools.permutations(changes.values(), 2)]
    stands = {frozenset(c.name for c in pair) for pair in pairs if changed.check_group(node, project.form, pair)}
    conflicts = agree.bare(project, list(changes.values()))["conflicts"]
    apart = {frozenset((one, other)) for one, other, _ in conflicts}
    assert frozenset(("adds_a_machine", "adds_another_light")) in apart
    assert stands.isdisjoint(apart)
    assert stands | apart == {frozenset(c.name for c in pair) for pair in pairs}


@pytest.mark.parametrize("first", ["adds_a_machine", "adds_needs", "adds_an_event"])
def test_changes_of_rules_that_are_changed_already(
    first: str, project: Project, changes: dict[str, Change], tmp_path: Path
) -> None:
    """Catches what `report --change` adds and stands among what further changes add, in an order of their own."""
    form = together(project.form, [changes[first]])
    under = replace(project, changed=form)
    others = [c for c in changes.values() if c.name != first and first not in c.builds_on]
    with Node(tmp_path) as node:
        node.load("toy", agree.bare(under, others))
        assert sum(changed.check_group(node, form, [c]) for c in others) > 15
