"""The matrix of events and local states is a snapshot: a change of rules is a diff that one can review."""

from __future__ import annotations

import itertools
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from chartproof.language.fold import machines_read
from chartproof.language.form import Form, Rule
from chartproof.language.meaning import after, cells, holds
from chartproof.project.project import load

SNAPSHOT = Path(__file__).parent / "snapshots" / "matrix.txt"


def local_machines(form: Form, rule: Rule) -> list[str]:
    """The machines that a rule reads or writes, in the form's order."""
    named = {m for c in rule.guard for m in machines_read(c.expression)}
    named |= {m for e in rule.effects for m in (e.variable, *machines_read(e.when))}
    return [v.name for v in form.variables if v.name in named]


def lines_of(form: Form, rule: Rule) -> Iterator[str]:
    """What the event does in every combination of local states, in an instance with one of each."""
    sizes = dict.fromkeys(form.sorts, 1)
    places = {cell[0]: cell for cell in cells(form, sizes)}
    base = {cell: form.variable(cell[0]).states[0] for cell in places.values()}
    bound = dict.fromkeys(rule.parameters, 0)
    names = local_machines(form, rule)
    refused: Counter[str] = Counter()
    yield f"{rule.name}: {', '.join(names)}"
    for values in itertools.product(*(form.variable(n).states for n in names)):
        state = {**base, **{places[n]: v for n, v in zip(names, values, strict=True)}}
        result = after(rule, state, bound, sizes)
        if result is None:
            refused[next(str(c) for c in rule.guard if not holds(c.expression, state, bound, sizes))] += 1
            continue
        moved = [f"{cell[0]} {state[cell]} -> {result[cell]}" for cell in state if state[cell] != result[cell]]
        yield f"  {', '.join(values)}: {'; '.join(moved) or 'stays'}"
    for conjunct, count in refused.items():
        yield f"  refused {count} times, first by: {conjunct}"


def test_the_matrix_is_the_reviewed_one() -> None:
    """Catches any change of what an event does, or of which guard refuses it. UPDATE_SNAPSHOTS=1 writes it anew."""
    form = load().form
    text = "".join(f"{line}\n" for rule in form.rules for line in lines_of(form, rule))
    if os.environ.get("UPDATE_SNAPSHOTS") == "1":
        SNAPSHOT.parent.mkdir(exist_ok=True)
        SNAPSHOT.write_text(text)
    assert text == SNAPSHOT.read_text()
