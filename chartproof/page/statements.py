"""The list of a page's statements: loading it, and what of it the rules and properties cite.

The page's own sentences are not stored: a statement says in our own words what its sentence
claims, and knows the sentence by its fingerprint. `coverage` puts every statement into exactly
one of four: covered, excepted, a repeat of an excepted one, or a gap. What a copy of the page says is
page_compare's matter.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chartproof.errors import ChartproofError, Origin, nearest
from chartproof.files import read_text, read_toml

KINDS = ("rule", "permission", "advice", "definition", "pointer")
BINDING = ("rule", "permission")

_REQUIRED = {
    "id": '"overview-1"',
    "heading": '"…"',
    "paragraph": "1",
    "sentence": "1",
    "kind": '"rule"',
    "claim": '"…"',
    "fingerprint": '"0123456789abcdef"',
}
_KEYS = (*_REQUIRED, "repeats", "excepted")
_NUMBERS = ("paragraph", "sentence")

# Comments and strings are tokens too, so that a header inside one is not taken for a header.
_TOKEN = re.compile(
    r"""(?P<header>^[ \t]*\[\[[ \t]*["']?statement["']?[ \t]*\]\])"""
    r"""|\#[^\n]*|"{3}(?:\\.|[^\\])*?"{3,5}|'{3}.*?'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*'""",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True)
class Statement:
    """A statement of the page: where it stands, and what it claims in our own words."""

    id: str
    heading: str
    paragraph: int
    sentence: int
    kind: str
    claim: str
    fingerprint: str
    repeats: str | None
    excepted: str | None
    origin: Origin


@dataclass(frozen=True)
class UnknownCitation:
    """A citation of a statement that the page hasn't: who cites it, and the nearest right id."""

    id: str
    names: tuple[str, ...]
    nearest: str | None


@dataclass(frozen=True)
class Coverage:
    """Every statement counted once: statements == covered + excepted + repeats + len(gaps)."""

    statements: int
    covered: int
    excepted: int
    repeats: int
    gaps: tuple[Statement, ...]
    unknown: tuple[UnknownCitation, ...]
    contradictions: tuple[Statement, ...]

    @property
    def failures(self) -> tuple[Statement, ...]:
        """The gaps that bind: a rule or a permission that nothing cites and no reason excepts."""
        return tuple(s for s in self.gaps if s.kind in BINDING)

    @property
    def ok(self) -> bool:
        """No rule or permission is left out, nothing unknown is cited, nothing cited is excepted."""
        return not (self.failures or self.unknown or self.contradictions)


def coverage(statements: Sequence[Statement], citations: Mapping[str, Sequence[str]]) -> Coverage:
    """What is cited, from the statements in the page's order and the names that cite each id.

    >>> s = Statement("a-1", "H", 1, 1, "rule", "It is so.", "0" * 16, None, None, Origin("p", 1))
    >>> coverage([s], {"a-1": ["it_is_so"]}).covered
    1
    >>> coverage([s], {"a-2": ["it_is_so"]}).unknown
    (UnknownCitation(id='a-2', names=('it_is_so',), nearest='a-1'),)
    """
    cited = {id: tuple(names) for id, names in citations.items() if names}
    standing = standings(statements, cited)
    counted = list(standing.values())
    strange = {id: names for id, names in cited.items() if id not in standing}
    return Coverage(
        statements=len(statements),
        covered=counted.count("covered"),
        excepted=counted.count("excepted"),
        repeats=counted.count("repeats"),
        gaps=tuple(s for s in statements if standing[s.id] == "gap"),
        unknown=tuple(UnknownCitation(id, names, _nearest_id(id, standing)) for id, names in strange.items()),
        contradictions=tuple(s for s in statements if s.excepted and s.id in cited),
    )


def standings(statements: Sequence[Statement], cited: Collection[str]) -> dict[str, str]:
    """How each statement stands, by its id: `covered`, `excepted`, `repeats` (an excepted one), or `gap`."""
    found: dict[str, str] = {}
    for statement in statements:
        found[statement.id] = _standing(statement, cited, found)
    return found


def _standing(statement: Statement, cited: Collection[str], standing: Mapping[str, str]) -> str:
    first = standing.get(statement.repeats) if statement.repeats else None
    if statement.id in cited or first == "covered":
        return "covered"
    if statement.excepted:
        return "excepted"
    return "repeats" if first in ("excepted", "repeats") else "gap"


def _nearest_id(id: str, known: Iterable[str]) -> str | None:
    return next(iter(difflib.get_close_matches(id, list(known), n=1, cutoff=0.0)), None)


def load_page(path: Path | str) -> tuple[Statement, ...]:
    """The statements of a page's list, in its order. Raises ChartproofError.

    >>> load_page("no/such.toml")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    chartproof.errors.ChartproofError: no/such.toml: cannot be read: ...
    """
    file, text = str(path), read_text(Path(path), "pyproject.toml names it: [tool.chartproof] page")
    found: dict[str, Statement] = {}
    for table, line in zip(_tables(text, file), _lines(text), strict=True):
        statement = _statement(table, Origin(file, line))
        _refuse_second(statement, found)
        _refuse_wrong_repeat(statement, found)
        found[statement.id] = statement
    return tuple(found.values())


def _tables(text: str, file: str) -> list[dict[str, Any]]:
    """The tables of the statements, one for each header that `_lines` finds."""
    content = read_toml(text, file)
    for key in content.keys() - {"statement"}:
        origin = Origin(file, _line_of(key, text))
        raise ChartproofError(f"unknown key {key!r}", origin=origin, mend=nearest(key, ["statement"]))
    tables = content.get("statement")
    if not isinstance(tables, list) or not tables or len(tables) != len(_lines(text)):
        raise ChartproofError(
            "there is no list of statements",
            origin=Origin(file, _line_of("statement", text)),
            mend="begin each statement with the line [[statement]]",
        )
    return tables


def _line_of(key: str, text: str) -> int:
    place = re.search(rf"""^[ \t]*\[*[ \t]*["']?{re.escape(key)}\b""", text, re.MULTILINE)
    return text.count("\n", 0, place.start()) + 1 if place else 1


def _lines(text: str) -> list[int]:
    """The line of each [[statement]]."""
    return [text.count("\n", 0, m.start()) + 1 for m in _TOKEN.finditer(text) if m["header"]]


def _statement(table: Mapping[str, Any], origin: Origin) -> Statement:
    for key, value in table.items():
        if key not in _KEYS:
            raise ChartproofError(f"unknown key {key!r}", origin=origin, mend=nearest(key, _KEYS))
        _refuse_wrong_type(key, value, origin)
    for key, example in _REQUIRED.items():
        if key not in table:
            raise ChartproofError(f"{key!r} is missing", origin=origin, mend=f"add {key} = {example}")
    if table["kind"] not in KINDS:
        message = f"unknown kind {table['kind']!r}"
        raise ChartproofError(message, origin=origin, mend=nearest(table["kind"], KINDS))
    if not re.fullmatch("[0-9a-f]{16}", table["fingerprint"]):
        message = f"{table['fingerprint']!r} is not a fingerprint"
        raise ChartproofError(message, origin=origin, mend="it has 16 digits of 0-9 and a-f")
    return Statement(**{"repeats": None, "excepted": None, **table}, origin=origin)


def _refuse_wrong_type(key: str, value: object, origin: Origin) -> None:
    if key in _NUMBERS:
        if type(value) is not int or value < 1:
            mend = f"give a whole number from 1: {key} = 1"
            raise ChartproofError(f"{key!r} cannot be {value!r}", origin=origin, mend=mend)
    elif not isinstance(value, str):
        mend = f'give a string: {key} = "…"'
        raise ChartproofError(f"{key!r} cannot be {value!r}", origin=origin, mend=mend)
    elif not value.strip() and key != "heading":
        mend = "say why, or leave the key out" if key == "excepted" else f'fill it in: {key} = "…"'
        raise ChartproofError(f"{key!r} is empty", origin=origin, mend=mend)


def _refuse_second(statement: Statement, found: Mapping[str, Statement]) -> None:
    if statement.id in found:
        raise ChartproofError(
            f"a second statement has the id {statement.id!r}",
            origin=statement.origin,
            mend=f"give one of the two another id (the first: {found[statement.id].origin})",
        )


def _refuse_wrong_repeat(statement: Statement, found: Mapping[str, Statement]) -> None:
    """A repeat names a statement above it, of the same words."""
    if statement.repeats is None:
        return
    first = found.get(statement.repeats)
    if first is not None and first.fingerprint == statement.fingerprint:
        return
    wrong = "has other words (another fingerprint)" if first else "is not the id of a statement above"
    same = (s.id for s in found.values() if s.fingerprint == statement.fingerprint)
    right = next(same, None) or (None if first else _nearest_id(statement.repeats, found))
    mend = f"did you mean {right!r}?" if right else "leave the key out"
    raise ChartproofError(
        f"{statement.id!r} repeats {statement.repeats!r}, which {wrong}", origin=statement.origin, mend=mend
    )
