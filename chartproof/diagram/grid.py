"""Grids as SVG: rows and columns of coloured cells. Graphviz as it comes in WebAssembly draws no tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from chartproof.diagram.elements import SVG, number, written
from chartproof.diagram.picture import Cell, Grid, Line
from chartproof.diagram.widths import width

SIZE, LEADING, MARGIN, GAP, PAD = 12, 15, 12, 3, 6
NARROWEST = 34


def grid_parts(grid: Grid) -> tuple[tuple[float, float], list[Element]]:
    """The size of the drawing, and its parts."""
    head = [tuple(Cell(Line(h), "head") for h in grid.head)] if grid.head else []
    rows = [*head, *grid.rows]
    widths = [max(_width(r[n]) for r in rows if n < len(r)) for n in range(max(map(len, rows)))]
    heights = [max(len(c.line.text.split("\n")) for c in r) * LEADING + PAD for r in rows]
    tops = [MARGIN + sum(heights[:n]) + GAP * n for n in range(len(rows) + 1)]
    parts = [p for top, height, r in zip(tops, heights, rows, strict=False) for p in _row(r, widths, top, height)]
    parts += _notes(grid.notes, tops[-1])
    across = max(sum(widths) + GAP * len(widths), *(_letters(n) for n in grid.notes), 0)
    around = Element(f"{SVG}g", {"class": "cells"})
    around.extend(parts)
    return (across + 2 * MARGIN, _bottom(grid, tops[-1])), [around]


def _bottom(grid: Grid, top: float) -> float:
    return top + LEADING * sum(len(n.text.split("\n")) for n in grid.notes) + MARGIN


def _letters(line: Line) -> float:
    return max(width(row, SIZE, bold=line.bold) for row in line.text.split("\n"))


def _width(cell: Cell) -> float:
    return max(_letters(cell.line) + 2 * PAD, NARROWEST)


def _row(cells: Sequence[Cell], widths: Sequence[float], top: float, height: float) -> Iterator[Element]:
    left = float(MARGIN)
    yield from _ground(cells, widths, top, height)
    for cell, wide in zip(cells, widths, strict=False):
        if cell.fill and not _empty(cell):
            box = {"x": number(left), "y": number(top), "width": number(wide), "height": number(height)}
            yield Element(f"{SVG}rect", {"class": f"f-{cell.fill}", **box})
        x = left + (0 if cell.left else wide / 2)
        rows = cell.line.text.split("\n")
        first = top + (height - LEADING * len(rows)) / 2 + SIZE
        if cell.line.text:
            anchor = "start" if cell.left else "middle"
            yield written(cell.line, [(anchor, x, first + n * LEADING) for n in range(len(rows))])
        left += wide + GAP


def _empty(cell: Cell) -> bool:
    return cell.fill == "none" and not cell.line.text


def _ground(cells: Sequence[Cell], widths: Sequence[float], top: float, height: float) -> Iterator[Element]:
    """The ground of a row's cells that have nothing in them, as one box."""
    empty = [n for n, cell in enumerate(cells) if _empty(cell)]
    if empty:
        left = MARGIN + sum(widths[: empty[0]]) + GAP * empty[0]
        wide = sum(widths[empty[0] : empty[-1] + 1]) + GAP * (empty[-1] - empty[0])
        box = {"x": number(left), "y": number(top), "width": number(wide), "height": number(height)}
        yield Element(f"{SVG}rect", {"class": "f-none", **box})


def _notes(notes: Sequence[Line], top: float) -> Iterator[Element]:
    at = top
    for note in notes:
        rows = note.text.split("\n")
        yield written(note, [("start", MARGIN, at + n * LEADING) for n in range(1, len(rows) + 1)])
        at += LEADING * len(rows)
