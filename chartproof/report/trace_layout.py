"""Where the lifelines, messages and notes of a sequence diagram stand, so that no two texts overlap.

Widths are exact enough to rely on because the font is monospaced: no common one is wider than 0.61 em.
A label keeps to the space between its lifelines, a note to the space before the next ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from chartproof.report.trace_sequence import Diagram, Lifeline, Message, Note

FONT = 14
CHARACTER = 0.61 * FONT
LINE = 18
PAD = 8
MARGIN = 24
LABEL = 26  # characters of a label or a note's line, after which it is folded
LOOP_BACK = 34  # how far a message to oneself reaches to the right


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    left: float
    top: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """The middle from left to right."""
        return self.left + self.width / 2

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.top + self.height


@dataclass(frozen=True)
class PlacedNote:
    """A note: its box, and each change as lines of the cell's name and lines of its states."""

    box: Box
    changes: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]


@dataclass(frozen=True)
class PlacedMessage:
    """A message: where its label stands, and the arrow from one x to another at one y."""

    message: Message
    label: Box
    lines: tuple[str, ...]
    source: float
    target: float
    y: float
    notes: tuple[PlacedNote, ...]


@dataclass(frozen=True)
class Layout:
    """A whole diagram; `loop`: the frame around the messages that repeat."""

    width: float
    height: float
    title: tuple[str, ...]
    meaning: tuple[str, ...]
    heads: tuple[tuple[Box, tuple[str, ...], float], ...]
    lifeline_top: float
    lifeline_bottom: float
    messages: tuple[PlacedMessage, ...]
    loop: Box | None
    note: tuple[str, ...]


def layout(diagram: Diagram) -> Layout:
    """The places of everything."""
    xs = _columns(diagram)
    width = max(_right(diagram, xs) + MARGIN, 560)
    title = fold(diagram.title, _fitting(width))
    meaning = fold(diagram.meaning, _fitting(width))
    heads, y = _heads(diagram, xs, MARGIN + LINE * (len(title) + len(meaning)) + PAD)
    top = y
    placed: list[PlacedMessage] = []
    begun: float | None = None
    for message in diagram.messages:
        if diagram.loop is not None and message.number == diagram.loop + 1:
            begun = y + PAD
            y = begun + LINE + PAD
        one, y = _message(message, xs, y + 2 * PAD)
        placed.append(one)
    bottom = y + 2 * PAD
    frame = None if begun is None else Box(MARGIN / 2, begun, width - MARGIN, bottom - begun)
    bottom += PAD
    note = fold(diagram.note, _fitting(width))
    height = bottom + LINE * len(note) + MARGIN
    return Layout(width, height, title, meaning, heads, top, bottom, tuple(placed), frame, note)


def fold(text: str, width: int) -> tuple[str, ...]:
    """A text as lines of at most so many characters, folded behind blanks, underscores, commas and colons.

    >>> fold("create_organization_with_all_features", 26)
    ('create_organization_with_', 'all_features')
    """
    lines = [""]
    for part in re.findall(r"[^\s_,:]*[\s_,:]+|[^\s_,:]+", text.strip()):
        for piece in (part[n : n + width] for n in range(0, len(part), width)):
            if lines[-1] and len((lines[-1] + piece).rstrip()) > width:
                lines.append("")
            lines[-1] += piece
    return tuple(line.strip() for line in lines if line.strip())


def wide(lines: Iterable[str]) -> float:
    """How wide the widest of these lines is."""
    return CHARACTER * max(map(len, lines), default=0)


def label_lines(message: Message) -> tuple[str, ...]:
    """What is written over an arrow."""
    whole = f"{message.number} {message.label}"
    name, opening, arguments = whole.partition("(")
    said = (whole,) if len(whole) <= LABEL else (*fold(name, LABEL), *fold(opening + arguments, LABEL))
    return (*said, *(line for remark in message.remarks for line in fold(remark, LABEL)))


def _fitting(width: float) -> int:
    return int((width - 2 * MARGIN) / CHARACTER)


def _head(line: Lifeline) -> tuple[str, ...]:
    return fold(line.title, 18)


def _change_lines(note: Note) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    return tuple((fold(c.cell, LABEL + 6), fold(f"{c.before} → {c.after}", LABEL + 6)) for c in note.changes)


def _note_width(note: Note) -> float:
    return wide(line for name, states in _change_lines(note) for line in (*name, *states)) + 2 * PAD


def _columns(diagram: Diagram) -> dict[Lifeline, float]:
    """The x of each lifeline: the least that leaves everything the space that it needs."""
    lines = diagram.lifelines
    place = {line: n for n, line in enumerate(lines)}
    apart = list(_distances(diagram, place))
    xs: list[float] = []
    for n, line in enumerate(lines):
        least = [xs[left] + distance for left, right, distance in apart if right == n and left >= 0]
        beside = [distance for left, right, distance in apart if right == n and left < 0]
        own = MARGIN + wide(_head(line)) / 2 + PAD
        xs.append(max([own, *least, *(MARGIN + d for d in beside)]))
    return dict(zip(lines, xs, strict=True))


def _distances(diagram: Diagram, place: dict[Lifeline, int]) -> Iterator[tuple[int, int, float]]:
    """How far lifelines must stand apart; -1 is the left edge."""
    lines = diagram.lifelines
    for n in range(1, len(lines)):
        yield n - 1, n, (wide(_head(lines[n - 1])) + wide(_head(lines[n]))) / 2 + 4 * PAD
    for message in diagram.messages:
        left, right = sorted((place[message.source], place[message.target]))
        if left == right:
            yield left, left + 1, LOOP_BACK + wide(label_lines(message)) + 2 * PAD
        else:
            yield left, right, wide(label_lines(message)) + 4 * PAD
        for note in message.notes:
            yield from _beside(note, place)


def _beside(note: Note, place: dict[Lifeline, int]) -> Iterator[tuple[int, int, float]]:
    """What a note needs: half its width on both sides of one lifeline, or its width between several."""
    first, last = place[note.over[0]], place[note.over[-1]]
    if first == last:
        half = _note_width(note) / 2 + PAD
        yield first - 1, first, half
        yield first, first + 1, half
    else:
        yield first, last, _note_width(note) - 4 * PAD


def _right(diagram: Diagram, xs: dict[Lifeline, float]) -> float:
    """How far right anything reaches."""
    last = diagram.lifelines[-1]
    found = [xs[last] + wide(_head(last)) / 2 + PAD]
    for message in diagram.messages:
        if message.source == message.target == last:
            found.append(xs[last] + LOOP_BACK + wide(label_lines(message)) + PAD)
        found += [xs[last] + _note_width(note) / 2 for note in message.notes if note.over == (last,)]
        found += [xs[last] + 2 * PAD for note in message.notes if len(note.over) > 1 and note.over[-1] == last]
    return max(found)


def _heads(
    diagram: Diagram, xs: dict[Lifeline, float], top: float
) -> tuple[tuple[tuple[Box, tuple[str, ...], float], ...], float]:
    said = [(_head(line), xs[line]) for line in diagram.lifelines]
    height = LINE * max(len(lines) for lines, _ in said) + 2 * PAD
    boxes = [(Box(x - wide(lines) / 2 - PAD, top, wide(lines) + 2 * PAD, height), lines, x) for lines, x in said]
    return tuple(boxes), top + height


def _message(message: Message, xs: dict[Lifeline, float], y: float) -> tuple[PlacedMessage, float]:
    lines = label_lines(message)
    source, target = xs[message.source], xs[message.target]
    height = LINE * len(lines)
    if source == target:
        label = Box(source + LOOP_BACK + PAD, y, wide(lines), height)
        arrow, y = y + PAD, y + max(height, LINE + PAD)
    else:
        label = Box((source + target - wide(lines)) / 2, y, wide(lines), height)
        arrow = y = y + height + PAD / 2
    notes, y = _notes(message.notes, xs, y + PAD)
    return PlacedMessage(message, label, lines, source, target, arrow, notes), y


def _notes(notes: Sequence[Note], xs: dict[Lifeline, float], y: float) -> tuple[tuple[PlacedNote, ...], float]:
    """Notes in rows: one goes beside those before it as long as it stands clear of them."""
    placed: list[PlacedNote] = []
    row: list[Box] = []
    for note in notes:
        changes = _change_lines(note)
        height = LINE * sum(len(name) + len(states) for name, states in changes) + PAD
        first, last = xs[note.over[0]], xs[note.over[-1]]
        width = max(_note_width(note), last - first + 4 * PAD if len(note.over) > 1 else 0)
        left = (first + last - width) / 2
        if any(left < box.left + box.width + PAD and box.left < left + width + PAD for box in row):
            y = max(box.bottom for box in row) + PAD
            row = []
        row.append(Box(left, y, width, height))
        placed.append(PlacedNote(row[-1], changes))
    return tuple(placed), max((box.bottom + PAD for box in row), default=y)
