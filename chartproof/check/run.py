"""Verifying a whole project: every property, each trace replayed live, and the page's coverage."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from chartproof.check.exact import Description
from chartproof.check.page import Coverage, Statement, coverage, load_page
from chartproof.check.replayed import replay_trace
from chartproof.check.rests import Foundations
from chartproof.check.verify import Result, Verifier
from chartproof.compile.form import Form
from chartproof.compile.project import Project
from chartproof.declare.claims import Property
from chartproof.errors import ChartproofError
from chartproof.explore.search import refuse_what_cannot_fit
from chartproof.prove.logic import EFFORT, Limits

Citations = dict[str, list[str]]


@dataclass(frozen=True)
class Run:
    """The verdicts on a project's properties, and how far its page is covered."""

    results: tuple[Result, ...]
    page: Coverage | None
    description: Description | None = None


def verify_project(
    project: Project,
    sizes: Mapping[str, int],
    properties: Sequence[Property],
    began: Callable[[str], None] = lambda name: None,
    decided: Callable[[Result], None] = lambda result: None,
    *,
    symmetry: bool = False,
) -> Run:
    """Decide properties on every instance up to these sizes. Every trace is replayed live first.

    began: called with each property's name before it is decided. decided: called with each result.
    Raises TooLarge where an instance cannot fit, ReplayError where a backend is wrong.
    """
    verifier = verifier_of(project, sizes, symmetry=symmetry)
    foundations = Foundations(project.form, sizes)
    statements, citations = project_page(project)
    results = []
    for found in properties:
        began(found.name)
        result = verifier.result(found)
        if result.trace is not None:
            replay_trace(project.form, project.machines, result.trace)
        results.append(replace(result, rests_on=foundations.of(result)))
        decided(results[-1])
    page = coverage(statements, citations) if statements else None
    whole = len(results) == len(project.properties)
    return Run(tuple(results), page, verifier.description() if whole else None)


def verifier_of(project: Project, sizes: Mapping[str, int], *, proves: bool = True, symmetry: bool = False) -> Verifier:
    """What decides a project's properties: within the solver's effort that it allows, refusing what cannot fit."""
    limits = _limits(project)
    return Verifier(project.form, sizes, proves=proves, symmetry=symmetry, limits=limits, before_exploring=_refuse)


def _limits(project: Project) -> Limits:
    """How much work Z3 may do on one question. Raises ChartproofError where the project says no number."""
    effort = project.settings.get("effort", EFFORT)
    if not isinstance(effort, int) or isinstance(effort, bool) or effort < 1:
        raise ChartproofError(
            f"pyproject.toml: [tool.chartproof] effort = {effort!r} is not a positive integer",
            mend=f"it counts the solver's steps for one question; by default {EFFORT}",
        )
    return Limits(effort)


def _refuse(form: Form, sizes: Mapping[str, int]) -> None:
    refuse_what_cannot_fit(form, sizes)


def cited_by(statement: Statement, citations: Citations) -> list[str]:
    """The events and properties that cite a statement, or the one that it repeats."""
    found = citations.get(statement.id, []) + citations.get(statement.repeats or "", [])
    return list(dict.fromkeys(found))


def project_page(project: Project) -> tuple[tuple[Statement, ...], Citations]:
    """The statements of the project's page (none where it lists none), and who cites them."""
    citations: Citations = {}
    for rule in project.form.rules:
        for identifier in rule.page:
            citations.setdefault(identifier, []).append(rule.name)
    for found in project.properties.values():
        for identifier in found.page:
            citations.setdefault(identifier, []).append(found.name)
    if "page" in project.settings:
        return load_page(project.path("page", "model/page.toml")), citations
    if citations:
        cited = next(iter(citations))
        raise ChartproofError(
            f"{citations[cited][0]} cites the page statement {cited!r}, and the project lists no page",
            mend='name it in pyproject.toml: [tool.chartproof] page = "model/page.toml"',
        )
    return (), citations
