"""What `chartproof diagram` writes: files generated from the compiled form, and whether they are up to date."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from chartproof.check.lives import life_of
from chartproof.check.moves import reached_moves
from chartproof.check.page_map import page_map
from chartproof.diagram.arcs import Reached
from chartproof.diagram.index import index
from chartproof.diagram.life import Life, life, life_file
from chartproof.diagram.machines import machine
from chartproof.diagram.mermaid import mermaid
from chartproof.diagram.page import page, page_file
from chartproof.diagram.rules import rules_table
from chartproof.diagram.svg import GENERATED, svg
from chartproof.diagram.whole import participants, reading, whole
from chartproof.errors import ChartproofError, Origin, UnknownName, shorten
from chartproof.files import make_folder, read_bytes, write_text
from chartproof.language.form import Form
from chartproof.language.meaning import Sizes
from chartproof.project.project import Project

Files = dict[str, str]


def drawings(project: Project, sizes: Sizes) -> Files:
    """Every generated file, by its path below the folder."""
    lives, entries = lives_of(project), page_map(project, sizes)
    files = {
        "README.md": index(project.form, list(lives.items()), page=bool(entries)),
        "rules.md": rules_table(project.form, headings(project), project.before),
        **_rules_drawn(project.form, project.before, reached_moves(project.form, sizes)),
    }
    for name, machines in lives.items():
        files |= life_drawn(project, name, machines, sizes)
    if entries:
        files |= {"page.md": page_file(entries), "page.svg": svg(page(entries))}
    return files


def _rules_drawn(form: Form, before: Form | None, reached: Reached | None) -> Files:
    files = {
        "whole.md": whole(form, before),
        "whole.svg": svg(reading(form, before)),
        "events.svg": svg(participants(form, before)),
    }
    for variable in form.variables:
        drawn = machine(form, variable, before, reached)
        files[f"machines/{variable.name}.md"] = drawn.text
        files[f"machines/{variable.name}.svg"] = svg(drawn.picture)
    return files


def life_drawn(project: Project, name: str, machines: Sequence[str], sizes: Sizes) -> Files:
    """The two files of one life."""
    found, before = _lives(project, name, machines, sizes)
    return {f"lives/{name}.md": life_file(found, f"{name}.svg", before), f"lives/{name}.svg": svg(life(found, before))}


def life_as_mermaid(project: Project, machines: Sequence[str], sizes: Sizes) -> str:
    """One life as the text of a flowchart, for a caller who keeps no file."""
    return mermaid(life(*_lives(project, projection_name(project.form, machines), machines, sizes)))


def _lives(project: Project, name: str, machines: Sequence[str], sizes: Sizes) -> tuple[Life, Life | None]:
    """A life, and what it was without the rule change, where there is one."""
    old = life_of(project.before, name, machines, sizes) if project.before else None
    return life_of(project.form, name, machines, sizes), old


def projection_name(form: Form, machines: Sequence[str]) -> str:
    """What the life of some machines is called. Raises UnknownName."""
    return "-".join(form.variable(m).name for m in machines)


def lives_of(project: Project) -> dict[str, list[str]]:
    """The lives that the project's settings name, each with its machines. Raises ChartproofError."""
    found = _settings(project).get("lives", {})
    example = 'for example: [tool.chartproof.diagrams.lives]\naccount = ["Membership", "Role"]'
    place = "pyproject.toml: [tool.chartproof.diagrams.lives]"
    if not isinstance(found, dict):
        raise ChartproofError(f"{place} is no table", mend=example)
    for name, machines in found.items():
        if not re.fullmatch(r"[\w-]+", name):
            raise ChartproofError(f"{place} {name!r} is no name for a file", mend="use letters, digits, _ and -")
        if not isinstance(machines, list) or not all(isinstance(m, str) for m in machines) or not machines:
            raise ChartproofError(f"{place} {name} = {machines!r} is no list of machines", mend=example)
        for title in machines:
            if title not in {n for v in project.form.variables for n in (v.name, v.title)}:
                known = [v.title for v in project.form.variables]
                raise UnknownName("machine", title, known, origin=Origin(f"{place} {name}", 0))
    return dict(found)


def _settings(project: Project) -> Mapping[str, Any]:
    found = project.settings.get("diagrams", {})
    if not isinstance(found, dict):
        raise ChartproofError(
            f"pyproject.toml: [tool.chartproof] diagrams = {found!r} is no table",
            mend='name the folder so: [tool.chartproof.diagrams]\nfolder = "diagrams"',
        )
    for key in found:
        if key not in ("folder", "lives"):
            place = Origin("pyproject.toml: [tool.chartproof.diagrams]", 0)
            raise UnknownName("key", key, ("folder", "lives"), origin=place)
    return found


def folder_of(project: Project) -> Path:
    """Where the project keeps its diagrams. Raises ChartproofError."""
    return project.root / str(_settings(project).get("folder", "diagrams"))


def headings(project: Project) -> dict[str, str]:
    """The first line of each declaring module's docstring, by file; what a change adds stands under its name."""
    files = dict.fromkeys(r.origin.file for r in project.form.rules if not r.added)
    found = {f: ast.get_docstring(ast.parse(Path(f).read_bytes())) or "" for f in files}
    added = {r.origin.file: f"Added by the change {Path(r.origin.file).stem}" for r in project.form.rules if r.added}
    return {f: text.split("\n")[0] for f, text in found.items()} | added


def write(folder: Path, files: Mapping[str, str]) -> list[str]:
    """Write files below a folder; returns their paths.

    Raises ChartproofError rather than lose a file of someone's own.
    """
    for name in files:
        _refuse_foreign(folder / name)
    make_folder(folder)
    for name, text in files.items():
        write_text(folder / name, text)
    return [shorten(str(folder / name)) for name in files]


def _refuse_foreign(path: Path) -> None:
    if path.exists() and not (path.is_file() and _generated(path)):
        raise ChartproofError(
            f"{shorten(str(path))} is in the way: it was not generated",
            mend="move it, or name another folder: --output DIR",
        )


def _generated(path: Path) -> bool:
    return GENERATED.encode() in read_bytes(path, "move it away")[:2000]


def remove_left_over(folder: Path, files: Mapping[str, str]) -> list[str]:
    """Remove what was generated once and is no more; returns the paths. A file of someone's own stays."""
    gone = [p for p in _others(folder, files) if _generated(p)]
    for path in gone:
        path.unlink()
    return [shorten(str(p)) for p in gone]


def _others(folder: Path, files: Mapping[str, str]) -> list[Path]:
    found = sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))
    return [p for p in found if p.relative_to(folder).as_posix() not in files]


def out_of_date(folder: Path, files: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with a folder that should hold these files and no others, a sentence for each."""
    for name, text in files.items():
        path = folder / name
        if not path.is_file():
            yield f"{shorten(str(path))} is missing: run chartproof diagram"
        elif read_bytes(path, "move it away") != text.encode():
            yield f"{shorten(str(path))} is out of date: run chartproof diagram"
    for path in _others(folder, files):
        yield f"{shorten(str(path))} is left over, and nothing generates it: remove it"
