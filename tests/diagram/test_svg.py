"""Each SVG that is generated anywhere: well-formed, described, legible, its text apart from other text."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from chartproof.diagram.style import COLOURS, FILLS, PAPER, QUIET
from chartproof.diagram.svg import SVG
from tests.diagram.drawn_files import all_files, club

NARROW, HEIGHT = 0.44, 0.72
SHOWN_AT, SMALLEST = 900, 8.5


@pytest.fixture(scope="module")
def pictures() -> dict[str, Element]:
    return {name: ElementTree.fromstring(text) for name, text in all_files().items() if name.endswith(".svg")}


def test_there_is_every_kind_of_picture(pictures: dict[str, Element]) -> None:
    """Catches tests below that look at nothing."""
    kinds = {name.split("/", 1)[1] for name in pictures if name.startswith("club/")}
    machines = {f"machines/{m}.svg" for m in ("door", "badge", "seat", "end")}
    assert kinds == {"whole.svg", "events.svg", "page.svg", "lives/guest.svg", "lives/seat.svg"} | machines


def test_each_says_what_it_shows(pictures: dict[str, Element]) -> None:
    """Catches a picture that is silent for those who don't see it."""
    for name, root in pictures.items():
        assert root.tag == f"{SVG}svg", name
        assert root.get("role") == "img", name
        ids = {e.get("id"): e for e in root.iter() if e.get("id")}
        said = [ids[i] for i in (root.get("aria-labelledby") or "").split()]
        assert [e.tag for e in said] == [f"{SVG}title", f"{SVG}desc"], name
        assert all(e.text and e.text.strip() for e in said), name
        assert len([e for e in root.iter() if e.get("id")]) == len(ids), name


def test_each_has_paper_of_its_own(pictures: dict[str, Element]) -> None:
    """Catches dark text that falls on a dark page."""
    for name, root in pictures.items():
        [_, _, paper, *_] = list(root)
        assert (paper.tag, paper.get("width"), paper.get("height")) == (f"{SVG}rect", "100%", "100%"), name
        assert paper.get("fill") == PAPER, name
        assert not any(e.tag.endswith(("image", "style", "script", "foreignObject")) for e in root.iter()), name


def test_states_and_events_are_text(pictures: dict[str, Element]) -> None:
    """Catches letters drawn as shapes, and a state or event left out."""
    for variable in club().form.variables:
        texts = {t.text for t in pictures[f"club/machines/{variable.name}.svg"].iter(f"{SVG}text")}
        assert set(variable.states) <= texts
    door = {t.text for t in pictures["club/machines/door.svg"].iter(f"{SVG}text")}
    assert {"unlock", "lock (1)", "ring"} <= door


def test_what_a_change_did_shows_by_more_than_colour(pictures: dict[str, Element]) -> None:
    """Catches a mark that only those who see colours see."""
    badge = pictures["changed/machines/badge.svg"]
    texts = {t.text or "": t for t in badge.iter(f"{SVG}text")}
    gained, lost = texts["gained: lose_badge"], texts["lost: promote (2)"]
    assert (gained.get("fill"), gained.get("font-weight")) == (COLOURS["gained"], "bold")
    assert (lost.get("fill"), lost.get("font-style")) == (COLOURS["lost"], "italic")
    strokes = [(p.get("stroke"), p.get("stroke-width"), p.get("stroke-dasharray")) for p in badge.iter(f"{SVG}path")]
    assert (COLOURS["gained"], "3", None) in strokes
    assert any(stroke == COLOURS["lost"] and dashes for stroke, _, dashes in strokes)
    assert texts["lost: opened"].get("fill") == COLOURS["lost"]
    assert not any(t.startswith(("gained", "lost")) for t in _texts(pictures["changed/machines/door.svg"]))


def _texts(root: Element) -> list[str]:
    return [t.text or "" for t in root.iter(f"{SVG}text")]


@dataclass(frozen=True)
class Box:
    text: str
    left: float
    right: float
    top: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether the two have a point in common."""
        beside = self.right <= other.left or other.right <= self.left
        return not (beside or self.bottom <= other.top or other.bottom <= self.top)


def boxes(root: Element) -> Iterator[Box]:
    """Where each text is at least, in a narrow font; Graphviz shifts its drawing as a whole."""
    [graph] = root.findall(f"{SVG}g[@class='graph']") or [root]
    shift = [float(x) for x in graph.get("transform", "translate(0 0)").split("translate(")[1].rstrip(")").split()]
    for text in root.iter(f"{SVG}text"):
        size = float(text.attrib["font-size"])
        width = len(text.text or "") * size * NARROW
        x, y = float(text.attrib["x"]) + shift[0], float(text.attrib["y"]) + shift[1]
        left = x - (width / 2 if text.get("text-anchor") == "middle" else 0)
        yield Box(text.text or "", left, left + width, y - size * HEIGHT, y)


def test_no_text_lies_on_another_or_outside(pictures: dict[str, Element]) -> None:
    """Catches labels that overlap, and notes that are cut off."""
    for name, root in pictures.items():
        width, height = (float(root.attrib[side]) for side in ("width", "height"))
        found = list(boxes(root))
        for one, other in itertools.combinations(found, 2):
            assert not one.meets(other), (name, one, other)
        for box in found:
            assert box.left >= 0, (name, box)
            assert box.right <= width, (name, box)
            assert box.top >= 0, (name, box)
            assert box.bottom <= height, (name, box)


def test_the_models_pictures_are_legible_where_they_are_shown(pictures: dict[str, Element]) -> None:
    """Catches a picture so wide that its letters vanish at 900 pixels."""
    for name, root in pictures.items():
        if name.startswith("model/"):
            scale = min(1.0, SHOWN_AT / float(root.attrib["width"]))
            assert min(float(t.attrib["font-size"]) for t in root.iter(f"{SVG}text")) * scale >= SMALLEST, name


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("ink", [*COLOURS.values(), QUIET])
def test_every_ink_is_legible_on_every_fill(ink: str) -> None:
    """Catches a pair of colours below 4.5 to 1, the contrast that WCAG AA asks for."""
    for fill in (PAPER, *FILLS.values()):
        assert (luminance(fill) + 0.05) / (luminance(ink) + 0.05) >= 4.5, (ink, fill)


def test_links_lead_to_the_rules(pictures: dict[str, Element]) -> None:
    """Catches an anchor that no table has."""
    files = all_files()
    rules = files["club/rules.md"]
    links = [a.attrib["href"] for n, r in pictures.items() if n.startswith("club/") for a in r.iter(f"{SVG}a")]
    events = [link.split("#")[1] for link in links if "rules.md#" in link]
    assert set(events) == {r.name for r in club().form.rules}
    assert all(f'<a id="{e}"></a>' in rules for e in events)
    statements = [link.split("#")[1] for link in links if "page.md#" in link]
    assert len(statements) == 6
    assert all(f'<a id="{s}"></a>' in files["club/page.md"] for s in statements)
