"""What a store says of itself: `manifest.json`, replaced as a whole, and last, whenever a level is finished.

What it names is whole; whatever else lies in the folder under the names that a store uses is left over from a run
that ended in mid-level, and is removed by the next.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from chartproof.errors import ChartproofError, Origin
from chartproof.explore.store.files import Rows, damaged
from chartproof.explore.store.job import version
from chartproof.files import read_json, read_text, write_text
from chartproof.language.form import Form
from chartproof.language.names import said_sizes
from chartproof.project.kept import digest

NAME, LOCK = "manifest.json", "lock"
KIND = "chartproof store, 1"
OWN = re.compile(r"(\.?level-\d+-\d+-[0-9a-f]{8}.*|(runs|known)-[0-9a-f]{8})")
"""The names of what a store has besides."""
NEW = "name a folder that is empty, or is not there yet"


@dataclass(frozen=True)
class Level:
    """One level: its files in order of their rows; how many states these stand for, and their transitions, once
    they have been expanded."""

    files: tuple[Rows, ...]
    states: int | None = None
    transitions: int | None = None

    @cached_property
    def count(self) -> int:
        """How many rows it has: states, or orbits."""
        return sum(file.count for file in self.files)

    @cached_property
    def text(self) -> str:
        """What the manifest says of it, once: there may be thousands of levels, and as many manifests."""
        files = [_file(file) for file in self.files]
        return json.dumps({"states": self.states, "transitions": self.transitions, "files": files})


@dataclass(frozen=True)
class Manifest:
    """What a store holds: of which rules, sizes, version, and whether by orbits; its levels; whether that is all."""

    rules: str
    sizes: Mapping[str, int]
    symmetry: bool
    version: str
    levels: tuple[Level, ...] = ()
    whole: bool = False
    seconds: float = 0.0
    folder: Path = field(default=Path(), compare=False)

    @classmethod
    def of(cls, folder: Path, form: Form, sizes: Mapping[str, int], symmetry: bool) -> Manifest:
        """That of a store in which nothing is yet."""
        return cls(digest(form), dict(sizes), symmetry, version(), folder=folder)

    @property
    def states(self) -> int:
        """The states of all levels that have been expanded."""
        return sum(level.states or 0 for level in self.levels)

    @property
    def transitions(self) -> int:
        """Their transitions."""
        return sum(level.transitions or 0 for level in self.levels)

    @property
    def said(self) -> str:
        """Which levels are whole, in words."""
        last = len(self.levels) - 1
        if self.whole:
            return f"all {last + 1} levels are whole"
        return "no level is whole yet" if last < 0 else f"levels 0 to {last} are whole" if last else "level 0 is whole"

    def path(self, level: int, number: int, run: str) -> str:
        """Where a file of a level goes. run: what tells runs of the program apart."""
        return str(self.folder / f"level-{level:04}-{number:05}-{run}")

    def write(self) -> None:
        """Put it in the place of the one before. Raises ChartproofError where it cannot be written."""
        data = {
            "kind": KIND, "rules": self.rules, "sizes": dict(self.sizes), "symmetry": self.symmetry,
            "version": self.version, "whole": self.whole, "seconds": round(self.seconds, 3),
        }  # fmt: skip
        levels = ", ".join(level.text for level in self.levels)
        write_text(self.folder / NAME, f'{json.dumps(data)[:-1]}, "levels": [{levels}]}}')

    def refuse_other(self, wanted: Manifest) -> None:
        """Raise ChartproofError where it is of other rules, sizes or orbits, or another version made it."""
        differs = ""
        if self.rules != wanted.rules:
            differs = "other rules"
        elif dict(self.sizes) != dict(wanted.sizes):
            differs = f"{said_sizes(self.sizes)} instead of {said_sizes(wanted.sizes)}"
        elif self.symmetry != wanted.symmetry:
            differs = "orbits instead of every state" if self.symmetry else "every state instead of orbits"
        elif self.version != wanted.version:
            differs = f"another version of chartproof ({self.version} instead of {wanted.version})"
        if differs:
            raise ChartproofError(
                f"{self.folder} is a store of {differs}", mend="name another folder, or remove this one"
            )

    def clean(self) -> None:
        """Remove what a run that was ended has left over."""
        named = {Path(file.path).name for level in self.levels for file in level.files}
        for path in list(self.folder.iterdir()):
            if OWN.fullmatch(path.name) and path.name not in named:
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def _file(file: Rows) -> dict[str, Any]:
    return {
        "name": Path(file.path).name, "count": file.count, "crc": file.crc, "first": file.first, "last": file.last,
    }  # fmt: skip


def read(folder: Path) -> Manifest | None:
    """The manifest of a store; None where nothing is there yet.

    Raises ChartproofError where the folder is something else, or the manifest is damaged.
    """
    if not folder.exists():
        return None
    if not folder.is_dir():
        raise ChartproofError(f"{folder} is no folder", mend=NEW)
    file = folder / NAME
    if not file.exists():
        other = next((path.name for path in sorted(folder.iterdir()) if path.name != LOCK), None)
        if other is not None:
            raise ChartproofError(f"{folder} is no store: it has {other}, and no {NAME}", mend=NEW)
        return None
    data = read_json(read_text(file), str(file), "remove the folder, and explore into a new one")
    if not isinstance(data, dict) or data.get("kind") != KIND:
        raise ChartproofError(f"is no manifest of a store ({KIND})", origin=Origin(str(file), 0), mend=NEW)
    try:
        return _manifest(data, folder)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise damaged(str(file), f"it lacks {error}") from error


def _manifest(data: dict[str, Any], folder: Path) -> Manifest:
    levels = tuple(
        Level(tuple(_rows(f, folder) for f in level["files"]), level["states"], level["transitions"])
        for level in data["levels"]
    )
    known = {name: data[name] for name in ("rules", "sizes", "symmetry", "version", "whole", "seconds")}
    return replace(Manifest(**known), levels=levels, folder=folder)


def _rows(data: dict[str, Any], folder: Path) -> Rows:
    name = str(data["name"])
    if not OWN.fullmatch(name):
        raise ValueError(f"a file of its own instead of {name!r}")
    first, last = (tuple(int(word) for word in data[end]) for end in ("first", "last"))
    return Rows(str(folder / name), int(data["count"]), int(data["crc"]), first, last)
