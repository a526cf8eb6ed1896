"""Claims decided on one state of each orbit have the verdicts that they have on every state."""

from __future__ import annotations

import pytest

from chartproof.check.decide import decide
from chartproof.check.replayed import replay_trace
from chartproof.check.space import Space
from chartproof.check.verify import Verifier
from chartproof.compile import compile_form
from chartproof.compile.claims import asked
from chartproof.compile.reading import Reader
from chartproof.declare import always, can, ends, no_step, recoverable
from chartproof.declare.claims import Claim
from chartproof.explore.search import explore
from chartproof.project.project import load
from tests.toys import declarations

FAULTY = declarations(
    """
Node = Sort("Node", "one of some nodes")
class Health(Machine, per=Node):
    good = State(initial=True)
    ill = State()
    dead = State()
    fall_ill = good.to(ill)
    recover = ill.to(good)
    die = ill.to(dead)
class Nurse(Machine, per=Node):
    away = State(initial=True)
    there = State()
    come = away.to(there)
    go = there.to(away)
fall_ill = Event("A node falls ill.", of=Node)
recover = Event("A nurse makes it well.", of=Node, only_if=["nurse == 'there'"])
die = Event("It dies, if nobody cares and another is well.", of=Node,
            only_if=["nurse == 'away'", "some(Node, health == 'good')"])
come = Event("A nurse comes.", of=Node)
go = Event("A nurse goes.", of=Node)
"""
)

CLAIMS: list[tuple[Claim, str]] = [
    (always("not every(Node, health == 'dead')"), "holds"),
    (always("health != 'dead'"), "violated"),
    (can("health == 'ill' and every(Node, nurse == 'there')"), "witnessed"),
    (no_step(before="health == 'ill' and nurse == 'there'", after="health == 'dead'"), "holds"),
    (no_step(before="health == 'ill'", after="nurse == 'away' and health == 'dead'"), "violated"),
    (recoverable("every(Node, health == 'good')"), "violated"),
    (recoverable("some(Node, health == 'good')"), "holds"),
    (recoverable("health == 'good'"), "violated"),
    (recoverable("health == 'good'", where="health == 'ill'"), "holds"),
    (ends("health == 'ill'", fair=["recover"]), "violated"),
]


@pytest.mark.parametrize(("claim", "verdict"), CLAIMS)
def test_a_verdict_on_orbits_is_that_on_every_state(claim: Claim, verdict: str) -> None:
    """Would catch a claim decided on orbits that loses which element it follows, and a trace that cannot be walked."""
    form = compile_form(FAULTY)
    questions = asked(claim, Reader(form))
    full = decide(questions, Space(explore(form, {"Node": 3})))
    why = questions.needs_every_state
    orbits = decide(questions, Space(explore(form, {"Node": 3}, symmetry=not why)))
    assert orbits.verdict == full.verdict == verdict
    if full.trace is not None and orbits.trace is not None:
        assert len(orbits.trace.steps) == len(full.trace.steps)
        replay_trace(form, FAULTY.machines, orbits.trace)


def test_what_needs_every_state_says_why() -> None:
    """Would catch fairness, or an element followed over several steps, decided on orbits."""
    form = compile_form(FAULTY)
    reasons = [asked(claim, Reader(form)).needs_every_state for claim, _ in CLAIMS]
    assert [bool(r) for r in reasons] == [False] * 7 + [True] * 3
    assert "node" in reasons[7]
    assert "fairness" in reasons[9]


def test_verdicts_of_the_model_are_the_same_under_symmetry() -> None:
    """Would catch a kind of claim that looks at the states that stand for orbits as if they were all."""
    project = load()
    sizes = {"Account": 2, "Service": 1}
    full = Verifier(project.form, sizes, proves=False)
    orbits = Verifier(project.form, sizes, proves=False, symmetry=True)
    for found in project.properties.values():
        one, other = full.result(found), orbits.result(found)
        assert (one.verdict, one.vacuous) == (other.verdict, other.vacuous), found.name
        if other.trace is not None and one.trace is not None:
            assert len(other.trace.steps) == len(one.trace.steps), found.name
            replay_trace(project.form, project.machines, other.trace)
    needing = {p.name for p in project.properties.values() if orbits.result(p).every_state}
    assert "clean_up_ends" in needing
    assert "left_behind_recoverable" in needing
    assert "all_features_reachable" not in needing
