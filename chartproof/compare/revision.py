"""The project as it was at a git revision, loaded from a folder of its own beside the present one."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from pathlib import Path

from chartproof.errors import ChartproofError
from chartproof.files import unwound
from chartproof.project.project import Project, load


def at_revision(project: Project, revision: str) -> Project:
    """The project's rules and properties at a revision; its files are there only while they are loaded.

    Raises ChartproofError where the project is in no git repository, or there is no such revision.
    """
    prefix = _git(project, "rev-parse", "--show-prefix").decode().strip()
    top = Path(_git(project, "rev-parse", "--show-toplevel").decode().strip())
    if revision.startswith("-"):
        raise ChartproofError(f"{revision!r} is no git revision", mend="name a branch, a tag or a commit")
    commit = _git(project, "rev-parse", "--verify", f"{revision}^{{commit}}").decode().strip()
    archive = _git(project, "-C", str(top), "archive", "--format=tar", commit)
    with unwound(), tempfile.TemporaryDirectory(prefix="chartproof-") as folder:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(folder, filter="data")
        root = Path(folder).resolve() / prefix
        if not (root / "pyproject.toml").is_file():
            raise ChartproofError(f"at {revision}, there is no project here", mend="name a later revision")
        found = load(root)
        _ = found.form  # compiled while its files are there, which a mistake in it is to name
        return found


def _git(project: Project, *arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", *arguments], cwd=project.root, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise ChartproofError("git is not installed", mend="install git, or check a change file") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise ChartproofError(
            f"git {arguments[0]} failed: {said[0] if said else 'no message'}",
            mend="name a branch, a tag or a commit of this repository",
        )
    return done.stdout
