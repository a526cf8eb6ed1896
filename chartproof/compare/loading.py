"""A project loaded in a process of its own, and handed over by a file.

A model is a program: that of another revision must not meet the modules, or what else there is, of the present one. The
file, which only the calling process reads, has the rules, the properties, the settings and the page; or what is wrong.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chartproof.declare.claims import Property
from chartproof.errors import ChartproofError, Origin
from chartproof.language.form import Form
from chartproof.page.citations import project_page
from chartproof.page.statements import Statement
from chartproof.project.project import load


@dataclass(frozen=True)
class Loaded:
    """What was found in a folder, as plain data."""

    root: Path
    settings: Mapping[str, Any]
    form: Form
    properties: Mapping[str, Property]
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Refused:
    """What is wrong there: as `errors` says it."""

    message: str
    origin: Origin | None
    mend: str


def loaded(folder: Path) -> Loaded | Refused:
    """The project of a folder, or what is wrong with it."""
    try:
        project = load(folder)
        statements, _ = project_page(project)
    except ChartproofError as error:
        return Refused(error.message, error.origin, error.mend)
    return Loaded(project.root, project.settings, project.form, project.properties, statements)


def hand_over() -> None:
    """What the process of its own does."""
    folder, file = map(Path, sys.argv[1:3])
    file.write_bytes(pickle.dumps(loaded(folder)))
