"""Mutants of the engine: each must be noticed by the tests that are named beside it.

    python -m tests.mutants.engine [NAME…]

Each is applied to a copy of the project, in which its tests run until the first fails. Exit status 1 where one
survives, or where what it changes is no longer in the code.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIST = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True)
class Mutant:
    """One place of one file, written otherwise."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


def mutants() -> list[Mutant]:
    """All that are listed, in their order."""
    rows = tomllib.loads(LIST.read_text(encoding="utf-8"))["mutant"]
    return [Mutant(**{**row, "tests": tuple(row["tests"])}) for row in rows]


def applied(mutant: Mutant, root: Path) -> bool:
    """Write the mutant into a copy; False where its place is not there exactly once."""
    file = root / mutant.file
    text = file.read_text(encoding="utf-8")
    if text.count(mutant.old) != 1:
        return False
    file.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
    return True


def outcome(mutant: Mutant) -> str:
    """`noticed`, `survives`, or `gone` where the code is another now."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        copy = Path(folder) / "project"
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
        for name in filter(None, listed.decode().split("\0")):
            target = copy / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / name).is_file():
                shutil.copy2(ROOT / name, target)
        if not applied(mutant, copy):
            return "gone"
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-x",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:xdist",
            *mutant.tests,
        ]
        done = subprocess.run(command, cwd=copy, capture_output=True, check=False)
        return "survives" if done.returncode == 0 else "noticed"


def main() -> int:
    """Try those that are named, or all."""
    chosen = [m for m in mutants() if not sys.argv[1:] or m.name in sys.argv[1:]]
    bad = 0
    for mutant in chosen:
        found = outcome(mutant)
        bad += found != "noticed"
        print(f"{found:9} {mutant.name} ({mutant.file})", flush=True)
    print(f"{len(chosen)} mutants of the engine, {len(chosen) - bad} noticed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
