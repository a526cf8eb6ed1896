"""Checked rule changes as files for other tools: JUnit, SARIF 2.1.0 and Markdown.

A property whose verdict is not the one that the change expects is a failure (JUnit) or a result of
level error (SARIF), at the change file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from junitparser import Failure, JUnitXml, TestCase, TestSuite

from chartproof import __version__
from chartproof.check.changes import Comparison, Difference
from chartproof.errors import Origin, shorten
from chartproof.report.checked import said_verdict
from chartproof.report.files import told
from chartproof.report.words import steps_with_changes


def check_junit(found: Sequence[Comparison]) -> str:
    """JUnit XML: a suite per change, a test case per property that differs or should."""
    xml = JUnitXml()
    for comparison in found:
        suite = TestSuite(f"chartproof check {comparison.name}")
        for difference in comparison.differences:
            suite.add_testcase(_case(comparison, difference))
        if not comparison.differences:
            suite.add_testcase(TestCase("no verdict changes", classname=comparison.name))
        xml.add_testsuite(suite)
    text: bytes = xml.tostring()  # type: ignore[no-untyped-call]
    return text.decode("utf-8")


def _case(comparison: Comparison, difference: Difference) -> TestCase:
    case = TestCase(difference.property.name, classname=comparison.name)
    case.system_out = _told(comparison, difference)
    if not difference.as_expected:
        failure = Failure(f"{said_verdict(difference.after)}, expected {difference.expected}", "verdict")
        failure.text = _told(comparison, difference)
        case.result = [failure]
    return case


def _told(comparison: Comparison, difference: Difference) -> str:
    said = f"{said_verdict(difference.before)} in {comparison.against}; "
    if difference.after is None:
        return f"{said}{said_verdict(None)} in {comparison.name}"
    return said + told(comparison.after.form, difference.after)


def check_sarif(found: Sequence[Comparison]) -> str:
    """SARIF 2.1.0: a result per verdict that is not the one that the change expects."""
    wrong = [(c, d) for c in found for d in c.differences if not d.as_expected]
    rules = {d.property.name: {"id": d.property.name, "shortDescription": {"text": d.property.meaning}}
             for _, d in wrong}  # fmt: skip
    results = [
        {
            "ruleId": difference.property.name,
            "level": "error",
            "message": {"text": f"{comparison.name}: {_told(comparison, difference)}"},
            "locations": [_location(place) for place in _places(comparison, difference)],
        }
        for comparison, difference in wrong
    ]
    driver = {"name": "chartproof", "version": __version__, "rules": list(rules.values())}
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }
    return json.dumps(log, indent=2) + "\n"


def _places(comparison: Comparison, difference: Difference) -> list[Origin]:
    """The change files, or the property where the rules themselves have changed."""
    return [c.origin for c in comparison.changes] or [difference.property.origin]


def _location(place: Origin) -> dict[str, object]:
    where = {"artifactLocation": {"uri": shorten(place.file)}, "region": {"startLine": max(1, place.line)}}
    return {"physicalLocation": where}


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
    for d in comparison.differences:
        if d.after is not None and d.after.trace is not None:
            yield f"{'#' * (depth + 1)} {d.property.name}\n\n{d.property.meaning}\n"
            for number, (event, changed) in enumerate(steps_with_changes(comparison.after.form, d.after.trace), 1):
                yield f"{number}. `{event}`: {'; '.join(changed) or 'nothing changes'}"
            yield f"\n{d.after.trace.note}\n" if d.after.trace.note else ""
    if comparison.behaviours is not None:
        yield f"Transitions gained: {comparison.behaviours.gained}; lost: {comparison.behaviours.lost}.\n"
    for base in comparison.bases:
        yield from _section(base, depth + 1)
