"""A project, what was decided of it, and the rule changes it proposes, as one document: what `export json` writes.

The document is public and versioned; its schema is `document.schema.json` beside this file. Times are no part of it:
the same input gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from chartproof import __version__
from chartproof.changes.change import Change
from chartproof.changes.file import load_change
from chartproof.check.page_map import entries_of
from chartproof.check.run import Run, verify_project
from chartproof.compare.checker import Checker
from chartproof.diagram.page import Entry
from chartproof.explore.loading import expect_many
from chartproof.explorer.compared import Compared, compared
from chartproof.explorer.results import entry_data, result_document, tallies
from chartproof.explorer.rules import Refused, rules_data, sizes_data
from chartproof.project.project import Project

Data = dict[str, Any]
VERSION = 1


@dataclass(frozen=True)
class Found:
    """All that there is to say of a project: the verdicts, each change compared, the page, the mutants that survive."""

    project: Project
    sizes: Mapping[str, int]
    run: Run
    compared: tuple[Compared, ...]
    refused: tuple[Refused, ...]
    entries: tuple[Entry, ...]
    mutants: tuple[Data, ...] | None = None
    under: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every verdict is as expected and the page is covered: what `verify` ends with."""
        return all(r.as_expected for r in self.run.results) and (self.run.page is None or self.run.page.ok)


def proposed(project: Project) -> list[Change]:
    """The changes that a project keeps in its folder `changes`. Raises ChartproofError where one is malformed."""
    return [load_change(file) for file in sorted((project.root / "changes").glob("*.toml"))]


def find(
    project: Project,
    sizes: Mapping[str, int],
    mutants: Sequence[Data] | None = None,
    began: Callable[[str], None] = lambda name: None,
    under: Sequence[str] = (),
) -> Found:
    """Decide every property, and check every change: in one process, with what is the same worked out once.

    under: the names of the changes that the project is under, which head the report.
    """
    changes = proposed(project)
    _, refused = rules_data(project, changes)
    names = {r.change.name for r in refused}
    wanted = [c for c in changes if c.name not in names] if project.properties else []
    expect_many(minutes=True)
    checker = Checker(project, sizes, began=began)
    known = checker.baseline if project.properties else None
    run = verify_project(project, sizes, list(project.properties.values()), began, known=known)
    return Found(
        project,
        dict(sizes),
        run,
        tuple(compared(checker, wanted)),
        tuple(refused),
        entries_of(project, {r.property.name: r for r in run.results}),
        None if mutants is None else tuple(mutants),
        tuple(under),
    )


def document(found: Found) -> Data:
    """The document as plain data."""
    project, run = found.project, found.run
    rules, _ = rules_data(project, proposed(project))
    told = {c.name: c.told for c in found.compared}
    for change in rules["changes"]:
        change["checked"] = told.get(change["name"])
    page = run.page
    return {
        "chartproof": __version__,
        "version": VERSION,
        "title": title_of(project) + (f", under {' and '.join(found.under)}" if found.under else ""),
        "sizes": sizes_data(project.form, found.sizes),
        "ok": found.ok,
        "tallies": tallies(run.results),
        **rules,
        "refused": [{"name": r.change.name, "proposal": r.change.proposal, "why": r.why} for r in found.refused],
        "properties": [result_document(project.form, r) for r in run.results],
        "page": [entry_data(e) for e in found.entries],
        "coverage": page
        and {
            "statements": page.statements,
            "covered": page.covered,
            "excepted": page.excepted,
            "repeats": page.repeats,
            "ok": page.ok,
        },
        "mutants": None if found.mutants is None else list(found.mutants),
    }


def title_of(project: Project) -> str:
    """What a project is called: its folder, or as `[project] name` in pyproject.toml says."""
    name = project.settings.get("title") or project.root.name
    return str(name)


def as_text(data: Data) -> str:
    """The document as compact JSON, on one line."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def write(project: Project, sizes: Mapping[str, int]) -> str:
    """What `export json` writes: the document of all that was found."""
    return as_text(document(find(project, sizes))) + "\n"


def schema() -> Data:
    """The schema of the document, in JSON Schema 2020-12."""
    text = (resources.files("chartproof.explorer") / "document.schema.json").read_text("utf-8")
    found: Data = json.loads(text)
    return found
