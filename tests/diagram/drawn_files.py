"""Everything that is generated, from several projects: the club beside this file, the model, the examples, toys."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from chartproof.changes.file import load_change
from chartproof.check.moves import reached_moves
from chartproof.cli.drawn import drawings
from chartproof.compare.checker import under
from chartproof.diagram.machines import machine
from chartproof.diagram.svg import svg
from chartproof.diagram.whole import participants, reading, whole
from chartproof.project.project import Project, load
from tests.copies import copied
from tests.toys import toy

HERE = Path(__file__).parent
CLUB = HERE / "club"
ROOT = HERE.parents[1]
SIZES = {"Guest": 2, "Room": 1}


@cache
def outside(folder: Path) -> Path:
    """A project outside of this one, whose modules have the same names."""
    place = Path(tempfile.mkdtemp(prefix="chartproof-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return copied(folder, place / folder.name)


def loaded(folder: Path) -> Project:
    """A project, compiled; the modules that stay importable are this repository's."""
    project = load(outside(folder))
    assert project.form.rules
    load(ROOT)
    return project


@cache
def club(*, changed: bool = False) -> Project:
    """The club's project; under its change, which shows every kind of mark."""
    project = loaded(CLUB)
    return under(project, [load_change(CLUB / "change.toml")]) if changed else project


@cache
def all_files(*, every: bool) -> dict[str, str]:
    """Generated files by a name that says of which project they are.

    every: also of the model under a second change. The club's change shows every kind of mark, and to draw the model
    is to decide all that its page's map says.
    """
    files: dict[str, str] = {}
    for name, project, sizes in _projects(every):
        files |= {f"{name}/{path}": text for path, text in drawings(project, sizes).items()}
    for number in range(12):
        found = toy(1 + number % 4, number)
        form = found.form
        files |= {f"toy{number}/whole.md": whole(form), f"toy{number}/whole.svg": svg(reading(form))}
        files[f"toy{number}/events.svg"] = svg(participants(form))
        reached = reached_moves(form, found.sizes)
        for variable in form.variables:
            drawn = machine(form, variable, None, reached)
            files |= {
                f"toy{number}/{variable.name}.md": drawn.text,
                f"toy{number}/{variable.name}.svg": svg(drawn.picture),
            }
    return files


def _projects(every: bool) -> list[tuple[str, Project, dict[str, int]]]:
    model = load(ROOT)
    sizes = {"Account": 2, "Service": 1}
    found = [("club", club(), SIZES), ("changed", club(changed=True), SIZES), ("model", model, sizes)]
    for change in ("organizations_only", "each_created") if every else ("organizations_only",):
        changed = under(model, [load_change(ROOT / "changes" / f"{change}.toml")])
        found.append((change, changed, sizes))
    found.append(("lock", loaded(ROOT / "examples" / "lock_server"), {"Client": 2}))
    return found
