"""Copies of a project's folder as it was written: without what runs of it, perhaps of another test, have left there."""

import shutil
from pathlib import Path

from chartproof.project.kept import FOLDER

LEFT = ("__pycache__", FOLDER)
"""Folders that a run leaves in a project's."""


def copied(folder: Path, to: Path) -> Path:
    """Copy a folder, which may be in use; returns where the copy is."""
    return Path(shutil.copytree(folder, to, ignore=shutil.ignore_patterns(*LEFT)))
