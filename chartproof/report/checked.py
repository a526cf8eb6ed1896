"""Checked rule changes as plain data, and in a terminal. The keys of the data are a contract."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from chartproof.language.names import said_sizes
from chartproof.language.trace import trace_data
from chartproof.report.data import Data, scope_data
from chartproof.report.trace_table import trace_lines
from chartproof.report.words import said_event, said_scope, said_verdict

if TYPE_CHECKING:
    from chartproof.compare.behaviours import Behaviours
    from chartproof.compare.checker import Comparison, Difference
    from chartproof.compare.notes import Note


def check_data(found: Sequence[Comparison]) -> Data:
    """What `check --json` prints."""
    return {"ok": all(c.ok for c in found), "changes": [comparison_data(c) for c in found]}


def comparison_data(found: Comparison) -> Data:
    """What differs between two rule sets."""
    return {
        "name": found.name,
        "against": found.against,
        "ok": found.ok,
        "proposal": " ".join(c.proposal for c in found.changes),
        "properties": [difference_data(found, d) for d in found.differences],
        "differences": [note_data(found, n) for n in found.notes],
        "vacuous": list(found.vacuous),
        "behaviours": behaviours_data(found),
        "bases": [comparison_data(b) for b in found.bases],
        "seconds": round(found.seconds, 3),
    }


def note_data(found: Comparison, note: Note) -> Data:
    """What differs besides verdicts: the kind, of what, in a sentence, and whether it fails."""
    return {"kind": note.kind, "name": note.name, "said": note.said, "fails": note in found.failing}


def difference_data(found: Comparison, difference: Difference) -> Data:
    """A property whose verdict differs: the verdicts, and the traces of both."""
    before, after = difference.before, difference.after
    return {
        "name": difference.property.name,
        "kind": None if difference.as_expected else difference.kind,
        "meaning": difference.property.meaning,
        "before": before.verdict if before else None,
        "after": after.verdict if after else None,
        "expected": difference.expected.verdict,
        "expected_scope": difference.expected.scope or None,
        "scope": scope_data(after) if after else None,
        "scope_before": scope_data(before) if before else None,
        "scope_after": scope_data(after) if after else None,
        "vacuous": after.vacuous if after else False,
        **trace_data(found.after.form, after.trace if after else None),
        **trace_data(found.before.form, before.trace if before else None, "_before"),
    }


def behaviours_data(found: Comparison) -> Data | None:
    """How many transitions were gained and lost, with examples; none where the machines differ."""
    if found.behaviours is None:
        return None
    examples = []
    for example in found.behaviours.examples:
        form = (found.after if example.gained else found.before).form
        last = example.trace.steps[-1]
        examples.append(
            {
                "kind": "gained" if example.gained else "lost",
                "event": last.event,
                "arguments": dict(last.arguments),
                **trace_data(form, example.trace),
            }
        )
    return {
        "sizes": dict(found.behaviours.sizes),
        "gained": found.behaviours.gained,
        "lost": found.behaviours.lost,
        "examples": examples,
    }


def print_checked(console: Console, found: Sequence[Comparison], *, quiet: bool = False) -> None:
    """Each change: what it proposes, the verdicts that differ, each with its trace, and what it does differently.

    quiet: only the changes whose verdicts are not as expected, and the last line.
    """
    for number, comparison in enumerate(c for c in found if not (quiet and c.ok)):
        if number:
            console.print()
        console.print(Text(comparison.name, "bold"))
        for change in comparison.changes:
            console.print(Text(change.proposal))
        for part in (comparison, *comparison.bases):
            _print_comparison(console, part)
    if not quiet:
        console.print()
    wrong = [c.name for c in found if not c.ok]
    said = f"{len(found)} checked, all verdicts as expected"
    console.print(Text(f"not as expected: {', '.join(wrong)}", "bold red") if wrong else said)


def _print_comparison(console: Console, found: Comparison) -> None:
    console.print(Text(f"\nagainst {found.against}:", "bold"))
    if found.alters_nothing:
        console.print("  no verdict changes")
    for difference in found.differences:
        _print_difference(console, found, difference)
    for note in found.notes:
        console.print(Text(f"  {note.said} ({note.kind})", "bold red" if note in found.failing else ""))
    for name in found.vacuous:
        console.print(Text(f"  {name} holds, but what it speaks of can't happen any more", "dim"))
    if found.behaviours is not None:
        _print_behaviours(console, found, found.behaviours)


def _print_difference(console: Console, found: Comparison, difference: Difference) -> None:
    before, after = difference.before, difference.after
    said = f"  {difference.property.name}: {said_verdict(before)} → {said_verdict(after)}"
    said += f", {said_scope(after)}" if after else ""
    if difference.as_expected:
        console.print(Text(said))
    else:
        console.print(Text(f"{said}, expected {difference.expected}", "bold red"))
    console.print(Text(f"  {difference.property.meaning}", "dim"))
    if after is not None and after.trace is not None:
        console.print(trace_lines(found.after.form, after.trace))
    elif before is not None and before.trace is not None:
        console.print(Text(f"  {found.against} had it:", "dim"))
        console.print(trace_lines(found.before.form, before.trace))


def _print_behaviours(console: Console, found: Comparison, counted: Behaviours) -> None:
    said = f"  with {said_sizes(counted.sizes)}: {counted.gained} transitions gained, {counted.lost} lost"
    console.print(Text(said, "dim"))
    for example in counted.examples:
        *before, last = example.trace.steps
        way = ", ".join(said_event(step) for step in before) or "the beginning"
        kind = "gained" if example.gained else "lost"
        console.print(Text(f"  {kind}, for example {said_event(last)} after {way}", "dim"))


def print_lines(console: Console, found: Sequence[Comparison], *, quiet: bool = False) -> None:
    """A line a change: its name, the verdicts that differ, and the time; quiet: of those that fail alone."""
    for comparison in [c for c in found if not (quiet and c.ok)]:
        changed = [
            f"{d.property.name} {said_verdict(d.after)}" + ("" if d.as_expected else f" (expected {d.expected})")
            for d in comparison.differences
        ]
        said = "; ".join(changed) or "no verdict changes"
        line = f"{comparison.name}: {said} ({comparison.seconds:.1f} s)"
        console.print(Text(line, "" if comparison.ok else "bold red"))
    wrong = sum(not c.ok for c in found)
    console.print(f"{len(found)} changes, {len(found) - wrong} as expected" + (f", {wrong} not" if wrong else ""))
