"""What can be wrong with an input, and how it is said.

    ChartproofError            the call or the input is wrong (exit status 2)
    ├── ModelError             a declaration is wrong: names file, line and the mend
    ├── UnknownName            a name that nothing has: names the nearest right one
    ├── TooLarge               an instance that does not fit: gives the estimate
    └── NoAnswer               there is nothing of what was asked for (exit status 3)

Every message is complete in itself: the place, what is wrong there, and what would be right.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a declaration stands.

    >>> str(Origin("model/machines/membership.py", 12))
    'model/machines/membership.py:12'
    """

    file: str
    line: int

    def __str__(self) -> str:
        return f"{shorten(self.file)}:{self.line}" if self.line else shorten(self.file)


def shorten(file: str) -> str:
    """The path relative to the working directory where it lies below it.

    >>> shorten("elsewhere.py")
    'elsewhere.py'
    """
    try:
        return str(Path(file).resolve().relative_to(Path.cwd()))
    except (ValueError, OSError, RuntimeError):  # elsewhere; the working directory is gone; links in a circle
        return file


def cut(text: str, most: int = 60) -> str:
    """A text that a message quotes, no longer than it may be.

    >>> cut("9" * 5000, 12)
    '999999999999…'
    """
    return text if len(text) <= most else f"{text[:most]}…"


class ChartproofError(Exception):
    """The call or the input is wrong; the message says where and what would be right. `status`: of the process.

    >>> print(ChartproofError("no such size", mend="say --size Account=2"))
    no such size
      say --size Account=2
    """

    status = 2

    def __init__(self, message: str, *, origin: Origin | None = None, mend: str = "") -> None:
        self.message = message
        self.origin = origin
        self.mend = mend
        super().__init__(message)

    def __str__(self) -> str:
        place = f"{self.origin}: " if self.origin else ""
        mend = "".join(f"\n  {line}" for line in self.mend.splitlines())
        return f"{place}{self.message}{mend}"


class ModelError(ChartproofError):
    """A declaration is wrong."""


class TooLarge(ChartproofError):
    """An instance needs more than there is; the message gives the estimate."""


class NoAnswer(ChartproofError):
    """There is nothing of what was asked for, and nothing wrong with the question."""

    status = 3


class UnknownName(ModelError):
    """A name that nothing has.

    >>> print(UnknownName("event", "finalise", ["finalize", "cancel"]))
    there is no event named 'finalise'
      did you mean 'finalize'?
    """

    def __init__(self, kind: str, name: str, known: Iterable[str], *, origin: Origin | None = None) -> None:
        known = sorted(known)
        super().__init__(f"there is no {kind} named {name!r}", origin=origin, mend=nearest(name, known))


MANY = 12
"""More names than a reader looks through in a message."""
NEAREST = 3
"""How many names are offered, at the most."""
TIED = 0.05
"""Names whose likeness differs by less are both offered."""


def nearest(name: str, known: Iterable[str]) -> str:
    """The hint that names the nearest right name, or several as near; where none is near, all, or the three nearest.

    >>> nearest("membrship", ["membership", "organization"])
    "did you mean 'membership'?"
    >>> nearest("step_9", ["step_1", "step_2", "organization"])
    "did you mean 'step_2' or 'step_1'?"
    >>> nearest("x", ["membership", "organization"])
    'there are: membership, organization'
    >>> nearest("x_9", [f"event_{n}" for n in range(100)])
    "the nearest of 100 names are 'event_9', 'event_99', 'event_98'"
    """
    known = list(known)
    close = _close(name, known)
    if not close:
        folded = {k.casefold().replace("_", ""): k for k in known}
        close = [k for f, k in folded.items() if f == name.casefold().replace("_", "")]
    if not close and len(name) > 4:
        close = [k for k in known if k.startswith(name[:5])][:NEAREST]
    if close:
        *others, last = map(repr, close)
        return f"did you mean {', '.join(others)} or {last}?" if others else f"did you mean {last}?"
    if len(known) > MANY:
        three = difflib.get_close_matches(name, known, n=NEAREST, cutoff=0.0)
        return f"the nearest of {len(known)} names are {', '.join(map(repr, three))}"
    return f"there are: {', '.join(known)}" if known else "there is none yet"


def _close(name: str, known: Sequence[str]) -> list[str]:
    """The right names that a name may be meant for: the nearest, and those that are as near, but for little."""
    found = difflib.get_close_matches(name, known, n=NEAREST, cutoff=0.6)
    near = {k: difflib.SequenceMatcher(None, k, name).ratio() for k in found}
    return [k for k in found if near[k] > near[found[0]] - TIED]
