"""A new event of a change file: its row. What moves at it is said by further edits."""

from __future__ import annotations

from chartproof.changes.guards import AddEvent
from chartproof.changes.rows import items, read_actor, read_need
from chartproof.changes.source import Source, Table
from chartproof.declare.sorts import snake
from chartproof.language.expression import Binder
from chartproof.language.form import Rule


def new_event(source: Source, name: str, table: Table) -> AddEvent:
    """The row of a new event. Raises ModelError where it is malformed; sorts are checked with the form."""
    where, word = f"[new_event.{name}]", f"new_event.{name}"
    if not name.isidentifier():
        raise source.wrong(f"{name!r} is no name of an event", "use letters, digits and _", word)
    rule = Rule(
        name=name,
        parameters=_parameters(source, table, where, word),
        guard=(),
        effects=(),
        sentence=source.string(table, "sentence", where, word),
        calls=source.string(table, "calls", where, word, default=""),
        page=source.strings(table, "page", where, word),
        discouraged=source.string(table, "discouraged", where, word, default=""),
        harm=source.string(table, "harm", where, word, default=""),
        spoils=source.string(table, "spoils", where, word, default=""),
        origin=source.at(word),
    )
    needs = [read_need(source, n, f"{where} needs", word, "needs") for n in items(source, table, "needs", where, word)]
    actors = [read_actor(source, a, f"{where} by", word, "by") for a in items(source, table, "by", where, word)]
    return AddEvent(rule, source.strings(table, "only_if", where, word), tuple(needs), tuple(actors), source.at(word))


def _parameters(source: Source, table: Table, where: str, word: str) -> tuple[Binder, ...]:
    """The arguments: a list of sorts, or a table from names to sorts."""
    of = table.get("of", [])
    if isinstance(of, dict) and all(isinstance(s, str) for s in of.values()):
        return tuple(Binder(name, sort) for name, sort in of.items())
    sorts = source.strings(table, "of", where, word)
    if len(set(sorts)) < len(sorts):
        raise source.wrong(
            f"{where}: two arguments have the same sort, and so the same name",
            f'name them: of = {{ one = "{sorts[0]}", other = "{sorts[0]}" }}', word, "of",
        )  # fmt: skip
    return tuple(Binder(snake(s), s) for s in sorts)
