"""What stands for each statement of a project's page, with verdicts: what diagram/page.py draws."""

from __future__ import annotations

from collections.abc import Mapping

from chartproof.check.result import Result
from chartproof.check.run import verifier_of
from chartproof.diagram.page import Entry, Judged
from chartproof.language.names import said_sizes
from chartproof.page.citations import cited_by, project_page
from chartproof.page.statements import standings
from chartproof.project.project import Project


def page_map(project: Project, sizes: Mapping[str, int]) -> tuple[Entry, ...]:
    """The statements in the page's order; none where the project lists no page.

    Only properties that a statement cites are decided. Raises TooLarge where an instance cannot fit.
    """
    statements, citations = project_page(project)
    cited = {name for s in statements for name in cited_by(s, citations)}
    verifier = verifier_of(project, sizes)
    decided = {p.name: verifier.result(p) for p in project.properties.values() if p.name in cited}
    return entries_of(project, decided)


def entries_of(project: Project, decided: Mapping[str, Result]) -> tuple[Entry, ...]:
    """The statements in the page's order, with the verdicts that are known, by property."""
    statements, citations = project_page(project)
    standing = standings(statements, citations)
    citing = {s.id: cited_by(s, citations) for s in statements}
    judged = {name: _judged(result) for name, result in decided.items()}
    rules = {r.name for r in project.form.rules}
    return tuple(
        Entry(
            s.id,
            s.heading,
            s.kind,
            s.claim,
            s.excepted or "",
            (s.repeats or "") if standing[s.id] == "repeats" else "",
            tuple(n for n in citing[s.id] if n in rules),
            tuple(judged[n] for n in citing[s.id] if n in judged),
        )
        for s in statements
    )


def _judged(result: Result) -> Judged:
    scope = "for any number" if result.for_all_sizes else said_sizes(result.scope)
    return Judged(result.property.name, result.verdict, scope, result.as_expected)
