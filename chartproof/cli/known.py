"""`--baseline FILE` of `verify` and `check`: what the file knows is accepted, and what it knows in vain is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chartproof.cli.everywhere import said

if TYPE_CHECKING:
    from chartproof.check.run import Run
    from chartproof.compare.comparison import Comparison
    from chartproof.report.known import Stale


@dataclass(frozen=True)
class Told:
    """What came of a baseline: the names accepted, and the entries that accept nothing."""

    file: Path | None
    accepted: tuple[str, ...] = ()
    stale: tuple[Stale, ...] = ()

    @property
    def data(self) -> dict[str, Any]:
        """As `--json` prints it; nothing without a baseline."""
        if self.file is None:
            return {}
        stale = [{"name": s.name, "said": s.said} for s in self.stale]
        return {"baseline": {"file": str(self.file), "accepted": list(self.accepted), "stale": stale}}

    def show(self) -> None:
        """On a terminal, before what there is to say besides."""
        if self.accepted and not said("--quiet"):
            click.echo(f"known from {self.file}, and accepted: {', '.join(self.accepted)}")
        for entry in self.stale:
            click.echo(f"{self.file} has an entry that accepts nothing any more: {entry.name}: {entry.said}", err=True)


def known_verdicts(file: Path | None) -> Callable[[Run, Sequence[str]], tuple[Run, Told]]:
    """What judges a run by a baseline, read first. Raises ChartproofError where `verify --json` did not write it."""
    if file is None:
        return lambda run, names: (run, Told(None))
    from chartproof.report.known import KnownVerdicts

    known = KnownVerdicts.read(file)

    def judged(run: Run, names: Sequence[str]) -> tuple[Run, Told]:
        results = tuple(map(known.accept, run.results))
        accepted = tuple(r.property.name for r in results if r.accepted)
        return replace(run, results=results), Told(file, accepted, tuple(known.stale(results, names)))

    return judged


def known_differences(file: Path | None) -> Callable[[Sequence[Comparison]], tuple[list[Comparison], Told]]:
    """What judges comparisons by a baseline, read first. Raises ChartproofError where `check --json` wrote none."""
    if file is None:
        return lambda found: (list(found), Told(None))
    from chartproof.report.known import KnownDifferences

    known = KnownDifferences.read(file)

    def judged(found: Sequence[Comparison]) -> tuple[list[Comparison], Told]:
        all_of = [known.accept(c) for c in found]
        accepted = [f"{d.property.name} ({c.name})" for c in all_of for d in c.differences if c.knows(d)]
        accepted += [f"{n.name} ({n.kind}, {c.name})" for c in all_of for n in c.known_notes]
        return all_of, Told(file, tuple(accepted), tuple(known.stale(all_of)))

    return judged
