"""A baseline: a file that `--json` wrote. What it has of verdicts and differences is accepted; what is new fails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chartproof.compare.notes import Key, Note, note_key
from chartproof.errors import ChartproofError
from chartproof.files import read_json, read_text

if TYPE_CHECKING:
    from chartproof.check.result import Result
    from chartproof.compare.comparison import Comparison


@dataclass(frozen=True)
class Stale:
    """An entry of a baseline that accepts nothing any more, and why."""

    name: str
    said: str


def _read(path: Path, command: str, key: str) -> list[dict[str, Any]]:
    """The rows of a file that a command's `--json` wrote. Raises ChartproofError where it is none."""
    mend = f"write one: chartproof {command} --json > {path}"
    data = read_json(read_text(path, mend), str(path), mend)
    rows = data.get(key) if isinstance(data, dict) else None
    if not isinstance(rows, list) or not all(isinstance(r, dict) and isinstance(r.get("name"), str) for r in rows):
        raise ChartproofError(f"{path}: this is not what chartproof {command} --json writes", mend=mend)
    return rows


def _rows(path: Path, row: dict[str, Any], key: str, command: str) -> list[dict[str, Any]]:
    found = row.get(key, [])
    if not isinstance(found, list) or not all(isinstance(r, dict) and "name" in r for r in found):
        said = f"{path}: {row['name']}: {key} is not what chartproof {command} --json writes"
        raise ChartproofError(said, mend=f"write it anew: chartproof {command} --json > {path}")
    return found


Entry = tuple[str, bool, bool]
"""A verdict of a baseline: the verdict, whether it is vacuous, whether it is for all sizes."""


@dataclass(frozen=True)
class KnownVerdicts:
    """The verdicts of a baseline by property, and those of them that were not as expected."""

    verdicts: dict[str, Entry]
    failing: tuple[str, ...]

    @classmethod
    def read(cls, path: Path) -> KnownVerdicts:
        """From a file. Raises ChartproofError where `verify --json` did not write it."""
        rows = _read(path, "verify", "properties")
        verdicts = {r["name"]: (str(r.get("verdict")), bool(r.get("vacuous")), r.get("scope") == "all") for r in rows}
        return cls(verdicts, tuple(r["name"] for r in rows if _failed(r)))

    def accept(self, result: Result) -> Result:
        """The result, accepted where it is not as expected and the baseline has the same."""
        known = self.verdicts.get(result.property.name)
        if result.as_expected or known is None:
            return result
        verdict, vacuous, everywhere = known
        same = (verdict, vacuous) == (result.verdict, result.vacuous) and (result.for_all_sizes or not everywhere)
        return replace(result, accepted=True) if same else result

    def stale(self, results: Sequence[Result], names: Iterable[str]) -> Iterator[Stale]:
        """The entries that accept nothing. names: the properties that there are, of which not all may be decided."""
        found, there = {r.property.name: r for r in results}, set(names)
        for name in self.failing:
            if name not in there:
                yield Stale(name, "there is no such property any more")
            elif name in found and not found[name].accepted:
                now = found[name]
                yield Stale(name, f"it is {now.verdict} now" + (", as expected" if now.as_expected else ""))


def _failed(row: dict[str, Any]) -> bool:
    """Whether a verdict in a file was not as expected."""
    lost = row.get("expected_scope") == "all" and row.get("scope") != "all" and row.get("scope_judged", True)
    same = row.get("verdict") == row.get("expected") and bool(row.get("vacuous")) == bool(row.get("expected_vacuous"))
    return not same or lost


@dataclass(frozen=True)
class KnownDifferences:
    """The differences of a baseline that were not as expected, by what was checked."""

    by_name: dict[str, frozenset[Key]]

    @classmethod
    def read(cls, path: Path) -> KnownDifferences:
        """From a file. Raises ChartproofError where `check --json` did not write it."""
        return cls({r["name"]: frozenset(_keys(path, r)) for r in _read(path, "check", "changes")})

    def accept(self, found: Comparison) -> Comparison:
        """The comparison, what the baseline knows of it accepted."""
        return replace(found, known=self.by_name.get(found.name, frozenset()))

    def stale(self, found: Sequence[Comparison]) -> Iterator[Stale]:
        """The entries of what was checked that accept nothing, and those of what is gone."""
        checked = {c.name: c for c in found}
        for name, keys in self.by_name.items():
            there = checked.get(name)
            if there is None:
                if keys:
                    yield Stale(name, "it was not checked")
                continue
            used = {d.key for d in there.differences if there.knows(d)} | {note_key(n) for n in there.known_notes}
            for kind, what, said in sorted(keys - used):
                yield Stale(name, f"{kind} of {what}" + (f" ({said})" if said else ""))


def _keys(path: Path, row: dict[str, Any]) -> Iterator[Key]:
    for one in _rows(path, row, "properties", "check"):
        if one.get("kind"):
            vacuous = ", vacuously" if one.get("vacuous") else ""
            yield str(one["kind"]), str(one["name"]), f"{one['after']}{vacuous}" if one.get("after") else ""
    for one in _rows(path, row, "differences", "check"):
        if one.get("fails") or one.get("accepted"):
            yield note_key(Note(str(one.get("kind")), str(one["name"]), str(one.get("said", ""))))
