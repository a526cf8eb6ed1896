"""Checked rule changes as files for other tools: JUnit, SARIF 2.1.0 and Markdown.

A property whose verdict is not the one that the change expects is a failure (JUnit) or a result of
level error (SARIF), at the change file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from junitparser import TestCase, TestSuite

from chartproof.compare.notes import Note
from chartproof.errors import Origin
from chartproof.report.files import junit_xml, sarif_log, sarif_result, test_case, told
from chartproof.report.words import numbered_steps, said_verdict

if TYPE_CHECKING:
    from chartproof.compare.checker import Comparison, Difference


def check_junit(found: Sequence[Comparison]) -> str:
    """JUnit XML: a suite per change, a test case per property that differs or should."""
    suites = []
    for comparison in found:
        suite = TestSuite(f"chartproof check {comparison.name}")
        for difference in comparison.differences:
            suite.add_testcase(_case(comparison, difference))
        for note in comparison.notes:
            wrong = note.said if note in comparison.failing else ""
            suite.add_testcase(test_case(f"{note.kind}: {note.name}", comparison.name, note.said, wrong))
        if not comparison.differences:
            suite.add_testcase(TestCase("no verdict changes", classname=comparison.name))
        suites.append(suite)
    return junit_xml(suites)


def _case(comparison: Comparison, difference: Difference) -> TestCase:
    wrong = "" if comparison.passes(difference) else f"{said_verdict(difference.after)}, expected {difference.expected}"
    return test_case(difference.property.name, comparison.name, _told(comparison, difference), wrong)


def _told(comparison: Comparison, difference: Difference) -> str:
    said = f"{said_verdict(difference.before)} in {comparison.against}; "
    if difference.after is None:
        return f"{said}{said_verdict(None)} in {comparison.name}"
    return said + told(comparison.after.form, difference.after)


def check_sarif(found: Sequence[Comparison]) -> str:
    """SARIF 2.1.0: a result per verdict that is not the one that the change expects."""
    wrong = [(c, d) for c in found for d in c.differences if not c.passes(d)]
    rules = {d.property.name: {"id": d.property.name, "shortDescription": {"text": d.property.meaning}}
             for _, d in wrong}  # fmt: skip
    results = [sarif_result(d.property.name, f"{c.name}: {_told(c, d)}", _places(c, d)) for c, d in wrong]
    for comparison in found:
        for note in comparison.failing:
            rules[note.kind] = {"id": note.kind, "shortDescription": {"text": f"a difference of the kind {note.kind}"}}
            results.append(sarif_result(note.kind, f"{comparison.name}: {note.said}", _rows(comparison, note)))
    return sarif_log(list(rules.values()), results)


def _rows(comparison: Comparison, note: Note) -> list[Origin]:
    """The row, the machine or the property that a difference is about, as it stands now or stood before."""
    for project in (comparison.after, comparison.before):
        named: dict[str, Origin] = {r.name: r.origin for r in project.form.rules}
        named |= {v.title: v.origin for v in project.form.variables}
        named |= {p.name: p.origin for p in project.properties.values()}
        if note.name in named:
            return [named[note.name]]
    return []


def _places(comparison: Comparison, difference: Difference) -> list[Origin]:
    """The change files, or the property where the rules themselves have changed."""
    return [c.origin for c in comparison.changes] or [difference.property.origin]


def check_markdown(found: Sequence[Comparison]) -> str:
    """A section per change: its proposal, a table of the verdicts that differ, and their traces."""
    return "\n".join(line for c in found for line in _section(c, 2))


def _section(comparison: Comparison, depth: int) -> Iterator[str]:
    yield f"{'#' * depth} {comparison.name} against {comparison.against}\n"
    if depth == 2:
        yield from (f"{c.proposal} {' '.join(c.why.split())}\n" for c in comparison.changes)
    if comparison.alters_nothing:
        yield "No verdict changes.\n"
    if comparison.differences:
        yield "| property | before | after | expected |\n| --- | --- | --- | --- |"
        for d in comparison.differences:
            yield f"| {d.property.name} | {said_verdict(d.before)} | {said_verdict(d.after)} | {d.expected} |"
        yield ""
    if comparison.notes:
        yield "| kind | difference | fails |\n| --- | --- | --- |"
        for note in comparison.notes:
            yield f"| {note.kind} | {note.said} | {'yes' if note in comparison.failing else 'no'} |"
        yield ""
    for d in comparison.differences:
        if d.after is not None and d.after.trace is not None:
            yield f"{'#' * (depth + 1)} {d.property.name}\n\n{d.property.meaning}\n"
            yield from numbered_steps(comparison.after.form, d.after.trace, "`")
            yield f"\n{d.after.trace.note}\n" if d.after.trace.note else ""
    for base in comparison.bases:
        yield from _section(base, depth + 1)
