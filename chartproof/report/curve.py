"""An exploration as a curve: the states of each level, and how many events and states of machines were met by then.

The bars are to the scale on the left, the lines to that on the right, which is in per cent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from chartproof.diagram.elements import SVG, file_text, framed, number, written
from chartproof.diagram.picture import Line
from chartproof.language.names import said_sizes

if TYPE_CHECKING:
    from chartproof.explore.coverage import Coverage
    from chartproof.explore.reached import Occurrence

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 720.0, 380.0, 84.0, 76.0, 56.0, 48.0
MARKS = 12
"""At most so many levels are written out below."""


def curve_svg(found: Coverage, sizes: Mapping[str, int]) -> str:
    """The text of an SVG file."""
    title = f"States per level{f', with {said_sizes(sizes)}' if sizes else ''}"
    told = "; ".join(f"level {n}: {s:,} states" for n, s in enumerate(found.levels))
    return file_text(framed("states per level", title, told, (WIDTH, HEIGHT), _parts(title, found)))


def _parts(title: str, found: Coverage) -> Iterator[Element]:
    yield written(Line(title, mark="changed"), [("start", LEFT, 24)])
    yield _text("bars: states (left)", LEFT, 46, start=True)
    yield _text("solid: events met (right)", LEFT + 150, 46, start=True)
    yield _text("dashed: states of machines met (right)", LEFT + 330, 46, start=True)
    yield from _bars(found.levels)
    yield _line(found.events.values(), len(found.levels), "message")
    yield _line(found.machines.values(), len(found.levels), "message dashed")


def _x(level: float, levels: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * (level + 0.5) / levels


def _y(share: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share


def _bars(levels: tuple[int, ...]) -> Iterator[Element]:
    most, width = max(levels), (WIDTH - LEFT - RIGHT) / len(levels)
    for level, states in enumerate(levels):
        top = _y(states / most)
        bar = {"x": _x(level, len(levels)) - width * 0.4, "y": top, "width": width * 0.8, "height": _y(0) - top}
        yield _part("rect", "f-strong", **bar)
    for level in range(0, len(levels), -(-len(levels) // MARKS)):
        yield _text(str(level), _x(level, len(levels)), HEIGHT - 28)
    yield _text("level", (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8)
    for share in (0.0, 0.5, 1.0):
        y = _y(share)
        yield _part("line", "line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y)
        yield _text(f"{round(most * share):,}", LEFT / 2, y + 4)
        yield _text(f"{share:.0%}", WIDTH - RIGHT / 2, y + 4)


def _line(met: Iterable[Occurrence], levels: int, look: str) -> Element:
    firsts = [one.first for one in met]
    shares = [sum(f is not None and f <= level for f in firsts) / max(1, len(firsts)) for level in range(levels)]
    points = [f"{number(_x(level, levels))},{number(_y(share))}" for level, share in enumerate(shares or [0.0])]
    return Element(f"{SVG}path", {"class": look, "d": f"M{'L'.join(points)}"})


def _part(tag: str, look: str, **places: float) -> Element:
    return Element(f"{SVG}{tag}", {"class": look, **{name: number(value) for name, value in places.items()}})


def _text(said: str, x: float, y: float, *, start: bool = False) -> Element:
    return written(Line(said, quiet=True), [("start" if start else "middle", x, y)])
