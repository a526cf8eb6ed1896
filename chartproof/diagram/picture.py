"""A picture before it is drawn: nodes, edges and notes, which svg and mermaid both draw.

A mark says what a rule change did to a part. It is shown by colour, by the kind of line, and in
words, so that no reader depends on one of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from chartproof.diagram.marks import Mark

LEGEND = "Gained: bold, green. Lost: dashed, red. Changed: bold, with what was gained and lost."


@dataclass(frozen=True)
class Line:
    """A line of a label. `tip` is shown under the pointer; `quiet` lines stand back; `event`: the one that it names."""

    text: str
    mark: Mark = "same"
    tip: str = ""
    link: str = ""
    quiet: bool = False
    event: str = ""

    @property
    def bold(self) -> bool:
        """Whether it is set in bold type, which is wider."""
        return self.mark in ("gained", "changed")


@dataclass(frozen=True)
class Node:
    """A box; without lines, the point where a machine starts. `state`: the name by which the picture's reader
    finds it.
    """

    name: str
    lines: tuple[Line, ...] = ()
    tip: str = ""
    strong: bool = False
    state: str = ""


@dataclass(frozen=True)
class Edge:
    """An arrow with its lines and its tip; a `quiet` one is dotted: it moves nothing that is drawn, or `never`
    happens.
    """

    source: str
    target: str
    lines: tuple[Line, ...] = ()
    mark: Mark = "same"
    quiet: bool = False
    never: bool = False
    tip: str = ""


@dataclass(frozen=True)
class Picture:
    """What is drawn. `description` says in a sentence what one sees, for those who don't.

    `key` tells pictures apart that stand on one page: their identifiers begin with it. `legend`: whether it says how
    what a change alters is marked.
    """

    key: str
    title: str
    description: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    notes: tuple[Line, ...] = ()
    across: bool = False
    legend: bool = True

    @property
    def marked(self) -> bool:
        """Whether a rule change shows in it."""
        return any(m != "same" for e in self.edges for m in (e.mark, *(line.mark for line in e.lines)))


@dataclass(frozen=True)
class Cell:
    """A cell of a grid, with one of the colours of `style.FILLS`."""

    line: Line
    fill: str = ""
    left: bool = False


@dataclass(frozen=True)
class Grid:
    """A picture of rows and columns; a row that is shorter than others leaves the rest free."""

    key: str
    title: str
    description: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[Line, ...] = ()


def broken(name: str, longest: int) -> str:
    """A name in lines that are no longer, where underscores and spaces allow it; a number in brackets stays with it.

    >>> print(broken("delete_organizations_role", 18))
    delete_
    organizations_role
    """
    if len(name) <= longest or "\n" in name:
        return name
    lines = [""]
    for part in re.findall(r"(?:[^_ ]| \()+[_ ]*|[_ ]+", name):
        if lines[-1] and len(lines[-1] + part.rstrip()) > longest:
            lines.append("")
        lines[-1] += part
    return "\n".join(line.rstrip(" ") for line in lines)
