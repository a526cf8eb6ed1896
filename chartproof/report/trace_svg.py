"""A trace as an SVG sequence diagram: text as text, with a title and a description for those who do not see it.

It stands on a light ground of its own, and so is as legible on a dark page. What it means is said by words and
lines, never by a colour alone. The XML is written by the standard library, which escapes what must be.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from chartproof.report.trace_layout import (
    FONT,
    LINE,
    LOOP_BACK,
    MARGIN,
    PAD,
    Box,
    Layout,
    PlacedMessage,
    PlacedNote,
    layout,
)
from chartproof.report.trace_sequence import Diagram

FAMILY = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"
INK, QUIET, LINE_COLOUR = "#1f2328", "#59636e", "#8c959f"
GROUND, HEAD, HEAD_EDGE = "#ffffff", "#ddf4ff", "#0969da"
NOTE, NOTE_EDGE, ARROW = "#fff8c5", "#9a6700", "#0550ae"


def svg(diagram: Diagram, told: Sequence[str]) -> str:
    """The text of an SVG file. told: the steps in words, for the description."""
    places = layout(diagram)
    root = _root(places)
    described = [*filter(None, (diagram.meaning,)), *(f"{n}. {said}" for n, said in enumerate(told, 1))]
    ET.SubElement(root, "title", id="title").text = diagram.title
    ET.SubElement(root, "desc", id="desc").text = "\n".join([*described, *filter(None, (diagram.note,))])
    _marker(root)
    _rectangle(root, Box(0.5, 0.5, places.width - 1, places.height - 1), GROUND, LINE_COLOUR, radius=8)
    y = _lines(root, places.title, MARGIN, MARGIN + FONT, weight="bold")
    _lines(root, places.meaning, MARGIN, y, fill=QUIET)
    _lifelines(root, places)
    if places.loop is not None:
        _loop(root, places.loop)
    for message in places.messages:
        _message(root, message)
    _lines(root, places.note, MARGIN, places.lifeline_bottom + PAD + FONT, style="italic")
    ET.indent(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def _root(places: Layout) -> ET.Element:
    width, height = _number(places.width), _number(places.height)
    return ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "width": width,
            "height": height,
            "viewBox": f"0 0 {width} {height}",
            "role": "img",
            "aria-labelledby": "title desc",
            "font-family": FAMILY,
            "font-size": str(FONT),
        },
    )


def _marker(root: ET.Element) -> None:
    marker = ET.SubElement(ET.SubElement(root, "defs"), "marker", id="arrow", viewBox="0 0 10 10", refX="9", refY="5")
    marker.attrib.update(markerWidth="8", markerHeight="8", orient="auto-start-reverse")
    ET.SubElement(marker, "path", d="M 0 0 L 10 5 L 0 10 z", fill=ARROW)


def _lifelines(root: ET.Element, places: Layout) -> None:
    for box, lines, x in places.heads:
        ends = {"x1": x, "x2": x, "y1": places.lifeline_top, "y2": places.lifeline_bottom}
        ET.SubElement(root, "line", {k: _number(v) for k, v in ends.items()}, stroke=LINE_COLOUR)
        _rectangle(root, box, HEAD, HEAD_EDGE, radius=4)
        top = box.top + (box.height - LINE * len(lines)) / 2
        _lines(root, lines, x, top + FONT, anchor="middle", weight="bold")


def _loop(root: ET.Element, frame: Box) -> None:
    """The frame of the steps that repeat, as UML draws it."""
    _rectangle(root, frame, "none", INK).set("stroke-dasharray", "6 4")
    _rectangle(root, Box(frame.left, frame.top, 150, LINE + 4), GROUND, INK)
    _lines(root, ["loop, for ever"], frame.left + PAD, frame.top + FONT + 2, weight="bold")


def _message(root: ET.Element, placed: PlacedMessage) -> None:
    label = placed.label
    own = placed.source == placed.target
    if not own:
        # Lifelines that the message passes go behind its label.
        _rectangle(root, Box(label.left - 4, label.top, label.width + 8, label.height), GROUND)
    x, anchor = (label.left, "start") if own else (label.middle, "middle")
    _lines(root, placed.lines, x, label.top + FONT, anchor=anchor)
    path = _own_arrow(placed) if own else f"M {_number(placed.source)} {_number(placed.y)} H {_number(placed.target)}"
    ET.SubElement(root, "path", {"d": path, "fill": "none", "stroke": ARROW, "stroke-width": "1.5"}).set(
        "marker-end", "url(#arrow)"
    )
    for note in placed.notes:
        _note(root, note)


def _own_arrow(placed: PlacedMessage) -> str:
    x, y = _number(placed.source), _number(placed.y)
    return f"M {x} {y} h {LOOP_BACK} v {LINE} H {x}"


def _note(root: ET.Element, placed: PlacedNote) -> None:
    _rectangle(root, placed.box, NOTE, NOTE_EDGE, radius=4)
    y = placed.box.top + PAD / 2 + FONT
    for name, states in placed.changes:
        y = _lines(root, name, placed.box.middle, y, anchor="middle", fill=QUIET)
        y = _lines(root, states, placed.box.middle, y, anchor="middle", weight="bold")


def _rectangle(root: ET.Element, box: Box, fill: str, edge: str = "none", radius: int = 0) -> ET.Element:
    places = {"x": box.left, "y": box.top, "width": box.width, "height": box.height, "rx": radius}
    return ET.SubElement(root, "rect", {k: _number(v) for k, v in places.items()}, fill=fill, stroke=edge)


def _lines(
    root: ET.Element,
    lines: Sequence[str],
    x: float,
    y: float,
    *,
    anchor: str = "start",
    weight: str = "normal",
    style: str = "normal",
    fill: str = INK,
) -> float:
    """Lines of text, one below the other from the baseline y. Returns the baseline of the next."""
    for line in lines:
        text = ET.SubElement(root, "text", {"x": _number(x), "y": _number(y), "fill": fill})
        extra = {"text-anchor": (anchor, "start"), "font-weight": (weight, "normal"), "font-style": (style, "normal")}
        text.attrib.update({k: given for k, (given, usual) in extra.items() if given != usual})
        text.text = line
        y += LINE
    return y


def _number(value: float) -> str:
    """A number as short as it can be, the same on every machine.

    >>> _number(12.0), _number(1.26)
    ('12', '1.3')
    """
    return f"{value:.1f}".removesuffix(".0")
