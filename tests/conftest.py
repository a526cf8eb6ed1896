"""What all tests share: this repository's own project is loaded once a process, whoever asks for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

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
