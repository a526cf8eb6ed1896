"""Pictures in the language of Graphviz, which lays them out.

The parts carry numbers (`n0`, `e0`) by which svg.py finds them again, to give each line of a label
its own look.
"""

from __future__ import annotations

from collections.abc import Sequence

from chartproof.diagram.arcs import Mark
from chartproof.diagram.picture import Edge, Line, Node, Picture
from chartproof.diagram.style import COLOURS, FILLS, INK, QUIET

FONT = "Helvetica"
NAME, NOTE = 14, 13
SLACK = 1.06
"""Text is laid out larger than it is shown: other fonts are wider than Graphviz reckons, and so is bold type."""

_EDGES: dict[Mark, str] = {
    "same": f'color="{QUIET}"',
    "gained": f'color="{COLOURS["gained"]}", penwidth=3',
    "lost": f'color="{COLOURS["lost"]}", style=dashed, penwidth=1.6',
    "changed": f'color="{INK}", penwidth=3',
}
_EDGE_OF_BOX = "#54aeff"
_POINT = f'shape=circle, style=filled, width=0.16, fixedsize=true, label="", fillcolor="{INK}", color="{INK}"'


def dot(picture: Picture, *, across: bool, room: float = 0.3) -> str:
    """The picture as a directed graph, from left to right or from top to bottom. room: between boxes, in inches."""
    below = "".join(f"{_escaped(part)}\\l" for line in picture.notes for part in line.text.split("\n"))
    return "\n".join(
        [
            "digraph {",
            f'graph [rankdir={"LR" if across else "TB"}, bgcolor=transparent, pad=0.2, fontname="{FONT}",'
            f' fontsize={NOTE * SLACK:g}, labelloc=b, labeljust=l, nodesep={room:g}, ranksep=0.4, label="{below}"];',
            f'node [shape=box, style="filled,rounded", fontname="{FONT}", fontsize={NAME * SLACK:g},'
            ' margin="0.14,0.07"];',
            f'edge [fontname="{FONT}", fontsize={NOTE * SLACK:g}, arrowsize=0.8];',
            *(_node(n, node) for n, node in enumerate(picture.nodes)),
            *(_edge(n, e) for n, e in enumerate(picture.edges)),
            "}",
        ]
    )


def _node(number: int, node: Node) -> str:
    name = f'"{_escaped(node.name)}" [id=n{number}, '
    if not node.lines:
        return f"{name}{_POINT}];"
    fill = FILLS["strong" if node.strong else "state"]
    return f'{name}{_label(node.lines)}, fillcolor="{fill}", color="{_EDGE_OF_BOX}"];'


def _edge(number: int, edge: Edge) -> str:
    style = _EDGES[edge.mark] + (", style=dotted, penwidth=1.5" if edge.quiet and edge.mark == "same" else "")
    label = f"{_label(edge.lines, ' ')}, " if edge.lines else ""
    return f'"{_escaped(edge.source)}" -> "{_escaped(edge.target)}" [id=e{number}, {label}{style}];'


def _label(lines: Sequence[Line], room: str = "") -> str:
    return 'label="' + "\\n".join(_room(line, part, room) for line in lines for part in line.text.split("\n")) + '"'


def _room(line: Line, part: str, room: str) -> str:
    """The text with room at its ends, and more of it where it will be bold."""
    wide = room + " " if line.mark in ("gained", "changed") else room
    return _escaped(f"{wide}{part}{wide}")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
