"""The engine against the interpreter on the same random systems in each run; `make fuzz` goes on for minutes."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from tests.effort import cases
from tests.interpreter import engine
from tests.interpreter.compare import Tally, compare
from tests.interpreter.fuzz import disagreements, reproduction
from tests.interpreter.generate import subject
from tests.interpreter.instances import Effort
from tests.interpreter.known import is_known
from tests.interpreter.minimise import minimal
from tests.interpreter.system import Claim, Property, Subject
from tests.interpreter.test_by_hand import POOL, inside
from tests.interpreter.written import module

QUICK = Effort()
BLOCK = 4


AGREED = 281_172
"""Of this system the interpreter once said otherwise: an added event calls something, a claim is for two and more."""


@pytest.mark.parametrize("first", [*range(0, cases(20), BLOCK), AGREED])
def test_engine_and_interpreter_agree(first: int) -> None:
    tally = Tally()
    seeds = iter([first] if first == AGREED else range(first, first + BLOCK))
    found = [d for d in disagreements(seeds, QUICK, tally, time.monotonic() + 600) if not is_known(d[1].kind)]
    print(f"{tally}, {len(found)} disagreements")
    assert not found, reproduction(*found[0], QUICK, 30)
    assert tally.counted["systems"], "no system was compared"


def test_a_seed_gives_the_same_subject() -> None:
    assert subject(3) == subject(3)
    assert module(subject(3)) == module(subject(3))


ASKED = Subject(
    POOL,
    (
        Property((Claim("can", ("true",)),)),
        Property((Claim("always", ("false",)),)),
        Property((Claim("always", ("true",)),)),
        Property((Claim("no_step", ("true",), ("true",)),)),
    ),
)


def kinds(asked: Subject = ASKED) -> set[str]:
    return {d.kind for d in compare(asked, QUICK, Tally())}


def test_what_agrees_is_silent() -> None:
    assert kinds() == set()


@pytest.mark.parametrize("field", ["states", "transitions", "depth"])
def test_a_wrong_count_is_noticed(field: str, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = engine.counts

    def wrong(*args: object, **words: object) -> engine.Counts:
        right = counts(*args, **words)  # type: ignore[arg-type]
        return replace(right, **{field: getattr(right, field) + 1})

    monkeypatch.setattr(engine, "counts", wrong)
    assert {"counts", "counts under symmetry"} <= kinds()


def test_a_wrong_number_of_orbits_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = engine.counts

    def wrong(*args: object, **words: object) -> engine.Counts:
        right = counts(*args, **words)  # type: ignore[arg-type]
        return replace(right, orbits=(right.orbits or 0) + 1)

    monkeypatch.setattr(engine, "counts", wrong)
    assert kinds() == {"counts under symmetry"}


@pytest.mark.parametrize(
    ("change", "noticed"),
    [
        ({"verdict": "holds"}, "verdict"),
        ({"vacuous": True}, "vacuity"),
        ({"trace": None}, "no trace"),
    ],
)
def test_a_wrong_answer_is_noticed(change: dict[str, Any], noticed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = engine.Asked.answer
    monkeypatch.setattr(engine.Asked, "answer", lambda *args: replace(answer(*args), **change))
    assert noticed in kinds()


def test_a_trace_that_is_none_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last state is put in place of the one before it; and a step is put in front that does nothing."""
    answer = engine.Asked.answer

    def wrong(*args: object) -> engine.Answer:
        right = answer(*args)  # type: ignore[arg-type]
        if right.trace is None or not right.trace.steps:
            return right
        *steps, (event, at, state) = right.trace.steps
        other = {cell: value + "?" for cell, value in state.items()}
        return replace(right, trace=replace(right.trace, steps=(*steps, (event, at, other))))

    monkeypatch.setattr(engine.Asked, "answer", wrong)
    assert "trace" in kinds()


def test_a_wrong_trace_elsewhere_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two have a token, which one of each sort does not show: its trace begins where the system does not."""
    answer = engine.Asked.answer

    def wrong(*args: object) -> engine.Answer:
        right = answer(*args)  # type: ignore[arg-type]
        if right.elsewhere is None:
            return right
        start = {cell: value + "?" for cell, value in right.elsewhere.start.items()}
        return replace(right, elsewhere=replace(right.elsewhere, start=start))

    both = tuple(inside("token", "has", at=(name,), negated=True) for name in ("x", "y"))
    said = ("every", "x", "Item", ("every", "y", "Item", ("or", ("same", "x", "y", False), *both)))
    asked = Subject(POOL, (Property((Claim("always", said),)),))
    assert kinds(asked) == set()
    monkeypatch.setattr(engine.Asked, "answer", wrong)
    assert kinds(asked) == {"elsewhere"}


def test_a_proof_of_what_is_false_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """With one of each sort nothing is asked of two: a proof from there speaks of sizes at which it is refuted."""
    answer = engine.Asked.answer
    monkeypatch.setattr(
        engine.Asked, "answer", lambda *args: replace(answer(*args), for_all_sizes=True, verdict="holds", trace=None)
    )
    monkeypatch.setattr("tests.interpreter.compare._verdict", lambda *args: "holds")
    assert any(kind.startswith("all sizes") for kind in kinds())


def test_what_fails_is_made_small() -> None:
    whole = subject(7)
    names = {e.name for e in whole.system.events}
    assert len(names) > 1
    least = minimal(whole, lambda s: "e1" in {e.name for e in s.system.events}, 20)
    assert [e.name for e in least.system.events] == ["e1"]
    assert (least.properties, least.changes, least.system.machines) == ((), (), ())
