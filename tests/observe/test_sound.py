"""What the engine says of a set of states is so of each state in it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from chartproof.project.project import load
from tests.observe.sound import check_form, check_toy

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("seed", [*range(25), 162, 533])
def test_answers_about_small_random_models_are_right(seed: int) -> None:
    """Catches a name that a quantifier captures, a state that is dropped, a yes or a no that is only likely."""
    assert check_toy(seed) > 0


@pytest.mark.parametrize("size", [1, 2, 3])
def test_answers_about_two_phase_commit_are_right(size: int) -> None:
    """Catches the same where "every" is asked about, and a fact that drops what can be reached."""
    form = load(ROOT / "examples" / "two_phase_commit").form
    assert check_form(form, {"ResourceManager": size}, random.Random(size)) > 100


def test_answers_about_the_model_are_right() -> None:
    """Catches the same of machines with two sorts; larger sizes are for `make fuzz`."""
    assert check_form(load(ROOT).form, {"Account": 2, "Service": 1}, random.Random(2), rounds=1) > 1000
