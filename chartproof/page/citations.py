"""Who cites the statements of a project's page: its events and its properties."""

from __future__ import annotations

from chartproof.errors import ChartproofError
from chartproof.page.statements import Statement, load_page
from chartproof.project.project import Project

Citations = dict[str, list[str]]
"""Names of events and properties, by the statement that they cite."""


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
