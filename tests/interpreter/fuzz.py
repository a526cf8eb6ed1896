"""Fuzzing: seed after seed, the engine against the interpreter, until the time is up.

    python -m tests.interpreter.fuzz --minutes 5 [--seed 1000] [--only 1234]

Prints each disagreement with its seed and a small module that shows it, and at the end what was compared. Exit
status 1 where there was a disagreement that is not known, 0 otherwise.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator

from tests.interpreter.compare import Disagreement, Tally, compare
from tests.interpreter.generate import subject
from tests.interpreter.instances import Effort
from tests.interpreter.known import is_known
from tests.interpreter.minimise import minimal
from tests.interpreter.system import Subject
from tests.interpreter.written import module

LONG = Effort(verified=1_500, refuting=20_000, proved=100, copies=60_000, solving=2_000_000)


def reproduction(seed: int, found: Disagreement, effort: Effort, seconds: float = 60) -> str:
    """A disagreement with its seed, and the smallest module found that shows one of its kind."""
    whole = subject(seed)
    start = whole
    if found.number is not None:
        start = Subject(whole.system, (whole.properties[found.number],), whole.changes, whole.wrong)
    if found.change is None:
        start = Subject(start.system, start.properties, (), start.wrong)

    def alike(candidate: Subject) -> Disagreement | None:
        return next((d for d in compare(candidate, effort, Tally()) if d.kind == found.kind), None)

    least = minimal(start, lambda candidate: alike(candidate) is not None, seconds)
    shown = alike(least) or found
    return f"seed {seed}: {found}\n\nand as small as it was made:\n{shown}\n\n{module(least)}"


def disagreements(
    seeds: Iterator[int], effort: Effort, tally: Tally, until: float
) -> Iterator[tuple[int, Disagreement]]:
    """Every disagreement of these seeds, until the time is up; one of each kind a seed."""
    for seed in seeds:
        if time.monotonic() > until:
            return
        said: set[str] = set()
        for found in compare(subject(seed), effort, tally):
            if found.kind not in said:
                said.add(found.kind)
                yield seed, found


def main() -> int:
    """The command."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--minutes", type=float, default=5)
    options.add_argument("--seed", type=int, default=None, help="the first seed; by default one of the clock's")
    options.add_argument("--only", type=int, default=None, help="this seed alone")
    options.add_argument("--quick", action="store_true", help="as far as the tests look")
    given = options.parse_args()
    first = given.seed if given.seed is not None else int(time.time()) % 1_000_000 * 1_000
    seeds = iter([given.only]) if given.only is not None else iter(range(first, first + 1_000_000))
    effort, tally, kinds = Effort() if given.quick else LONG, Tally(), Counter[str]()
    begun = time.monotonic()
    for seed, found in disagreements(seeds, effort, tally, begun + 60 * given.minutes):
        kinds[found.kind] += 1
        if kinds[found.kind] == 1 and not is_known(found.kind):
            print(reproduction(seed, found, effort), flush=True)
        else:
            print(f"seed {seed}: {found}", flush=True)
    fresh = sum(number for kind, number in kinds.items() if not is_known(kind))
    print(f"\nfrom seed {first}, in {time.monotonic() - begun:.0f} s: {tally}")
    print(f"disagreements: {fresh}, and {kinds.total() - fresh} that are known ({dict(kinds)})")
    return 1 if fresh else 0


if __name__ == "__main__":
    sys.exit(main())
