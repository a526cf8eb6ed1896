"""Pictures in the language of Graphviz, which lays them out."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from chartproof.diagram.arcs import Mark
from chartproof.diagram.picture import LEGEND, Cell, Edge, Grid, Line, Node, Picture

FONT = "Helvetica,Arial,sans-serif"
INK = "#1f2328"
QUIET = "#59636e"
PAPER = "#ffffff"
COLOURS: dict[Mark, str] = {"same": INK, "gained": "#116329", "lost": "#b31d28", "changed": INK}
FILLS = {
    "": PAPER,
    "state": "#ddf4ff",
    "strong": "#b6e3ff",
    "head": "#eaeef2",
    "good": "#d2f4d9",
    "bad": "#ffc9c9",
    "rule": "#ddf4ff",
    "open": "#fff1b8",
    "none": "#f0f1f3",
}
_EDGES: dict[Mark, str] = {
    "same": f'color="{QUIET}"',
    "gained": f'color="{COLOURS["gained"]}", penwidth=3',
    "lost": f'color="{COLOURS["lost"]}", style=dashed, penwidth=1.6',
    "changed": f'color="{INK}", penwidth=3',
}
_NODES: dict[Mark, str] = {
    "same": 'color="#54aeff"',
    "gained": f'color="{COLOURS["gained"]}", penwidth=3',
    "lost": f'color="{COLOURS["lost"]}", style="filled,rounded,dashed"',
    "changed": f'color="{INK}", penwidth=3',
}


def picture_dot(picture: Picture) -> str:
    """The picture as a directed graph."""
    notes = [*picture.notes, *([Line(LEGEND, quiet=True)] if picture.marked else [])]
    lines = [
        "digraph {",
        f'graph [rankdir={"LR" if picture.across else "TB"}, bgcolor=transparent, pad=0.2, fontname="{FONT}",'
        " fontsize=13, labelloc=b, labeljust=l, nodesep=0.35, ranksep=0.45, forcelabels=true];",
        f'node [shape=box, style="filled,rounded", fillcolor="{FILLS["state"]}", fontname="{FONT}", fontsize=14,'
        f' fontcolor="{INK}", margin="0.14,0.07", height=0.42];',
        f'edge [fontname="{FONT}", fontsize=12.5, arrowsize=0.8];',
        *([f"label={_label(notes, notes=True)};"] if notes else []),
        *_grouped(picture),
        *(_edge(e) for e in picture.edges),
        "}",
    ]
    return "\n".join(lines)


def grid_dot(grid: Grid) -> str:
    """The grid as one node that is a table."""
    width = max(len(grid.head), *(len(r) for r in grid.rows))
    rows = [_row([Cell(Line(h), "head") for h in grid.head])] if grid.head else []
    rows += [_row(r) for r in grid.rows]
    rows += [f'<TR><TD COLSPAN="{width}" ALIGN="LEFT" BALIGN="LEFT">{_text(n)}</TD></TR>' for n in grid.notes]
    table = f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="2" CELLPADDING="4">{"".join(rows)}</TABLE>'
    return f'digraph {{ graph [bgcolor=transparent, pad=0.1]; g [shape=plain, fontname="{FONT}", fontsize=12,' + (
        f' fontcolor="{INK}", label=<{table}>]; }}'
    )


def _row(cells: Iterable[Cell]) -> str:
    return f"<TR>{''.join(_cell(c) for c in cells)}</TR>"


def _cell(cell: Cell) -> str:
    align = ' ALIGN="LEFT" BALIGN="LEFT"' if cell.left else ""
    fill = f' BGCOLOR="{FILLS[cell.fill]}"' if cell.fill else ""
    return f"<TD{align}{fill}{_attributes(cell.line)}>{_text(cell.line)}</TD>"


def _grouped(picture: Picture) -> Iterable[str]:
    yield from (_node(n) for n in picture.nodes if n.group not in picture.groups)
    for number, group in enumerate(picture.groups):
        inside = " ".join(_node(n) for n in picture.nodes if n.group == group)
        yield (
            f'subgraph cluster_{number} {{ label={_quoted(group)}; style="rounded"; color="#d0d7de"; labeljust=l;'
            f' fontcolor="{QUIET}"; labelloc=t; margin=14; {inside} }}'
        )


def _node(node: Node) -> str:
    if not node.lines:
        return (
            f'{_quoted(node.name)} [shape=circle, style=filled, width=0.16, height=0.16, fixedsize=true, label="",'
            + (f' fillcolor="{INK}", color="{INK}"];')
        )
    fill = FILLS["strong" if node.strong else "state"]
    tip = f", tooltip={_quoted(node.tip)}" if node.tip else ""
    return f'{_quoted(node.name)} [label={_label(node.lines)}, fillcolor="{fill}", {_NODES[node.mark]}{tip}];'


def _edge(edge: Edge) -> str:
    style = _EDGES[edge.mark] + (", style=dotted" if edge.quiet and edge.mark == "same" else "")
    label = f", label={_label(edge.lines)}" if edge.lines else ""
    return f"{_quoted(edge.source)} -> {_quoted(edge.target)} [{style}{label}];"


def _label(lines: Sequence[Line], *, notes: bool = False) -> str:
    align = ' ALIGN="LEFT"' if notes else ""
    rows = "".join(f"<TR><TD{align}{_attributes(line)}>{_text(line)}</TD></TR>" for line in lines)
    return f'<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="{2 if notes else 1}">{rows}</TABLE>>'


def _attributes(line: Line) -> str:
    link = f' HREF="{html.escape(line.link)}"' if line.link else ""
    return link + (f' TITLE="{html.escape(line.tip)}"' if line.tip else "")


def _text(line: Line) -> str:
    text = "<BR/>".join(html.escape(part) or " " for part in line.text.split("\n"))
    if line.mark in ("gained", "changed"):
        text = f"<B>{text}</B>"
    if line.mark == "lost":
        text = f"<S>{text}</S>"
    colour = QUIET if line.quiet and line.mark == "same" else COLOURS[line.mark]
    return f'<FONT COLOR="{colour}">{text}</FONT>'


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
