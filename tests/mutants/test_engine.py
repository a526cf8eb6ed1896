"""The list of the engine's mutants fits the engine: each place is there once."""

from __future__ import annotations

import pytest

from tests.mutants.engine import ROOT, Mutant, mutants


@pytest.mark.parametrize("mutant", mutants(), ids=lambda m: m.name)
def test_the_place_is_there(mutant: Mutant) -> None:
    """Catches a list that the code has left behind, so that `make mutate-engine` would try less than it says."""
    assert (ROOT / mutant.file).read_text(encoding="utf-8").count(mutant.old) == 1
    assert mutant.old != mutant.new
    assert all((ROOT / test).exists() for test in mutant.tests)
