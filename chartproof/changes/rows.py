"""What change files say of the people of an event: permissions and actors, a text or a table each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chartproof.changes.edit import Edit
from chartproof.changes.people import ActorSaid, AddActor, AddNeed, DropActor, DropNeed, Need, ReplaceNeed
from chartproof.changes.source import Source, Table
from chartproof.errors import Origin

NEED = '"…" or { permission = "…", when = "…", where = "…", by = "…" }'


def items(source: Source, table: Table, key: str, where: str, *words: str) -> list[Any]:
    """A list of a table, none where it is missing. Raises ModelError."""
    value = table.get(key, [])
    if not isinstance(value, list):
        raise source.wrong(f"{where}: {key} is no list", f'write {key} = ["…"]', *words, key)
    return value


def read_actor(source: Source, given: Any, where: str, *words: str) -> ActorSaid:
    """An actor: its name, or a table that says whether it is a person, and for whom it acts."""
    if isinstance(given, str) and given.strip():
        return ActorSaid(given)
    source.keys(given, ("name", "person", "acts_for"), where, *words)
    name = source.string(given, "name", where, *words)
    person = given.get("person")
    if person is not None and not isinstance(person, bool):
        raise source.wrong(f"{where}: person is {person!r}", "write person = true or false", *words)
    return ActorSaid(name, person, source.string(given, "acts_for", where, *words, default=""))


def read_need(source: Source, given: Any, where: str, *words: str) -> Need:
    """A permission: its name, or a table with the case in which it is needed."""
    if isinstance(given, str) and given.strip():
        return Need(given)
    source.keys(given, ("permission", "when", "where", "by"), where, *words)
    name = source.string(given, "permission", where, *words)
    for key in ("when", "where", "by"):
        if key in given:
            source.string(given, key, where, *words, name)
    return Need(name, given.get("when"), given.get("where"), given.get("by"))


def edited_needs(source: Source, event: str, table: Table, where: str, *words: str) -> Iterator[Edit]:
    """`needs.drop`, `needs.replace`, `needs.add` of an event that there is; what is dropped goes first."""
    verbs = source.keys(table.get("needs", {}), ("drop", "replace", "add"), f"{where} needs", *words, "needs")

    def read(given: Any, verb: str) -> tuple[Need, Origin]:
        need = read_need(source, given, f"{where}: needs.{verb}", *words, "needs", verb)
        return need, source.at(*words, "needs", verb, need.name)

    for given in items(source, verbs, "drop", f"{where}: needs", *words, "needs"):
        yield DropNeed(event, *read(given, "drop"))
    example = f"{{ old = {NEED.split(' or ')[0]}, new = {NEED.split(' or ')[0]} }}"
    for pair in source.tables(verbs, "replace", f"{where}: needs", example, *words, "needs"):
        source.keys(pair, ("old", "new"), f"{where}: needs.replace", *words, "needs", "replace")
        for key in ("old", "new"):
            if key not in pair:
                said = f"{where}: needs.replace: {key} is missing"
                raise source.wrong(said, f"write {key} = {NEED}", *words, "needs", "replace")
        old, origin = read(pair["old"], "replace")
        yield ReplaceNeed(event, old, read(pair["new"], "replace")[0], origin)
    for given in items(source, verbs, "add", f"{where}: needs", *words, "needs"):
        yield AddNeed(event, *read(given, "add"))


def edited_actors(source: Source, event: str, table: Table, where: str, *words: str) -> Iterator[Edit]:
    """`by.drop`, `by.add` of an event that there is; what is dropped goes first."""
    verbs = source.keys(table.get("by", {}), ("drop", "add"), f"{where} by", *words, "by")
    kinds: dict[str, Any] = {"drop": DropActor, "add": AddActor}
    for verb, made in kinds.items():
        for given in items(source, verbs, verb, f"{where}: by", *words, "by"):
            actor = read_actor(source, given, f"{where}: by.{verb}", *words, "by", verb)
            yield made(event, actor, source.at(*words, "by", verb, actor.name))
