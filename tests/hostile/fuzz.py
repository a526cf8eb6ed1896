"""Runs hostile cases, in this process or each in its own, and says of each what is wrong with what came of it.

    python -m tests.hostile.fuzz [--seed N] [--cases N] [--seconds N] [--processes N]

A case is wrong if it ends in a traceback or with a status that the design doesn't know, if it fails without
naming what was hostile or names a line that there is not, if it succeeds though it is malformed, or if it takes too
long. The seed of each wrong case is printed, with as few of its mutations as make it go wrong.
"""

from __future__ import annotations

import argparse
import difflib
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from types import FrameType

from click.testing import CliRunner

from chartproof.cli.main import main
from tests import forked
from tests.hostile.cases import TOY, Case, case, misplaced, unmeant, with_seeds

LONG = 30
"""Seconds that one case may take."""


@dataclass(frozen=True)
class Outcome:
    """How a case ended: its status, what it wrote to standard error, and its traceback, if it has one."""

    status: int
    said: str
    traceback: str = ""


@dataclass(frozen=True)
class Wrong:
    """A case that went wrong, by its seed, with the fewest mutations that make it."""

    seed: int
    case: Case
    why: str

    def __str__(self) -> str:
        told = [f"seed {self.seed}: {self.why}", f"  chartproof {' '.join(map(_short, self.case.line))}"]
        if self.case.file:
            old = (TOY / self.case.file).read_text(encoding="utf-8").splitlines()
            new = self.case.content.decode("utf-8", "backslashreplace").splitlines()
            diff = difflib.unified_diff(old, new, self.case.file, "mutated", lineterm="", n=1)
            told += [f"  {_short(line)}" for line in diff]
        return "\n".join(told)


def _short(text: str) -> str:
    return ascii(text) if len(text) < 200 else f"{text[:200]!a}… ({len(text)} characters)"


@contextmanager
def _within(seconds: int) -> Iterator[None]:
    """Raise TimeoutError after so many seconds."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"still running after {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def in_process(found: Case, root: Path) -> Outcome:
    """Run a case here."""
    line = found.lay_out(root)
    try:
        with _within(LONG):
            result = CliRunner().invoke(main, line)
    except TimeoutError as error:
        return Outcome(-1, "", str(error))
    broken = result.exception if result.exc_info and not isinstance(result.exception, SystemExit) else None
    told = "".join(traceback.format_exception(broken)) if broken else ""
    return Outcome(result.exit_code, result.stderr, told)


def of_its_own(found: Case, root: Path, anew: bool) -> Outcome:
    """Run a case as a process of its own, which is forked, or starts Python anew."""
    line = found.lay_out(root)
    command = [sys.executable, "-m", "chartproof", *line]
    if any("\0" in part for part in line):
        return Outcome(2, " ".join(found.names))  # no process can be given such an argument
    if not anew:
        return _ended(forked.run(*command))
    try:
        return _ended(subprocess.run(command, capture_output=True, timeout=2 * LONG, check=False, errors="replace"))
    except subprocess.TimeoutExpired as error:
        return Outcome(-1, "", str(error))
    except OSError:  # the line is longer than the system allows
        return Outcome(2, " ".join(found.names))


def _ended(done: subprocess.CompletedProcess[str]) -> Outcome:
    return Outcome(done.returncode, done.stderr, done.stderr if "Traceback" in done.stderr else "")


def judged(found: Case, outcome: Outcome) -> str:
    """What is wrong with an outcome; empty where nothing is."""
    if outcome.traceback:
        return f"a traceback: {outcome.traceback.strip().splitlines()[-1][:300]}"
    if outcome.status not in (0, 1, 2, 3):
        return f"status {outcome.status}"
    if outcome.status == 2:
        if not re.search("^(error|Error|Usage): ", outcome.said, re.MULTILINE):
            return f"no message: {_short(outcome.said)}"
        named = any(name in outcome.said for name in found.names) or not found.names
        return misplaced(found, outcome.said) or ("" if named else f"names nothing hostile: {_short(outcome.said)}")
    why = unmeant(found)
    return f"status {outcome.status}, though {why}" if why else ""


def smallest(seed: int, found: Case, why: str, folder: Path) -> Wrong:
    """The case with the fewest of its mutations that still goes wrong."""
    for few in range(1, len(found.seeds)):
        for seeds in combinations(found.seeds, few):
            smaller = with_seeds(case(seed), seeds) if found.file else found
            again = judged(smaller, in_process(smaller, folder / f"smaller{'-'.join(map(str, seeds))}"))
            if again and found.file:
                return Wrong(seed, smaller, again)
    return Wrong(seed, found, why)


def run(seeds: Sequence[int], until: float = float("inf")) -> Iterator[Wrong | None]:
    """Run the cases of some seeds here, one after another; yields what went wrong, or None."""
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        for seed in seeds:
            if time.monotonic() > until:
                return
            found = case(seed)
            why = judged(found, in_process(found, Path(folder) / f"case{seed}"))
            yield smallest(seed, found, why, Path(folder) / f"case{seed}") if why else None


def run_as_processes(seeds: Sequence[int], anew: bool = True) -> list[Wrong]:
    """Run the cases of some seeds as processes of their own, two at a time; what went wrong."""

    def one(seed: int) -> Wrong | None:
        with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
            found = case(seed)
            why = judged(found, of_its_own(found, Path(folder) / "case", anew))
            return Wrong(seed, found, why) if why else None

    with ThreadPoolExecutor(2) as pool:
        return [wrong for wrong in pool.map(one, seeds) if wrong]


def _main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    options.add_argument("--cases", type=int, default=1_000_000)
    options.add_argument("--seconds", type=int, default=120)
    options.add_argument("--processes", type=int, default=50)
    given = options.parse_args()
    print(f"seeds from {given.seed}", flush=True)
    wrong, done = run_as_processes(range(given.seed, given.seed + given.processes)), 0
    for found in run(range(given.seed, given.seed + given.cases), time.monotonic() + given.seconds):
        done += 1
        wrong += [found] if found else []
        if found:
            print(found, flush=True)
    print(f"{given.processes} processes and {done} cases here, {len(wrong)} went wrong")
    if wrong:
        print("the smallest:", min(wrong, key=lambda w: (len(w.case.seeds), len(str(w)))), sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(_main())
