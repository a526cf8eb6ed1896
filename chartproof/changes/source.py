"""A change file as text: its TOML table, and the line on which something in it stands.

The standard library's TOML reader knows no lines, so a key or a text is looked for, behind the
heading that it stands under. Where it cannot be found, the heading's line is given.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from chartproof.errors import ModelError, Origin, nearest
from chartproof.files import read_toml

Table = Mapping[str, Any]
COMMENT = re.compile(r"""\"\"\"[\s\S]*?\"\"\"|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|#[^\n]*""")
"""A text, or a comment: what looks like a comment within a text is none."""


def _patterns(word: str) -> Iterator[re.Pattern[str]]:
    """How a word may stand in a file: in a heading, as it is, escaped, or folded over lines."""
    parts = r"\s*\.\s*".join(rf"[\"']?{re.escape(part)}[\"']?" for part in word.split("."))
    if re.fullmatch(r"[\w.]+", word):
        yield re.compile(rf"(?m)^[ \t]*\[+\s*(?P<it>{parts})\s*[].]")
    for said in dict.fromkeys((word, json.dumps(word, ensure_ascii=False)[1:-1])):
        yield re.compile(rf"(?<!\w)(?P<it>{re.escape(said)})(?!\w)")
        folded = r"(?:\s|\\\n)+".join(map(re.escape, said.split()))
        yield re.compile(rf"(?<!\w)(?P<it>{folded})(?!\w)")
    yield re.compile(rf"(?<![\w.])(?P<it>{parts})(?!\w)")
    if "." in word:
        yield re.compile(rf"(?<!\w)(?P<it>{re.escape(word.rpartition('.')[2])})(?!\w)")


@dataclass(frozen=True)
class Source:
    """The text of a change file."""

    path: Path
    text: str

    def table(self) -> Table:
        """The TOML table. Raises ChartproofError with the line where it is malformed."""
        return read_toml(self.text, str(self.path))

    @cached_property
    def _bare(self) -> str:
        """The text with its comments blanked."""
        return COMMENT.sub(lambda found: found[0] if found[0][0] in "\"'" else " " * len(found[0]), self.text)

    def at(self, *words: str) -> Origin:
        """Where the last of these words stands, each looked for behind the one before; not in comments."""
        position = 0
        for word in words:
            found = next((f for p in _patterns(word) if (f := p.search(self._bare, position))), None)
            position = found.start("it") if found else self._written_otherwise(word, position)
        return Origin(str(self.path), self.text.count("\n", 0, position) + 1)

    def _written_otherwise(self, word: str, position: int) -> int:
        """Where a text with other escapes than ours says a word; the position that was given where none does."""
        for found in COMMENT.finditer(self._bare, position):
            with suppress(ValueError):
                if tomllib.loads(f"it = {found[0]}").get("it") == word:
                    return found.start()
        return position

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
