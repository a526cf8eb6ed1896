"""Checked rule changes as Markdown, for a pull request: a headline, a table a change, and the traces, folded.

A reader takes in so many lines, and a comment so many characters: what is over goes, the longest traces first, and what
went is told. A trace is shown once, whoever else has it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chartproof.changes.change import lineage
from chartproof.report.files import folded
from chartproof.report.places import at_name, link
from chartproof.report.suggested import suggested
from chartproof.report.words import said_scope, said_verdict

if TYPE_CHECKING:
    from chartproof.compare.comparison import Comparison, Difference
    from chartproof.compare.notes import Note

LINES, CHARACTERS = 30, 10_000
"""How much there is room for, a change; for one change there is as much as for two."""
MOST_BELOW = 6
"""How many verdicts are told that differ from what a change builds on, or from one of several."""
MOST = 60_000
"""More characters than a comment may have."""
ROWS, FEWER = (1000, 12, 8), (8, 5, 3, 1)
"""How many rows of a table are shown: with all traces, and where traces have to give way."""


@dataclass(frozen=True)
class _Trace:
    name: str
    text: str


def check_markdown(found: Sequence[Comparison]) -> str:
    """The report, within its room: rows give way when all traces have."""
    changes = max(2, len({c.name for comparison in found for c in comparison.changes}))
    lines, characters = LINES * changes, min(MOST, CHARACTERS * changes)
    traces = list(_traces(found))
    tries = [(most, len(traces)) for most in ROWS]
    tries += [(most, count) for most in FEWER for count in range(len(traces), len(traces) // 2 - 1, -1)]
    tries += [(FEWER[-1], count) for count in range(len(traces) // 2, -1, -1)]
    text = ""
    for most, count in tries:
        kept = sorted(traces, key=lambda t: len(t.text))[:count]
        text = _report(found, [t for t in traces if t in kept], len(traces) - count, most)
        if len(text.splitlines()) <= lines and len(text.encode()) <= characters:
            return text
    return _cut(text, lines, characters)


def _cut(text: str, lines: int, characters: int) -> str:
    """As many whole lines as there is room for."""
    told = "\n\nMore is left out: `chartproof check` shows it."
    kept = text.splitlines()[: lines - 2]
    while kept and len("\n".join(kept).encode()) > characters - len(told):
        kept.pop()
    return "\n".join(kept) + told + "\n"


def _report(found: Sequence[Comparison], traces: Sequence[_Trace], left_out: int, most: int) -> str:
    blocks, told = [_headline(found)], set[str]()
    for comparison in found:
        blocks += _section(comparison, most, told)
    if traces:
        blocks.append("\n".join(t.text for t in traces))
    if left_out:
        blocks.append(f"{left_out} trace{'s' * (left_out > 1)} left out here: `chartproof check` shows all.")
    return "\n\n".join(blocks) + "\n"


def _headline(found: Sequence[Comparison]) -> str:
    """The totals, in a line."""
    changed = sum(d.changed for c in found for d in c.differences)
    wrong = [c.name for c in found if not c.ok]
    failing = sum(not c.passes(d) for c in found for d in c.differences) + sum(len(c.failing) for c in found)
    totals = f"{len(found)} checked, {changed} verdict{'s' * (changed != 1)} differ{'s' * (changed == 1)}"
    said = f"FAILED: {failing} not as expected, in {', '.join(wrong)}" if wrong else "all as expected"
    return f"**chartproof check: {totals}, {said}**"


def _section(comparison: Comparison, most: int, told: set[str]) -> Iterator[str]:
    """One change: what it proposes, whether it behaves the same, and what differs. told: the rows of those before."""
    title = comparison.title or comparison.name
    yield f"### {title} against {comparison.against_title or comparison.against}: {_outcome(comparison)}"
    said = [c.proposal for c in comparison.changes if len(comparison.changes) == 1]
    if comparison.equality is not None:
        said.append(f"*{comparison.equality.said}*")
    if comparison.alters_nothing:
        said.append("No verdict changes.")
    all_rows = [_row(comparison, d) for d in comparison.differences] + [_note(comparison, n) for n in comparison.notes]
    above = [row for row in all_rows if row in told] if len(comparison.changes) > 1 else []
    rows = sorted((row for row in all_rows if row not in above), key=lambda row: not row.startswith("| ✗"))
    if above:
        said.append(f"As above: {len(above)} of {len(all_rows)} rows.")
    told.update(all_rows)
    if said:
        yield " ".join(said)
    if rows:
        more = [f"| | and {len(rows) - most} more | | |"] if len(rows) > most else []
        yield "\n".join(["| | what | differs | expected |", "| --- | --- | --- | --- |", *rows[:most], *more])
    lines = suggested(comparison)
    if lines and most > 1:
        yield f"It has no `[expects]`; as it was found, it would be: <pre>{'&#10;'.join(lines)}</pre>"
    for base in comparison.bases:
        fell = [f"{d.property.name} {said_verdict(d.before)} → {said_verdict(d.after)}" for d in base.differences]
        others = f" and {len(fell) - MOST_BELOW} more" if len(fell) > MOST_BELOW else ""
        yield f"Against {base.against}: {'; '.join(fell[:MOST_BELOW]) or 'no verdict changes'}{others}."


def _outcome(comparison: Comparison) -> str:
    return "as expected" if comparison.ok else "NOT as expected"


def _row(comparison: Comparison, one: Difference) -> str:
    mark = "✗" if not comparison.passes(one) else "known" if comparison.knows(one) else ""
    scope = f", {said_scope(one.after)}" if one.after is not None else ""
    verdicts = f"{said_verdict(one.before)} → {said_verdict(one.after)}{scope}"
    place = at_name(one.property.origin, one.property.name)
    return f"| {mark} | {link(one.property.name, place)} | {verdicts} | {one.expected} |"


def _note(comparison: Comparison, note: Note) -> str:
    mark = "✗" if note in comparison.failing else "known" if note in comparison.known_notes else ""
    said = note.said.removeprefix(f"{note.name}: ").replace("|", "\\|").replace("\n", " ")
    listed = ", ".join(sorted((comparison.listed or {}).get(note.name, ()))) or "–"
    return f"| {mark} | {_linked(comparison, note.name)} | {said} ({note.kind}) | {listed} |"


def _linked(comparison: Comparison, name: str) -> str:
    """A name, linked to its row, and to the line that edits it."""
    for project in (comparison.before, comparison.after):
        named = {r.name: r.origin for r in project.form.rules} | {v.title: v.origin for v in project.form.variables}
        named |= {p.name: p.origin for p in project.properties.values()}
        if name in named:
            edit = next((e for c in lineage(comparison.changes) for e in c.edits if e.event == name), None)
            row = link(name, at_name(named[name], name))
            return row if edit is None or edit.origin == named[name] else f"{row} ({link('edit', edit.origin)})"
    return f"`{name}`" if name else ""


def _traces(found: Sequence[Comparison]) -> Iterator[_Trace]:
    """The traces of what differs, each once."""
    seen = set()
    for comparison in found:
        for one in comparison.differences:
            after = one.after
            if after is None or after.shown is None:
                continue
            steps = tuple((s.event, tuple(s.arguments.values())) for s in after.shown.steps)
            if (one.property.name, steps) not in seen:
                seen.add((one.property.name, steps))
                text = folded(comparison.after.form, one.property.name, one.property.meaning, after.shown)
                yield _Trace(one.property.name, text)
