"""What all tests share: this repository's own project is loaded, and decided without a change, once a process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pytest

from chartproof.changes.change import Change
from chartproof.check import run
from chartproof.check.run import Run
from chartproof.compare.checker import Checker, Decided
from chartproof.project import project
from chartproof.project.project import Project, load

ROOT = Path(__file__).parents[1]


@cache
def own() -> Project:
    """The project of this repository. Its modules stay loaded anyway, and nothing that a command does changes it."""
    return load(ROOT)


@pytest.fixture(autouse=True)
def loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands that run in this process get the project that is loaded already."""

    def loaded(start: Path | str | None = None) -> Project:
        return own() if start is None and Path.cwd() == ROOT else load(start)

    found: Callable[[Path | str | None], Project] = loaded
    monkeypatch.setattr(project, "load", found)


@pytest.fixture(scope="session")
def verified() -> Run:
    """What `make verify` decides."""
    return run.verify_project(own(), {"Account": 2, "Service": 1}, list(own().properties.values()))


@cache
def baseline(sizes: tuple[tuple[str, int], ...], proves: bool) -> Decided:
    """What the rules of this repository come to without a change, as `check` decides it."""
    return Decided(own(), dict(sizes), None, proves)


@pytest.fixture(autouse=True)
def decided_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Changes of this repository are held against rules that are decided already: a `check` is half of that.

    The verdicts themselves are held elsewhere, by `verify`, which decides anew; and any other project's baseline is
    decided by each `check`.
    """
    real = Checker._decided

    def decided(self: Checker, changes: Sequence[Change]) -> Decided:
        if not changes and self.project is own():
            return baseline(tuple(self.sizes.items()), self.proves)
        return real(self, changes)

    monkeypatch.setattr(Checker, "_decided", decided)
