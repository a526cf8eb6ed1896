"""New properties of a change file: what is claimed once the change is in, with what is expected of it.

[new_property.registered_while_trusted]
sentence = "Only members are registered."
claim = "always"                          # a word of chartproof.declare; its arguments are keys beside it
what = "registration == 'none'"
where = "not member"
scope = "all"                             # expected, finding, at_least, scope, vacuous, page: as in @claim

Several claims that must all hold are a list of tables: claims = [{ claim = "always", what = "…" }, …].
"""

from __future__ import annotations

import keyword
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chartproof.changes.claims import WORD, ClaimReader
from chartproof.changes.source import Source, Table
from chartproof.declare.claims import Claim, Property, expectation
from chartproof.errors import Origin
from chartproof.language.form import Form

KEYS = ("sentence", "claims", "expected", "finding", "at_least", "scope", "vacuous", "page")


@dataclass(frozen=True)
class NewProperty:
    """A property as a file says it: checked as far as no form is needed."""

    name: str
    origin: Origin = field(compare=False)
    source: Source = field(compare=False, repr=False)
    table: Table

    def read(self, form: Form | None) -> Property:
        """The property, its actors and sorts as the form has them. Raises ModelError."""
        source, table, where = self.source, self.table, f"[new_property.{self.name}]"
        words = (f"new_property.{self.name}",)
        claims = self._claims(ClaimReader(source, words, form), where)
        scope = source.string(table, "scope", where, *words, default="")
        expected = source.string(table, "expected", where, *words, default="")
        return Property(
            name=self.name,
            meaning=" ".join(source.string(table, "sentence", where, *words).split()),
            claims=claims,
            expectation=expectation(claims, expected, scope, self._flag("vacuous", where), self.origin),
            page=source.strings(table, "page", where, *words),
            finding=self._flag("finding", where),
            at_least=tuple(self._at_least(ClaimReader(source, words, form), where).items()),
            origin=self.origin,
        )

    def _claims(self, reader: ClaimReader, where: str) -> tuple[Claim, ...]:
        rows = self.source.tables(self.table, "claims", where, '{ claim = "always", what = "…" }', *reader.words)
        if bool(rows) == (WORD in self.table):
            raise self.source.wrong(
                f"{where} says {'both claim and claims' if rows else 'no claim'}",
                'write claim = "always", what = "…"; several are a list: claims = [{ claim = "always", what = "…" }]',
                *reader.words,
            )
        if rows:
            self.source.keys(self.table, KEYS, where, *reader.words)
            return tuple(reader.claim(row, f"{where}: claims") for row in rows)
        return (reader.claim(self.table, where, besides=KEYS),)

    def _flag(self, key: str, where: str) -> bool:
        value = self.table.get(key, False)
        if not isinstance(value, bool):
            said = f"{where}: {key} is {value!r}"
            raise self.source.wrong(said, f"write {key} = true", f"new_property.{self.name}", key)
        return value

    def _at_least(self, reader: ClaimReader, where: str) -> Mapping[str, int]:
        table = self.table.get("at_least", {})
        if not isinstance(table, dict):
            raise self.source.wrong(f"{where}: at_least is no table", "write at_least.Account = 2", *reader.words)
        for name, size in table.items():
            reader.sort(name, "at_least")
            if not isinstance(size, int) or isinstance(size, bool) or size < 1:
                said = f"{where}: at_least.{name} is {size!r}, and no positive integer"
                raise self.source.wrong(said, f"write at_least.{name} = 2", *reader.words, "at_least", name)
        return table


def new_property(source: Source, name: str, row: Any) -> NewProperty:
    """A property from its table. Raises ModelError where it is malformed; names are checked with the form."""
    word = f"new_property.{name}"
    table = source.keys(row, row, f"[new_property.{name}]", word)
    if not name.isidentifier() or keyword.iskeyword(name):
        raise source.wrong(f"{name!r} is no name of a property", "use letters, digits and _", word)
    found = NewProperty(name, source.at(word), source, table)
    found.read(None)
    return found
