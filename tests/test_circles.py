"""No file of the engine imports in a circle: not within a function, and not for types alone.

What import-linter holds are layers; within one of them it sees no circle.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import networkx

ROOT = Path(__file__).parents[1]


def modules(root: Path, package: str) -> dict[str, str]:
    """The text of each module of a package, by its name."""
    found = {}
    for file in sorted((root / package).rglob("*.py")):
        name = ".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        found[name] = file.read_text(encoding="utf-8")
    return found


def imported(text: str, known: Mapping[str, str]) -> Iterator[str]:
    """The modules that a text imports, wherever in it."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom):
            assert node.module, "the engine imports by whole names"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                name = whole if whole in known else node.module
                if name in known:
                    yield name


def circles(texts: Mapping[str, str]) -> list[list[str]]:
    """Sets of modules each of which imports, over others, all of its set."""
    graph = networkx.DiGraph((name, other) for name, text in texts.items() for other in imported(text, texts))
    loops = [[name] for name in sorted(networkx.nodes_with_selfloops(graph))]
    return loops + [sorted(c) for c in networkx.strongly_connected_components(graph) if len(c) > 1]


def test_no_file_imports_in_a_circle() -> None:
    """Catches two files that are one: neither can be read, or tested, without the other."""
    texts = modules(ROOT, "chartproof")
    del texts["chartproof"]  # the door for users, which names what is within; within, the version is taken from it
    assert len(texts) > 200
    assert circles(texts) == []


def test_a_circle_is_seen_wherever_it_is_closed() -> None:
    """Catches a test that looks at the imports at the top of a file alone."""
    later = "def use() -> None:\n    from toy.one import a\n"
    typed = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from toy import one\n"
    for closing in (later, typed, "import toy.one"):
        texts = {
            "toy": "",
            "toy.one": "from toy.two import b",
            "toy.two": "from toy import three",
            "toy.three": closing,
        }
        assert circles(texts) == [["toy.one", "toy.three", "toy.two"]]
