"""The pytest plugin: `pytest proofs/` collects each property as a test.

The project is that of pytest's rootdir, or one whose folder or proofs are named on the line: others that lie below are
left alone. A test passes where the verdict is the one expected, and fails with the trace otherwise; a finding that is
expected is an expected failure (`x`, with what it means under `-rx`). Where no pyproject.toml speaks of chartproof,
nothing of it is loaded. The fixture `chartproof_project` is the project that a test lies in.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from chartproof.check.result import Result
    from chartproof.check.verify import Verifier
    from chartproof.project.project import Project

COLUMNS = 100


class Unexpected(Exception):
    """A verdict that is not the one expected; the text says all of it."""


@dataclass
class Opened:
    """The projects of one run of pytest, each loaded once, with what decides its properties.

    roots: the project that a folder lies in, and where its proofs are; None where it lies in none.
    """

    found: dict[Path, tuple[Project, Verifier]] = field(default_factory=dict)
    roots: dict[Path, tuple[Path, Path] | None] = field(default_factory=dict)

    def of(self, root: Path) -> tuple[Project, Verifier]:
        """The project of a folder. Raises ChartproofError where it is malformed."""
        from chartproof.check.run import verifier_of
        from chartproof.cli.options import read_sizes
        from chartproof.project.project import load

        if root not in self.found:
            project = load(root)
            self.found[root] = project, verifier_of(project, read_sizes(project.form, (), project.settings))
        return self.found[root]

    def root(self, folder: Path) -> tuple[Path, Path] | None:
        """The root of the project that a folder lies in, and its proofs, without their suffix."""
        if folder not in self.roots:
            self.roots[folder] = _root(folder)
        return self.roots[folder]


OPENED = pytest.StashKey[Opened]()


def pytest_configure(config: pytest.Config) -> None:
    """Begin with no project."""
    config.stash[OPENED] = Opened()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """The properties of a file of proofs."""
    root = _project_of(file_path, parent)
    return Proofs.of(parent, file_path, root) if root else None


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """A file of proofs that was named on the line is no module of tests, too."""
    return Silent.from_parent(parent, path=module_path) if _project_of(module_path, parent) else None


@pytest.fixture
def chartproof_project(request: pytest.FixtureRequest) -> Project:
    """The loaded project that a test lies in."""
    opened = request.config.stash[OPENED]
    found = opened.root(request.path.parent)
    if found is None:
        pytest.fail(f"no pyproject.toml above {request.path} has a [tool.chartproof] table")
    return opened.of(found[0])[0]


class Silent(pytest.Module):
    """A module that is not collected a second time."""

    def collect(self) -> Iterator[Any]:
        """Nothing."""
        return iter(())


class Proofs(pytest.File):
    """A file of proofs."""

    root: Path

    @classmethod
    def of(cls, parent: pytest.Collector, path: Path, root: Path) -> Proofs:
        """The file of a project."""
        made: Proofs = cls.from_parent(parent, path=path)
        made.root = root
        return made

    @property
    def opened(self) -> tuple[Project, Verifier]:
        """The project, and what decides its properties."""
        return self.config.stash[OPENED].of(self.root)

    def collect(self) -> Iterator[PropertyItem]:
        """Its properties, in order of declaration. Raises CollectError where the project is malformed."""
        from chartproof.errors import ChartproofError

        try:
            properties = self.opened[0].properties
        except ChartproofError as error:
            raise self.CollectError(str(error)) from error
        for name, found in properties.items():
            if Path(found.origin.file).resolve() == self.path.resolve():
                yield PropertyItem.from_parent(self, name=name)


class PropertyItem(pytest.Item):
    """One property."""

    parent: Proofs

    def runtest(self) -> None:
        """Decide it. Raises Unexpected where the verdict is not the one expected."""
        from chartproof.check.replayed import replay_trace

        project, verifier = self.parent.opened
        found = project.property(self.name)
        result = verifier.result(found)
        if result.shown is not None:
            replay_trace(project.form, project.machines, result.shown)
        self.user_properties.append(("verdict", result.verdict))
        if not result.as_expected:
            raise Unexpected(_told(project, result))
        if result.verdict == "violated":
            pytest.xfail(f"a finding, as expected: {found.meaning}")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The verdict with its trace; a mistake of the model with its place."""
        from chartproof.errors import ChartproofError

        if isinstance(excinfo.value, (Unexpected, ChartproofError)):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it is declared."""
        return self.path, self.parent.opened[0].property(self.name).origin.line - 1, self.name


def _told(project: Project, result: Result) -> str:
    from rich.console import Console

    from chartproof.report.text import print_property

    file = io.StringIO()
    print_property(Console(file=file, width=COLUMNS, no_color=True, highlight=False), project.form, result)
    return file.getvalue()


def _project_of(file: Path, parent: pytest.Collector) -> Path | None:
    """The root of the project whose proofs a file belongs to, if it is one to collect."""
    found = parent.config.stash[OPENED].root(file.parent) if file.suffix == ".py" else None
    if found is None:
        return None
    root, proofs = found
    if file != proofs.with_suffix(".py") and proofs not in file.parents:
        return None
    named = [p for p in (file, *file.parents) if p == root or root in p.parents]
    wanted = root == parent.config.rootpath or any(parent.session.isinitpath(p) for p in named)
    return root if wanted else None


def _root(folder: Path) -> tuple[Path, Path] | None:
    """The project of a folder: where no file speaks of chartproof, nothing of it is loaded."""
    files = (p / "pyproject.toml" for p in (folder, *folder.parents))
    if not any(b"chartproof" in f.read_bytes() for f in files if f.is_file()):
        return None
    from chartproof.errors import ChartproofError
    from chartproof.project.project import find_root

    try:
        root, settings = find_root(folder)
    except ChartproofError:
        return None
    return root, root / str(settings.get("proofs", "proofs")).removesuffix(".py").replace(".", "/")
