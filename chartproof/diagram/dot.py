"""Pictures in the language of Graphviz, which lays them out and draws nothing that is kept.

Graphviz is told how large each label is by a text of that size, in a type whose letters it knows to be equally wide:
its own idea of other fonts is too narrow for some. The parts carry numbers (`n0`, `e0`) by which layout.py finds them
again.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from chartproof.diagram.picture import Edge, Line, Node, Picture
from chartproof.diagram.widths import width

NAME, NOTE = 14, 13
COURIER = 0.6
"""How wide each letter of Courier is, in ems."""
ASIDE = 5
"""Pixels that a label keeps on both sides to what is beside it."""


def dot(picture: Picture, *, across: bool, room: float = 0.3) -> str:
    """The picture as a directed graph, from left to right or from top to bottom. room: between boxes, in inches.

    Above the notes stands one line more, which keeps them from the boxes.
    """
    below = "x\\l" * bool(picture.notes) + "".join(
        f"{_blank(line, part, NOTE, 0)}\\l" for line in picture.notes for part in line.text.split("\n")
    )
    return "\n".join(
        [
            "digraph {",
            f'graph [rankdir={"LR" if across else "TB"}, pad=0.2, fontname="Courier", fontsize={NOTE}, labelloc=b,'
            f' labeljust=l, nodesep={room:g}, ranksep=0.45, label="{below}"];',
            f'node [shape=box, fontname="Courier", fontsize={NAME}, margin="0.1,0.07"];',
            f'edge [fontname="Courier", fontsize={NOTE}, arrowsize=0.8];',
            *(_node(n, node) for n, node in enumerate(picture.nodes)),
            *(_edge(n, e, picture) for n, e in enumerate(picture.edges)),
            "}",
        ]
    )


def _node(number: int, node: Node) -> str:
    if not node.lines:
        return f'n{number} [id=n{number}, shape=circle, width=0.16, fixedsize=true, label=""];'
    return f"n{number} [id=n{number}, {_label(node.lines, NAME)}];"


def _edge(number: int, edge: Edge, picture: Picture) -> str:
    names = [node.name for node in picture.nodes]
    source, target = names.index(edge.source), names.index(edge.target)
    label = f", {_label(edge.lines, NOTE, ASIDE)}" if edge.lines else ""
    return f"n{source} -> n{target} [id=e{number}{label}];"


def _label(lines: Sequence[Line], size: int, aside: int = 0) -> str:
    return (
        'label="'
        + "\\n".join(_blank(line, part, size, aside) for line in lines for part in line.text.split("\n"))
        + '"'
    )


def _blank(line: Line, part: str, size: int, aside: int) -> str:
    """Letters that are as wide as a line of text at most is."""
    return "x" * max(1, math.ceil((width(part, size, bold=line.bold) + 2 * aside) / (COURIER * size)))
