"""Everything that a project names, by kind, each with a sentence and with what belongs to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chartproof.changes.file import load_change
from chartproof.language.fold import machines_read
from chartproof.language.form import Permission, Rule, Variable
from chartproof.page.citations import cited_by, project_page
from chartproof.project.project import Project

KINDS = ("events", "machines", "sorts", "properties", "statements", "actors", "permissions", "changes")


@dataclass(frozen=True)
class Entry:
    """Something that has a name. belongs: what there is to say of it, a title and a text each."""

    kind: str
    name: str
    says: str
    belongs: tuple[tuple[str, str], ...] = ()


def catalogue(project: Project) -> Iterator[Entry]:
    """What the project names, kind by kind. Raises ChartproofError where its page or a change is malformed."""
    rules = project.form.rules
    yield from (Entry("events", r.name, r.sentence) for r in rules)
    yield from (_machine(v, rules) for v in project.form.variables)
    yield from _sorts(project)
    yield from (Entry("properties", p.name, p.meaning) for p in project.properties.values())
    statements, citations = project_page(project)
    for statement in statements:
        cited = ", ".join(cited_by(statement, citations)) or "nothing"
        yield Entry("statements", statement.id, statement.claim, (("cited by", cited),))
    yield from _actors(rules)
    yield from _permissions(rules)
    yield from _changes(project)


def _machine(variable: Variable, rules: Sequence[Rule]) -> Entry:
    moved = [r.name for r in rules if any(e.variable == variable.name for e in r.effects)]
    read = [r.name for r in rules if variable.name in machines_read(r.condition)]
    belongs = (
        ("per", ", ".join(variable.sorts)),
        ("states", ", ".join(variable.states)),
        ("initially", " or ".join(variable.initial)),
        ("moved by", ", ".join(moved)),
        ("read by the guard of", ", ".join(read)),
        ("declared at", str(variable.origin)),
    )
    return Entry("machines", variable.title, variable.meaning, belongs)


def _sorts(project: Project) -> Iterator[Entry]:
    for sort in project.declarations.sorts:
        machines = [v.title for v in project.form.variables if sort.name in v.sorts]
        events = [r.name for r in project.form.rules if any(b.sort == sort.name for b in r.parameters)]
        belongs = (("machines", ", ".join(machines)), ("events", ", ".join(events)), ("declared at", str(sort.origin)))
        yield Entry("sorts", sort.name, sort.meaning, belongs)


def _actors(rules: Sequence[Rule]) -> Iterator[Entry]:
    for actor in dict.fromkeys(a for r in rules for a in r.actors):
        does = ", ".join(r.name for r in rules if actor in r.actors)
        belongs = (("does", does), ("acts for", actor.acts_for))
        yield Entry("actors", actor.name, "a person, with credentials" if actor.person else "a system", belongs)


def _permissions(rules: Sequence[Rule]) -> Iterator[Entry]:
    for name in sorted({need.name for r in rules for need in r.needs}):
        needed = [(r.name, said_case(need)) for r in rules for need in r.needs if need.name == name]
        events = ", ".join(dict.fromkeys(event for event, _ in needed))
        belongs = tuple(("needed for", f"{event}{case}") for event, case in needed)
        yield Entry("permissions", name, f"needed for {events}", belongs)


def said_case(need: Permission) -> str:
    """In which case a permission is needed, as it follows the name of what it is needed for."""
    where = "" if str(need.when) == "True" else f" where {need.when}"
    return where + (f", in the {need.where}" if need.where else "") + (f", by {need.by}" if need.by else "")


def _changes(project: Project) -> Iterator[Entry]:
    """The change files in the folder `changes` beside the project's settings."""
    for file in sorted((project.root / "changes").glob("*.toml")):
        change = load_change(file)
        expects = ", ".join(f"{name} {verdict}" for name, verdict in change.expects.items())
        belongs = (
            ("why", " ".join(change.why.split())),
            ("builds on", ", ".join(change.builds_on)),
            ("expects", expects or "the baseline's verdicts"),
            ("declared at", str(change.origin)),
        )
        yield Entry("changes", change.name, change.proposal, belongs)
