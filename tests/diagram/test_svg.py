"""Each SVG that is generated anywhere: well-formed, described, legible, its text apart from other text."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from chartproof.diagram.elements import SVG
from chartproof.diagram.picture import Cell, Edge, Grid, Line, Node, Picture
from chartproof.diagram.style import DARK, FILLS, INKS, LIGHT
from chartproof.diagram.svg import inline, svg
from chartproof.diagram.widths import width
from tests.diagram.drawn_files import all_files, club
from tests.effort import THOROUGH

HEIGHT = 0.72
SIZES = {"node": 14.0, "arc": 13.0, "cells": 12.0, "": 13.0}
SHOWN_AT, SMALLEST = 900, 8.5


@pytest.fixture(scope="module")
def pictures() -> dict[str, Element]:
    return {
        name: ElementTree.fromstring(text) for name, text in all_files(every=THOROUGH).items() if name.endswith(".svg")
    }


def test_there_is_every_kind_of_picture(pictures: dict[str, Element]) -> None:
    """Catches tests below that look at nothing."""
    kinds = {name.split("/", 1)[1] for name in pictures if name.startswith("club/")}
    machines = {f"machines/{m}.svg" for m in ("door", "badge", "seat", "end")}
    assert kinds == {"whole.svg", "events.svg", "page.svg", "lives/guest.svg", "lives/seat.svg"} | machines


def test_each_says_what_it_shows(pictures: dict[str, Element]) -> None:
    """Catches a picture that is silent for those who don't see it."""
    for name, root in pictures.items():
        assert root.tag == f"{SVG}svg", name
        links = list(root.iter(f"{SVG}a"))
        assert root.get("role") == ("graphics-document document" if links else "img"), name
        ids = {e.get("id"): e for e in root.iter() if e.get("id")}
        said = [ids[i] for i in (root.get("aria-labelledby") or "").split()]
        assert [e.tag for e in said] == [f"{SVG}title", f"{SVG}desc"], name
        assert all(e.text and e.text.strip() for e in said), name
        assert len([e for e in root.iter() if e.get("id")]) == len(ids), name


def test_two_pictures_on_one_page_do_not_collide(pictures: dict[str, Element]) -> None:
    """Catches an identifier that two pictures share, also where both are of one machine, before and under a change."""
    ids = [e.attrib["id"] for n, r in pictures.items() if n.startswith("model/") for e in r.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    door = Picture("door", "A door", "One state.", (Node("shut", (Line("shut"),), tip="It is shut."),), ())
    one = ElementTree.fromstring(inline(door, "door"))
    assert not [e for e in one.iter() if e.get("id")]
    assert one.attrib["aria-label"] == "A door"
    assert not list(one.iter("title"))


def test_colours_are_a_style(pictures: dict[str, Element]) -> None:
    """Catches a colour that no style sheet can change, and a picture that stays light on a dark page."""
    for name, root in pictures.items():
        [_, _, style, paper, *_] = list(root)
        assert (paper.tag, paper.get("width"), paper.get("height")) == (f"{SVG}rect", "100%", "100%"), name
        assert paper.get("class") == "paper", name
        assert "prefers-color-scheme:dark" in (style.text or ""), name
        assert all(f"{{fill:{paper}}}" in (style.text or "") for paper in (LIGHT["paper"], DARK["paper"])), name
        assert not any(e.tag.endswith(("image", "script", "foreignObject")) for e in root.iter()), name
        assert not any(k in e.attrib for e in root.iter() for k in ("fill", "stroke", "style", "font-size")), name


def test_parts_can_be_found_by_what_they_are(pictures: dict[str, Element]) -> None:
    """Catches a state, an arrow or an event that a page which holds the picture could not light."""
    for variable in club().form.variables:
        root = pictures[f"club/machines/{variable.name}.svg"]
        nodes = [e.attrib["data-state"] for e in root.iter() if e.get("class", "").startswith("node")]
        assert sorted(nodes) == sorted(variable.states)
        for arc in (e for e in root.iter() if "arc" in e.get("class", "").split() and "data-from" in e.attrib):
            assert {arc.attrib["data-from"], arc.attrib["data-to"]} <= set(variable.states)
            events = [a.attrib["data-event"] for a in arc.iter(f"{SVG}a")]
            assert events
            assert len(set(events)) == len(events)
            assert all(len(list(a.iter(f"{SVG}text"))) == 1 for a in arc.iter(f"{SVG}a"))


def test_what_no_reachable_state_allows_is_dotted_and_said(pictures: dict[str, Element]) -> None:
    """Catches an arrow that the rules seem to allow and no state does, drawn as any other."""
    root = pictures["model/machines/all_features_handshake.svg"]
    never = {(e.get("data-from"), e.get("data-to")) for e in root.iter() if "never" in e.get("class", "").split()}
    assert ("accepted", "requested") in never
    assert ("none", "requested") not in never
    assert "Dotted: no reachable state allows it (Account=2, Service=1)." in _texts(root)
    assert not any("never" in e.get("class", "").split() for e in pictures["model/machines/integration.svg"].iter())


def test_states_and_events_are_text(pictures: dict[str, Element]) -> None:
    """Catches letters drawn as shapes, and a state or event left out."""
    for variable in club().form.variables:
        texts = {"".join(t.itertext()) for t in pictures[f"club/machines/{variable.name}.svg"].iter(f"{SVG}text")}
        assert set(variable.states) <= texts
    door = set(_texts(pictures["club/machines/door.svg"]))
    assert {"unlock", "lock (1)", "ring"} <= door


def test_what_a_change_did_shows_by_more_than_colour(pictures: dict[str, Element]) -> None:
    """Catches a mark that only those who see colours see."""
    badge = pictures["changed/machines/badge.svg"]
    texts = {"".join(t.itertext()): t for t in badge.iter(f"{SVG}text")}
    gained, lost = texts["gained: lose_badge"], texts["lost: promote (2)"]
    assert (gained.get("class"), lost.get("class")) == ("gained", "lost")
    assert texts["lost: opened"].get("class") == "lost"
    arcs = {e.get("class") for e in badge.iter() if e.get("class", "").startswith("arc ")}
    assert {"arc gained", "arc lost"} <= arcs
    [style] = badge.iter(f"{SVG}style")
    rules = ("text.gained", "font-weight:bold", "text.lost", "font-style:italic", ".lost path{stroke-width:1.6;stroke")
    assert all(rule in (style.text or "") for rule in rules)
    assert not any(t.startswith(("gained", "lost")) for t in _texts(pictures["changed/machines/door.svg"]))


def _texts(root: Element) -> list[str]:
    return ["".join(t.itertext()) for t in root.iter(f"{SVG}text")]


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


def boxes(root: Element, size: float = 13.0) -> Iterator[Box]:
    """Where each row of text is at most, in the widest of the common fonts."""
    for part in root:
        own = next((SIZES[c] for c in part.get("class", "").split() if c in SIZES), size)
        if part.tag != f"{SVG}text":
            yield from boxes(part, own)
            continue
        bold = bool({"gained", "changed"} & set(part.get("class", "").split()))
        for row in list(part) or [part]:
            wide = width(row.text or "", own, bold=bold)
            x, y = float(row.attrib["x"]), float(row.attrib["y"])
            left = x - (0 if "start" in part.get("class", "").split() else wide / 2)
            yield Box(row.text or "", left, left + wide, y - own * HEIGHT, y)


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
            assert min(SIZES.values()) * scale >= SMALLEST or 13 * scale >= SMALLEST, name


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("ink", INKS)
@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_every_ink_is_legible_on_every_fill(ink: str, colours: dict[str, str]) -> None:
    """Catches a pair of colours below 4.5 to 1, the contrast that WCAG AA asks for."""
    for fill in ("paper", *FILLS):
        one, other = sorted((luminance(colours[fill]), luminance(colours[ink])))
        assert (other + 0.05) / (one + 0.05) >= 4.5, (ink, fill)


def test_links_lead_to_the_rules(pictures: dict[str, Element]) -> None:
    """Catches an anchor that no table has."""
    files = all_files(every=THOROUGH)
    rules = files["club/rules.md"]
    links = [a.attrib["href"] for n, r in pictures.items() if n.startswith("club/") for a in r.iter(f"{SVG}a")]
    events = [link.split("#")[1] for link in links if "rules.md#" in link]
    assert set(events) == {r.name for r in club().form.rules}
    assert all(f'<a id="{e}"></a>' in rules for e in events)
    statements = [link.split("#")[1] for link in links if "page.md#" in link]
    assert len(statements) == 6
    assert all(f'<a id="{s}"></a>' in files["club/page.md"] for s in statements)


def test_a_name_is_broken_only_where_there_is_no_room() -> None:
    """Catches a name that is cut at an underscore although the picture could be wider."""
    name = "an_event_with_a_name_that_is_longer_than_others"
    nodes = (Node("a", (Line("a"),), state="a"), Node("b", (Line("b"),), state="b"))
    few = Picture("few", "t", "d", nodes, (Edge("a", "b", (Line(name, event=name),)),))
    assert [t.text for t in ElementTree.fromstring(svg(few)).iter(f"{SVG}text")].count(name) == 1
    long = Edge("a", "b", (Line("_".join([name] * 4)),))
    root = ElementTree.fromstring(svg(Picture("many", "t", "d", nodes, (long,))))
    assert any(list(text) for text in root.iter(f"{SVG}text"))


def ends(root: Element) -> Iterator[tuple[str, float, float]]:
    """Where arrows touch boxes: the state, and the place."""
    for arc in (e for e in root.iter() if "data-from" in e.attrib and "data-to" in e.attrib):
        [path], [head] = arc.iter(f"{SVG}path"), arc.iter(f"{SVG}polygon")
        points = [tuple(map(float, p.split(","))) for p in path.attrib["d"][1:].replace("C", " ").split()]
        corners = [tuple(map(float, p.split(","))) for p in head.attrib["points"].split()]
        tip = max(corners, key=lambda p: (p[0] - points[-1][0]) ** 2 + (p[1] - points[-1][1]) ** 2)
        yield arc.attrib["data-from"], points[0][0], points[0][1]
        yield arc.attrib["data-to"], tip[0], tip[1]


def test_no_two_arrows_meet_a_box_at_one_place(pictures: dict[str, Element]) -> None:
    """Catches two arrows that read as one with two heads."""
    for name, root in pictures.items():
        if name.startswith(("model/", "club/")):
            for one, other in itertools.combinations(ends(root), 2):
                near = abs(one[1] - other[1]) < 5 and abs(one[2] - other[2]) < 5
                assert one[0] != other[0] or not near, (name, one, other)


def test_every_arrow_of_the_whole_is_labelled(pictures: dict[str, Element]) -> None:
    """Catches an arrow that does not say by which events."""
    root = pictures["model/whole.svg"]
    arcs = [e for e in root.iter() if "data-from" in e.attrib]
    assert len(arcs) > 16
    assert all(list(arc.iter(f"{SVG}a")) for arc in arcs)


def test_hostile_text_is_text_in_pictures() -> None:
    """Catches markup, and signs that XML cannot hold, in a name that is drawn."""
    bad = "</style><script>alert(1)</script>\0\u2028\ud800 &amp; ]]>"
    picture = Picture(bad, bad, bad, (Node("a", (Line(bad, link=bad, event=bad),), bad, state=bad),), ())
    grid = Grid(bad, bad, bad, (bad,), ((Cell(Line(bad), left=True),),))
    for content in (picture, grid):
        root = ElementTree.fromstring(svg(content))
        assert not any(e.tag.endswith("script") for e in root.iter())
        assert any("<script>" in "".join(t.itertext()) for t in root.iter(f"{SVG}text"))
