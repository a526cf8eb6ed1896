"""Pictures as mermaid flowcharts, which code hosts draw where they stand in a Markdown file.

Boxes keep the colours of the reader's theme; what a rule change did shows by the kind of arrow too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from chartproof.diagram.marks import Mark
from chartproof.diagram.picture import LEGEND, Edge, Line, Node, Picture, broken

_ARROWS: dict[Mark, tuple[str, str]] = {
    "same": ("--", "-->"),
    "gained": ("==", "==>"),
    "lost": ("-.", ".->"),
    "changed": ("==", "==>"),
}
_STYLES: dict[Mark, str] = {
    "gained": "stroke:#2da44e,stroke-width:3px",
    "lost": "stroke:#e5534b,stroke-width:2px,stroke-dasharray:6 4",
}
LONGEST = 18
_ROOM = '%%{init: {"flowchart": {"nodeSpacing": 110, "rankSpacing": 60, "curve": "CURVE"}}}%%'
_ESCAPES = {"#": "#35;", "&": "#amp;", "<": "#lt;", ">": "#gt;", '"': "#quot;", "`": "#96;"}


def mermaid(picture: Picture) -> str:
    """The picture as the text of a flowchart.

    >>> node = Node("s_on", (Line("on"),))
    >>> print(mermaid(Picture("lamp", "A lamp", "One state.", (node,), (Edge("s_on", "s_on", (Line("press"),)),))))
    %%{init: {"flowchart": {"nodeSpacing": 110, "rankSpacing": 60, "curve": "monotoneY"}}}%%
    flowchart TB
      accTitle: A lamp
      accDescr: One state.
      s_on("on")
      s_on -- "press" --> s_on
    """
    description = picture.description + (f" {LEGEND}" if picture.marked else "")
    return "\n".join(
        [
            _ROOM.replace("CURVE", "monotoneX" if picture.across else "monotoneY"),
            f"flowchart {'LR' if picture.across else 'TB'}",
            f"  accTitle: {_plain(picture.title)}",
            f"  accDescr: {_plain(description)}",
            *(f"  {_node(n)}" for n in picture.nodes),
            *(f"  {_edge(e)}" for e in picture.edges),
            *(f"  {line}" for line in _styles(picture)),
        ]
    )


def block(picture: Picture) -> str:
    """The flowchart as a block of a Markdown file."""
    return f"```mermaid\n{mermaid(picture)}\n```"


def _node(node: Node) -> str:
    if not node.lines:
        return f'{_name(node.name)}((" "))'
    return f'{_name(node.name)}("{_label(node.lines)}")'


def _edge(edge: Edge) -> str:
    start, end = _ARROWS["lost" if (edge.quiet or edge.never) and edge.mark == "same" else edge.mark]
    label = f' "{_label(_short(edge.lines))}"' if edge.lines else ""
    arrow = f"{start}{label} {end}" if label else end.replace(".->", "-.->")
    return f"{_name(edge.source)} {arrow} {_name(edge.target)}"


def _styles(picture: Picture) -> Iterator[str]:
    for number, edge in enumerate(picture.edges):
        if edge.mark in _STYLES:
            yield f"linkStyle {number} {_STYLES[edge.mark]}"


def _short(lines: Sequence[Line]) -> list[Line]:
    """Mermaid lays labels over each other where they are wide."""
    return [replace(line, text=broken(line.text, LONGEST + 4 * line.quiet)) for line in lines]


def _label(lines: Sequence[Line]) -> str:
    return "<br>".join(_escaped(part) for line in lines for part in line.text.split("\n"))


def _escaped(text: str) -> str:
    return "".join(_ESCAPES.get(c, c) for c in text)


def _plain(text: str) -> str:
    """Accessible text is one line, and knows no escapes."""
    return re.sub(r"[#{}\n]", " ", text.replace(";", ","))


def _name(text: str) -> str:
    return re.sub(r"\W", "_", text)
