"""What is known of an observed system, and whether an event can happen in it: as lines of text, and as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from chartproof.language.form import Variable
from chartproof.observe.answers import Answer, Reason, Tally, alike, tally
from chartproof.observe.files import state_data
from chartproof.observe.known import Contradiction, Known, states_of
from chartproof.observe.step import NO, UNKNOWN, YES
from chartproof.report.facts import said_fact

FEW = 8
"""So many elements of a class are named."""
CLASSES = 12
"""So many classes of a sort are told, and contradictions."""


def observed_lines(known: Known) -> Iterator[str]:
    """What is known per sort and machine, and which elements are alike; first of all what is impossible."""
    yield from contradiction_lines(known)
    for sort in known.form.sorts:
        count = known.cells.sizes[sort]
        yield f"{sort}: {count:,}, {'all that there are' if known.cells.closed[sort] else 'and there may be more'}"
    for variable in known.form.variables:
        yield f"{variable.title}: {_said_states(known, variable)}"
    yield from _said_alike(known)
    yield from (f"assumed {a.name}: {a.sentence}" for a in known.assumed)
    yield from (f"note: {note}" for note in known.notes)


def contradiction_lines(known: Known) -> Iterator[str]:
    """What was read and is impossible by the rules, with the facts that it contradicts."""
    for one in known.contradictions[:CLASSES]:
        yield f"by the rules impossible: {said_contradiction(known, one)}"
        yield from (f"  proved of every state: {said_fact(known.form, fact)}" for fact in one.facts)
        yield from (f"  assumed {a.name}: {a.sentence}" for a in (one.assumed,) if a is not None)
    if len(known.contradictions) > CLASSES:
        yield f"and {len(known.contradictions) - CLASSES:,} more that are impossible"
    if known.contradictions:
        wrong = {cell for one in known.contradictions for cell, _ in one.seen}
        every = sum(int(np.size(masks)) for masks in known.cells.masks.values())
        yield f"{len(wrong):,} of {every:,} cells are among these: either the rules or what was read is wrong"
        yield "nothing is concluded from what is proved"


def said_contradiction(known: Known, one: Contradiction) -> str:
    """The cells of a contradiction, as they were read."""
    return " and ".join(f"{known.said(cell)} is {' or '.join(states) or 'nothing'}" for cell, states in one.seen)


def _said_states(known: Known, variable: Variable) -> str:
    """How many cells of a machine are in which states; where there is one, its states alone."""
    masks = known.cells.masks[variable.name]
    names = {mask: " or ".join(states_of(variable, mask)) for mask in np.unique(masks).tolist()}
    every = (1 << len(variable.states)) - 1
    names = {mask: "not known" if mask == every else said for mask, said in names.items()}
    if not variable.sorts:
        return names[int(masks)] + _telling(known, variable, int(masks).bit_count() > 1)
    found, counts = np.unique(masks, return_counts=True)
    parts = sorted(zip(counts.tolist(), found.tolist(), strict=True), reverse=True)
    said = ", ".join(f"{count:,} {names[mask]}" for count, mask in parts) or "nothing is listed"
    return said + _telling(known, variable, any(mask.bit_count() > 1 for mask in found.tolist()))


def _telling(known: Known, variable: Variable, unknown: bool) -> str:
    """The file that would tell what is not known."""
    file = known.tells.get(variable.name, "")
    return f" (told by {file})" if unknown and file else ""


def _said_alike(known: Known) -> Iterator[str]:
    for sort, classes in alike(known, known.form).items():
        if len(classes) < known.cells.sizes[sort]:
            for numbers in classes[:CLASSES]:
                yield f"alike: {_listed(known, sort, numbers)}"
            if len(classes) > CLASSES:
                rest = sum(map(len, classes[CLASSES:]))
                yield f"alike: {len(classes) - CLASSES:,} more classes, of {rest:,} elements of {sort}"


def _listed(known: Known, sort: str, numbers: Sequence[int]) -> str:
    names = ", ".join(known.called(sort, n) for n in numbers[:FEW])
    more = f" and {len(numbers) - FEW:,} more" if len(numbers) > FEW else ""
    return f"{len(numbers):,} of {sort}: {names}{more}"


def observed_data(known: Known) -> dict[str, Any]:
    """The same as data: a state file, with what follows from it."""
    tallies = [tally(known, rule) for rule in known.form.rules]
    return {
        "ok": not known.contradictions,
        **state_data(known),
        "assumed": [a.name for a in known.assumed],
        "contradictions": [
            {
                "cells": {known.said(cell): list(states) for cell, states in one.seen},
                "facts": [str(fact) for fact in one.facts],
                "assumed": one.assumed.name if one.assumed is not None else None,
            }
            for one in known.contradictions
        ],
        "alike": {
            sort: [[known.elements[sort][n].key for n in numbers] for numbers in classes]
            for sort, classes in alike(known, known.form).items()
        },
        "events": {t.rule.name: t.counts for t in tallies},
    }


def answer_lines(answer: Answer) -> Iterator[str]:
    """Whether an event can happen: the answer, and each condition that is in its way, with its line."""
    yield f"{answer.answer}: {answer.said} {SAID[answer.answer]}"
    for reason in answer.reasons:
        yield f"  {reason.origin}: {reason.text} {'does not hold' if reason.fails else 'is not known'}"
        yield from (f"    {b.text}{f' ({b.tells} would tell)' if b.tells else ''}" for b in reason.blames)


SAID: Mapping[str, str] = {YES: "can happen", NO: "cannot happen", UNKNOWN: "may be possible"}


def answer_data(known: Known, answer: Answer) -> dict[str, Any]:
    """The same as data."""
    names = [b.name for b in answer.rule.parameters]
    keys = [known.elements[b.sort][n].key for b, n in zip(answer.rule.parameters, answer.numbers, strict=True)]
    return {
        "event": answer.rule.name,
        "arguments": dict(zip(names, keys, strict=True)),
        "answer": answer.answer,
        "reasons": [_reason_data(r) for r in answer.reasons],
        "files": list(answer.files),
        "assumed": [a.name for a in known.assumed],
    }


def _reason_data(reason: Reason) -> dict[str, Any]:
    blames = [{"text": b.text, "tells": b.tells or None} for b in reason.blames]
    return {"text": reason.text, "origin": str(reason.origin), "fails": reason.fails, "because": blames}


def tally_lines(known: Known, found: Tally) -> Iterator[str]:
    """For how many choices of elements an event can happen, and the first of them."""
    yield f"{found.answer}: {found.rule.name} {SAID[found.answer]}{', of some elements' if found.answer != NO else ''}"
    for answer, numbers in found.some.items():
        count = found.counts[answer]
        if count:
            names = "; ".join(known.said_call(found.rule, n) for n in numbers[:FEW])
            yield f"  {answer}, {count:,}: {names}{' …' if count > FEW else ''}"


def tally_data(known: Known, found: Tally) -> dict[str, Any]:
    """The same as data."""
    return {
        "event": found.rule.name,
        "answer": found.answer,
        "counts": found.counts,
        "some": {answer: [_keys(known, found.rule.parameters, n) for n in each] for answer, each in found.some.items()},
        "assumed": [a.name for a in known.assumed],
    }


def _keys(known: Known, parameters: Sequence[Any], numbers: Sequence[int]) -> list[str]:
    return [known.elements[b.sort][n].key for b, n in zip(parameters, numbers, strict=True)]


def also(known: Known) -> Iterator[str]:
    """What is said below each answer: what is assumed, and that what is impossible lets nothing follow."""
    yield from (f"assumed {a.name}: {a.sentence}" for a in known.assumed)
    if known.contradictions:
        yield "what was read is impossible by these rules, so that what is proved is left out: see observe"
