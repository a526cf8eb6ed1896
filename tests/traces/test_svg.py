"""SVG sequence diagrams are well-formed, say what they show to those who don't see it, and overlap nowhere."""

from __future__ import annotations

import itertools
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings

from chartproof.language.form import Form
from chartproof.language.trace import Trace
from chartproof.report.trace_layout import CHARACTER, FONT, Layout, fold, layout
from chartproof.report.trace_prose import sentences
from chartproof.report.trace_sequence import sequence
from chartproof.report.trace_svg import svg
from chartproof.report.words import Caption, changed_cells, said_event
from tests.toys import Toy, toys
from tests.traces.walks import farthest, model_traces

SPACE = "{http://www.w3.org/2000/svg}"
Box = tuple[float, float, float, float]


def drawn(form: Form, trace: Trace, caption: Caption) -> ET.Element:
    """The picture, parsed again."""
    return ET.fromstring(svg(sequence(form, trace, caption), sentences(form, trace, caption)))


def box_of(text: ET.Element) -> Box:
    """What a line of text covers, if its font is as wide as any monospaced one."""
    width = CHARACTER * len(text.text or "")
    x, y = float(text.attrib["x"]), float(text.attrib["y"])
    left = x - width / 2 if "middle" in text.get("class", "").split() else x
    return left, y - 0.75 * FONT, left + width, y + 0.2 * FONT


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes have more than a hair in common."""
    return one[0] + 0.2 < other[2] and other[0] + 0.2 < one[2] and one[1] < other[3] and other[1] < one[3]


def check(root: ET.Element) -> None:
    """Nothing covers a text: no other text, no box's edge, no arrow; and all is inside."""
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    texts = [(t, box_of(t)) for t in root.iter(f"{SPACE}text")]
    for text, (left, top, right, bottom) in texts:
        assert left >= 0, text.text
        assert top >= 0, text.text
        assert right <= width, text.text
        assert bottom <= height, text.text
    for (text, one), (other, two) in itertools.combinations(texts, 2):
        assert not overlap(one, two), (text.text, other.text)
    for rectangle in list(root.iter(f"{SPACE}rect"))[1:]:
        if "frame" not in rectangle.get("class", "").split():
            _holds_or_clears(rectangle, texts)


def _holds_or_clears(rectangle: ET.Element, texts: list[tuple[ET.Element, Box]]) -> None:
    """A filled box has a text in it whole, or not at all."""
    left, top, width, height = (float(rectangle.attrib[k]) for k in ("x", "y", "width", "height"))
    box = (left, top, left + width, top + height)
    for text, one in texts:
        inside = one[0] >= box[0] - 0.2 and one[1] >= box[1] and one[2] <= box[2] + 0.2 and one[3] <= box[3] + 1
        assert inside or not overlap(one, box), text.text


def test_pictures_of_the_model_overlap_nowhere() -> None:
    """Catches a label over another, over a box or outside the picture, in any trace of the model."""
    for project, trace, caption in model_traces():
        check(drawn(project.form, trace, caption))


@settings(deadline=None)
@given(toys())
def test_pictures_of_toys_overlap_nowhere(toy: Toy) -> None:
    """Catches the same where names, sorts and arguments are others than the model's."""
    check(drawn(toy.form, farthest(toy.form, toy.sizes), Caption("a toy")))


def test_a_picture_says_what_it_shows() -> None:
    """Catches a picture without title, description or role, or whose text is no text or is not all there."""
    for project, trace, caption in model_traces():
        root = drawn(project.form, trace, caption)
        title, description = root.find(f"{SPACE}title"), root.find(f"{SPACE}desc")
        assert title is not None
        assert description is not None
        assert root.get("role") == "img"
        assert root.attrib["aria-labelledby"].split() == [title.get("id"), description.get("id")]
        assert title.text == caption.of(trace)
        told = description.text or ""
        assert all(said in told for said in sentences(project.form, trace, caption))
        words = "".join(t.text or "" for t in root.iter(f"{SPACE}text")).replace(" ", "")
        before = trace.initial
        for number, step in enumerate(trace.steps, 1):
            assert f"{number}{said_event(step)}".replace(" ", "") in words
            for cell in changed_cells(project.form, before, step.state):
                assert f"{before[cell]}→{step.state[cell]}" in words
            before = step.state


def test_markup_in_a_sentence_stays_text() -> None:
    """Catches a text that is written into the XML as it stands."""
    project, trace, _ = model_traces()[0]
    root = drawn(project.form, trace, Caption("a < b & c", '"]]>'))
    assert root[0].text is not None
    assert root[0].text.startswith("a < b & c")
    assert any(t.text == '"]]>' for t in root.iter(f"{SPACE}text"))


@pytest.mark.parametrize("text", ["create_organization_with_all_features", "a b", "x" * 70, "", "a, b: c_d"])
def test_folding_loses_nothing(text: str) -> None:
    """Catches a character that is lost where a line ends, or a line that is too wide."""
    lines = fold(text, 12)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(len(line) <= 12 for line in lines)


def _crossed(found: Layout) -> None:
    """A note covers no lifeline but its own, and the label of a message to oneself none at all."""
    xs = [x for _, _, x in found.heads]
    for placed in found.messages:
        for note, drawing in zip(placed.message.notes, placed.notes, strict=True):
            inside = [x for x in xs if drawing.box.left <= x <= drawing.box.left + drawing.box.width]
            assert len(inside) == 1 or len(note.over) > 1, note
        if placed.source == placed.target:
            assert not [x for x in xs if placed.label.left <= x <= placed.label.left + placed.label.width], placed.lines


@settings(deadline=None)
@given(toys())
def test_nothing_hides_the_lifeline_of_somebody_else(toy: Toy) -> None:
    """Catches lifelines that stand too near for the notes and labels beside them."""
    _crossed(layout(sequence(toy.form, farthest(toy.form, toy.sizes), Caption("a toy"))))


def test_nothing_hides_a_lifeline_of_the_model() -> None:
    """Catches the same in the traces of the model."""
    for project, trace, caption in model_traces():
        _crossed(layout(sequence(project.form, trace, caption)))
