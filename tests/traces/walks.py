"""Traces to look at: the longest shortest one of a form, and those of a project's properties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from chartproof.changes.file import load_change
from chartproof.check.run import verifier_of
from chartproof.check.space import Space
from chartproof.compare.checker import under
from chartproof.explore.search import explore
from chartproof.language.form import Form
from chartproof.language.trace import Trace
from chartproof.project.project import Project, load
from chartproof.report.words import Caption

CHANGES = sorted(Path("changes").glob("*.toml"))
SIZES = {"Account": 2, "Service": 1}


def farthest(form: Form, sizes: Mapping[str, int]) -> Trace:
    """A shortest way to a state that is farthest from the beginning."""
    found = explore(form, sizes)
    return Space(found).trace(len(found.words) - 1)


def model() -> Project:
    """The project itself."""
    return load()


@cache
def model_traces() -> tuple[tuple[Project, Trace, Caption], ...]:
    """Every trace of the model's properties, under the baseline and each rule change; decided, not proved."""
    baseline = model()
    projects = [("baseline", baseline), *((p.stem, under(baseline, [load_change(p)])) for p in CHANGES)]
    return tuple(found for name, project in projects for found in _traces(name, project))


def _traces(name: str, project: Project) -> Iterator[tuple[Project, Trace, Caption]]:
    verifier = verifier_of(project, SIZES, proves=False)
    for result in verifier.results(list(project.properties.values())):
        if result.trace is not None:
            yield project, result.trace, Caption(f"{name} {result.property.name}", result.property.meaning)
