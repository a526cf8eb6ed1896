"""What each command loads: libraries that take long to load are loaded where they are used, and not before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("numba", "llvmlite", "z3", "numpy", "networkx", "statemachine", "wasmtime", "oxidd")
SEARCHING = {"numpy", "statemachine"}

LOADS: dict[tuple[str, ...], set[str]] = {
    ("--help",): set(),
    ("verify", "--help"): set(),
    ("explain", "create_account"): {"statemachine"},
    ("page", "README.md"): {"statemachine"},
    ("allows", "--holding", "organizations:AcceptHandshake"): {"statemachine"},
    ("replay", "tests/cli/steps.txt"): {"statemachine"},
    ("export", "promela"): SEARCHING,
    ("export", "tla"): SEARCHING,
    ("export", "networkx"): SEARCHING | {"networkx"},
    ("explore",): SEARCHING,
    ("explore", "--symmetry"): SEARCHING,
    ("how", "integration == 'left_behind'"): SEARCHING,
    ("explain", "no_stale_role"): SEARCHING | {"z3"},
    ("verify", "role_present"): SEARCHING | {"z3"},
    ("explore", "--engine", "bdd"): SEARCHING | {"oxidd"},
    ("explore", "--store", "{folder}"): SEARCHING,
    ("explore", "--size", "Account=4"): SEARCHING | {"numba", "llvmlite"},
}


@pytest.mark.parametrize("command", LOADS, ids=" ".join)
def test_a_command_loads_only_what_it_uses(command: tuple[str, ...], tmp_path: Path) -> None:
    """Would catch an import at the top of a module that makes every command wait for what one of them needs."""
    called = [word.format(folder=tmp_path / "store") for word in command]
    program = (
        "import atexit, sys\n"
        f"atexit.register(lambda: print('LOADED', *(m for m in {HEAVY!r} if m in sys.modules), file=sys.stderr))\n"
        "from chartproof.cli.main import main\n"
        f"main({called!r})\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert ran.returncode in (0, 1), ran.stderr
    loaded = next(line for line in ran.stderr.splitlines() if line.startswith("LOADED"))
    assert set(loaded.split()[1:]) == LOADS[command]
