"""Grids as SVG: rows and columns of coloured cells. Graphviz as it comes in WebAssembly draws no tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from chartproof.diagram.picture import Cell, Grid, Line
from chartproof.diagram.style import FILLS, FONT
from chartproof.diagram.svg import SVG, document, dressed

SIZE, LEADING, MARGIN, GAP, PAD = 12, 15, 12, 3, 6
WIDE = 0.5
"""How wide a letter is on average, in ems; a little more than in the fonts that are asked for."""


def grid_svg(grid: Grid) -> str:
    """The grid as an SVG document."""
    head = [tuple(Cell(Line(h), "head") for h in grid.head)] if grid.head else []
    rows = [*head, *grid.rows]
    widths = [max(_width(r[n]) for r in rows if n < len(r)) for n in range(max(map(len, rows)))]
    heights = [max(len(c.line.text.split("\n")) for c in r) * LEADING + PAD for r in rows]
    tops = [MARGIN + sum(heights[:n]) + GAP * n for n in range(len(rows) + 1)]
    parts = [p for top, height, r in zip(tops, heights, rows, strict=False) for p in _row(r, widths, top, height)]
    parts += _notes(grid.notes, tops[-1])
    across = max(sum(widths) + GAP * len(widths), *(_letters(n.text) for n in grid.notes), 0)
    return document(grid.title, grid.description, (across + 2 * MARGIN, _bottom(grid, tops[-1])), parts)


def _bottom(grid: Grid, top: float) -> float:
    return top + LEADING * sum(len(n.text.split("\n")) for n in grid.notes) + MARGIN


def _letters(text: str) -> float:
    return max(map(len, text.split("\n"))) * SIZE * WIDE


def _width(cell: Cell) -> float:
    return max(_letters(cell.line.text) + 2 * PAD, 34)


def _row(cells: Sequence[Cell], widths: Sequence[float], top: float, height: float) -> Iterator[Element]:
    left = float(MARGIN)
    for cell, width in zip(cells, widths, strict=False):
        if cell.fill:
            box = {"x": f"{left:g}", "y": f"{top:g}", "width": f"{width:g}", "height": f"{height:g}", "rx": "3"}
            yield Element(f"{SVG}rect", {**box, "fill": FILLS[cell.fill]})
        x = left + (0 if cell.left else width / 2)
        parts = cell.line.text.split("\n")
        first = top + (height - LEADING * len(parts)) / 2 + SIZE
        for n, part in enumerate(parts):
            if part:
                yield _text(cell.line, part, x, first + n * LEADING, "start" if cell.left else "middle")
        left += width + GAP


def _notes(notes: Sequence[Line], top: float) -> Iterator[Element]:
    lines = [(n, part) for n in notes for part in n.text.split("\n")]
    for number, (note, part) in enumerate(lines, 1):
        yield _text(note, part, MARGIN, top + number * LEADING, "start")


def _text(line: Line, part: str, x: float, y: float, anchor: str) -> Element:
    place = {"x": f"{x:g}", "y": f"{y:g}", "text-anchor": anchor, "font-family": FONT, "font-size": str(SIZE)}
    text = Element(f"{SVG}text", place)
    text.text = part
    return dressed(line, text)
