"""The engine of decision diagrams beside the search in memory, and at the end of its store."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given

from chartproof.compile import compile_form
from chartproof.errors import ChartproofError, TooLarge, UnknownName
from chartproof.explore import bdd
from chartproof.explore.bdd import InBdd
from chartproof.explore.engines import reach
from chartproof.explore.memory import InMemory
from chartproof.explore.search import explore
from chartproof.explore.symbols import plan
from chartproof.explore.tables import Instance
from chartproof.project.project import load
from tests.explore.test_reached import asked
from tests.explore.test_search import LAMPS, each_path
from tests.toys import Toy, declarations, toys

KNOWN = {
    (3, 2): (2_295_201, 51_882_021),
    (4, 2): (70_488_129, 2_012_382_075),
    (5, 2): (2_174_664_321, 75_098_176_961),
    (5, 3): (564_646_807_809, 25_337_515_289_670),
}


@pytest.mark.parametrize("sizes", KNOWN, ids=str)
def test_counts_beyond_memory(sizes: tuple[int, int]) -> None:
    """Would catch a count that is rounded, and one of which a bit that no state has is counted twice."""
    found = InBdd(load().form, dict(zip(("Account", "Service"), sizes, strict=True)))
    assert (found.states, found.transitions) == KNOWN[sizes]
    assert (found.depth, found.level_counts, found.orbits) == (None, None, None)


@each_path
@given(toy=toys())
def test_the_nearest_states_and_ways_are_those_of_the_search(toy: Toy) -> None:
    """Would catch another state, or another way, of several at one distance."""
    searched, found = InMemory(explore(toy.form, toy.sizes)), InBdd(toy.form, toy.sizes)
    for expression in asked(toy):
        one, other = searched.nearest(expression), found.nearest(expression)
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            assert (one.state.tobytes(), one.distance) == (other.state.tobytes(), other.distance)
            (start, steps), (begin, walked) = searched.way(one.state), found.way(one.state)
            assert start.tobytes() == begin.tobytes()
            assert [(e, r.tobytes()) for e, r in steps] == [(e, r.tobytes()) for e, r in walked]


def test_levels_of_the_model_are_those_of_the_search() -> None:
    """Would catch a state in two levels, and a level that is left out."""
    form, sizes = load().form, {"Account": 2, "Service": 2}
    one, other = reach(form, sizes, levels=True), reach(form, sizes, engine="bdd", levels=True)
    assert one.level_counts == other.level_counts
    assert one.depth == other.depth


CIRCLE = declarations(
    """
class Alpha(Machine):
    a = State(initial=True)
    b = State()
    c = State()
    turn = listens(a.to(b, cond="beta == 'd'") | b.to(c, cond="gamma == 'g'") | c.to(a, cond="zeta == 'm'"))
class Beta(Machine):
    d = State(initial=True)
    e = State()
    turn = listens(d.to(e, cond="alpha == 'b'") | e.to(d, cond="alpha == 'c'"))
class Gamma(Machine):
    f = State(initial=True)
    g = State()
    turn = listens(f.to(g, cond="beta == 'e'") | g.to(f, cond="alpha == 'a'"))
class Delta(Machine):
    h = State(initial=True)
    i = State()
    turn = listens(h.to(i, cond="gamma == 'g'"))
class Epsilon(Machine):
    j = State(initial=True)
    k = State()
    turn = listens(j.to(k, cond="delta == 'i'") | k.to(j))
class Zeta(Machine):
    l = State(initial=True)
    m = State()
    turn = listens(l.to(m, cond="eta == 'o'") | m.to(l, cond="eta == 'n'"))
class Eta(Machine):
    n = State(initial=True)
    o = State()
    turn = listens(n.to(o, cond="eta == 'n'") | o.to(n))
turn = Event("All turn at once.")
"""
)


def test_machines_that_read_each_other_in_a_circle_are_written_at_once() -> None:
    """Would catch an effect that reads what another one of the same event wrote, forwards or backwards."""
    form = compile_form(CIRCLE)
    instance = Instance(form, {})
    planned = plan(instance.events[0], instance)
    assert [c for c, _ in planned.circle] == ["alpha", "beta", "gamma"]
    assert [c for c, _ in planned.first] == ["epsilon", "delta"]
    assert [c for c, _ in planned.then] == ["zeta", "eta"]
    one, other = explore(form, {}), InBdd(form, {}, levels=True)
    assert (one.states, one.transitions, one.depth) == (other.states, other.transitions, other.depth)
    last = one.words[-1]
    assert [e for e, _ in other.way(last)[1]] == [e for e, _ in InMemory(one).way(last)[1]]


def test_a_store_that_is_full_is_replaced_by_a_larger_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Would catch an answer from a store that was given up, and a search that ends where the first store does."""
    monkeypatch.setattr(bdd, "FIRST", 2000)
    found = InBdd(load().form, {"Account": 2, "Service": 2}, levels=True)
    assert (found.states, found.transitions) == (75_153, 1_255_359)
    assert sum(found.level_counts or ()) == 75_153
    assert found._nodes > 2000


def test_what_does_not_fit_by_bdd_either_is_refused() -> None:
    """Would catch a search without an end, and a refusal that does not say how much there was."""
    with pytest.raises(TooLarge, match=r"Account=3, Service=3 does not fit in decision diagrams either: [\d,]+ nodes"):
        reach(load().form, {"Account": 3, "Service": 3}, engine="bdd", memory=100_000)


def test_diagrams_take_over_where_memory_does_not_do() -> None:
    """Would catch an automatic choice without a word, and one that overrides what was asked for."""
    form, sizes, said = load().form, {"Account": 5, "Service": 3}, list[str]()
    found = reach(form, sizes, said=said.append)
    assert (found.engine, found.states) == ("bdd", KNOWN[5, 3][0])
    assert len(said) == 1
    assert said[0].startswith("Account=5, Service=3 has about")
    assert said[0].endswith("going on by decision diagrams")
    with pytest.raises(TooLarge):
        reach(form, sizes, engine="memory")


def test_what_diagrams_cannot_do_is_an_error() -> None:
    """Would catch orbits that were asked for and not counted, and a misspelt engine taken for another."""
    lamps: Mapping[str, int] = {"Lamp": 2}
    with pytest.raises(ChartproofError, match="know no orbits"):
        reach(compile_form(LAMPS), lamps, engine="bdd", symmetry=True)
    with pytest.raises(UnknownName, match="did you mean 'bdd'"):
        reach(compile_form(LAMPS), lamps, engine="bd")
    with pytest.raises(TooLarge) as refused:
        reach(load().form, {"Account": 4, "Service": 1}, symmetry=True, memory=400_000)
    assert "--engine bdd" in refused.value.mend


def test_where_nobody_asked_for_diagrams_they_end() -> None:
    """Catches a command that goes on for ever where memory does not do: out of patience is an answer, too."""
    sizes = {"Account": 5, "Service": 3}
    with pytest.raises(TooLarge, match="within 0 s") as caught:
        InBdd(load().form, sizes, patience=0)
    assert "--engine bdd" in caught.value.mend
    assert InBdd(load().form, sizes, patience=60).states == KNOWN[5, 3][0]
