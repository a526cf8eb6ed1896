"""Verifying a whole project: every property, each trace replayed live, and the page's coverage."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chartproof.check.exact import Description
from chartproof.check.never import WhatNever, what_never
from chartproof.check.replayed import replay_trace
from chartproof.check.rests import Foundations
from chartproof.check.result import Result
from chartproof.check.verify import Verifier
from chartproof.declare.claims import Property
from chartproof.errors import ChartproofError
from chartproof.explore.loading import expect_many
from chartproof.explore.search import refuse_what_cannot_fit
from chartproof.language.form import Form
from chartproof.page.citations import project_page
from chartproof.page.statements import Coverage, coverage
from chartproof.project.kept import Kept
from chartproof.project.project import Project
from chartproof.prove.logic import EFFORT, Limits

if TYPE_CHECKING:
    from chartproof.explore.store.stored import InStore

FEW = 5
"""Up to so many properties are decided without waiting for what makes many searches quick."""


@dataclass(frozen=True)
class Run:
    """The verdicts on a project's properties, how far its page is covered, and (of all) what never happens."""

    results: tuple[Result, ...]
    page: Coverage | None
    description: Description | None = None
    never: WhatNever | None = None


def verify_project(
    project: Project,
    sizes: Mapping[str, int],
    properties: Sequence[Property],
    began: Callable[[str], None] = lambda name: None,
    decided: Callable[[Result], None] = lambda result: None,
    *,
    symmetry: bool = False,
    proves: bool = True,
    proposes: bool = False,
    known: tuple[Verifier, Mapping[str, Result]] | None = None,
    store: InStore | None = None,
) -> Run:
    """Decide properties at these sizes, and prove them where they hold. Every trace is replayed live first.

    began: called with each property's name before it is decided. decided: called with each result. proves: whether
    to prove; else every instance up to the sizes is explored. proposes: whether to look for the fact that an open
    proof lacks. known: a verifier of the project, and what it has decided already, by property. store: an instance
    that was explored into files, of which claims are asked there. Raises ReplayError where a backend is wrong, and
    ModelError where a claim is malformed.
    """
    if len(properties) > FEW:
        expect_many()
    if known is None:
        known = verifier_of(project, sizes, proves=proves, symmetry=symmetry, store=store), {}
    verifier, decided_before = known
    verifier.proposes = proposes
    foundations = Foundations(project.form, project.reader, verifier.kept)
    statements, citations = project_page(project)
    results = []
    try:
        for found in properties:
            began(found.name)
            result = decided_before.get(found.name) or verifier.result(found)
            if result.shown is not None:
                replay_trace(project.form, project.machines, result.shown)
            results.append(replace(result, rests_on=foundations.of(found)))
            decided(results[-1])
    finally:
        verifier.kept.save()
    page = coverage(statements, citations) if statements else None
    whole = len(results) == len(project.properties)
    if not whole:
        return Run(tuple(results), page)
    return Run(tuple(results), page, verifier.description() if proves else None, what_never(verifier))


def verifier_of(
    project: Project,
    sizes: Mapping[str, int],
    *,
    proves: bool = True,
    symmetry: bool = False,
    like: Verifier | None = None,
    store: InStore | None = None,
) -> Verifier:
    """What decides a project's properties: within the solver's effort that it allows, refusing what cannot fit."""
    limits = _limits(project)
    kept = Kept.of(project.root, project.form, limits)
    return Verifier(
        project.form,
        sizes,
        proves=proves,
        symmetry=symmetry,
        limits=limits,
        guard=_refuse,
        reader=project.reader,
        like=like,
        properties=tuple(project.properties.values()),
        kept=kept,
        store=store,
    )


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
