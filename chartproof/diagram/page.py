"""The page, statement by statement: which rules and properties stand for it, with their verdicts.

A statement is `decided` where a property cites it and every such verdict is the expected one, `wrong`
where one is not, `ruled` where events alone cite it, `excepted` with a reason, `repeats` where its words stand
elsewhere and are excepted there, and else a `gap`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chartproof.diagram.markdown import document, folded, image, rule_link, table
from chartproof.diagram.mermaid import block
from chartproof.diagram.picture import Cell, Edge, Grid, Line, Node, Picture

WIDTH = 12
SIGNS = {"decided": "✓", "wrong": "✗", "ruled": "R", "excepted": "–", "repeats": "=", "gap": "?"}
FILLS = {"decided": "good", "wrong": "bad", "ruled": "state", "excepted": "none", "repeats": "none", "gap": "open"}
MEANINGS = {
    "decided": "a property cites it, and every verdict is as expected",
    "wrong": "a verdict is not the expected one",
    "ruled": "rules cite it",
    "excepted": "left out, with a reason",
    "repeats": "repeats one that is left out",
    "gap": "nothing cites it",
}


@dataclass(frozen=True)
class Judged:
    """A property and its verdict; `scope`: for which sizes."""

    name: str
    verdict: str
    scope: str
    as_expected: bool


@dataclass(frozen=True)
class Entry:
    """A statement, and what cites it; `repeats`: the excepted one whose words it has, if it is cited nowhere."""

    id: str
    heading: str
    kind: str
    claim: str
    excepted: str
    repeats: str
    rules: tuple[str, ...]
    properties: tuple[Judged, ...]

    @property
    def standing(self) -> str:
        """One of the six of `SIGNS`."""
        if any(not p.as_expected for p in self.properties):
            return "wrong"
        if self.properties or self.rules:
            return "decided" if self.properties else "ruled"
        if self.excepted:
            return "excepted"
        return "repeats" if self.repeats else "gap"


def page(entries: Sequence[Entry]) -> Grid:
    """A tile for each statement, a row for each heading."""
    counts = {s: sum(e.standing == s for e in entries) for s in SIGNS}
    said = [f"{SIGNS[s]} {MEANINGS[s]}: {n}" for s, n in counts.items() if n]
    rows = [row for key, ones in _by_heading(entries).items() for row in _rows(_title(*key), ones)]
    return Grid(
        "page",
        "The page, and what stands for it",
        f"{len(entries)} statements of the page. {'; '.join(said)}.",
        (),
        tuple(rows),
        tuple(Line(text, quiet=True) for text in said),
    )


def _by_heading(entries: Sequence[Entry]) -> dict[tuple[str, str], list[Entry]]:
    """The statements under each heading; what their identifiers have in common tells its parts apart."""
    found: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        found.setdefault((entry.heading, entry.id.rpartition("-")[0]), []).append(entry)
    return found


def _title(heading: str, part: str) -> str:
    return ": ".join(t for t in (part, heading) if t) or "The page"


def _rows(heading: str, ones: Sequence[Entry]) -> Iterator[tuple[Cell, ...]]:
    for first in range(0, len(ones), WIDTH):
        title = "" if first else "\n".join(textwrap.wrap(heading, 46))
        yield (Cell(Line(title), left=True), *(_tile(e) for e in ones[first : first + WIDTH]))


def _tile(entry: Entry) -> Cell:
    number = entry.id.rsplit("-", 1)[-1]
    tip = f"{entry.id}: {entry.claim} ({MEANINGS[entry.standing]})"
    line = Line(f"{SIGNS[entry.standing]} {number}", tip=tip, link=f"page.md#{entry.id}")
    return Cell(line, FILLS[entry.standing])


def page_file(entries: Sequence[Entry]) -> str:
    """The map as a file: a table and a flowchart for each heading."""
    parts = [part for key, ones in _by_heading(entries).items() for part in _section(_title(*key), ones)]
    return document(
        "The page, and what stands for it",
        image("A tile for each statement of the page, coloured by what stands for it", "page.svg"),
        "\n".join(f"- {SIGNS[s]} {MEANINGS[s]}" for s in SIGNS if any(e.standing == s for e in entries)),
        *parts,
    )


def _section(heading: str, ones: Sequence[Entry]) -> Iterator[str]:
    yield f"## {heading}"
    yield table(["", "statement", "kind", "what it claims", "rules", "properties"], [_row(e) for e in ones])
    cited = [e for e in ones if e.rules or e.properties]
    if cited:
        yield folded("As a graph", block(_graph(heading, cited)))


def _row(entry: Entry) -> list[str]:
    rules = ", ".join(rule_link(r) for r in entry.rules)
    return [
        SIGNS[entry.standing],
        f'<a id="{entry.id}"></a>{entry.id}',
        entry.kind,
        entry.claim,
        rules or _left_out(entry) or "–",
        "; ".join(_verdict(p) for p in entry.properties) or "–",
    ]


def _left_out(entry: Entry) -> str:
    if entry.standing == "excepted":
        return f"excepted: {entry.excepted}"
    return f"repeats [{entry.repeats}](#{entry.repeats})" if entry.standing == "repeats" else ""


def _verdict(found: Judged) -> str:
    unexpected = "" if found.as_expected else ", **not as expected**"
    return f"`{found.name}`: {found.verdict} ({found.scope}){unexpected}"


def _graph(heading: str, entries: Sequence[Entry]) -> Picture:
    """Statements on the left, what cites them on the right."""
    properties = {p.name: p for e in entries for p in e.properties}
    rules = dict.fromkeys(r for e in entries for r in e.rules)
    nodes = [Node(f"s_{e.id}", (Line(f"{SIGNS[e.standing]} {e.id}"),)) for e in entries]
    nodes += [Node(f"r_{r}", (Line(r),)) for r in rules]
    nodes += [Node(f"p_{p.name}", (Line(f"{p.name}\n{p.verdict}"),), strong=True) for p in properties.values()]
    edges = [Edge(f"s_{e.id}", f"r_{r}") for e in entries for r in e.rules]
    edges += [Edge(f"s_{e.id}", f"p_{p.name}") for e in entries for p in e.properties]
    description = "Statements on the left; the rules and properties that cite them on the right, with their verdicts."
    return Picture(f"page {heading}", heading, description, tuple(nodes), tuple(edges), across=True)
