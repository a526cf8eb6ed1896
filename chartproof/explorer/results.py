"""Verdicts, checked changes, the page and mutants as data: what was found, with the way to each trace by events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from chartproof.compare.comparison import Comparison, Difference
from chartproof.diagram.page import Entry
from chartproof.errors import ChartproofError, Origin
from chartproof.files import read_json
from chartproof.language.form import Form
from chartproof.language.meaning import cells
from chartproof.language.names import cell_name, with_sizes
from chartproof.language.trace import Trace
from chartproof.report.facts import said_fact
from chartproof.report.verdicts import standing
from chartproof.report.words import said_end, said_rest, said_scope, said_verdict

if TYPE_CHECKING:
    from chartproof.check.result import Result

Data = dict[str, Any]


def trace_steps(form: Form, trace: Trace | None) -> Data | None:
    """A trace by its events and their arguments, from which its states follow; null where there is none.

    initial: the cells that may start otherwise, each with its state.
    """
    if trace is None:
        return None
    free = {v.name for v in form.variables if len(v.initial) > 1}
    places = cells(form, trace.sizes)
    return {
        "sizes": [trace.sizes[s] for s in form.sorts],
        "initial": [[cell_name(form, c), trace.initial[c]] for c in places if c[0] in free],
        "steps": [[s.event, *s.arguments.values()] for s in trace.steps],
        "loop": trace.loop,
        "note": said_end(trace),
    }


def result_document(form: Form, result: Result) -> Data:
    """A property and its verdict, as readers are told it."""
    facts = result.proof.facts if result.proof and result.for_all_sizes else ()
    known = (result.proof and result.proof.form) or form
    return {
        "name": result.property.name,
        "meaning": result.property.meaning,
        "verdict": result.verdict,
        "vacuous": result.vacuous,
        "expected": str(result.property.expectation),
        "standing": standing(result),
        "scope": scope(result),
        "all_sizes": result.for_all_sizes,
        "rests_on": said_rest(result),
        "facts": [said_fact(known, f) for f in facts],
        "open_because": result.open_because,
        "page": list(result.property.page),
        "trace": trace_steps(form, result.shown),
    }


def scope(result: Result) -> str:
    """For which sizes a verdict is: all, those of its trace, or up to those that were explored."""
    if result.for_all_sizes or result.trace is None:
        return said_scope(result)
    return with_sizes(result.trace.sizes)


def comparison_data(found: Comparison) -> Data:
    """What `check` tells of a change: which verdicts differ from what it is built on, and what it does differently."""
    counted = found.behaviours
    return {
        "name": found.name,
        "against": found.against,
        "ok": found.ok,
        "differences": [_difference(found, d) for d in found.differences],
        "vacuous": list(found.vacuous),
        "notes": [note.said for note in found.notes],
        "behaviours": counted
        and {
            "sizes": [counted.sizes[s] for s in found.after.form.sorts],
            "gained": counted.gained,
            "lost": counted.lost,
            "examples": [
                {
                    "kind": "gained" if e.gained else "lost",
                    "trace": trace_steps((found.after if e.gained else found.before).form, e.trace),
                }
                for e in counted.examples
            ],
        },
        "bases": [comparison_data(base) for base in found.bases],
    }


def _difference(found: Comparison, one: Difference) -> Data:
    before, after = one.before, one.after
    return {
        "name": one.property.name,
        "meaning": one.property.meaning,
        "before": said_verdict(before),
        "after": said_verdict(after),
        "scope": scope(after) if after else "",
        "scope_lost": one.scope_lost,
        "expected": str(one.expected),
        "as_expected": one.as_expected,
        "trace": trace_steps(found.after.form, after.shown if after else None),
        "trace_before": trace_steps(found.before.form, before.shown if before else None),
    }


def entry_data(entry: Entry) -> Data:
    """A statement of the page, and what stands for it."""
    return {
        "id": entry.id,
        "heading": entry.heading,
        "kind": entry.kind,
        "claim": entry.claim,
        "standing": entry.standing,
        "excepted": entry.excepted,
        "repeats": entry.repeats,
        "rules": list(entry.rules),
        "properties": [p.name for p in entry.properties],
    }


def read_mutants(text: str, file: str) -> list[Data]:
    """The mutants that nobody notices, of what `chartproof mutate --json` wrote: an event, a sentence, a way to each.

    Raises ChartproofError where the file is something else.
    """
    mend = "name what `chartproof mutate --json` wrote"
    data = read_json(text, file, mend)
    rows = data.get("survivors", data.get("mutants")) if isinstance(data, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ChartproofError("the file lists no mutants", origin=Origin(file, 0), mend=mend)
    return [_mutant(row) for row in rows if _survives(row)]


def _survives(row: Mapping[str, Any]) -> bool:
    fate = row.get("fate", row.get("status", ""))
    noticed = row.get("noticed", row.get("noticed_by")) or row.get("equivalent") or row.get("equal")
    return not noticed and fate in ("", "survived", "survives", "survivor", "not noticed", "unnoticed", "unknown")


def _mutant(row: Mapping[str, Any]) -> Data:
    words = [row[key] for key in ("sentence", "question", "says", "said", "mutant", "name") if _text(row.get(key))]
    sizes = row.get("trace_sizes")
    steps = row.get("trace") if isinstance(row.get("trace"), list) and isinstance(sizes, dict) else None
    trace = steps and {
        "sizes": list(sizes.values()) if isinstance(sizes, dict) else [],
        "initial": [],
        "steps": [
            [s["event"], *s.get("arguments", {}).values()] for s in steps if isinstance(s, dict) and "event" in s
        ],
        "loop": None,
        "note": "",
    }
    event = row.get("event", row.get("rule", ""))
    return {"event": event if _text(event) else "", "sentence": words[0] if words else "", "trace": trace or None}


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def tallies(results: Sequence[Result]) -> list[list[Any]]:
    """How many verdicts there are of each kind, and how many are for all sizes: a word and a number each."""
    kinds = dict.fromkeys(r.verdict for r in results)
    found: list[list[Any]] = [[kind, sum(r.verdict == kind for r in results)] for kind in kinds]
    return [*found, ["for all sizes", sum(r.for_all_sizes for r in results)]]
