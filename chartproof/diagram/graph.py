"""Pictures of boxes and arrows as SVG: the layout in which names are whole and curves apart, as far as a page has
room.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element, SubElement

from chartproof.diagram.dot import NOTE
from chartproof.diagram.elements import SVG, Placed, add_tip, number, printable, written
from chartproof.diagram.ends import Box, Curve, crossed, hiding
from chartproof.diagram.layout import Layout, lay_out
from chartproof.diagram.picture import LEGEND, Edge, Line, Node, Picture, broken
from chartproof.diagram.widths import width

WIDTH, HEIGHT = 900, 1100
MANY = 60
"""Beyond so many arrows only a few layouts are tried."""


@dataclass(frozen=True)
class _Way:
    """A way to lay out a picture: across or not, with names broken beyond a length, with how much room between
    boxes.
    """

    turned: bool
    longest: int
    room: float = 0.3

    @property
    def cost(self) -> float:
        """How much worse it is than the first, by itself."""
        return {99: 0.0, 26: 0.1, 22: 0.15, 18: 0.25, 14: 0.4}[self.longest] + 0.05 * self.turned


_WAYS = tuple(_Way(turned, longest) for longest in (99, 26, 22, 18) for turned in (False, True))
_WAYS += (_Way(False, 99, 0.6), _Way(False, 18, 0.12), _Way(False, 14, 0.12), _Way(True, 14, 0.12))
_FEW = (_Way(False, 26), _Way(False, 18), _Way(False, 14, 0.12))


def graph_parts(picture: Picture) -> tuple[tuple[float, float], list[Element]]:
    """The size of the drawing, and its parts."""
    if picture.marked and picture.legend:
        picture = replace(picture, notes=(*picture.notes, Line(LEGEND, quiet=True)))
    ways = _WAYS if len(picture.edges) <= MANY else _FEW
    best, way = _best(picture, ways)
    if len(picture.edges) <= MANY:
        best = _mended(picture, way, best)
    return (best.places.width, best.places.height), list(_parts(best.picture, best.places))


def _best(picture: Picture, ways: Sequence[_Way]) -> tuple[_Laid, _Way]:
    """The way against which the least is to be said; one that is worse by itself than the best known is not tried."""
    found: list[tuple[float, _Laid, _Way]] = []
    for way in sorted(ways, key=lambda w: w.cost):
        if found and min(total for total, _, _ in found) <= way.cost:
            break
        laid = _laid_out(picture, way, frozenset())
        found.append((laid.against + way.cost, laid, way))
    _, best, way = min(found, key=lambda one: one[0])
    return best, way


@dataclass(frozen=True)
class _Laid:
    """A layout of a picture whose names are broken so, and what is against it."""

    picture: Picture
    places: Layout
    against: float


def _mended(picture: Picture, way: _Way, best: _Laid) -> _Laid:
    """The layout with names made whole again, one by one, as long as there is room."""
    whole: frozenset[str] = frozenset()
    if max(best.places.width / WIDTH, best.places.height / HEIGHT) > 1:
        return best
    cut = {
        line.text
        for e in picture.edges
        for line in e.lines
        if broken(line.text, way.longest + 4 * line.quiet) != line.text
    }
    for text in sorted(cut, key=lambda t: (len(t), t)):
        tried = _laid_out(picture, way, whole | {text})
        if tried.against <= best.against:
            best, whole = tried, whole | {text}
    return best


def _laid_out(picture: Picture, way: _Way, whole: frozenset[str]) -> _Laid:
    """The layout of a way. whole: the names that are not broken all the same."""
    picture = replace(picture, edges=tuple(_broken(e, way.longest, whole) for e in picture.edges))
    places = lay_out(picture, across=picture.across != way.turned, room=way.room)
    over = max(1.0, places.width / WIDTH, places.height / HEIGHT) - 1
    if len(picture.edges) > MANY:
        return _Laid(picture, places, over)
    hidden = hiding(places.curves) + crossed(places.curves, list(_label_boxes(picture, places)))
    return _Laid(picture, places, 4 * over + 0.3 * hidden)


def _broken(edge: Edge, longest: int, whole: frozenset[str]) -> Edge:
    lines = (
        line if line.text in whole else replace(line, text=broken(line.text, longest + 4 * line.quiet))
        for line in edge.lines
    )
    return replace(edge, lines=tuple(lines))


def _label_boxes(picture: Picture, places: Layout) -> Iterator[Box]:
    for edge, texts in zip(picture.edges, places.curve_texts, strict=True):
        rows = [(line, row) for line in edge.lines for row in line.text.split("\n")]
        for (line, row), (_, x, y) in zip(rows, texts, strict=True):
            half = width(row, NOTE, bold=line.bold) / 2
            yield Box(x - half, y - 11, x + half, y + 3)


def _parts(picture: Picture, places: Layout) -> Iterator[Element]:
    states = {node.name: node.state for node in picture.nodes}
    for edge, curve, texts in zip(picture.edges, places.curves, places.curve_texts, strict=True):
        yield _arc(edge, curve, texts, states)
    for node, box, texts in zip(picture.nodes, places.boxes, places.box_texts, strict=True):
        yield _box(node, box, texts)
    yield from _labelled(picture.notes, places.note_texts)


def _arc(edge: Edge, curve: Curve, texts: Sequence[Placed], states: dict[str, str]) -> Element:
    names = ["arc", *([edge.mark] if edge.mark != "same" else [])]
    names += ["never" if edge.never else "silent"] if edge.quiet or edge.never else []
    part = Element(f"{SVG}g", {"class": " ".join(names)})
    for key, end in (("data-from", edge.source), ("data-to", edge.target)):
        if states[end]:
            part.set(key, printable(states[end]))
    add_tip(part, edge.tip)
    SubElement(part, f"{SVG}path", {"d": _spline(curve)})
    SubElement(part, f"{SVG}polygon", {"points": " ".join(_point(p) for p in curve.head)})
    part.extend(_labelled(edge.lines, texts))
    return part


def _spline(curve: Curve) -> str:
    first, *rest = (_point(p) for p in curve.points)
    return f"M{first}C{' '.join(rest)}"


def _point(point: tuple[float, float]) -> str:
    return f"{number(point[0])},{number(point[1])}"


def _box(node: Node, box: Box, texts: Sequence[Placed]) -> Element:
    if not node.lines:
        middle = {"cx": number((box.left + box.right) / 2), "cy": number((box.top + box.bottom) / 2), "r": "6"}
        return Element(f"{SVG}circle", {"class": "point", **middle})
    part = Element(f"{SVG}g", {"class": "node strong" if node.strong else "node"})
    if node.state:
        part.set("data-state", printable(node.state))
    add_tip(part, node.tip)
    size = {"width": number(box.right - box.left), "height": number(box.bottom - box.top)}
    SubElement(part, f"{SVG}rect", {"x": number(box.left), "y": number(box.top), **size})
    part.extend(_labelled(node.lines, texts))
    return part


def _labelled(lines: Sequence[Line], texts: Sequence[Placed]) -> Iterator[Element]:
    at = 0
    for line in lines:
        rows = line.text.count("\n") + 1
        yield written(line, texts[at : at + rows])
        at += rows
