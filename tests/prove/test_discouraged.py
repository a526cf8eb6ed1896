"""Strategies do without discouraged events where they can, and try them last where they cannot."""

from __future__ import annotations

import pytest

from chartproof.check.verify import Verifier
from chartproof.compile import compile_form
from chartproof.declare import claim, recoverable
from chartproof.declare.claims import Claim
from chartproof.project.project import load
from tests.toys import declarations

GATE = """
class Guest(Machine):
    inside = State(initial=True)
    outside = State()
    lost = State()
    leave = inside.to(outside)
    stray = outside.to(lost)
    climb = inside.from_(outside, lost)
    enter = outside.to(inside)
    guide = lost.to(outside)
leave = Event("The guest leaves.")
stray = Event("The guest is lost.")
climb = Event("The guest climbs over the wall.", discouraged="It is steep.")
enter = Event("The guest goes in by the gate.")
GUIDE
"""


@claim()
def can_be_inside() -> Claim:
    """From everywhere the guest can get inside."""
    return recoverable("guest == 'inside'")


@pytest.mark.parametrize(
    ("guide", "expected"),
    [('guide = Event("The guest is led back.")', {"guide", "enter"}), ("", {"enter", "climb"})],
)
def test_what_is_discouraged_comes_last_if_at_all(guide: str, expected: set[str]) -> None:
    """One step over the wall is shorter: catches a strategy chosen for that, and one that is not found at all."""
    source = GATE.replace("GUIDE", guide)
    if not guide:
        source = source.replace("    guide = lost.to(outside)\n", "")
    proof = Verifier(compile_form(declarations(source)), {}).proof(can_be_inside)
    assert proof.strategy is not None
    events = [m.rule.name for m in proof.strategy.moves]
    assert set(events) == expected
    assert "climb" not in events[:-1]


def test_the_advice_of_the_model_does_not_begin_with_what_the_page_advises_against() -> None:
    """Leftovers are cleared by enabling the service again and disabling it from its own side."""
    project = load()
    verifier = Verifier(project.form, {"Account": 2, "Service": 1})
    proof = verifier.proof(project.properties["left_behind_recoverable"])
    assert proof.strategy is not None
    events = [m.rule.name for m in proof.strategy.moves]
    assert "disable_trusted_access" not in events
    assert "disable_from_service" in events
