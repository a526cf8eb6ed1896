"""What others wrote, read with care: a value of a JSON file that knows where it stands, times, and names to show."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from chartproof.errors import ChartproofError, Origin, cut
from chartproof.files import read_json, read_text

ACCOUNT = re.compile(r"[0-9]{12}")
ORGANIZATION = re.compile(r"o-[a-z0-9]{10,32}")
HANDSHAKE = re.compile(r"h-[0-9a-z]{8,32}")
PRINCIPAL = re.compile(r"[a-z0-9]([a-z0-9-]*\.)+amazonaws\.com(\.cn)?")
ERROR = re.compile(r"\s*(?:aws: \[ERROR\]: )?An error occurred(?: \((\w{1,60})\))?")
SCRIPT_AGAIN = (
    "save it anew by the script that chartproof observe --script prints, or remove it: what is missing is unknown"
)


class Value(NamedTuple):
    """A value of a JSON file; trail: the keys and numbers that lead to it. None: it is not there.

    mend: what is to be done where the file is not what it should be.
    """

    content: Any
    file: str
    trail: tuple[str | int, ...] = ()
    mend: str = SCRIPT_AGAIN

    @property
    def path(self) -> str:
        """Where it stands in the file.

        >>> Value(None, "x.json", ("Accounts", 3, "Id")).path
        'Accounts[3].Id'
        """
        return "".join(f"[{k}]" if isinstance(k, int) else f".{k}" for k in self.trail).removeprefix(".")

    def __bool__(self) -> bool:
        return self.content is not None

    def wrong(self, problem: str, mend: str = "") -> ChartproofError:
        """The error that names this place."""
        where = self.path or "the file"
        return ChartproofError(f"{where} {problem}", origin=Origin(self.file, 0), mend=mend or self.mend)

    def at(self, key: str) -> Value:
        """A member of an object. Raises ChartproofError where this is no object."""
        if not isinstance(self.content, dict):
            raise self.wrong(f"is {kind(self.content)}, not an object")
        return Value(self.content.get(key), self.file, (*self.trail, key), self.mend)

    def keys(self) -> list[str]:
        """The names of an object's members. Raises ChartproofError where this is no object."""
        if not isinstance(self.content, dict):
            raise self.wrong(f"is {kind(self.content)}, not an object")
        return list(self.content)

    def entries(self) -> Iterator[Value]:
        """The entries of a list; none where it is not there. Raises ChartproofError where this is no list."""
        if self.content is None:
            return
        if not isinstance(self.content, list):
            raise self.wrong(f"is {kind(self.content)}, not a list")
        for number, entry in enumerate(self.content):
            yield Value(entry, self.file, (*self.trail, number), self.mend)

    def text(self) -> str:
        """A text; empty where it is not there. Raises ChartproofError where this is none."""
        if self.content is None:
            return ""
        if not isinstance(self.content, str):
            raise self.wrong(f"is {kind(self.content)}, not a text")
        return self.content

    def flag(self) -> bool:
        """Whether this is true. Raises ChartproofError where it is there, and neither true nor false."""
        if self.content is not None and not isinstance(self.content, bool):
            raise self.wrong(f"is {kind(self.content)}, not true or false")
        return bool(self.content)

    def matching(self, pattern: re.Pattern[str], what: str) -> str:
        """A text of a certain form. Raises ChartproofError, which does not repeat what is no such text."""
        text = self.text()
        if not pattern.fullmatch(text):
            raise self.wrong(f"is not {what}" if self.content is not None else f"is not there: {what} is needed")
        return text

    def one_of(self, known: object, what: str) -> str:
        """A text that a table has; empty where it is not there. Raises ChartproofError."""
        text = self.text()
        if text and text not in known:  # type: ignore[operator]  # whatever `in` can be asked of
            raise self.wrong(f"is {shown(text)!r}, which is no {what} that is known")
        return text

    def moment(self) -> float | None:
        """A time, in seconds since 1970; None where it is not there, or without a zone. Raises ChartproofError.

        The AWS CLI writes a number in its first version, and a text in its second.
        """
        if self.content is None or self.content == "":
            return None
        if isinstance(self.content, (int, float)) and not isinstance(self.content, bool):
            return self._seconds(float(self.content) if abs(self.content) < 1e15 else math.inf)
        try:
            found = datetime.fromisoformat(self.text())
            return self._seconds(found.timestamp()) if found.tzinfo else None
        except (ValueError, OverflowError):
            raise self.wrong("is not a time") from None

    def _seconds(self, seconds: float) -> float:
        if not math.isfinite(seconds) or not 0 <= seconds < 253_402_300_800:  # the year 10000
            raise self.wrong("is not a time")
        return seconds


def kind(content: Any) -> str:
    """What a JSON value is, in words.

    >>> kind([]), kind(True), kind(None)
    ('a list', 'true or false', 'nothing')
    """
    names = {
        dict: "an object",
        list: "a list",
        str: "a text",
        bool: "true or false",
        int: "a number",
        float: "a number",
    }
    return names.get(type(content), "nothing")


def read_value(file: Path, mend: str = SCRIPT_AGAIN) -> Value:
    """What is in a JSON file. Raises ChartproofError where it cannot be read, is no JSON, or an error's text."""
    return value_of(read_text(file, mend), str(file), mend)


def value_of(text: str, file: str, mend: str = SCRIPT_AGAIN) -> Value:
    """The JSON value that a text is. Raises ChartproofError where it is none, or an error's text."""
    if not text.strip():
        raise ChartproofError("is empty", origin=Origin(file, 0), mend=mend)
    if said := ERROR.match(text):
        problem = f"is an error of the AWS CLI{f' ({said[1]})' if said[1] else ''}, not its output"
        raise ChartproofError(problem, origin=Origin(file, 1), mend=mend)
    return Value(read_json(text, file, mend), file, mend=mend)


def shown(text: str, most: int = 60) -> str:
    r"""A name of somebody else's, as it may be shown: one line, without what steers a terminal or a page's direction.

    >>> shown("a\x1b[31mb\u202ec")
    'a�[31mb�c'
    """
    return cut("".join(c if c.isprintable() else "\ufffd" for c in text), most)


def day(moment: float | None) -> str:
    """The day of a time, in UTC; empty where there is none.

    >>> day(0.0)
    '1970-01-01'
    """
    return "" if moment is None else datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d")
