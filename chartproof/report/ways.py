"""A way in an observed system, as lines of text, data, prose, or a script."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from chartproof.declare.sorts import snake
from chartproof.language.form import Rule
from chartproof.language.trace import Step, Trace
from chartproof.observe.effects import altered
from chartproof.observe.known import Known
from chartproof.observe.step import NO, Numbers, possible, tried
from chartproof.observe.way import Move, Way
from chartproof.project.project import Project
from chartproof.report.trace_commands import script
from chartproof.report.trace_prose import sentences
from chartproof.report.words import Caption

NAMED = 8
"""So many elements of a step are named in a line."""
WALKED = 60
"""Of ways with so many events, at most, it is told what they take away, and who may spoil them."""
STOPS, SPOILT = "stops", "others may spoil it"
IF_IT_CAN = "where it can: that is not known"


@dataclass(frozen=True)
class Aside:
    """What is to be said beside a step: what it takes away, or what may be spoilt from there."""

    step: int
    kind: str
    text: str


def way_lines(known: Known, way: Way, expression: str) -> Iterator[str]:
    """The steps, who does them, and what they take away or let others spoil."""
    if way.moves is None:
        yield nowhere(way, expression)
        return
    for number, move in enumerate(way.moves, 1):
        tries = "" if move.surely else f" ({IF_IT_CAN})"
        yield f"{number}  {said_move(known, move)}{tries}, by {said_actors(move.rule)}"
    if not way.moves:
        yield "it is so already"
    for aside in asides(known, way):
        yield f"{aside.kind} at step {aside.step}: {aside.text}"
    yield summary(way)


def nowhere(way: Way, expression: str) -> str:
    """That there is no way, or that none was found."""
    if way.never:
        return f"no way surely leads there, by what is known: {expression}"
    return f"no way was found that surely leads there, by what is known: {expression}"


def summary(way: Way) -> str:
    """How long a way is, and in which sense it is the best."""
    count = f"{way.events:,} event{'s' * (way.events != 1)}"
    if not way.best:
        return f"{count}; there may be a better way"
    return f"{count}: the least risk, then what takes least away, then the fewest, where alike elements are moved alike"


def said_actors(rule: Rule) -> str:
    """Who does an event."""
    return " or ".join(a.name for a in rule.actors) or "nobody in particular"


def said_move(known: Known, move: Move) -> str:
    """An event with its elements; of several, how many there are, and the first."""
    if len(move.each) == 1:
        return known.said_call(move.rule, move.each[0])
    names = [known.said_call(move.rule, n).removeprefix(move.rule.name) for n in move.each[:NAMED]]
    more = f" and {len(move.each) - NAMED:,} more" if len(move.each) > NAMED else ""
    return f"{move.rule.name}, {len(move.each):,} times: {' '.join(names)}{more}"


def asides(known: Known, way: Way) -> Iterator[Aside]:
    """What a way takes away, step by step, and what others may spoil from there on; of ways that are not too long."""
    if way.events > WALKED:
        return
    now = known
    for number, move in enumerate(way.moves or (), 1):
        told: dict[tuple[str, Rule, str], list[Numbers]] = {}
        for numbers in move.each:
            if possible(now, move.rule, numbers) == NO:
                continue
            for kind, found in zip((STOPS, SPOILT), altered(now, move.rule, numbers), strict=True):
                for one in found:
                    told.setdefault((kind, one.rule, ""), []).extend(one.surely)
                    told.setdefault((kind, one.rule, "perhaps "), []).extend(one.perhaps)
            now = tried(now, move.rule, numbers)
        for (kind, rule, word), every in told.items():
            names = [known.said_call(rule, n) for n in dict.fromkeys(every)]
            more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
            if names:
                yield Aside(number, kind, f"{word}{', '.join(names[:NAMED])}{more}")


def way_data(known: Known, way: Way, expression: str) -> dict[str, Any]:
    """The same as data: each step with the keys of its elements."""
    moves = None if way.moves is None else [
        {
            "event": m.rule.name,
            "each": [_keys(known, m.rule, n) for n in m.each],
            "surely": m.surely,
            "by": [a.name for a in m.rule.actors],
        }
        for m in way.moves
    ]  # fmt: skip
    found = [{"step": a.step, "kind": a.kind, "text": a.text} for a in asides(known, way)]
    return {
        "expression": expression,
        "way": moves,
        "events": None if way.moves is None else way.events,
        "best": way.best,
        "never": way.never,
        "asides": found,
        "assumed": [a.name for a in known.assumed],
    }


def _keys(known: Known, rule: Rule, numbers: Numbers) -> dict[str, str]:
    return {b.name: known.elements[b.sort][n].key for b, n in zip(rule.parameters, numbers, strict=True)}


def way_prose(known: Known, way: Way, expression: str) -> str:
    """A sentence a step, with all its elements; then what is to be said beside."""
    steps = [Step(m.rule.name, _together(known, m), {}) for m in way.moves or ()]
    trace = Trace(known.cells.sizes, {}, tuple(steps))
    caption = Caption(f"how to reach {expression}")
    lines = [caption.title, ""]
    for number, (said, move) in enumerate(zip(sentences(known.form, trace, caption), way.moves or (), strict=True), 1):
        lines.append(f"{number}. {said}{'' if move.surely else f' ({IF_IT_CAN}.)'}")
    lines += [f"- {a.kind} at step {a.step}: {a.text}" for a in asides(known, way)]
    return "\n".join([*lines, "", summary(way) + "."]) + "\n"


def _together(known: Known, move: Move) -> dict[str, str]:
    """The elements of a step, by its parameters, as a list in a sentence."""
    found = {}
    for place, binder in enumerate(move.rule.parameters):
        names = list(dict.fromkeys(known.called(binder.sort, n[place]) for n in move.each))
        more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
        found[binder.name] = ", ".join(names[:NAMED]) + more
    return found


def way_script(project: Project, known: Known, way: Way, expression: str) -> str:
    """A script of the project's commands, an event each. Raises ChartproofError where the project lists none."""
    names = {s: _variables(s, [known.called(s, n) for n in range(len(e))]) for s, e in known.elements.items()}
    steps, tries = [], []
    for move in way.moves or ():
        for numbers in move.each:
            given = zip(move.rule.parameters, numbers, strict=True)
            steps.append(Step(move.rule.name, {b.name: names[b.sort][n] for b, n in given}, {}))
            if not move.surely:
                tries.append(len(steps))
    trace = Trace(known.cells.sizes, {}, tuple(steps))
    return script(project.form, trace, Caption(f"how to reach {expression}", summary(way)), project.commands, tries)


def _variables(sort: str, names: Sequence[str]) -> list[str]:
    """Names of elements that can be parts of names of variables, each another."""
    found: dict[str, int] = {}
    told = []
    for name in names:
        word = re.sub(r"\W", "_", name, flags=re.ASCII)
        word = word if word[:1].isalpha() else f"{snake(sort)}_{word}"
        found[word.upper()] = count = found.get(word.upper(), 0) + 1
        told.append(word if count == 1 else f"{word}_{count}")
    return told
