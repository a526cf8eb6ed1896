"""Results as files for other tools: JUnit, SARIF 2.1.0 and Markdown.

A property whose verdict is not the expected one is a failure (JUnit) or a result of level error
(SARIF), at the line that declares it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from junitparser import Failure, JUnitXml, TestCase, TestSuite

from chartproof import __version__
from chartproof.errors import Origin, shorten
from chartproof.files import make_folder
from chartproof.language.form import Form
from chartproof.prove.smtlib import write_obligations
from chartproof.report.words import numbered_steps, said_rest, said_scope, said_verdict

if TYPE_CHECKING:
    from chartproof.check.verify import Result


def told(form: Form, result: Result) -> str:
    """A verdict and its trace in plain lines."""
    lines = [f"{result.verdict} (expected {result.property.expected}), {said_scope(result)}"]
    lines.append(result.property.meaning)
    if result.trace is not None:
        lines += numbered_steps(form, result.trace)
        lines += [result.trace.note] if result.trace.note else []
    return "\n".join(lines)


def junit(form: Form, results: Sequence[Result]) -> str:
    """JUnit XML: a test case per property."""
    suite = TestSuite("chartproof verify")
    for result in results:
        wrong = "" if result.as_expected else f"{result.verdict}, expected {result.property.expected}"
        case = test_case(result.property.name, "chartproof", told(form, result), wrong)
        case.time = result.seconds
        suite.add_testcase(case)
    return junit_xml([suite])


def test_case(name: str, group: str, said: str, wrong: str) -> TestCase:
    """A test case with what there is to say of it; `wrong`: why it fails, if it does."""
    case = TestCase(name, classname=group)
    case.system_out = said
    if wrong:
        failure = Failure(wrong, "verdict")
        failure.text = said
        case.result = [failure]
    return case


def junit_xml(suites: Sequence[TestSuite]) -> str:
    """Suites as JUnit XML."""
    xml = JUnitXml()
    for suite in suites:
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
    found = [sarif_result(r.property.name, told(form, r), [r.property.origin]) for r in results if not r.as_expected]
    return sarif_log(rules, found)


def sarif_result(name: str, said: str, places: Sequence[Origin]) -> dict[str, Any]:
    """An error about a property, at the lines that it stands on."""
    return {"ruleId": name, "level": "error", "message": {"text": said}, "locations": [_location(p) for p in places]}


def _location(place: Origin) -> dict[str, Any]:
    where = {"artifactLocation": {"uri": shorten(place.file)}, "region": {"startLine": max(1, place.line)}}
    return {"physicalLocation": where}


def sarif_log(rules: Sequence[Mapping[str, Any]], results: Sequence[Mapping[str, Any]]) -> str:
    """Rules and results as a SARIF log of one run."""
    driver = {"name": "chartproof", "version": __version__, "rules": rules}
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }
    return json.dumps(log, indent=2) + "\n"


def markdown(form: Form, results: Sequence[Result]) -> str:
    """A Markdown table of verdicts, and the traces below it."""
    lines = [
        "| property | verdict | expected | scope | rests on | page |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for r in results:
        rests = said_rest(r).replace("|", "\\|")
        cells = [
            r.property.name,
            said_verdict(r),
            r.property.expected,
            said_scope(r),
            rests,
        ]
        lines.append(f"| {' | '.join(cells)} | {', '.join(r.property.page) or '–'} |")
    for r in results:
        if r.trace is not None:
            lines += ["", f"### {r.property.name}", "", r.property.meaning, ""]
            lines += numbered_steps(form, r.trace, "`")
            lines += ["", r.trace.note] if r.trace.note else []
    return "\n".join(lines) + "\n"


def write_proofs(results: Sequence[Result], folder: Path | None) -> None:
    """Write what was shown of each property that is proved, as SMT-LIB, a folder a property."""
    if folder is not None:
        make_folder(folder)
        for result in results:
            if result.proof is not None and result.for_all_sizes:
                write_obligations(result.proof, folder / result.property.name)
