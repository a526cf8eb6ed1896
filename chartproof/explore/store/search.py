"""Exhaustive search, breadth first, whose levels are files in a folder: what does not fit in memory fits on a disk.

A level is a number of tasks of two kinds, plain functions of files, whoever runs them: parts of it are expanded
(`expand`), and what they lead to is merged between rows that share the work evenly (`merge`). Then the manifest says
that the next level is whole. What is found depends neither on who runs the tasks nor on how often they are begun.
"""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Executor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np

from chartproof.errors import ChartproofError
from chartproof.explore.exploration import Progress
from chartproof.explore.loading import wanted
from chartproof.explore.store.expand import Expanded, expand
from chartproof.explore.store.files import Rows, Writer
from chartproof.explore.store.job import Job, Work, job, work
from chartproof.explore.store.lock import locked
from chartproof.explore.store.manifest import Level, Manifest, read
from chartproof.explore.store.merge import merge
from chartproof.explore.store.rows import SLICE, sort, squeeze
from chartproof.explore.store.shares import FEW_MERGED, parts, shared
from chartproof.language.form import Form
from chartproof.language.meaning import initial_states

MANY_FILES = 64
"""More than so many files of fewer rows than a merged part has are made one: each is opened at every level."""
LARGE = 20_000
"""From so many states on, loading numba costs less than going on without."""
GROWN = 1_000
"""From so many states on, workers begin to load what they will need, while small levels are still made here."""
HERE = 8_000
"""Levels of so many rows are made here, until there is much to look into: to hand tasks to workers takes longer."""
RESUME = "--resume goes on from there"
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Lost(ChartproofError):
    """Whoever ran the tasks could not go on; what was whole stays whole."""


@dataclass(frozen=True)
class Crew:
    """Who runs the tasks: an executor, how many run at a time, and the bytes that each may take.

    told: told of a job before its first task, so that workers which are processes of their own can load what it needs.
    """

    executor: Executor
    workers: int
    room: int
    told: Callable[[Job], None] = lambda given: None


def explore_into(
    folder: Path,
    form: Form,
    sizes: Mapping[str, int],
    crew: Callable[[], Any],
    *,
    symmetry: bool = False,
    resume: bool = False,
    progress: Progress | None = None,
) -> Manifest:
    """Search an instance exhaustively, into a folder; resume: go on from its last whole level, if it has one.

    crew: makes a context of the `Crew`, which is entered when the folder is found to be right.
    Raises ChartproofError where the folder is no store, or one of something else, where another run works on it,
    where a file of it is damaged, and where the disk is full, saying which levels are whole.
    """
    wanted = Manifest.of(folder, form, sizes, symmetry)
    _refuse(read(folder), wanted, resume)
    folder.mkdir(exist_ok=True)
    with locked(folder):
        begun = read(folder) or wanted  # again, now that nobody else writes it
        _refuse(begun, wanted, resume or begun is wanted)
        begun.write()
        begun.clean()
        search = _Search(begun, form)
        try:
            with _told(search), crew() as found:
                search.run(found, progress)
        finally:
            with suppress(OSError):
                search.manifest.clean()
        return search.manifest


def _refuse(found: Manifest | None, wanted: Manifest, resume: bool) -> None:
    if found is None:
        return
    found.refuse_other(wanted)
    if not resume and found.levels:
        raise ChartproofError(
            f"{found.folder} is a store already: {found.said}", mend="go on with it by --resume, or name another folder"
        )


@contextmanager
def _told(search: _Search) -> Iterator[None]:
    """What ends a search is told with what is kept of it."""
    try:
        yield
    except Lost as error:
        said = f"{error.message}; {search.manifest.said}"
        raise ChartproofError(said, mend=f"{error.mend}\n{RESUME}") from error
    except CancelledError as error:
        said = f"the scheduler was lost; {search.manifest.said}"
        raise ChartproofError(said, mend=f"start it anew; {RESUME}") from error
    except OSError as error:
        said = search.manifest.said
        if error.errno in NO_ROOM:
            raise ChartproofError(
                f"there is no room for level {len(search.manifest.levels)}: {error.strerror}; {said}",
                mend=f"make room where {search.manifest.folder} is; {RESUME}",
            ) from error
        raise ChartproofError(
            f"{error.filename or search.manifest.folder}: {error.strerror or error}; {said}"
        ) from error


class _Search:
    def __init__(self, manifest: Manifest, form: Form) -> None:
        self.manifest, self.form = manifest, form
        self.run_name = uuid4().hex[:8]
        self.job = job(form, manifest.sizes, manifest.symmetry, loops=False, room=0)
        self._known: list[Rows] = []
        self._levels_known = 0
        self._crew_told = False

    def run(self, crew: Crew, progress: Progress | None) -> None:
        """All levels that are not there yet."""
        _each(crew, intact, [(file,) for level in self.manifest.levels for file in level.files])
        begun, spent = time.perf_counter(), self.manifest.seconds
        if not self.manifest.levels:
            self._first(crew)
        while not self.manifest.whole:
            self._level(crew)
            self.manifest = replace(self.manifest, seconds=spent + time.perf_counter() - begun)
            self.manifest.write()
            if progress is not None:
                progress(len(self.manifest.levels) - 1, self._count)

    @property
    def _count(self) -> int:
        return sum(level.count for level in self.manifest.levels)

    @property
    def _small(self) -> bool:
        """Whether the next level is made here."""
        return self._count <= LARGE and self.manifest.levels[-1].count <= HERE

    def _job(self, crew: Crew) -> Job:
        """The job, by numba's loops where these are loaded, or there is enough to do for them."""
        count = self._count
        given = replace(self.job, loops=wanted(work(self.job).names, count > LARGE), room=crew.room)
        if count > GROWN and not self._crew_told:
            self._crew_told = True
            crew.told(replace(given, loops=wanted(work(self.job).names, True)))
        return given

    def _first(self, crew: Crew) -> None:
        """The level of the initial states."""
        found: Work = work(self._job(crew))
        layout = found.instance.layout
        states = np.array([layout.pack(s) for s in initial_states(self.form, found.instance.sizes)], np.uint64)
        if found.symmetric:
            states, _ = found.names.stand_for(states)
        with Writer(self.manifest.path(0, 0, self.run_name)) as file:
            file.write(squeeze(sort(states)))
            rows = file.finish(kept=True)
        assert rows is not None, "every machine has an initial state"
        self.manifest = replace(self.manifest, levels=(Level((rows,)),))
        self.manifest.write()

    def _level(self, crew: Crew) -> None:
        """Expand the last level, and make the next of what it leads to."""
        given, *earlier, last = self._job(crew), *self.manifest.levels
        runs = self.manifest.folder / f"runs-{self.run_name}"
        runs.mkdir(exist_ok=True)
        shares = enumerate(parts(last.files, crew.workers))
        calls = [(given, *part, str(runs / f"{n:06}")) for n, part in shares]
        found: list[Expanded[Rows]] = _each(crew, expand, calls, here=self._small)
        files = self._merged(crew, given, found)
        for path in runs.iterdir():
            path.unlink()
        last = replace(last, states=sum(e.states for e in found), transitions=sum(e.transitions for e in found))
        levels = (*earlier, last, Level(files)) if files else (*earlier, last)
        self.manifest = replace(self.manifest, levels=levels, whole=not files)

    def _merged(self, crew: Crew, given: Job, found: Sequence[Expanded[Rows]]) -> tuple[Rows, ...]:
        """The files of the next level."""
        level, earlier = len(self.manifest.levels), self._earlier(crew, given)
        calls = [
            (given, *task, self.manifest.path(level, n, self.run_name))
            for n, task in enumerate(shared(found, earlier, crew.workers, crew.room))
        ]
        return tuple(rows for rows in _each(crew, merge, calls, here=self._small) if rows is not None)

    def _earlier(self, crew: Crew, given: Job) -> list[Rows]:
        """All that is known, in files that are few however many levels there are, the last level first."""
        levels = self.manifest.levels
        self._known += [file for level in levels[self._levels_known :] for file in level.files]
        self._levels_known = len(levels)
        small = [file for file in self._known if file.count < FEW_MERGED]
        if len(small) > MANY_FILES:
            folder = self.manifest.folder / f"known-{self.run_name}"
            folder.mkdir(exist_ok=True)
            # Nothing is earlier than these, so that all their rows are merged.
            (one,) = _each(crew, merge, [(given, small, (), None, None, str(folder / f"{len(levels):06}"))])
            self._known = [one, *(file for file in self._known if file.count >= FEW_MERGED)]
            for file in small:
                if Path(file.path).parent == folder:
                    Path(file.path).unlink()
        return self._known[::-1]


def intact(file: Rows) -> None:
    """Raise ChartproofError where a file is not as it was written."""
    for _ in file.check(SLICE):
        pass


def _each(
    crew: Crew, function: Callable[..., Any], calls: Iterable[tuple[Any, ...]], *, here: bool = False
) -> list[Any]:
    """What a function returns for each call, in order; where one fails, those not begun yet are left out.

    here: whether it is called in this thread.
    """
    if here:
        return [function(*call) for call in calls]
    futures = [crew.executor.submit(function, *call) for call in calls]
    try:
        return [future.result() for future in futures]
    except BaseException:
        for future in futures:
            future.cancel()
        raise
