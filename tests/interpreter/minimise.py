"""Making a failing subject small: whatever can be left out, or said more plainly, while it still fails alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from tests.interpreter.system import FALSE, TRUE, Subject

TAGS = {"true", "false", "in", "same", "not", "and", "or", "every", "some", "pred", "possible"}
KEPT = {"per", "initial", "sizes"}
"""Fields that are not cut: without them a machine would be another one."""


def minimal(subject: Subject, fails: Callable[[Subject], bool], seconds: float = 60) -> Subject:
    """A smaller subject that fails, too: none that is one cut smaller does, unless time ran out."""
    until = time.monotonic() + seconds
    found = True
    while found and time.monotonic() < until:
        found = False
        for candidate in smaller(subject):
            if time.monotonic() > until:
                break
            if _fails(candidate, fails):
                subject, found = candidate, True
                break
    return subject


def _fails(candidate: Subject, fails: Callable[[Subject], bool]) -> bool:
    """A cut may leave words without meaning: such a candidate does not count."""
    try:
        return fails(candidate)
    except (StopIteration, KeyError, ValueError, IndexError, AssertionError):
        return False


def smaller(value: Any) -> Iterator[Any]:
    """The same with one thing cut, larger cuts first."""
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            if field.name not in KEPT:
                for cut in smaller(getattr(value, field.name)):
                    yield replace(value, **{field.name: cut})
    elif isinstance(value, tuple) and value and value[0] in TAGS:
        yield from _plainer(value)
    elif isinstance(value, tuple):
        for n in range(len(value)):
            yield value[:n] + value[n + 1 :]
        for n, item in enumerate(value):
            if not isinstance(item, str):
                yield from ((*value[:n], cut, *value[n + 1 :]) for cut in smaller(item))


def _plainer(said: tuple[Any, ...]) -> Iterator[Any]:
    if said in (TRUE, FALSE):
        return
    yield from (TRUE, FALSE)
    kind = said[0]
    parts = [n for n in range(1, len(said)) if isinstance(said[n], tuple) and said[n] and said[n][0] in TAGS]
    if kind in ("and", "or") and len(said) > 3:
        yield from ((*said[:n], *said[n + 1 :]) for n in parts)
    if kind in ("in", "same") and said[-1]:
        yield (*said[:-1], False)
    if kind == "in" and len(said[3]) > 1:
        yield from ((*said[:3], (state,), said[4]) for state in said[3])
    for n in parts:
        yield said[n]
    for n in parts:
        yield from ((*said[:n], cut, *said[n + 1 :]) for cut in _plainer(said[n]))
