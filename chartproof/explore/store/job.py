"""What a task of a search in files has to know, as plain data; and what a process makes of it once."""

from __future__ import annotations

import hashlib
import pickle
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock

from chartproof.errors import ChartproofError
from chartproof.explore.symmetry import Renamings, renamings
from chartproof.explore.tables import Instance
from chartproof.language.form import Form

DECIDING = ("explore", "language")
"""The packages on which it depends what a store holds."""


@cache
def version() -> str:
    """What tells this version's searches from another's: the release, and the text of what takes part in them."""
    root, found = Path(__file__).parents[2], hashlib.sha256()
    release = re.search(r'__version__ = "(.*)"', (root / "__init__.py").read_text(encoding="utf-8"))
    for package in DECIDING:
        for file in sorted((root / package).rglob("*.py")):
            found.update(str(file.relative_to(root)).encode() + file.read_bytes())
    return f"{release[1] if release else '?'}-{found.hexdigest()[:16]}"


@dataclass(frozen=True)
class Job:
    """What all tasks of a search share.

    version: of the program that made it. rules: an instance's form, sizes and whether by orbits, packed. loops:
    whether numba's loops run. room: the bytes that a task may take.
    """

    version: str
    rules: bytes
    loops: bool
    room: int


def job(form: Form, sizes: Mapping[str, int], symmetry: bool, *, loops: bool, room: int) -> Job:
    """The job of an instance."""
    return Job(version(), zlib.compress(pickle.dumps((form, dict(sizes), symmetry))), loops, room)


@dataclass(frozen=True)
class Work:
    """An instance, and its renamings."""

    instance: Instance
    symmetric: bool
    names: Renamings


def work(given: Job) -> Work:
    """The instance of a job, made once in a process. Raises ChartproofError where the job is another version's."""
    if given.version != version():
        raise ChartproofError(
            f"a worker has chartproof {version()}, and this is {given.version}",
            mend="install the same version wherever a worker runs, and start the workers anew",
        )
    with _ONE:
        return _work(given.rules)


_ONE = Lock()


@lru_cache(maxsize=4)
def _work(rules: bytes) -> Work:
    form, sizes, symmetric = pickle.loads(zlib.decompress(rules))
    instance = Instance(form, sizes)
    assert instance.tables is not None  # made here, once, and not by several threads
    return Work(instance, symmetric, renamings(instance.layout, trivial=not symmetric))
