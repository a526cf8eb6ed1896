"""What every engine says of an instance, against a dictionary of a dozen lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from hypothesis import given

from chartproof.explore.bdd import InBdd
from chartproof.explore.engines import reach
from chartproof.explore.layout import Array
from chartproof.explore.memory import InMemory
from chartproof.explore.reached import Reached
from chartproof.explore.search import explore
from chartproof.explore.tables import Instance
from chartproof.language.expression import Expression
from chartproof.language.fold import free_binders
from chartproof.language.meaning import choices, holds
from chartproof.language.parse import parse, vocabulary
from chartproof.project.project import load
from tests.explore.test_search import Frozen, breadth_first, each_path, following
from tests.toys import Toy, toys


def engines(toy: Toy) -> list[Reached]:
    """What each engine finds."""
    searched = [InMemory(explore(toy.form, toy.sizes, symmetry=symmetric)) for symmetric in (False, True)]
    return [*searched, InBdd(toy.form, toy.sizes, levels=True)]


def asked(toy: Toy) -> list[Expression]:
    """Expressions about a toy, most with a free name: its guards, and that a machine is in a state."""
    words = vocabulary(toy.form)
    atoms = [parse(f"{v.name} == {s!r}", words, free=True) for v in toy.form.variables for s in v.states]
    return [*(rule.condition for rule in toy.form.rules), *atoms]


def where(toy: Toy, distance: Mapping[Frozen, int], expression: Expression) -> list[int]:
    """How far the states are in which an expression holds for some choice of its free names."""
    bounds = list(choices(tuple(free_binders(expression)), toy.sizes))
    return [n for s, n in distance.items() if any(holds(expression, dict(s), b, toy.sizes) for b in bounds)]


@each_path
@given(toy=toys())
def test_every_engine_says_the_same(toy: Toy) -> None:
    """Would catch a wrong count, level or distance, a way that is too long or cannot be walked."""
    distance, transitions = breadth_first(toy)
    counts = Counter(distance.values())
    for found in engines(toy):
        assert (found.states, found.transitions) == (len(distance), transitions)
        assert (found.depth, found.level_counts) == (max(counts), tuple(counts[n] for n in sorted(counts)))
        for expression in asked(toy):
            there = where(toy, distance, expression)
            assert found.how_many(expression) == len(there)
            nearest = found.nearest(expression)
            assert (nearest is None) == (not there)
            if nearest is not None:
                assert nearest.distance == min(there)
                walk(toy, distance, found, nearest.state, nearest.distance)


def walk(toy: Toy, distance: Mapping[Frozen, int], found: Reached, state: Array, length: int) -> None:
    """Walk a way, by the meaning of the form alone."""
    instance: Instance = found.instance
    start, steps = found.way(state)
    assert len(steps) == length
    at = frozenset(instance.layout.unpack(start).items())
    assert distance[at] == 0
    for number, row in steps:
        event = instance.events[number]
        taken = (event.rule.name, tuple(event.bound.values()))
        can = {after for name, bound, after in following(toy, dict(at)) if (name, bound) == taken}
        at = frozenset(instance.layout.unpack(row).items())
        assert at in can
    assert at == frozenset(instance.layout.unpack(state).items())


def test_levels_of_orbits_count_states() -> None:
    """Would catch levels counted in orbits where every other count is of states."""
    form, sizes = load().form, {"Account": 2, "Service": 1}
    full, orbits = reach(form, sizes), reach(form, sizes, symmetry=True)
    assert full.level_counts == orbits.level_counts
    assert sum(full.level_counts or ()) == 2505
