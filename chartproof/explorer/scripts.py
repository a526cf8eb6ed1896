"""The page's scripts and style: ordinary files of this package, put together as they are.

What is pure (`PURE`) knows no page: it runs in a worker, and by node in the tests. The rest draws what it says.
"""

from __future__ import annotations

from importlib import resources

PURE = ("form", "words", "engine", "search", "parse", "parse_names", "replay", "link", "worker")
DRAWING = ("dom", "verdicts", "board", "path", "panels", "drawings", "goal", "explore", "keys", "app")


def script(names: tuple[str, ...]) -> str:
    """Scripts, one behind the other."""
    folder = resources.files("chartproof.explorer") / "scripts"
    return "\n".join((folder / f"{name}.js").read_text("utf-8") for name in names)
