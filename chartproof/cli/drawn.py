"""What `chartproof diagram` writes: files generated from the compiled form, and whether they are up to date."""

from __future__ import annotations

import ast
from pathlib import Path

from chartproof.compile.project import Project
from chartproof.diagram.rules import rules_table
from chartproof.errors import shorten


def drawings(project: Project, folder: Path | None = None) -> dict[Path, str]:
    """Every generated file, by its path; in diagrams/ where no other folder is named."""
    folder = folder or project.path("diagrams", "diagrams")
    return {folder / "rules.md": rules_table(project.form, headings(project))}


def headings(project: Project) -> dict[str, str]:
    """The first line of each declaring module's docstring, by file; what a change adds stands under its name."""
    files = dict.fromkeys(r.origin.file for r in project.form.rules if not r.added)
    found = {f: ast.get_docstring(ast.parse(Path(f).read_text(encoding="utf-8"))) or "" for f in files}
    added = {r.origin.file: f"Added by the change {Path(r.origin.file).stem}" for r in project.form.rules if r.added}
    return {f: text.split("\n")[0] for f, text in found.items()} | added


def write_all(project: Project, folder: Path | None = None) -> list[str]:
    """Write every generated file; returns their paths."""
    drawn = drawings(project, folder)
    for path, text in drawn.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return [shorten(str(path)) for path in drawn]


def out_of_date(project: Project) -> list[str]:
    """The paths of generated files that are missing or differ."""
    return [
        shorten(str(path))
        for path, text in drawings(project).items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
