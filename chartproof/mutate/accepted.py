"""Survivors that the owner of the rules accepts, each with a sentence: `mutants.toml`.

[[accepted]]
mutant = "perform_task_with_own_role: *"     # its name; * stands for any text
why = "What an account's own roles permit is the account's own matter."
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from chartproof.errors import ChartproofError, Origin, UnknownName
from chartproof.files import read_text, read_toml

ENTRY = '[[accepted]]\nmutant = "EVENT: *"\nwhy = "…"'


@dataclass(frozen=True)
class Accepted:
    """One entry: the mutants that it names, and why nobody need notice them."""

    mutant: str
    why: str
    origin: Origin

    def covers(self, name: str) -> bool:
        """Whether it names a mutant.

        >>> Accepted("open: *", "", Origin("", 0)).covers("open: it never happens")
        True
        """
        return re.fullmatch(".*".join(map(re.escape, self.mutant.split("*"))), name) is not None


def load_accepted(path: Path) -> tuple[Accepted, ...]:
    """The entries of a file. Raises ChartproofError, with its line, where one is malformed."""
    text = read_text(path, "name a file of accepted mutants")
    data = read_toml(text, str(path))
    lines = [n for n, line in enumerate(text.splitlines(), 1) if line.strip().startswith("[[accepted]]")]
    entries = data.get("accepted", [])
    for key in data:
        if key != "accepted":
            raise UnknownName("table of accepted mutants", key, ["accepted"], origin=Origin(str(path), 0))
    if not isinstance(entries, list) or len(entries) != len(lines):
        raise ChartproofError("accepted is no list of tables", origin=Origin(str(path), 0), mend=ENTRY)
    return tuple(_entry(entry, Origin(str(path), line)) for entry, line in zip(entries, lines, strict=True))


def _entry(entry: object, origin: Origin) -> Accepted:
    keys = ("mutant", "why")
    if not isinstance(entry, dict):
        raise ChartproofError("an entry is no table", origin=origin, mend=ENTRY)
    for key in entry:
        if key not in keys:
            raise UnknownName("key of an accepted mutant", key, keys, origin=origin)
    for key in keys:
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            raise ChartproofError(f"{key} says nothing", origin=origin, mend=ENTRY)
    return Accepted(entry["mutant"], entry["why"], origin)


def unused(accepted: Sequence[Accepted], survivors: Sequence[str]) -> tuple[Accepted, ...]:
    """The entries that name no survivor: what they name is noticed now, or is not there."""
    return tuple(a for a in accepted if not any(a.covers(name) for name in survivors))
