"""An effect that happens in some states only counts in every engine, whichever loops it runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from chartproof.compile import Form, compile_form
from chartproof.explore import compiled, runs
from chartproof.explore.bdd import InBdd
from chartproof.explore.compiled import CompiledExploration
from chartproof.explore.exploration import Exploration
from chartproof.explore.plain import PlainExploration
from chartproof.explore.runs import RunSearch
from chartproof.explore.search import explore
from chartproof.explore.store import expand, search
from chartproof.explore.store.stored import InStore
from chartproof.language.expression import Truth
from chartproof.language.form import Effect
from tests.explore.stores import into_store
from tests.toys import declarations

SIZES = {"Item": 3}
LAMPS = compile_form(
    declarations(
        """
Item = Sort("Item", "Items", "item")
class Lamp(Machine, per=(Item,)):
    off = State(initial=True)
    on = State()
    switched = off.to(on)
class Bulb(Machine, per=(Item,)):
    whole = State(initial=True)
    broken = State()
    hit = listens(whole.to(broken, cond="lamp == 'on'"))
switched = Event("It is switched on.", of={"item": Item})
hit = Event("It is hit.", of={"item": Item})
"""
    )
)
Counts = tuple[int, int, int | None]
Found = Callable[[Form, bool, Path, pytest.MonkeyPatch], Counts]


def counts(found: Exploration, kind: type[Exploration]) -> Counts:
    assert isinstance(found, kind)
    return found.states, found.transitions, found.depth


def by_numpy(form: Form, symmetric: bool, _: Path, __: pytest.MonkeyPatch) -> Counts:
    return counts(explore(form, SIZES, symmetry=symmetric, compiled=False), PlainExploration)


def by_a_table(form: Form, symmetric: bool, _: Path, __: pytest.MonkeyPatch) -> Counts:
    return counts(explore(form, SIZES, symmetry=symmetric, compiled=True), CompiledExploration)


def by_runs(form: Form, symmetric: bool, _: Path, monkeypatch: pytest.MonkeyPatch) -> Counts:
    ended: list[None] = []
    real = RunSearch._end_level

    def end_level(self: RunSearch, pool: ThreadPoolExecutor) -> None:
        ended.append(None)
        real(self, pool)

    monkeypatch.setattr(RunSearch, "_end_level", end_level)
    for module, values in {compiled: {"MANY": 1, "BROAD": 0}, runs: {"BUFFERS": 100_000}}.items():
        for name, value in values.items():
            monkeypatch.setattr(module, name, value)
    found = counts(explore(form, SIZES, symmetry=symmetric, compiled=True), CompiledExploration)
    monkeypatch.setattr(RunSearch, "_end_level", real)
    assert len(ended) == (found[2] or 0) + 1
    return found


def by_files(loops: bool) -> Found:
    def found(form: Form, symmetric: bool, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Counts:
        monkeypatch.setattr(search, "wanted", lambda *given: loops)
        monkeypatch.setattr(expand, "_Plain" if loops else "_Loops", None)
        stored: InStore = into_store(folder / "store", form, SIZES, symmetry=symmetric)
        return stored.states, stored.transitions, stored.depth

    return found


def by_diagrams(form: Form, symmetric: bool, _: Path, __: pytest.MonkeyPatch) -> Counts:
    found = InBdd(form, SIZES, levels=True)
    return found.states, found.transitions, found.depth


ENGINES: Mapping[str, Found] = {
    "numpy": by_numpy,
    "a table": by_a_table,
    "runs": by_runs,
    "files by numpy": by_files(False),
    "files by loops": by_files(True),
    "diagrams": by_diagrams,
}


@pytest.mark.parametrize(
    ("engine", "symmetric"), [(e, s) for e in ENGINES for s in (False, True) if not (s and e == "diagrams")]
)
def test_an_effect_in_some_states_counts(
    engine: str, symmetric: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Catches an engine that leaves out what happens in some states only, or lets it happen in all.

    By hand: an element has its lamp off, on with a whole bulb, or on with a broken one, two steps away. It can be
    switched in the first, and hit in each. Without the effect it has two states, where it always happens four.
    """
    find = ENGINES[engine]
    assert find(LAMPS, symmetric, tmp_path, monkeypatch) == (3**3, 3 * 3**2 * (1 + 3), 2 * 3)
    expected: dict[Callable[[Effect], list[Effect]], Counts] = {
        lambda e: [e] if e.when == Truth(True) else []: (2**3, 3 * 2**2 * (1 + 2), 3),
        lambda e: [replace(e, when=Truth(True))]: (4**3, 3 * 4**2 * (2 + 4), 2 * 3),
    }
    for number, (changed, wanted) in enumerate(expected.items()):
        rules = (replace(r, effects=tuple(x for e in r.effects for x in changed(e))) for r in LAMPS.rules)
        (tmp_path / str(number)).mkdir()
        assert find(replace(LAMPS, rules=tuple(rules)), symmetric, tmp_path / str(number), monkeypatch) == wanted
