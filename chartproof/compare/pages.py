"""The page, of two rule sets: what it says of what differs, in our words; and statements that are heeded no longer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chartproof.compare.notes import Note
from chartproof.page.statements import Statement, standings
from chartproof.project.project import Project


@dataclass(frozen=True)
class Cited:
    """A statement, and the changed rows and fallen properties that cite it."""

    statement: Statement
    by: tuple[str, ...]


def cited(statements: Sequence[Statement], before: Project, after: Project, fallen: Sequence[str]) -> tuple[Cited, ...]:
    """What the page says of the rows that differ and of these properties, in the page's order."""
    found: dict[str, list[str]] = {}
    for name, page in _pages(before, after, fallen):
        for identifier in page:
            by = found.setdefault(identifier, [])
            if name not in by:
                by.append(name)
    return tuple(Cited(s, tuple(found[s.id])) for s in statements if s.id in found)


def _pages(before: Project, after: Project, fallen: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    rows = {r.name: r for r in before.form.rules}
    for rule in after.form.rules:
        if rows.get(rule.name) != rule:
            yield rule.name, rule.page
            yield rule.name, rows[rule.name].page if rule.name in rows else ()
    yield from ((name, row.page) for name, row in rows.items() if name not in {r.name for r in after.form.rules})
    for project in (after, before):
        yield from ((name, project.properties[name].page) for name in fallen if name in project.properties)


def page_notes(old: Sequence[Statement], new: Sequence[Statement], before: Project, after: Project) -> Iterator[Note]:
    """Statements that are gone, say something else, are excepted now, or that nothing cites any more."""
    present = {s.id: s for s in new}
    was, now = (standings(statements, _cited(project)) for statements, project in ((old, before), (new, after)))
    for statement in old:
        other = present.get(statement.id)
        said = _difference(statement, other, was[statement.id], now.get(statement.id, ""))
        if said:
            yield Note("page", statement.id, f"{statement.id}: {said}")


def _difference(old: Statement, new: Statement | None, was: str, now: str) -> str:
    if new is None:
        return f"the statement is gone ({old.claim})"
    if new.fingerprint != old.fingerprint:
        return f"the page's sentence is another; in our words, it was: {old.claim}"
    if (new.claim, new.kind) != (old.claim, old.kind):
        return f"it is read as the {new.kind} {new.claim!r}, and was the {old.kind} {old.claim!r}"
    if was == "covered" != now:
        return "nothing cites it any more" + (f"; it is excepted: {new.excepted}" if new.excepted else "")
    return ""


def _cited(project: Project) -> set[str]:
    rows = {i for r in project.form.rules for i in r.page}
    return rows | {i for p in project.properties.values() for i in p.page}
