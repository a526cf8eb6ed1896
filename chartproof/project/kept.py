"""What a search has found, kept in a project's folder so that the next run need not search: `.chartproof/`.

Search once, check always: what is kept is a hint, and whoever takes it shows it anew. No verdict comes from here (what
a report told of a change is told again as it was, by `chartproof/explorer/compared.py`, and judges nothing), nothing
needs it, and it may be deleted at any time. What was kept under other rules, or by another version of this
package, lies in another file and is never read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from chartproof.errors import ChartproofError, Origin
from chartproof.files import read_json, read_text, write_text

FOLDER = ".chartproof"
MOST = 64
"""Files that are kept, at the most: one for each rule set. Those that were written longest ago go first."""


@dataclass(frozen=True)
class Kept:
    """What was found for one rule set, by kind and key. file: where it is kept; None: nowhere. about: a part of it."""

    file: Path | None = None
    about: str = ""
    _found: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Path, *depends_on: Any) -> Kept:
        """What a project has kept that depends on this: its rules, and whatever else."""
        file = root / FOLDER / f"{digest(_version(), *depends_on)}.json"
        return cls(file, "", _read(file))

    def part(self, about: str) -> Kept:
        """The same for a part of it, apart from the others."""
        return replace(self, about=about)

    def get(self, kind: str, key: str) -> Any:
        """What was found, as plain values; None if nothing was."""
        return self._found.get(kind, {}).get(self._key(key))

    def put(self, kind: str, key: str, value: Any) -> None:
        """Keep what was found, as plain values, for `save`."""
        self._found.setdefault(kind, {})[self._key(key)] = value

    def _key(self, key: str) -> str:
        return f"{self.about}: {key}" if self.about else key

    def save(self) -> None:
        """Write what is new beside what others have kept meanwhile; where that cannot be, nothing is kept."""
        if self.file is None:
            return
        others = _read(self.file)
        merged = {kind: {**others.get(kind, {}), **entries} for kind, entries in self._found.items()}
        if {**others, **merged} == others:
            return
        with suppress(ChartproofError, OSError):
            ignored = self.file.parent / ".gitignore"
            if not ignored.exists():
                write_text(ignored, "*\n")
            write_text(self.file, json.dumps({**others, **merged}, indent=1, sort_keys=True))
            _forget(self.file.parent)


def digest(*parts: Any) -> str:
    """What tells values apart, but for where they stand in a file: 32 hex digits.

    >>> digest(Origin("a.py", 1), 2) == digest(Origin("b.py", 7), 2) != digest(Origin("a.py", 1), 3)
    True
    """
    return hashlib.sha256(repr(_plain(parts)).encode()).hexdigest()[:32]


def _plain(value: Any) -> Any:
    """A value as names, numbers and tuples, without origins; sets and mappings in an order of their own."""
    if isinstance(value, (Origin, Path)):
        return ()
    if is_dataclass(value):
        return (type(value).__name__, *(_plain(getattr(value, f.name)) for f in fields(value)))
    if isinstance(value, Mapping):
        return tuple(sorted((str(key), _plain(held)) for key, held in value.items()))
    if isinstance(value, (set, frozenset)):
        return tuple(sorted(map(repr, map(_plain, value))))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(map(_plain, value))
    assert value is None or isinstance(value, (str, int, float)), type(value)
    return value


@cache
def _version() -> tuple[Any, ...]:
    """This package as it is installed: who works on it does not want what it found yesterday."""
    root = Path(__file__).parents[1]
    return ((root / "__init__.py").read_text(), *_files(root))


def _files(root: Path) -> Iterator[tuple[str, int, int]]:
    for file in sorted(root.rglob("*.py")):
        known = file.stat()
        yield str(file.relative_to(root)), known.st_size, known.st_mtime_ns


def _read(file: Path) -> dict[str, dict[str, Any]]:
    """What a file has kept; nothing where it is missing or damaged."""
    try:
        found = read_json(read_text(file), str(file))
    except ChartproofError:
        return {}
    whole = isinstance(found, dict) and all(isinstance(entries, dict) for entries in found.values())
    return found if whole else {}


def _forget(folder: Path) -> None:
    files = sorted(folder.glob("*.json"), key=lambda f: f.stat().st_mtime_ns)
    for old in files[:-MOST]:
        old.unlink(missing_ok=True)
