"""A new project: one of the examples, copied into a folder, where it verifies at once."""

from __future__ import annotations

from pathlib import Path

from chartproof.errors import ChartproofError, UnknownName
from chartproof.files import is_file, read_text, write_text

STARTER = "printer"
"""The example that a project begins with: small, with one finding."""


def examples() -> dict[str, Path]:
    """The examples by name: those of the package, or in a checkout those beside it."""
    package = Path(__file__).parents[1]
    place = next((p for p in (package / "examples", package.parent / "examples") if p.is_dir()), None)
    return {f.parent.name: f.parent for f in sorted(place.glob("*/pyproject.toml"))} if place else {}


def start_project(folder: Path, example: str = STARTER) -> list[Path]:
    """Copy an example into a folder, which is made where it is missing; the files that were written.

    Raises UnknownName for an example that there is not, ChartproofError where a file is in the way: then nothing
    is written.
    """
    known = examples()
    if example not in known:
        raise UnknownName("example", example, known)
    source = known[example]
    files = [f for f in sorted(source.rglob("*")) if f.is_file() and not _made(f.relative_to(source))]
    copies = {file: folder / file.relative_to(source) for file in files}
    for copy in copies.values():
        if copy.exists() or copy.is_symlink():
            raise ChartproofError(f"{copy} is in the way", mend="name an empty folder, or one that is to be made")
    for file, copy in copies.items():
        if is_file(file):
            write_text(copy, read_text(file))
    return list(copies.values())


def _made(file: Path) -> bool:
    """Whether a file is none of the example's own: it was made by running it."""
    return any(part.startswith((".", "__pycache__")) for part in file.parts)
