"""The shortest way to a state, whichever engine looks for it."""

from __future__ import annotations

import pytest

from chartproof.check import how
from chartproof.errors import TooLarge
from chartproof.explore import bdd, search
from chartproof.project.project import load

WITNESSED = "integration == 'left_behind' and service_role == 'present'"
NOWHERE = "every(Account, not member) and some(Account, member)"
SIZES = {"Account": 2, "Service": 1}


def test_a_way_does_not_depend_on_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Would catch another trace, or none, from decision diagrams."""
    project = load()
    by_search = how.shortest_way(project, WITNESSED, SIZES)
    assert by_search is not None
    assert how.shortest_way(project, NOWHERE, SIZES) is None
    monkeypatch.setattr(how, "LOOK", 0.5)
    assert how.shortest_way(project, WITNESSED, SIZES) == by_search
    assert how.shortest_way(project, NOWHERE, SIZES) is None


def test_that_there_is_no_way_is_said_of_sizes_beyond_memory() -> None:
    """Would catch a refusal where decision diagrams know the answer."""
    assert how.shortest_way(load(), NOWHERE, {"Account": 5, "Service": 3}) is None


def test_what_no_engine_holds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Would catch `there is none` said of an instance that was not looked into."""

    def refuse(*_: object, **__: object) -> None:
        raise TooLarge("no")

    monkeypatch.setattr(how, "LOOK", 0.5)
    monkeypatch.setattr(bdd, "InBdd", refuse)
    monkeypatch.setattr(search.Estimates, "refuse", refuse)
    with pytest.raises(TooLarge, match="no; the instances that could be looked into have no way"):
        how.shortest_way(load(), NOWHERE, SIZES)
