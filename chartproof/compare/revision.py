"""The project as it was at a git revision, loaded from a folder of its own that is gone when it is loaded."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chartproof.compare.loading import Loaded, Refused
from chartproof.compile.compiler import Declarations
from chartproof.errors import ChartproofError, ModelError, Origin, nearest
from chartproof.files import unwound
from chartproof.language.rewrite import rewritten
from chartproof.live import machines_from
from chartproof.page.citations import project_page
from chartproof.page.statements import Statement
from chartproof.project.project import Project

APART = "from chartproof.compare.loading import hand_over; hand_over()"


@dataclass(frozen=True)
class Revision:
    """Rules and properties at a point in time. title: of what, for a reader."""

    title: str
    project: Project
    statements: tuple[Statement, ...]


NOBODYS = ":(exclude,glob)**/__pycache__/**"
"""What Python writes beside what it reads is nobody's change, ignored by the repository or not."""


def work_tree(project: Project) -> Revision:
    """The project as it lies in its folder."""
    changed = _git(project.root, "status", "--porcelain", "--", ".", NOBODYS).decode().splitlines()
    files = f"{len(changed)} file{'s' if len(changed) != 1 else ''} changed" if changed else "nothing changed"
    return Revision(f"the work tree, {files}", project, project_page(project)[0])


def compared_revisions(project: Project, against: str) -> tuple[Revision, Revision]:
    """The two sides that `REVISION`, `A..B` or `A...B` (from where B began to differ from A) name."""
    dots = "..." if "..." in against else ".."
    if dots not in against:
        return at_revision(project, against), work_tree(project)
    old, new = (side or "HEAD" for side in against.split(dots, 1))
    if dots == "...":
        commits = [_commit(project.root, side) for side in (old, new)]
        old = _git(project.root, "merge-base", *commits).decode().strip()[:12]
    return at_revision(project, old), at_revision(project, new)


def at_revision(project: Project, revision: str) -> Revision:
    """The project's rules and properties at a revision; its files are there only while they are loaded.

    Places in them are given as `REVISION:FILE`. Raises ChartproofError where the project is in no git repository,
    there is no such revision, or what is there cannot be loaded.
    """
    prefix = _git(project.root, "rev-parse", "--show-prefix").decode().strip()
    top = Path(_git(project.root, "rev-parse", "--show-toplevel").decode().strip())
    commit = _commit(project.root, revision)
    with unwound(), tempfile.TemporaryDirectory(prefix="chartproof-") as name:
        apart = Path(name).resolve()
        # Git writes the files itself, links and all, by an index of their own: the repository's stays as it is.
        index = {"GIT_INDEX_FILE": str(apart / "index")}
        files = apart / "files"
        _git(top, "read-tree", commit, settings=index)
        _git(top, "checkout-index", "--all", f"--prefix={files}/", settings=index)
        root = files / prefix
        if not (root / "pyproject.toml").is_file():
            raise ChartproofError(f"at {revision}, there is no project here", mend="name a later revision")
        found = rewritten(_loaded_apart(root, apart / "loaded"), lambda part: _said_of(part, str(root), revision))
    if isinstance(found, Refused):
        raise ModelError(found.message, origin=found.origin, mend=found.mend)
    machines = tuple(machines_from(found.form))
    then = Project(project.root, found.settings, Declarations((), (), {}), found.properties, found.form, None, machines)
    return Revision(revision, then, found.statements)


def _said_of(part: Any, folder: str, revision: str) -> Any:
    """A place, or a text that names one, as one in a revision instead of in a folder that is gone."""
    if isinstance(part, str) and folder in part:
        return part.replace(f"{folder}/", f"{revision}:").replace(folder, f"{revision}:.")
    return part


def _loaded_apart(root: Path, file: Path) -> Loaded | Refused:
    # -P: what lies in the folder must not stand in for this package.
    status = _ended([sys.executable, "-P", "-c", APART, str(root), str(file)], root)
    if status or not file.is_file():
        return Refused(f"the project cannot be loaded: it ended with status {status}", Origin(str(root), 0), "")
    found = pickle.loads(file.read_bytes())  # written by the process that this one has just run
    assert isinstance(found, (Loaded, Refused))
    return found


def _ended(command: Sequence[str], folder: Path) -> int:
    """How a process ends. What a model writes while it is loaded goes to standard error, as the present one's does."""
    return subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=False).returncode


def _commit(folder: Path, revision: str) -> str:
    """The commit that a revision names. Raises ChartproofError, with the mend, where there is none."""
    if not revision.startswith("-"):
        done = _run(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
        if done.returncode == 0:
            return done.stdout.decode().strip()
    raise ChartproofError(f"there is no git revision {revision!r} here", mend=_mend(folder, revision))


def _mend(folder: Path, revision: str) -> str:
    if _git(folder, "rev-parse", "--is-shallow-repository").decode().strip() == "true":
        return (
            "this clone has a part of the history alone (it is shallow), as CI makes them: fetch the rest first\n"
            "git fetch --unshallow; in a GitHub workflow: actions/checkout with fetch-depth: 0"
        )
    named = _git(folder, "for-each-ref", "--format=%(refname:short)").decode().split()
    at_remote = [name for name in named if name.endswith(f"/{revision}")]
    if at_remote:
        return f"did you mean {at_remote[0]!r}?"
    return f"name a branch, a tag or a commit; {nearest(revision, named)}"


def _git(folder: Path, *arguments: str, settings: Mapping[str, str] | None = None) -> bytes:
    """What git prints, called in a folder; `settings` are environment variables on top of the process's."""
    done = _run(folder, *arguments, settings=settings)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise ChartproofError(
            f"git {arguments[0]} failed: {said[0] if said else 'no message'}",
            mend="name a branch, a tag or a commit of this repository",
        )
    return done.stdout


def _run(
    folder: Path, *arguments: str, settings: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    variables = {**os.environ, **(settings or {})}
    try:
        return subprocess.run(["git", *arguments], cwd=folder, env=variables, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise ChartproofError("git is not installed", mend="install git, or check a change file") from error
