"""All mutants of a project judged, on all processors: what is noticed, what survives, and the scores.

The mutants of one event are judged in one process, one after another, so that what is found is the same however many
processes there are.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from chartproof.changes.file import load_change
from chartproof.compare.checker import under
from chartproof.explore.loading import expect_many
from chartproof.mutate.accepted import Accepted, unused
from chartproof.mutate.judge import Fate, Judge
from chartproof.mutate.operators import ADDITIONS, CHANGES, OPERATORS, mutants
from chartproof.project.project import Project, load


@dataclass(frozen=True)
class Score:
    """Of some mutants: how many there are, those that are equivalent, and those that are noticed."""

    made: int
    equivalent: int
    noticed: int

    @property
    def percent(self) -> float:
        """The share noticed of those that are not equivalent; all of them where there are none.

        >>> Score(10, 2, 6).percent
        75.0
        """
        different = self.made - self.equivalent
        return 100 * self.noticed / different if different else 100.0


@dataclass(frozen=True)
class Mutation:
    """What became of all mutants. accepted: the entries of the owner; wanted: the least percentages, by kind."""

    fates: tuple[Fate, ...]
    accepted: tuple[Accepted, ...] = ()
    wanted: Mapping[str, float] = ()  # type: ignore[assignment]

    def score(self, kind: str) -> Score:
        """The score of `changes`, of `additions`, or of one operator."""
        names = {"changes": CHANGES, "additions": ADDITIONS}.get(kind, {kind: OPERATORS.get(kind)})
        mine = [f.verdict for f in self.fates if f.mutant.operator in names]
        return Score(len(mine), mine.count("equivalent"), mine.count("noticed"))

    @property
    def survivors(self) -> tuple[Fate, ...]:
        """What nobody notices."""
        return tuple(f for f in self.fates if f.verdict == "survived")

    @property
    def unaccepted(self) -> tuple[Fate, ...]:
        """The survivors that the owner has not accepted, where any are accepted by name at all."""
        if not self.accepted:
            return ()
        return tuple(f for f in self.survivors if not any(a.covers(f.mutant.name) for a in self.accepted))

    @property
    def stale(self) -> tuple[Accepted, ...]:
        """The entries that no survivor needs any more."""
        return unused(self.accepted, [f.mutant.name for f in self.survivors])

    @property
    def short(self) -> tuple[str, ...]:
        """The kinds whose score is less than wanted."""
        return tuple(kind for kind, least in dict(self.wanted).items() if self.score(kind).percent < least)

    @property
    def ok(self) -> bool:
        """Whether the scores are reached, and all survivors accepted where some are."""
        return not (self.short or self.unaccepted or self.stale)


@dataclass(frozen=True)
class Task:
    """What a process needs to judge: where the rules are, under which changes, by which properties, at which sizes."""

    root: Path
    changes: tuple[Path, ...]
    sizes: tuple[tuple[str, int], ...]
    operators: tuple[str, ...]
    properties: tuple[str, ...]


def mutate(
    task: Task, project: Project, judged: Callable[[str], None] = lambda event: None, processes: int = 0
) -> tuple[Fate, ...]:
    """What becomes of all mutants, by event in the order of the rules. judged: called with each event that is done."""
    events = [r.name for r in project.form.rules]
    count = processes or len(os.sched_getaffinity(0))
    if count == 1:
        return tuple(fate for event in events for fate in _told(judge_event(task, event), event, judged))
    found: dict[str, Sequence[Fate]] = {}
    with ProcessPoolExecutor(count, multiprocessing.get_context("spawn")) as pool:
        waiting = {pool.submit(judge_event, task, event): event for event in events}
        for done in as_completed(waiting):
            found[waiting[done]] = _told(done.result(), waiting[done], judged)
    return tuple(fate for event in events for fate in found[event])


def _told(fates: Sequence[Fate], event: str, judged: Callable[[str], None]) -> Sequence[Fate]:
    judged(event)
    return fates


def judge_event(task: Task, event: str) -> list[Fate]:
    """The fates of one event's mutants, in the order of the operators."""
    project, judge = _prepared(task)
    judge.forget()
    operators = {name: OPERATORS[name] for name in task.operators}
    return list(judge.fates(mutants(project.form, operators, event)))


@lru_cache(maxsize=1)
def _prepared(task: Task) -> tuple[Project, Judge]:
    """The project and its judge, once a process."""
    expect_many(minutes=True)
    project = under(load(task.root), [load_change(path) for path in task.changes])
    return project, Judge(project, dict(task.sizes), task.properties)
