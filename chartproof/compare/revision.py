"""The project as it was at a git revision, loaded from a folder of its own beside the present one."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from chartproof.errors import ChartproofError
from chartproof.files import unwound
from chartproof.project.project import Project, load


def at_revision(project: Project, revision: str) -> Project:
    """The project's rules and properties at a revision; its files are there only while they are loaded.

    Raises ChartproofError where the project is in no git repository, or there is no such revision.
    """
    prefix = _git(project.root, "rev-parse", "--show-prefix").decode().strip()
    top = Path(_git(project.root, "rev-parse", "--show-toplevel").decode().strip())
    if revision.startswith("-"):
        raise ChartproofError(f"{revision!r} is no git revision", mend="name a branch, a tag or a commit")
    commit = _git(project.root, "rev-parse", "--verify", f"{revision}^{{commit}}").decode().strip()
    with unwound(), tempfile.TemporaryDirectory(prefix="chartproof-") as apart:
        # Git writes the files itself, links and all, by an index of their own: the repository's stays as it is.
        index = {"GIT_INDEX_FILE": str(Path(apart) / "index")}
        files = Path(apart).resolve() / "files"
        _git(top, "read-tree", commit, settings=index)
        _git(top, "checkout-index", "--all", f"--prefix={files}/", settings=index)
        root = files / prefix
        if not (root / "pyproject.toml").is_file():
            raise ChartproofError(f"at {revision}, there is no project here", mend="name a later revision")
        found = load(root)
        _ = found.form  # compiled while its files are there, which a mistake in it is to name
        return found


def _git(folder: Path, *arguments: str, settings: Mapping[str, str] | None = None) -> bytes:
    """What git prints, called in a folder; `settings` are environment variables on top of the process's."""
    variables = {**os.environ, **(settings or {})}
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, env=variables, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise ChartproofError("git is not installed", mend="install git, or check a change file") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise ChartproofError(
            f"git {arguments[0]} failed: {said[0] if said else 'no message'}",
            mend="name a branch, a tag or a commit of this repository",
        )
    return done.stdout
