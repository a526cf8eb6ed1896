"""Checked rule changes as plain data, and in a terminal. The keys of the data are a contract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from chartproof.compare.equal import causes, said_consequences
from chartproof.language.trace import Trace, trace_data
from chartproof.report.data import Data, scope_data
from chartproof.report.suggested import suggested
from chartproof.report.trace_table import trace_lines
from chartproof.report.words import said_event, said_scope, said_verdict

if TYPE_CHECKING:
    from chartproof.compare.behaviours import Behaviours
    from chartproof.compare.comparison import Comparison, Difference
    from chartproof.compare.notes import Note


MOST_STATEMENTS = 6
"""Statements of the page that are told of one comparison in a terminal."""


def check_data(found: Sequence[Comparison]) -> Data:
    """What `check --json` prints."""
    return {"ok": all(c.ok for c in found), "changes": [comparison_data(c) for c in found]}


def comparison_data(found: Comparison) -> Data:
    """What differs between two rule sets."""
    return {
        "name": found.name,
        "against": found.against,
        "title": found.title or found.name,
        "ok": found.ok,
        "proposal": " ".join(c.proposal for c in found.changes),
        "properties": [difference_data(found, d) for d in found.differences],
        "differences": [note_data(found, n) for n in found.notes],
        "vacuous": list(found.vacuous),
        "behaviour": equality_data(found),
        "behaviours": behaviours_data(found),
        "page": [{"id": c.statement.id, "claim": c.statement.claim, "cited_by": list(c.by)} for c in found.page],
        "bases": [comparison_data(b) for b in found.bases],
        "would_expect": list(suggested(found)),
        "seconds": round(found.seconds, 3),
    }


def note_data(found: Comparison, note: Note) -> Data:
    """What differs besides verdicts: the kind, of what, in a sentence, and whether it fails."""
    accepted = note in found.known_notes
    return {
        "kind": note.kind, "name": note.name, "said": note.said, "fails": note in found.failing, "accepted": accepted,
    }  # fmt: skip


def difference_data(found: Comparison, difference: Difference) -> Data:
    """A property whose verdict differs: the verdicts, and the traces of both."""
    before, after = difference.before, difference.after
    return {
        "name": difference.property.name,
        "kind": None if difference.as_expected else difference.kind,
        "accepted": found.knows(difference),
        "meaning": difference.property.meaning,
        "before": before.verdict if before else None,
        "after": after.verdict if after else None,
        "expected": difference.expected.verdict,
        "expected_scope": difference.expected.scope or None,
        "scope": scope_data(after) if after else None,
        "scope_before": scope_data(before) if before else None,
        "scope_after": scope_data(after) if after else None,
        "vacuous": after.vacuous if after else False,
        "elsewhere": trace_data(found.after.form, after.elsewhere) if after and after.elsewhere else None,
        **trace_data(found.after.form, after.trace if after else None),
        **trace_data(found.before.form, before.trace if before else None, "_before"),
    }


def equality_data(found: Comparison) -> Data | None:
    """Whether the two behave the same, in a line; and what is proved for all sizes of either direction."""
    done = found.equality
    if done is None:
        return None
    return {
        "said": done.said,
        "adds_nothing": done.adds_nothing,
        "takes_nothing_away": done.takes_nothing_away,
        "explored": [dict(z) for z in done.explored],
    }


def behaviours_data(found: Comparison) -> Data | None:
    """How many transitions were gained and lost, with examples; none where the machines differ."""
    if found.behaviours is None:
        return None
    counted = found.behaviours
    return {
        "sizes": dict(counted.sizes),
        "gained": counted.gained,
        "lost": counted.lost,
        "examples": [
            {"kind": "gained" if e.gained else "lost", **_shown(found, e.trace, e.gained)} for e in counted.examples
        ],
        "causes": [
            {"kind": c.kind, "states": c.states, "beyond": c.beyond, **_shown(found, c.trace, c.new)}
            for c in counted.causes
        ],
        "consequences": asdict(counted.consequences),
        "forgotten": list(counted.forgotten),
        "apart": list(counted.apart),
    }


def _shown(found: Comparison, trace: Trace, new: bool) -> Data:
    """A trace whose last step shows a difference: that event, and the whole."""
    last, form = trace.steps[-1], (found.after if new else found.before).form
    return {"event": last.event, "arguments": dict(last.arguments), **trace_data(form, trace)}


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
        _print_suggested(console, comparison)
    if not quiet:
        console.print()
    wrong = [c.name for c in found if not c.ok]
    said = f"{len(found)} checked, all verdicts as expected"
    console.print(Text(f"not as expected: {', '.join(wrong)}", "bold red") if wrong else said)


def _print_suggested(console: Console, found: Comparison) -> None:
    """What a file without [expects] would have to contain."""
    lines = suggested(found)
    if lines:
        console.print(Text(f"\n{found.name} has no [expects]; as it was found, it would be:", "bold"))
        for line in lines:
            console.print(Text(f"  {line}"), soft_wrap=True)


def _print_comparison(console: Console, found: Comparison) -> None:
    against = f"against {found.against_title or found.against}:"
    console.print(Text(f"\n{found.title} {against}".replace("\n ", "\n"), "bold"))
    if found.equality is not None:
        console.print(Text(f"  {found.equality.said}"))
    if found.alters_nothing:
        console.print("  no verdict changes")
    for difference in found.differences:
        _print_difference(console, found, difference)
    told = set(causes(found.behaviours)) if found.behaviours is not None and found.behaviours.differ else set()
    for note in found.notes:
        if note not in told:
            console.print(Text(f"  {note.said} ({note.kind})", "bold red" if note in found.failing else ""))
    for name in found.vacuous:
        console.print(Text(f"  {name} holds, but what it speaks of can't happen any more", "dim"))
    if found.behaviours is not None and found.behaviours.differ:
        _print_behaviours(console, found, found.behaviours)
    _print_page(console, found)


def _print_page(console: Console, found: Comparison) -> None:
    """What the page says of what differs; of many statements, the first."""
    if found.page:
        console.print(Text("  the page, on what differs:", "dim"))
    for cited in found.page[:MOST_STATEMENTS]:
        console.print(Text(f"    {cited.statement.id}: {cited.statement.claim}", "dim"))
    if len(found.page) > MOST_STATEMENTS:
        console.print(Text(f"    and {len(found.page) - MOST_STATEMENTS} more statements: --json has all", "dim"))


def _print_difference(console: Console, found: Comparison, difference: Difference) -> None:
    before, after = difference.before, difference.after
    said = f"  {difference.property.name}: {said_verdict(before)} → {said_verdict(after)}"
    said += f", {said_scope(after)}" if after else ""
    if found.knows(difference):
        console.print(Text(f"{said}, expected {difference.expected}; the baseline knows it"))
    elif difference.as_expected:
        console.print(Text(said))
    else:
        console.print(Text(f"{said}, expected {difference.expected}", "bold red"))
    console.print(Text(f"  {difference.property.meaning}", "dim"))
    if after is not None and after.shown is not None:
        console.print(trace_lines(found.after.form, after.shown))
    elif before is not None and before.trace is not None:
        console.print(Text(f"  {found.against} had it:", "dim"))
        console.print(trace_lines(found.before.form, before.trace))


def _print_behaviours(console: Console, found: Comparison, counted: Behaviours) -> None:
    """Causes, each with a shortest way there; then in a line what follows from them."""
    for cause, note in zip(counted.causes, causes(counted), strict=False):
        console.print(Text(f"  {note.said} ({note.kind})", "bold red" if note in found.failing else ""))
        *before, last = cause.trace.steps
        way = ", ".join(said_event(step) for step in before) or "the beginning"
        console.print(Text(f"    for example {said_event(last)} after {way}", "dim"))
    line = said_consequences(counted)
    if line:
        console.print(Text(f"  {line}", "dim"))


def print_lines(console: Console, found: Sequence[Comparison], *, quiet: bool = False) -> None:
    """A line a change: its name, the verdicts that differ, and the time; quiet: of those that fail alone."""
    for comparison in [c for c in found if not (quiet and c.ok)]:
        changed = [
            f"{d.property.name} {said_verdict(d.after)}" + ("" if d.as_expected else f" (expected {d.expected})")
            for d in comparison.differences
        ]
        changed += [f"{note.said} ({note.kind})" for note in comparison.failing]
        said = "; ".join(changed) or "no verdict changes"
        line = f"{comparison.name}: {said} ({comparison.seconds:.1f} s)"
        console.print(Text(line, "" if comparison.ok else "bold red"))
        _print_suggested(console, comparison)
    wrong = sum(not c.ok for c in found)
    console.print(f"{len(found)} changes, {len(found) - wrong} as expected" + (f", {wrong} not" if wrong else ""))
