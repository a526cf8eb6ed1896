"""What drawings are made of, as elements of SVG: one root, one style sheet, text as text, the same bytes everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from chartproof.diagram.picture import Line
from chartproof.diagram.style import style_sheet

SVG = "{http://www.w3.org/2000/svg}"
Placed = tuple[str, float, float]
"""Where a line of text stands: its anchor (start or middle), x and its baseline."""


def file_text(root: Element) -> str:
    """A drawing that stands alone: with the style sheet, a line an element."""
    style = Element(f"{SVG}style")
    style.text = style_sheet()
    root.insert(2, style)
    ElementTree.indent(root, " ")
    for text in root.iter(f"{SVG}text"):
        if len(text):  # a blank between rows would count as a letter of the row
            text.text = None
            for row in text:
                row.tail = None
    return f"{text_of(root)}\n"


def text_of(root: Element) -> str:
    """A drawing as it is written."""
    ElementTree.register_namespace("", SVG[1:-1])
    return ElementTree.tostring(root, encoding="unicode")


def framed(
    key: str, title: str, description: str, size: tuple[float, float], parts: Iterable[Element], look: str = ""
) -> Element:
    """The root: one unit is one pixel, and the paper reaches to the edge."""
    width, height = (f"{x:.0f}" for x in size)
    root = Element(f"{SVG}svg", {"class": f"chart {look}".strip(), "width": width, "height": height})
    root.set("viewBox", f"0 0 {width} {height}")
    names = [f"{slug(key)}-{what}" for what in ("title", "desc")]
    for tag, name, text in zip(("title", "desc"), names, (title, description), strict=True):
        SubElement(root, f"{SVG}{tag}", {"id": name}).text = printable(text)
    SubElement(root, f"{SVG}rect", {"class": "paper", "width": "100%", "height": "100%", "rx": "6"})
    root.extend(parts)
    # The parts of an image are nobody's to follow: one that has links is a document.
    linked = next(root.iter(f"{SVG}a"), None) is not None
    root.set("role", "graphics-document document" if linked else "img")
    root.set("aria-labelledby", " ".join(names))
    return root


def slug(text: str) -> str:
    """A text as an identifier.

    >>> slug("life of an account")
    'life-of-an-account'
    """
    return re.sub(r"[^\w-]+", "-", text).strip("-") or "chart"


def printable(text: str) -> str:
    """A text without the signs that XML cannot hold, each shown as one that says so."""
    return re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "�", text)


def written(line: Line, places: Sequence[Placed]) -> Element:
    """A line of a label, which may stand in several rows: one text, in one link or group where it has a link or a
    tip.
    """
    names: list[str] = [line.mark if line.mark != "same" else "quiet" if line.quiet else ""]
    rows = list(zip(line.text.split("\n"), places, strict=True))
    if places and places[0][0] == "start":
        names.append("start")
    look = " ".join(filter(None, names))
    text = Element(f"{SVG}text", {"class": look} if look else {})
    for row, (_, x, y) in rows:
        at = {"x": number(x), "y": number(y)}
        holder = text if len(rows) == 1 else SubElement(text, f"{SVG}tspan")
        holder.attrib |= at
        holder.text = printable(row)
    if not (line.link or line.tip or line.event):
        return text
    around = Element(f"{SVG}a", {"href": printable(line.link)}) if line.link else Element(f"{SVG}g")
    if line.event:
        around.set("data-event", printable(line.event))
    around.append(text)
    add_tip(around, line.tip)
    return around


def add_tip(element: Element, tip: str) -> None:
    """A text that is shown under the pointer."""
    if tip:
        title = Element(f"{SVG}title")
        title.text = printable(tip)
        element.insert(0, title)


def number(value: float) -> str:
    """A number as short as it can be, the same on every machine.

    >>> number(12.0), number(1.26)
    ('12', '1.3')
    """
    return (
        f"{value:.1f}".removesuffix(".0").replace("-0", "0") if abs(value) < 0.05 else f"{value:.1f}".removesuffix(".0")
    )
