"""The life of one element: a few machines of it, as phases and what leads from one to the next.

What is drawn is computed elsewhere, from an explored instance. Phases of the same states are told
apart where what may still come differs; a dotted arrow is an event that moves none of the machines
and yet changes what may come.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from chartproof.diagram.markdown import document, image, rule_link, table
from chartproof.diagram.marks import Mark
from chartproof.diagram.mermaid import block
from chartproof.diagram.picture import Edge, Line, Node, Picture

ABOVE = "../"
SEPARATOR = " · "


@dataclass(frozen=True)
class Phase:
    """The states of the chosen machines, whether it begins there, and how many states of the instance it stands for.

    apart: what other machine tells it from the phases of the same states, as a reader says it; empty where it is the
    only one, or where no machine does.
    """

    states: tuple[str, ...]
    initial: bool
    count: int
    apart: str = ""


@dataclass(frozen=True)
class Passage:
    """An event from phase to phase, by number; `seen`: whether it moves one of the machines."""

    source: int
    target: int
    event: str
    seen: bool


@dataclass(frozen=True)
class Life:
    """What there is to draw, and of which instance."""

    name: str
    machines: tuple[str, ...]
    sizes: Mapping[str, int]
    phases: tuple[Phase, ...]
    moves: tuple[Passage, ...]


def life(found: Life, before: Life | None = None) -> Picture:
    """The picture. before: the same life without the rule change; only moves are told apart by it."""
    marks = _marks(found, before)
    names = phase_names(found)
    nodes = [
        Node(f"p{n}", tuple(_lines(p, name)), _tip(found, p), strong=p.initial, state=name)
        for n, (p, name) in enumerate(zip(found.phases, names, strict=True))
    ]
    starts = [Edge("start", f"p{n}") for n, p in enumerate(found.phases) if p.initial]
    return Picture(
        f"life-{found.name}",
        f"The life of {_subject(found)}",
        _description(found),
        (*nodes, Node("start")),
        (*starts, *_edges(found, marks)),
        notes=tuple(_notes(found, names, _lost(found, before))),
    )


def _subject(found: Life) -> str:
    return f"{found.name}: {' and '.join(found.machines)}"


def _said(found: Life, phase: Phase) -> str:
    return ", ".join(f"{m} is {s}" for m, s in zip(found.machines, phase.states, strict=True))


def _tip(found: Life, phase: Phase) -> str:
    apart = f", {phase.apart}" if phase.apart else ""
    return f"{_said(found, phase)}{apart}; {phase.count:,} states of the instance"


def _lines(phase: Phase, name: str) -> Iterator[Line]:
    """What stands in a phase's box: its states, and what tells it from others of the same states."""
    letter = name.removeprefix(SEPARATOR.join(phase.states))
    yield Line("\n".join(phase.states) + ("" if phase.apart else letter))
    if phase.apart:
        yield Line(phase.apart, quiet=True)


def phase_names(found: Life) -> list[str]:
    """A name for each phase: its states, and what tells it apart; a letter where no machine does."""
    seen: dict[tuple[str, ...], int] = {}
    counts = [p.states for p in found.phases]
    names = []
    for phase in found.phases:
        nth = seen[phase.states] = seen.get(phase.states, -1) + 1
        several = counts.count(phase.states) > 1
        letter = f" ({phase.apart or _letter(nth)})" if several else ""
        names.append(SEPARATOR.join(phase.states) + letter)
    return names


def _letter(number: int) -> str:
    return chr(ord("a") + number) if number < 26 else str(number)


Named = tuple[tuple[str, ...], tuple[str, ...], str]


def _named(found: Life) -> dict[Passage, Named]:
    return {m: (found.phases[m.source].states, found.phases[m.target].states, m.event) for m in found.moves}


def _marks(found: Life, before: Life | None) -> dict[Passage, Mark]:
    if before is None:
        return dict.fromkeys(found.moves, "same")
    known = set(_named(before).values())
    return {m: "same" if name in known else "gained" for m, name in _named(found).items()}


def _lost(found: Life, before: Life | None) -> list[Named]:
    """Moves that the change took away: between the same states, no such event leads any more."""
    if before is None:
        return []
    now = set(_named(found).values())
    return list(dict.fromkeys(name for m, name in _named(before).items() if m.seen and name not in now))


def _edges(found: Life, marks: Mapping[Passage, Mark]) -> Iterator[Edge]:
    together: dict[tuple[int, int, bool, Mark], list[str]] = {}
    for move in found.moves:
        together.setdefault((move.source, move.target, move.seen, marks[move]), []).append(move.event)
    for (source, target, seen, mark), events in together.items():
        word = "gained: " if mark == "gained" else ""
        lines = tuple(Line(word + e, mark, link=f"{ABOVE}rules.md#{e}", quiet=not seen, event=e) for e in events)
        yield Edge(f"p{source}", f"p{target}", lines, mark, quiet=not seen)


def _notes(found: Life, names: Sequence[str], lost: Sequence[Named]) -> Iterator[Line]:
    apart = any(p.apart for p in found.phases)
    more = "; below, what else tells it from boxes of the same states" if apart else ""
    yield Line(f"In each box: {', '.join(found.machines)}{more}.", quiet=True)
    if any(name.endswith(")") and not p.apart for p, name in zip(found.phases, names, strict=True)):
        yield Line("(a), (b): the same states, but what may still come differs.", quiet=True)
    if any(not m.seen for m in found.moves):
        yield Line("Dotted: moves none of these machines, but changes what may come.", quiet=True)
    for source, target, event in lost:
        yield Line(f"lost: {event}, {SEPARATOR.join(source)} → {SEPARATOR.join(target)}", "lost")


def _description(found: Life) -> str:
    sizes = ", ".join(f"{s}={n}" for s, n in found.sizes.items())
    return (
        f"{len(found.phases)} phases of {' and '.join(found.machines)}, with the events between them, in an instance"
        f" of {sizes}; phases from which the same may come are one."
    )


def life_file(found: Life, file: str, before: Life | None = None) -> str:
    """The Markdown file beside the picture of that name."""
    picture, names = life(found, before), phase_names(found)
    rows = [
        [rule_link(m.event, ABOVE), names[m.source], names[m.target], "" if m.seen else "moves none of them"]
        for m in found.moves
    ]
    sizes = " and ".join(f"{s} = {n}" for s, n in found.sizes.items())
    instance = f"an instance with {sizes}" if sizes else "the one instance"
    return document(
        picture.title,
        f"Every reachable state of {instance}, seen through these machines of one element of each sort."
        " States from which the same may come, step by step, are one box (branching bisimulation).",
        image(f"The phases of {' and '.join(found.machines)}, and the events between them", file),
        table(["event", "from", "to", ""], rows) if rows else "Nothing moves them.",
        "The same as mermaid:",
        block(picture),
    )
