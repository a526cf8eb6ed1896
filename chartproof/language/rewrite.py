"""Changing a part wherever it stands in a form, a claim or a question: whatever dataclasses, tuples and dicts make."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

T = TypeVar("T")


def rewritten(value: T, change: Callable[[Any], Any]) -> T:
    """The value with `change` applied to each part, what is inside of a part first; what does not change is kept.

    >>> from chartproof.errors import Origin
    >>> rewritten((Origin("a.py", 1), "b"), lambda part: part.upper() if isinstance(part, str) else part)
    (Origin(file='A.PY', line=1), 'B')
    """
    return change(_inside(value, change))  # type: ignore[no-any-return]


def _inside(value: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(value, tuple):
        return _kept(value, tuple(rewritten(part, change) for part in value), value)
    if isinstance(value, Mapping):
        return _kept(value.values(), {key: rewritten(part, change) for key, part in value.items()}, value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    parts = {f.name: (getattr(value, f.name), rewritten(getattr(value, f.name), change)) for f in fields(value)}
    if all(old is new for old, new in parts.values()):
        return value
    # Not by its constructor: a declaration checks itself there, and this one was checked.
    made = object.__new__(type(value))
    for name, (_, new) in parts.items():
        object.__setattr__(made, name, new)
    return made


def _kept(old: Iterable[Any], made: Any, value: Any) -> Any:
    """The value itself where none of its parts has changed."""
    new = made.values() if isinstance(made, dict) else made
    return value if all(a is b for a, b in zip(old, new, strict=True)) else made
