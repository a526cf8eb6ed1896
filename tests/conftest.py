"""What all tests share: this repository's own project is loaded, and decided without a change, once a process."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

from chartproof.changes.change import Change
from chartproof.check import run
from chartproof.check.page_map import page_map
from chartproof.check.run import Run
from chartproof.cli import drawn
from chartproof.compare import revision
from chartproof.compare.checker import Checker, Decided
from chartproof.diagram.page import Entry
from chartproof.project import project
from chartproof.project.project import Project, load
from tests import forked

ROOT = Path(__file__).parents[1]


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected is kept compiled, whatever the environment says: else each process does it in each run.

    Projects that tests write are not: they change within the second by which Python tells an old file from a new one.
    """
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, False
    try:
        return (yield)
    finally:
        sys.dont_write_bytecode = before


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


@pytest.fixture(autouse=True)
def loaded_by_forking(monkeypatch: pytest.MonkeyPatch) -> None:
    """A revision is loaded by a process that need not import everything first; what is forked itself starts Python."""
    monkeypatch.setattr(revision, "_ended", forked.status_of)


@pytest.fixture(scope="session")
def verified() -> Run:
    """What `make verify` decides."""
    return run.verify_project(own(), {"Account": 2, "Service": 1}, list(own().properties.values()))


@cache
def mapped(sizes: tuple[tuple[str, int], ...]) -> tuple[Entry, ...]:
    """What this repository's page map shows without a change, of which `diagram` decides every verdict."""
    return page_map(own(), dict(sizes))


@pytest.fixture(autouse=True)
def mapped_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The diagrams of this repository are drawn with verdicts that are decided already, as `make lint` decides them."""

    def found(project: Project, sizes: Mapping[str, int]) -> tuple[Entry, ...]:
        return mapped(tuple(sizes.items())) if project is own() else page_map(project, sizes)

    monkeypatch.setattr(drawn, "page_map", found)


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
