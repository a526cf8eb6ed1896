"""A trace as an SVG sequence diagram: text as text, with a title and a description for those who do not see it.

It stands on a ground of its own, light or dark as the reader's device is. What it means is said by words and lines,
never by a colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from chartproof.diagram.elements import SVG, file_text, framed, number, printable
from chartproof.language.trace import Trace
from chartproof.project.project import Project
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
from chartproof.report.trace_prose import sentences
from chartproof.report.trace_sequence import Diagram, sequence
from chartproof.report.words import Caption

HEAD = 8
"""The length of an arrow's head."""


def svg(diagram: Diagram, told: Sequence[str]) -> str:
    """The text of an SVG file. told: the steps in words, for the description."""
    return file_text(drawing(diagram, told))


def drawing(diagram: Diagram, told: Sequence[str]) -> ET.Element:
    """The drawing as a tree. told: the steps in words, for the description."""
    places = layout(diagram)
    described = [*filter(None, (diagram.meaning,)), *(f"{n}. {said}" for n, said in enumerate(told, 1))]
    description = "\n".join([*described, *filter(None, (diagram.note,))])
    root = framed(f"trace {diagram.title}", diagram.title, description, (places.width, places.height), (), "mono")
    _rectangle(root, Box(0.5, 0.5, places.width - 1, places.height - 1), "frame", radius=8)
    y = _lines(root, places.title, MARGIN, MARGIN + FONT, look="bold")
    _lines(root, places.meaning, MARGIN, y, look="quiet")
    _lifelines(root, places)
    if places.loop is not None:
        _loop(root, places.loop)
    for message in places.messages:
        _message(root, message)
    _lines(root, places.note, MARGIN, places.lifeline_bottom + PAD + FONT, look="said")
    return root


def _lifelines(root: ET.Element, places: Layout) -> None:
    for box, lines, x in places.heads:
        ends = {"x1": x, "x2": x, "y1": places.lifeline_top, "y2": places.lifeline_bottom}
        ET.SubElement(root, f"{SVG}line", {"class": "line", **{k: number(v) for k, v in ends.items()}})
        _rectangle(root, box, "f-state edged", radius=4)
        top = box.top + (box.height - LINE * len(lines)) / 2
        _lines(root, lines, x, top + FONT, anchor="middle", look="bold")


def _loop(root: ET.Element, frame: Box) -> None:
    """The frame of the steps that repeat, as UML draws it."""
    _rectangle(root, frame, "frame dashed")
    _rectangle(root, Box(frame.left, frame.top, 150, LINE + 4), "paper edged")
    _lines(root, ["loop, for ever"], frame.left + PAD, frame.top + FONT + 2, look="bold")


def _message(root: ET.Element, placed: PlacedMessage) -> None:
    label = placed.label
    own = placed.source == placed.target
    if not own:
        # Lifelines that the message passes go behind its label.
        _rectangle(root, Box(label.left - 4, label.top, label.width + 8, label.height), "paper")
    x, anchor = (label.left, "start") if own else (label.middle, "middle")
    _lines(root, placed.lines, x, label.top + FONT, anchor=anchor)
    path = _own_arrow(placed) if own else f"M {number(placed.source)} {number(placed.y)} H {number(placed.target)}"
    ET.SubElement(root, f"{SVG}path", {"class": "message", "d": path})
    back = HEAD if own or placed.target < placed.source else -HEAD
    y = placed.y + (LINE if own else 0)
    corners = [(placed.target, y), (placed.target + back, y - HEAD / 2), (placed.target + back, y + HEAD / 2)]
    points = " ".join(f"{number(a)},{number(b)}" for a, b in corners)
    ET.SubElement(root, f"{SVG}polygon", {"class": "message", "points": points})
    for note in placed.notes:
        _note(root, note)


def _own_arrow(placed: PlacedMessage) -> str:
    x, y = number(placed.source), number(placed.y)
    return f"M {x} {y} h {LOOP_BACK} v {LINE} H {x}"


def _note(root: ET.Element, placed: PlacedNote) -> None:
    _rectangle(root, placed.box, "f-open edged", radius=4)
    y = placed.box.top + PAD / 2 + FONT
    for name, states in placed.changes:
        y = _lines(root, name, placed.box.middle, y, anchor="middle", look="quiet")
        y = _lines(root, states, placed.box.middle, y, anchor="middle", look="bold")


def _rectangle(root: ET.Element, box: Box, look: str, radius: int = 0) -> None:
    places = {"x": box.left, "y": box.top, "width": box.width, "height": box.height, "rx": radius}
    ET.SubElement(root, f"{SVG}rect", {"class": look, **{k: number(v) for k, v in places.items()}})


def _lines(
    root: ET.Element, lines: Sequence[str], x: float, y: float, *, anchor: str = "start", look: str = ""
) -> float:
    """Lines of text, one below the other from the baseline y. Returns the baseline of the next."""
    for line in lines:
        text = ET.SubElement(root, f"{SVG}text", {"x": number(x), "y": number(y)})
        names = " ".join(filter(None, (look, "middle" * (anchor == "middle"))))
        text.attrib.update({"class": names} if names else {})
        text.text = printable(line)
        y += LINE
    return y


def write(project: Project, trace: Trace, caption: Caption) -> str:
    """A trace of a project as an SVG sequence diagram."""
    return svg(sequence(project.form, trace, caption), sentences(project.form, trace, caption))
