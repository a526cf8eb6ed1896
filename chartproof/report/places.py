"""Where things stand, as other tools read it: paths from the repository's root, and the line that names the thing.

A declaration's own place is where its call begins; its name may stand some lines below (`def` under a decorator).
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from chartproof.errors import Origin

NEAR = 60
"""How many lines below its place a name is looked for."""


def repository(file: Path) -> Path | None:
    """The folder from which paths are told: the git repository of a file, else the project that it belongs to."""
    for mark in (".git", "pyproject.toml"):
        found = next((folder for folder in file.parents if (folder / mark).exists()), None)
        if found is not None:
            return found
    return None


def uri(file: str) -> str:
    """A file as a URI reference: from the repository's root, whatever the working directory; else absolute."""
    path = Path(file).resolve()
    root = repository(path)
    return path.as_uri() if root is None else quote(path.relative_to(root).as_posix())


def there(origin: Origin) -> bool:
    """Whether a place is in a file that is there; one of another revision is not."""
    return bool(origin.file) and Path(origin.file).is_file()


def standing(origin: Origin, root: Path) -> Origin:
    """A place, or that of another revision as the file that is there now, without a line; else the project's settings.

    >>> standing(Origin("v1:gone.py", 3), Path("nowhere")).line
    0
    """
    if there(origin):
        return origin
    now = root / origin.file.rpartition(":")[2]
    return Origin(str(now if origin.file and now.is_file() else root / "pyproject.toml"), 0)


def at_name(origin: Origin, name: str) -> Origin:
    """The line on which a name stands, at its declaration or a little below; else the declaration's.

    >>> at_name(Origin("gone.py", 3), "member")
    Origin(file='gone.py', line=3)
    """
    lines = _lines(origin.file) if there(origin) else ()
    word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    for number, line in enumerate(lines[max(0, origin.line - 1) : origin.line + NEAR], max(1, origin.line)):
        if word.search(line):
            return Origin(origin.file, number)
    return origin


@lru_cache(maxsize=64)
def _lines(file: str) -> tuple[str, ...]:
    return tuple(Path(file).read_text(encoding="utf-8", errors="replace").splitlines())


def link(text: str, origin: Origin) -> str:
    """A Markdown link to a line: at GitHub where its workflow runs, else from the repository's root."""
    if not there(origin):
        return f"`{text}`"
    server, repo, commit = (os.environ.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "SHA"))
    base = f"{server}/{repo}/blob/{commit}/" if server and repo and commit else ""
    return f"[`{text}`]({base}{uri(origin.file)}#L{max(1, origin.line)})"
