"""Whatever is drawn, as SVG, in a file of its own or within a page.

Parts say what they are: a box its `data-state`, an arrow its `data-from` and `data-to`, and the name of an event is
one link with its `data-event`. So a page that holds a picture can light what it speaks of.
"""

from __future__ import annotations

import re
from functools import singledispatch
from xml.etree.ElementTree import Element

from chartproof.diagram.elements import SVG, file_text, framed, text_of
from chartproof.diagram.graph import graph_parts
from chartproof.diagram.grid import grid_parts
from chartproof.diagram.picture import Grid, Picture

GENERATED = "Generated from the model by `chartproof diagram`; not edited."


def svg(content: Picture | Grid) -> str:
    """A drawing as the text of a file.

    >>> from chartproof.diagram.picture import Line, Node
    >>> text = svg(Picture("door", "A door", "One state.", (Node("shut", (Line("shut"),), state="shut"),), ()))
    >>> '<g class="node" data-state="shut">' in text, "prefers-color-scheme:dark" in text
    (True, True)
    """
    return f"<!-- {GENERATED} -->\n{file_text(drawn(content))}"


def inline(content: Picture | Grid, key: str) -> str:
    """A drawing for an HTML page that has the style sheet, and says beside it in words what it shows.

    No line breaks, no tips, no description, no identifiers that another's could collide with, and no `data-event` where
    the text of a link is the event's name. key: its name, where it has no title.
    """
    root = drawn(content)
    root.set("aria-label", root[0].text or key)
    for name in ("aria-labelledby", "xmlns"):
        root.attrib.pop(name, None)
    del root[:2]
    for parent in list(root.iter()):
        for title in [c for c in parent if c.tag == f"{SVG}title"]:
            parent.remove(title)
    for element in root.iter():
        if element.tag == f"{SVG}path":
            element.set("d", _shortened(element.attrib["d"]))
        if element.tag == f"{SVG}a" and element.get("data-event") == "".join(element.itertext()):
            del element.attrib["data-event"]
        for name in {"x", "y", "width", "height"} & element.attrib.keys():
            element.set(name, re.sub(r"\d+\.\d+", lambda found: f"{float(found[0]):.0f}", element.attrib[name]))
    return text_of(root).replace(" />", "/>").replace(f' xmlns="{SVG[1:-1]}"', "")


def _shortened(spline: str) -> str:
    """A spline to the nearest pixel, its points said from where the piece before ends, which takes fewer signs.

    >>> _shortened("M10.2,20.4C11.7,21 12,22 13,25.5")
    'M10,20c2,1 2,2 3,6'
    """
    first, *rest = (tuple(round(float(x)) for x in p.split(",")) for p in spline[1:].replace("C", " ").split())
    said, (left, top) = [], first
    for nth, (x, y) in enumerate(rest, 1):
        said.append(f"{x - left},{y - top}")
        if nth % 3 == 0:
            left, top = x, y
    return f"M{first[0]},{first[1]}c{' '.join(said)}"


@singledispatch
def drawn(content: object) -> Element:
    """A drawing as a tree of elements. Raises TypeError for what cannot be drawn."""
    raise TypeError(f"no drawing is known here of the kind {type(content).__name__}")


@drawn.register
def _(content: Picture) -> Element:
    return framed(content.key, content.title, content.description, *graph_parts(content))


@drawn.register
def _(content: Grid) -> Element:
    return framed(content.key, content.title, content.description, *grid_parts(content))
