"""Results as files for other tools: JUnit, SARIF 2.1.0 and Markdown.

A property whose verdict is not the expected one is a failure (JUnit) or a result of level error
(SARIF), at the line that declares it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from junitparser import Failure, JUnitXml, TestCase, TestSuite

from chartproof import __version__
from chartproof.check.verify import Result
from chartproof.compile.form import Form
from chartproof.errors import shorten
from chartproof.prove.smtlib import write_obligations
from chartproof.report.words import said_scope, steps_with_changes


def told(form: Form, result: Result) -> str:
    """A verdict and its trace in plain lines."""
    lines = [f"{result.verdict} (expected {result.property.expected}), {said_scope(result)}"]
    lines.append(result.property.meaning)
    if result.trace is not None:
        for number, (event, changed) in enumerate(steps_with_changes(form, result.trace), 1):
            lines.append(f"{number}. {event}: {'; '.join(changed) or 'nothing changes'}")
        lines += [result.trace.note] if result.trace.note else []
    return "\n".join(lines)


def junit(form: Form, results: Sequence[Result]) -> str:
    """JUnit XML: a test case per property."""
    suite = TestSuite("chartproof verify")
    for result in results:
        case = TestCase(result.property.name, classname="chartproof", time=result.seconds)
        case.system_out = told(form, result)
        if not result.as_expected:
            failure = Failure(f"{result.verdict}, expected {result.property.expected}", "verdict")
            failure.text = told(form, result)
            case.result = [failure]
        suite.add_testcase(case)
    xml = JUnitXml()
    xml.add_testsuite(suite)
    text: bytes = xml.tostring()  # type: ignore[no-untyped-call]
    return text.decode("utf-8")


def sarif(form: Form, results: Sequence[Result]) -> str:
    """SARIF 2.1.0: a rule per property, a result per verdict that is not the expected one."""
    rules = [
        {
            "id": r.property.name,
            "shortDescription": {"text": r.property.meaning},
            "properties": {"page": r.property.page},
        }
        for r in results
    ]
    found = [
        {
            "ruleId": r.property.name,
            "level": "error",
            "message": {"text": told(form, r)},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": shorten(r.property.origin.file)},
                        "region": {"startLine": max(1, r.property.origin.line)},
                    }
                }
            ],
        }
        for r in results
        if not r.as_expected
    ]
    driver = {"name": "chartproof", "version": __version__, "rules": rules}
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": found}],
    }
    return json.dumps(log, indent=2) + "\n"


def markdown(form: Form, results: Sequence[Result]) -> str:
    """A Markdown table of verdicts, and the traces below it."""
    lines = [
        "| property | verdict | expected | scope | rests on | page |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for r in results:
        vacuous = ", vacuously" if r.vacuous else ""
        rests = (r.rests_on or "idle").replace("|", "\\|")
        cells = [
            r.property.name,
            r.verdict + vacuous,
            r.property.expected,
            said_scope(r),
            rests,
        ]
        lines.append(f"| {' | '.join(cells)} | {', '.join(r.property.page) or '–'} |")
    for r in results:
        if r.trace is not None:
            lines += ["", f"### {r.property.name}", "", r.property.meaning, ""]
            for number, (event, changed) in enumerate(steps_with_changes(form, r.trace), 1):
                lines.append(f"{number}. `{event}`: {'; '.join(changed) or 'nothing changes'}")
            lines += ["", r.trace.note] if r.trace.note else []
    return "\n".join(lines) + "\n"


def write_proofs(form: Form, results: Sequence[Result], folder: Path | None) -> None:
    """Write what was shown of each property that is proved, as SMT-LIB, a folder a property."""
    if folder is not None:
        for result in results:
            if result.proof is not None and result.for_all_sizes:
                write_obligations(result.proof, folder / result.property.name)


def write(path: Path, text: str) -> None:
    """Write a report; the folder is made where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
