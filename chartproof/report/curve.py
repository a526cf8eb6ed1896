"""An exploration as a curve: the states of each level, and how many events and states of machines were met by then.

An SVG on paper of its own, with a title and a description. The bars are to the scale on the left, the lines to
that on the right, which is in per cent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from chartproof.language.names import said_sizes

if TYPE_CHECKING:
    from chartproof.explore.coverage import Coverage
    from chartproof.explore.reached import Occurrence

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 720.0, 380.0, 84.0, 76.0, 56.0, 48.0
INK, QUIET, PAPER, BARS, EVENTS, STATES = "#1f2328", "#4d5660", "#ffffff", "#b6e3ff", "#0550ae", "#9a6700"
FAMILY = "Helvetica,Arial,sans-serif"
MARKS = 12
"""At most so many levels are written out below."""


def curve_svg(found: Coverage, sizes: Mapping[str, int]) -> str:
    """The text of an SVG file."""
    root = ET.Element(
        "svg",
        xmlns="http://www.w3.org/2000/svg",
        width=f"{WIDTH:g}",
        height=f"{HEIGHT:g}",
        viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}",
        role="img",
    )
    title = f"States per level{f', with {said_sizes(sizes)}' if sizes else ''}"
    ET.SubElement(root, "title").text = title
    ET.SubElement(root, "desc").text = "; ".join(f"level {n}: {s:,} states" for n, s in enumerate(found.levels))
    style = {"font-family": FAMILY, "font-size": "13"}
    ET.SubElement(root, "rect", width="100%", height="100%", fill=PAPER)
    _text(root, title, LEFT, 24, INK, style | {"font-weight": "bold"})
    _text(root, "bars: states (left)", LEFT, 46, QUIET, style)
    _text(root, "solid: events met (right)", LEFT + 150, 46, EVENTS, style)
    _text(root, "dashed: states of machines met (right)", LEFT + 330, 46, STATES, style)
    _bars(root, found.levels, style)
    _line(root, found.events.values(), len(found.levels), EVENTS, "")
    _line(root, found.machines.values(), len(found.levels), STATES, "6 4")
    ET.indent(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def _x(level: float, levels: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * (level + 0.5) / levels


def _y(share: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share


def _bars(root: ET.Element, levels: tuple[int, ...], style: Mapping[str, str]) -> None:
    most, width = max(levels), (WIDTH - LEFT - RIGHT) / len(levels)
    for level, states in enumerate(levels):
        top = _y(states / most)
        bar = {"x": _x(level, len(levels)) - width * 0.4, "y": top, "width": width * 0.8, "height": _y(0) - top}
        ET.SubElement(root, "rect", {name: f"{value:.1f}" for name, value in bar.items()}, fill=BARS)
    for level in range(0, len(levels), -(-len(levels) // MARKS)):
        _text(root, str(level), _x(level, len(levels)), HEIGHT - 28, QUIET, {**style, "text-anchor": "middle"})
    _text(root, "level", (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, QUIET, {**style, "text-anchor": "middle"})
    for share in (0.0, 0.5, 1.0):
        y = f"{_y(share):.1f}"
        ET.SubElement(root, "line", x1=f"{LEFT:g}", x2=f"{WIDTH - RIGHT:g}", y1=y, y2=y, stroke="#d1d9e0")
        _text(root, f"{round(most * share):,}", LEFT - 8, _y(share) + 4, QUIET, {**style, "text-anchor": "end"})
        _text(root, f"{share:.0%}", WIDTH - RIGHT + 8, _y(share) + 4, QUIET, style)


def _line(root: ET.Element, met: Iterable[Occurrence], levels: int, colour: str, dashes: str) -> None:
    firsts = [one.first for one in met]
    shares = [sum(f is not None and f <= level for f in firsts) / max(1, len(firsts)) for level in range(levels)] or [
        0.0
    ]
    points = " ".join(f"{_x(level, levels):.1f},{_y(share):.1f}" for level, share in enumerate(shares))
    line = {"points": points, "fill": "none", "stroke": colour, "stroke-width": "2", "stroke-dasharray": dashes}
    ET.SubElement(root, "polyline", {name: value for name, value in line.items() if value})


def _text(root: ET.Element, said: str, x: float, y: float, colour: str, style: Mapping[str, str]) -> None:
    ET.SubElement(root, "text", {"x": f"{x:.1f}", "y": f"{y:.1f}", "fill": colour, **style}).text = said
