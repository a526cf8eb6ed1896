"""A change file as text: its TOML table, and the line on which something in it stands.

The standard library's TOML reader knows no lines, so a key or a text is looked for, behind the
heading that it stands under. Where it cannot be found, the heading's line is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chartproof.errors import ModelError, Origin, nearest
from chartproof.files import read_toml

Table = Mapping[str, Any]


@dataclass(frozen=True)
class Source:
    """The text of a change file."""

    path: Path
    text: str

    def table(self) -> Table:
        """The TOML table. Raises ChartproofError with the line where it is malformed."""
        return read_toml(self.text, str(self.path))

    def at(self, *words: str) -> Origin:
        """Where the last of these words stands, each looked for behind the one before."""
        position = 0
        for word in words:
            found = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)").search(self.text, position)
            position = found.start() if found else position
        return Origin(str(self.path), self.text.count("\n", 0, position) + 1)

    def wrong(self, message: str, mend: str, *words: str) -> ModelError:
        """An error at the place of these words."""
        return ModelError(message, origin=self.at(*words), mend=mend)

    def keys(self, table: Any, known: Iterable[str], where: str, *words: str) -> Table:
        """A table that has these keys only. Raises ModelError."""
        known = list(known)
        if not isinstance(table, dict):
            raise self.wrong(f"{where} is no table", f"it has the keys: {', '.join(known)}", *words)
        for key in table:
            if key not in known:
                raise self.wrong(f"{where} has an unknown key {key!r}", nearest(key, known), *words, key)
        return table

    def string(self, table: Table, key: str, where: str, *words: str, default: str | None = None) -> str:
        """A text of a table. Raises ModelError where it is missing, empty or of another kind."""
        value = table.get(key, default)
        if not isinstance(value, str) or (not value.strip() and default is None):
            said = "is missing" if key not in table else f"is {value!r}, and not a text"
            raise self.wrong(f"{where}: {key} {said}", f'write {key} = "…"', *words, key)
        return value

    def strings(self, table: Table, key: str, where: str, *words: str) -> tuple[str, ...]:
        """A list of texts of a table, none where it is missing. Raises ModelError."""
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise self.wrong(f"{where}: {key} is no list of texts", f'write {key} = ["…"]', *words, key)
        return tuple(value)

    def tables(self, table: Table, key: str, where: str, example: str, *words: str) -> list[Table]:
        """A list of tables of a table, none where it is missing. Raises ModelError."""
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
            raise self.wrong(f"{where}: {key} is no list of tables", f"write {key} = [{example}]", *words, key)
        return value
