"""What `chartproof explain` prints about a property, an event or a statement of the page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.text import Text

from chartproof.cli.output import print_json
from chartproof.errors import UnknownName
from chartproof.language.form import Rule
from chartproof.page.catalogue import Entry, catalogue
from chartproof.page.citations import cited_by, project_page
from chartproof.project.project import Project
from chartproof.report.data import result_data
from chartproof.report.text import print_property, print_rule


def subject(project: Project, name: str) -> Entry:
    """What a name is the name of, of whichever kind; a machine's may be said as expressions say it. Raises UnknownName.

    Properties and events go before what else has the same name.
    """
    if name in project.properties:
        return Entry("properties", name, project.properties[name].meaning)
    titles = {v.name: v.title for v in project.form.variables}
    seen = set()
    for entry in catalogue(project):
        if entry.name in (name, titles.get(name)):
            return entry
        seen.add(entry.name)
    raise UnknownName("property, event, machine or other thing", name, seen)


def explain_property(
    project: Project, name: str, sizes: Mapping[str, int], smt2: Path | None, out: Console | None
) -> None:
    """A property: what it means, where it stands, its verdict, and its trace."""
    from chartproof.check.run import verify_project
    from chartproof.report.files import write_proofs

    result = verify_project(project, sizes, [project.property(name)], proposes=True).results[0]
    write_proofs([result], smt2)
    if out is None:
        print_json(result_data(project.form, result))
    else:
        print_property(out, project.form, result)


def explain_event(project: Project, name: str, out: Console | None) -> None:
    """An event: its row and its machines' parts, and which properties name it."""
    rule = project.form.rule(name)
    if out is None:
        print_json(event_data(rule))
    else:
        print_rule(out, rule)


def event_data(rule: Rule) -> dict[str, object]:
    """An event as plain data."""
    return {
        "name": rule.name,
        "sentence": rule.sentence,
        "arguments": {b.name: b.sort for b in rule.parameters},
        "origin": str(rule.origin),
        "actors": [a.name for a in rule.actors],
        "calls": rule.calls,
        "guard": [{"expression": str(c), "machine": c.machine, "origin": str(c.origin)} for c in rule.guard],
        "effects": [
            {
                "machine": e.variable,
                "every": [b.sort for b in e.bound],
                "goes_to": e.value,
                "where": str(e.when),
                "origin": str(e.origin),
            }
            for e in rule.effects
        ],
        "needs": [{"permission": n.name, "when": str(n.when), "where": n.where, "by": n.by} for n in rule.needs],
        "notes": dict(rule.notes),
        "discouraged": rule.discouraged or None,
        "harm": rule.harm or None,
        "spoils": rule.spoils or None,
        "page": list(rule.page),
    }


def explain_statement(project: Project, name: str, out: Console | None) -> None:
    """A statement of the page: what it claims, and which events and properties cite it."""
    statements, citations = project_page(project)
    found = next(s for s in statements if s.id == name)
    cited = cited_by(found, citations)
    if out is None:
        data = {
            "id": found.id, "heading": found.heading, "paragraph": found.paragraph, "sentence": found.sentence,
            "kind": found.kind, "claim": found.claim, "repeats": found.repeats, "excepted": found.excepted,
            "cited_by": cited,
        }  # fmt: skip
        print_json(data)
        return
    out.print(Text(f"{found.id} ({found.kind})", "bold"))
    out.print(Text(found.claim))
    place = f"{found.heading}, paragraph {found.paragraph}, sentence {found.sentence}; listed at {found.origin}"
    out.print(Text(place, "dim"))
    if found.repeats:
        out.print(Text(f"repeats {found.repeats}"))
    if found.excepted:
        out.print(Text(f"excepted: {found.excepted}"))
    out.print(Text(f"cited by: {', '.join(cited) or 'nothing'}"))
