"""A new event of a change file: its row. What moves at it is said by further edits."""

from __future__ import annotations

from typing import Any

from chartproof.changes.guards import AddEvent
from chartproof.changes.source import Source, Table
from chartproof.declare.sorts import snake
from chartproof.language.expression import TRUE, Binder
from chartproof.language.form import Actor, Permission, Rule


def new_event(source: Source, name: str, table: Table) -> AddEvent:
    """The row of a new event. Raises ModelError where it is malformed; sorts are checked with the form."""
    where, word = f"[new_event.{name}]", f"new_event.{name}"
    if not name.isidentifier():
        raise source.wrong(f"{name!r} is no name of an event", "use letters, digits and _", word)
    guards = source.strings(table, "only_if", where, word)
    needs = [_need(source, word, where, need) for need in _list(source, table, "needs", where, word)]
    rule = Rule(
        name=name,
        parameters=_parameters(source, table, where, word),
        guard=(),
        effects=(),
        needs=tuple(need for need, _ in needs),
        actors=tuple(_actor(source, word, where, actor) for actor in _list(source, table, "by", where, word)),
        sentence=source.string(table, "sentence", where, word),
        calls=source.string(table, "calls", where, word, default=""),
        page=source.strings(table, "page", where, word),
        origin=source.at(word),
    )
    return AddEvent(rule, guards, tuple((need.name, when) for need, when in needs), source.at(word))


def _list(source: Source, table: Table, key: str, where: str, word: str) -> list[Any]:
    value = table.get(key, [])
    if not isinstance(value, list):
        raise source.wrong(f"{where}: {key} is no list", f'write {key} = ["…"]', word, key)
    return value


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


def _actor(source: Source, word: str, where: str, given: Any) -> Actor:
    """An actor: its name, or a table that says whether it is a person."""
    if isinstance(given, str):
        return Actor(given, True)
    source.keys(given, ("name", "person"), f"{where} by", word, "by")
    name = source.string(given, "name", f"{where} by", word, "by")
    person = given.get("person", True)
    if not isinstance(person, bool):
        raise source.wrong(f"{where} by: person is {person!r}", "write person = true or false", word, "by")
    return Actor(name, person)


def _need(source: Source, word: str, where: str, given: Any) -> tuple[Permission, str]:
    """A permission: its name, or a table with the case in which it is needed."""
    if isinstance(given, str):
        return Permission(given, TRUE), "True"
    where = f"{where} needs"
    source.keys(given, ("permission", "when", "where", "by"), where, word, "needs")
    name = source.string(given, "permission", where, word, "needs")
    when = source.string(given, "when", where, word, "needs", default="True")
    case = source.string(given, "where", where, word, "needs", default="")
    by = source.string(given, "by", where, word, "needs", default="")
    return Permission(name, TRUE, case, by), when
