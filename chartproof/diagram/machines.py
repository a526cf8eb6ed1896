"""One machine: its states, and which events take it from where to where under which guards.

A short guard stands under its event; a longer one is a numbered note below the picture. Under a
rule change both rule sets are in the picture, and what came and went is marked.
"""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from chartproof.diagram.arcs import Arc, Difference, Move, Reached, arcs, differences
from chartproof.diagram.markdown import document, image, rule_link, table
from chartproof.diagram.marks import Mark
from chartproof.diagram.mermaid import block
from chartproof.diagram.picture import Edge, Line, Node, Picture
from chartproof.diagram.rules import initial_first
from chartproof.diagram.words import all_in_words, in_words
from chartproof.language.expression import Expression
from chartproof.language.form import Form, Variable

SHORT = 26
NOTE_WIDTH = 104
ABOVE = "../"


@dataclass(frozen=True)
class Drawn:
    """A machine's picture, and the table that says all of it."""

    picture: Picture
    text: str


def machine(form: Form, variable: Variable, before: Form | None = None, reached: Reached | None = None) -> Drawn:
    """The machine's picture and its file.

    before: the rules that a change was applied to. reached: what happens in reachable states, if that is known.
    """
    found = _differences(form, variable, before)
    numbers = _numbers(form, found)
    never = _never(variable, found, reached)
    picture = Picture(
        key=f"machine-{variable.name}",
        title=variable.title,
        description=_description(form, variable, found, never),
        nodes=(*_states(variable), Node("start")),
        edges=(*_starts(variable), *_edges(form, found, numbers, never)),
        notes=(*(_note(number, text) for text, number in numbers.items()), *_dotted(reached if never else None)),
    )
    return Drawn(picture, _document(form, variable, picture, found, numbers, reached if never else None, never))


def _never(variable: Variable, found: Sequence[Difference], reached: Reached | None) -> frozenset[Move]:
    """The moves that the rules allow, and no reachable state does."""
    if reached is None:
        return frozenset()
    own = {(d.arc.event, variable.name, d.arc.source, d.arc.target) for d in found if d.mark != "lost"}
    return frozenset(own - reached.moves)


def _is_never(one: Difference, never: Collection[Move]) -> bool:
    arc = one.arc
    return one.mark != "lost" and any((e, a, b) == (arc.event, arc.source, arc.target) for e, _, a, b in never)


def _dotted(reached: Reached | None) -> Iterator[Line]:
    if reached is not None:
        yield Line(f"Dotted: {reached.said}.", quiet=True)


def _differences(form: Form, variable: Variable, before: Form | None) -> list[Difference]:
    now = arcs(form, variable)
    if before is None:
        return [Difference(a) for a in now]
    known = [v for v in before.variables if v.name == variable.name]
    return differences(arcs(before, known[0]) if known else [], now)


def _numbers(form: Form, found: Sequence[Difference]) -> dict[str, int]:
    """The guards that are too long for a label, each with the number of its note."""
    texts = dict.fromkeys(_condition(form, d.arc) for d in found if d.mark != "changed")
    return {text: n for n, text in enumerate((t for t in texts if len(t) > SHORT), 1)}


def _condition(form: Form, arc: Arc) -> str:
    return all_in_words(form, arc.conditions) if arc.conditions else ""


def _states(variable: Variable) -> Iterator[Node]:
    for state in initial_first(variable):
        tip = f"{variable.title} is {state}"
        yield Node(f"s_{state}", (Line(state),), tip, strong=state in variable.initial, state=state)


def _starts(variable: Variable) -> Iterator[Edge]:
    yield from (Edge("start", f"s_{state}") for state in variable.initial)


def _edges(
    form: Form, found: Sequence[Difference], numbers: Mapping[str, int], never: Collection[Move]
) -> Iterator[Edge]:
    """An arrow for each pair of states; what a change did to a rule, and what never happens, has an arrow of its
    own.
    """
    together: dict[tuple[str, str, Mark, bool], list[Difference]] = {}
    for one in found:
        key = (one.arc.source, one.arc.target, one.mark, _is_never(one, never))
        together.setdefault(key, []).append(one)
    for (source, target, mark, dead), ones in together.items():
        lines = [line for one in ones for line in _lines(form, one, numbers)]
        yield Edge(f"s_{source}", f"s_{target}", tuple(dict.fromkeys(lines)), mark, never=dead)


def _lines(form: Form, one: Difference, numbers: Mapping[str, int]) -> Iterator[Line]:
    condition = _condition(form, one.arc)
    sentence = next((r.sentence for r in form.rules if r.name == one.arc.event), "")
    tip = " ".join(t for t in (sentence, f"Where {condition}." if condition else "") if t)
    word = "" if one.mark in ("same", "changed") else f"{one.mark}: "
    number = f" ({numbers[condition]})" if one.mark != "changed" and condition in numbers else ""
    event = one.arc.event
    yield Line(f"{word}{event}{number}", one.mark, tip, f"{ABOVE}rules.md#{event}", event=event)
    if one.mark == "changed":
        yield from _parts(form, "gained", one.gained)
        yield from _parts(form, "lost", one.lost)
    elif condition and not number:
        yield Line(f"where {condition}", one.mark, quiet=True)


def _parts(form: Form, mark: Mark, conditions: Sequence[Expression]) -> Iterator[Line]:
    for condition in conditions:
        text = textwrap.wrap(f"{mark}: {in_words(form, condition)}", 44)
        yield Line("\n".join(text), mark)


def _note(number: int, text: str) -> Line:
    return Line("\n".join(textwrap.wrap(f"({number}) where {text}", NOTE_WIDTH)), quiet=True)


def _description(form: Form, variable: Variable, found: Sequence[Difference], never: Collection[Move]) -> str:
    moves = [f"from {d.arc.source} to {d.arc.target} by {d.arc.event}" for d in found if d.mark != "lost"]
    per = f", one for each {' and '.join(variable.sorts)}" if variable.sorts else ""
    meaning = f" {variable.meaning}" if variable.meaning else ""
    said = f"State machine {variable.title}{per}.{meaning} It starts in {' or '.join(variable.initial)}."
    changed = [f"{d.mark}: {d.arc.event} from {d.arc.source} to {d.arc.target}" for d in found if d.mark != "same"]
    goes = f"It goes {'; '.join(dict.fromkeys(moves))}." if moves else "Nothing moves it."
    dead = [f"from {d.arc.source} to {d.arc.target} by {d.arc.event}" for d in found if _is_never(d, never)]
    dotted = [f"Dotted, as no reachable state allows it: {'; '.join(dict.fromkeys(dead))}."] if dead else []
    return " ".join([said, goes, *dotted, *_ended(changed)])


def _ended(changed: Sequence[str]) -> list[str]:
    return [f"The rule change: {'; '.join(dict.fromkeys(changed))}."] if changed else []


def _document(
    form: Form,
    variable: Variable,
    picture: Picture,
    found: Sequence[Difference],
    numbers: Mapping[str, int],
    reached: Reached | None,
    never: Collection[Move],
) -> str:
    marked = any(d.mark != "same" for d in found)
    head = ["event", "from", "to", "where", *(["under the change"] if marked else [])]
    rows = [_row(form, d, numbers, marked, reached if _is_never(d, never) else None) for d in found]
    return document(
        variable.title,
        variable.meaning,
        f"It stands for each {' and '.join(variable.sorts)}." if variable.sorts else "",
        image(f"The states of {variable.title} and the events between them", f"{variable.name}.svg"),
        table(head, rows) if rows else "Nothing moves it.",
        "The same as mermaid:",
        block(picture),
    )


def _row(form: Form, one: Difference, numbers: Mapping[str, int], marked: bool, reached: Reached | None) -> list[str]:
    condition = _condition(form, one.arc)
    number = f"({numbers[condition]}) " if condition in numbers and one.mark != "changed" else ""
    row = [rule_link(one.arc.event, ABOVE), f"`{one.arc.source}`", f"`{one.arc.target}`"]
    said = number + (condition or "–")
    row.append(f"{said}; *{reached.said}*" if reached else said)
    if not marked:
        return row
    parts = [f"gained: {in_words(form, c)}" for c in one.gained] + [f"lost: {in_words(form, c)}" for c in one.lost]
    return [*row, "–" if one.mark == "same" else f"**{one.mark}**" + "".join(f"; {p}" for p in parts)]
