"""The quotient behind a life, against branching bisimulation as it is defined, and the life of the model."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from chartproof.check.lives import life_of
from chartproof.errors import ChartproofError, UnknownName
from chartproof.explore.quotient import quotient
from chartproof.project.project import load
from tests.diagram.drawn_files import ROOT, SIZES, club
from tests.toys import toy

Step = tuple[int, int, int]


def random_system(number: int) -> tuple[int, list[Step], list[int]]:
    """States, transitions with labels, and colours."""
    chance = random.Random(number)
    count = chance.randint(2, 9)
    steps = {
        (chance.randrange(count), chance.randrange(2), chance.randrange(count))
        for _ in range(chance.randint(1, 3 * count))
    }
    return count, sorted(steps), [chance.randrange(2) for _ in range(count)]


def bisimilar(count: int, steps: list[Step], colours: list[int]) -> set[tuple[int, int]]:
    """The greatest branching bisimulation that keeps colours, from its definition: drop pairs until none is wrong."""
    moves = [(a, None if colours[a] == colours[b] else label, b) for a, label, b in steps]
    pairs = {(a, b) for a, b in itertools.product(range(count), repeat=2) if colours[a] == colours[b]}

    def silently(state: int) -> set[int]:
        found, edge = {state}, [state]
        while edge:
            edge = [b for a, label, b in moves if a in edge and label is None and b not in found]
            found |= set(edge)
        return found

    reach = [silently(s) for s in range(count)]

    def matched(one: int, label: int | None, to: int, other: int) -> bool:
        if label is None and (to, other) in pairs:
            return True
        return any(
            (one, mid) in pairs and any(a == mid and own == label and (to, b) in pairs for a, own, b in moves)
            for mid in reach[other]
        )

    while True:
        wrong = {
            (s, t)
            for s, t in pairs
            if any(a == s and not matched(s, label, b, t) for a, label, b in moves)
            or any(a == t and not matched(t, label, b, s) for a, label, b in moves)
        }
        wrong |= {(t, s) for s, t in wrong}
        if not wrong:
            return pairs
        pairs -= wrong


def arrays(steps: list[Step], colours: list[int]) -> tuple[np.ndarray, ...]:
    dense = np.unique(np.array(colours, np.int64), return_inverse=True)[1]
    return (*(np.array([s[n] for s in steps], np.int64) for n in (0, 2, 1)), dense.astype(np.int64))


@pytest.mark.parametrize("number", range(120))
def test_the_classes_are_the_bisimilar_states(number: int) -> None:
    """Catches states merged that can do different things, and states kept apart that can't."""
    count, steps, colours = random_system(number)
    classes = quotient(*arrays(steps, colours)).classes
    expected = bisimilar(count, steps, colours)
    for a, b in itertools.product(range(count), repeat=2):
        assert (classes[a] == classes[b]) == ((a, b) in expected), (a, b)


@pytest.mark.parametrize("number", range(40))
def test_the_order_of_states_does_not_count(number: int) -> None:
    """Catches a picture that changes because a search found the states in another order."""
    count, steps, colours = random_system(number)
    places = list(range(count))
    random.Random(number).shuffle(places)
    moved = sorted((places[a], label, places[b]) for a, label, b in steps)
    seen = [colours[places.index(n)] for n in range(count)]
    one, other = quotient(*arrays(steps, colours)), quotient(*arrays(moved, seen))
    assert one.steps == other.steps
    assert [one.classes[n] for n in range(count)] == [other.classes[places[n]] for n in range(count)]


def test_a_life_of_the_model() -> None:
    """Catches a projection on the wrong cells: states, and the events between them, were checked by hand."""
    found = life_of(load(ROOT).form, "account", ["Membership", "OrganizationsRole"], {"Account": 2, "Service": 1})
    assert found.machines == ("Membership", "OrganizationsRole")
    assert sum(p.count for p in found.phases) == 2505
    assert len(found.phases) == 14
    assert found.phases[0].states == ("outside", "absent")
    assert [p.initial for p in found.phases] == [True] + [False] * 13
    begins = {(m.event, found.phases[m.target].states) for m in found.moves if m.source == 0 and m.seen}
    assert begins == {("create_account", ("created_member", "present")), ("invite_account", ("invited", "absent"))}
    silent = {m.event for m in found.moves if not m.seen}
    assert silent == {"finalize_all_features", "create_organization_with_all_features"}
    # Once all features are on, a member can't lose the role: those phases have no such arrow.
    after = {m.target for m in found.moves if m.event == "finalize_all_features"}
    members = {n for n in after if found.phases[n].states[0].endswith("_member")}
    assert members
    assert not [m for m in found.moves if m.source in members and m.event == "delete_organizations_role"]


@pytest.mark.parametrize("number", range(8))
def test_toys_have_lives(number: int) -> None:
    """Catches a projection that fails on a machine of two elements, or counts a state twice."""
    found = toy(1 + number % 3, number)
    titles = [v.title for v in found.form.variables][:2]
    life = life_of(found.form, "toy", titles, found.sizes)
    assert {p.states for p in life.phases} <= set(itertools.product(*(found.form.variable(t).states for t in titles)))
    assert all(m.seen == (life.phases[m.source].states != life.phases[m.target].states) for m in life.moves)


def test_wrong_machines_are_named() -> None:
    """Catches a life of a machine that there is not, of one twice, and of none."""
    form = club().form
    with pytest.raises(UnknownName, match="no machine named 'Dor'"):
        life_of(form, "x", ["Dor"], SIZES)
    with pytest.raises(ChartproofError, match="named twice"):
        life_of(form, "x", ["Door", "door"], SIZES)
    with pytest.raises(ChartproofError, match="no machine is named"):
        life_of(form, "x", [], SIZES)
