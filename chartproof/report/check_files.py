"""Checked rule changes as files for other tools: JUnit and SARIF 2.1.0 (Markdown: `check_markdown`).

What is not as a change expects, or fails against a revision, is a failure (JUnit) or one result of level error (SARIF):
at the line of the edit, or of the row or the property that differs, with the rows and the expectation related to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from junitparser import TestCase, TestSuite

from chartproof.changes.change import lineage
from chartproof.changes.edit import Edit
from chartproof.changes.kinds import CAUSES
from chartproof.compare.notes import Note
from chartproof.errors import Origin
from chartproof.report.files import told
from chartproof.report.junit import case_of, junit_xml
from chartproof.report.places import at_name, standing, there
from chartproof.report.sarif import Finding, Told, sarif_log, steps_of
from chartproof.report.words import said_verdict

if TYPE_CHECKING:
    from chartproof.compare.comparison import Comparison, Difference


def check_junit(found: Sequence[Comparison]) -> str:
    """JUnit XML: a suite per change, a test case per difference, and per property that should differ."""
    suites = []
    for comparison in found:
        suite = TestSuite(f"chartproof check {comparison.name}")
        for difference in comparison.differences:
            suite.add_testcase(_case(comparison, difference))
        for note in comparison.notes:
            wrong = note.said if note in comparison.failing else ""
            suite.add_testcase(case_of(f"{note.kind}: {note.name}", comparison.name, note.said, wrong))
        if not comparison.differences:
            seconds = comparison.seconds
            suite.add_testcase(case_of("no verdict changes", comparison.name, "no verdict changes", "", seconds))
        suites.append(suite)
    return junit_xml(suites)


def _case(comparison: Comparison, difference: Difference) -> TestCase:
    wrong = "" if comparison.passes(difference) else f"{said_verdict(difference.after)}, expected {difference.expected}"
    seconds = difference.after.seconds if difference.after is not None else 0.0
    return case_of(difference.property.name, comparison.name, _told(comparison, difference), wrong, seconds)


def _told(comparison: Comparison, difference: Difference) -> str:
    said = f"{said_verdict(difference.before)} in {comparison.against}; "
    if difference.after is None:
        return f"{said}{said_verdict(None)} in {comparison.name}"
    return said + told(comparison.after.form, difference.after)


def check_sarif(found: Sequence[Comparison]) -> str:
    """SARIF 2.1.0: a result per verdict that is not the one that the change expects, and per difference that fails."""
    rules: dict[str, dict[str, Any]] = {}
    findings = []
    for comparison in found:
        for one in comparison.differences:
            if not comparison.passes(one) or comparison.knows(one):
                rules[one.property.name] = {"id": one.property.name, "shortDescription": {"text": one.property.meaning}}
                findings.append(_fallen(comparison, one))
        for note in (*comparison.failing, *comparison.known_notes):
            rules[note.kind] = {"id": note.kind, "shortDescription": {"text": f"a difference of the kind {note.kind}"}}
            findings.append(_differs(comparison, note))
    return sarif_log(list(rules.values()), findings)


def _fallen(comparison: Comparison, one: Difference) -> Finding:
    name, result = one.property.name, one.after or one.before
    form = (comparison.after if one.after is not None else comparison.before).form
    trace = result.shown if result is not None else None
    path = [step.event for step in trace.steps] if trace is not None else []
    edits = _edits(comparison)
    edit = next((e for event in reversed(path) for e in edits if e.event == event), edits[0] if edits else None)
    declared = standing(at_name(one.property.origin, name), comparison.after.root)
    related = [*_rows(comparison, edit, path), *_expectation(comparison, name), (f"what {name} claims", declared)]
    return Finding(
        name,
        f"{comparison.name}: {_told(comparison, one)}",
        edit.origin if edit is not None else _first([*(c.origin for c in comparison.changes), declared], comparison),
        (comparison.name, one.kind),
        related,
        steps_of(form, trace, comparison.after.root),
        comparison.knows(one) if comparison.known is not None else None,
    )


def _differs(comparison: Comparison, note: Note) -> Finding:
    edits = [e for e in _edits(comparison) if e.event in (note.name, _variable(comparison, note.name))]
    rows = list(_declared(comparison, note.name))
    expected = list(_expectation(comparison, note.name))
    places = [e.origin for e in edits] + [p for _, p in (*rows, *expected)] + [c.origin for c in comparison.changes]
    cause = next((c for c in _causes(comparison) if (c.kind, c.event) == (note.kind, note.name)), None)
    form = (comparison.after if cause is None or cause.new else comparison.before).form
    key = (comparison.name, note.name, "" if note.kind in CAUSES else note.said)
    return Finding(
        note.kind,
        f"{comparison.name}: {note.said}",
        _first(places, comparison),
        key,
        [*rows, *expected],
        steps_of(form, cause.trace if cause is not None else None, comparison.after.root),
        comparison.knows_note(note) if comparison.known is not None else None,
    )


def _causes(comparison: Comparison) -> Sequence[Any]:
    return comparison.behaviours.causes if comparison.behaviours is not None else ()


def _first(places: Sequence[Origin], comparison: Comparison) -> Origin:
    """The first place that is in a file which is there; else the file of another revision, as it is now."""
    return next((p for p in places if there(p)), standing([*places, Origin("", 0)][0], comparison.after.root))


def _edits(comparison: Comparison) -> list[Edit]:
    """What the changes edit, their own before what they build on."""
    own = [e for c in comparison.changes for e in c.edits]
    return own + [e for c in lineage(comparison.changes) for e in c.edits if c not in comparison.changes]


def _rows(comparison: Comparison, edit: Edit | None, path: Sequence[str]) -> Iterator[Told]:
    """The rows of what is edited and is on the way, the edit's own first."""
    edited = [edit.event] if edit is not None else []
    edited += [e.event for e in _edits(comparison) if e.event in path]
    for name in dict.fromkeys(edited):
        yield from _declared(comparison, name)


def _declared(comparison: Comparison, name: str) -> Iterator[Told]:
    """The row, the machine or the property of a name, in the model or as it stands now; or as it stood before."""
    sides = (comparison.before, comparison.after)
    for project in sides if comparison.changes else sides[::-1]:
        for kind, named in (
            ("the row of", {r.name: r.origin for r in project.form.rules}),
            ("the machine", {v.title: v.origin for v in project.form.variables}),
            ("the machine", {v.name: v.origin for v in project.form.variables}),
            ("the property", {p.name: p.origin for p in project.properties.values()}),
        ):
            if name in named:
                yield f"{kind} {name}", standing(at_name(named[name], name), comparison.after.root)
                return


def _variable(comparison: Comparison, title: str) -> str:
    return next((v.name for v in comparison.after.form.variables if v.title == title), title)


def _expectation(comparison: Comparison, name: str) -> Iterator[Told]:
    """The line on which a change says what it expects."""
    for change in comparison.changes:
        if name in change.places:
            yield f"what {change.name} expects of {name}", change.places[name]
