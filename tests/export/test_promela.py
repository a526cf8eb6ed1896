"""Spin counts the same states: an opinion that shares no backend with ours."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from chartproof.compile import Declarations, compile_form
from chartproof.declare import Event, Machine, Sort, State
from chartproof.explore.search import explore
from chartproof.export.promela import promela
from chartproof.language.form import Form
from chartproof.project.project import load

pytestmark = pytest.mark.skipif(
    shutil.which("spin") is None or shutil.which("gcc") is None, reason="spin or a C compiler is not installed"
)


def stored(form: Form, sizes: dict[str, int], folder: Path) -> int:
    """The states that Spin stores; its exit status says nothing, so its words are read."""
    (folder / "m.pml").write_text(promela(form, sizes))
    subprocess.run(["spin", "-a", "m.pml"], cwd=folder, check=True, capture_output=True)
    subprocess.run(["gcc", "-DSAFETY", "-DNOREDUCE", "-w", "-o", "pan", "pan.c"], cwd=folder, check=True)
    said = subprocess.run(["./pan", "-m200000"], cwd=folder, check=True, capture_output=True, text=True).stdout
    assert "errors: 0" in said
    assert "max search depth too small" not in said
    return int(re.search(r"(\d+) states, stored", said)[1])  # type: ignore[index]


@pytest.mark.parametrize(("accounts", "services", "states"), [(1, 1, 165), (2, 1, 2505), (1, 2, 2481), (2, 2, 75153)])
def test_spin_counts_the_models_states(accounts: int, services: int, states: int, tmp_path: Path) -> None:
    """Catches a rule that our explorer and our figures get wrong together."""
    assert stored(load().form, {"Account": accounts, "Service": services}, tmp_path) == states


def test_effects_read_the_state_before(tmp_path: Path) -> None:
    """Catches effects written one after the other: two machines that swap would become equal."""
    Slot = Sort("Slot")

    class Left(Machine, per=Slot):
        a = State(initial=True)
        b = State()
        swap = (
            a.to(b, cond="right == 'b'")
            | a.to(a, unless="right == 'b'")
            | b.to(a, cond="right == 'a'")
            | b.to(b, unless="right == 'a'")
        )
        flip = a.to(b)

    class Right(Machine, per=Slot):
        a = State(initial=True)
        b = State()
        swap = (
            a.to(b, cond="left == 'b'")
            | a.to(a, unless="left == 'b'")
            | b.to(a, cond="left == 'a'")
            | b.to(b, unless="left == 'a'")
        )

    events = {"swap": Event("Left and right swap.", of=Slot), "flip": Event("Left goes to b.", of=Slot)}
    form = compile_form(Declarations((Slot,), (Left, Right), events))
    assert stored(form, {"Slot": 2}, tmp_path) == explore(form, {"Slot": 2}).states == 16
