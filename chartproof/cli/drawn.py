"""What `chartproof diagram` writes: files generated from the compiled form, and whether they are up to date."""

from __future__ import annotations

import ast
from pathlib import Path

from chartproof.compile.project import Project
from chartproof.diagram.rules import rules_table
from chartproof.errors import shorten


def drawings(project: Project) -> dict[Path, str]:
    """Every generated file, by its path."""
    folder = project.path("diagrams", "diagrams")
    return {folder / "rules.md": rules_table(project.form, headings(project))}


def headings(project: Project) -> dict[str, str]:
    """The first line of each declaring module's docstring, by file."""
    files = dict.fromkeys(r.origin.file for r in project.form.rules)
    return {f: (ast.get_docstring(ast.parse(Path(f).read_text(encoding="utf-8"))) or "").split("\n")[0] for f in files}


def write_all(project: Project) -> list[str]:
    """Write every generated file; returns their paths."""
    for path, text in drawings(project).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return [shorten(str(path)) for path in drawings(project)]


def out_of_date(project: Project) -> list[str]:
    """The paths of generated files that are missing or differ."""
    return [
        shorten(str(path))
        for path, text in drawings(project).items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
