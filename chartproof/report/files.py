"""Results as files for other tools: JUnit, SARIF 2.1.0 and Markdown.

A property whose verdict is not the expected one is a failure (JUnit) or a result of level error
(SARIF), at the line that declares it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from junitparser import TestSuite

from chartproof.files import make_folder
from chartproof.language.form import Form
from chartproof.language.names import with_sizes
from chartproof.language.trace import Trace
from chartproof.prove.smtlib import write_obligations
from chartproof.report.junit import case_of, junit_xml
from chartproof.report.places import at_name, link
from chartproof.report.sarif import Finding, sarif_log, steps_of
from chartproof.report.words import numbered_steps, said_end, said_rest, said_scope, said_verdict, steps_with_changes

if TYPE_CHECKING:
    from chartproof.check.result import Result


def told(form: Form, result: Result) -> str:
    """A verdict and its trace in plain lines."""
    lines = [f"{result.verdict} (expected {result.property.expected}), {said_scope(result)}"]
    lines.append(result.property.meaning)
    if result.shown is not None:
        lines += numbered_steps(form, result.shown)
        lines += [result.shown.note] if result.shown.note else []
    return "\n".join(lines)


def junit(form: Form, results: Sequence[Result]) -> str:
    """JUnit XML: a test case per property."""
    suite = TestSuite("chartproof verify")
    for result in results:
        wrong = "" if result.as_expected else f"{result.verdict}, expected {result.property.expected}"
        suite.add_testcase(case_of(result.property.name, "chartproof", told(form, result), wrong, result.seconds))
    return junit_xml([suite])


def sarif(form: Form, results: Sequence[Result]) -> str:
    """SARIF 2.1.0: a rule per property, a result per verdict that is not the expected one."""
    rules = [rule_of(r) for r in results]
    return sarif_log(rules, [_finding(form, r) for r in results if not r.as_expected or r.accepted])


def rule_of(result: Result) -> dict[str, Any]:
    """A property as a rule of SARIF."""
    found = result.property
    return {"id": found.name, "shortDescription": {"text": found.meaning}, "properties": {"page": list(found.page)}}


def _finding(form: Form, result: Result) -> Finding:
    found = result.property
    place = at_name(found.origin, found.name)
    steps = steps_of(form, result.shown, Path(place.file).parent)
    events = [step.event for step in result.shown.steps] if result.shown is not None else []
    rows = [(f"the row of {event}", place) for event, (_, place) in zip(events, steps, strict=True)]
    return Finding(
        found.name,
        told(form, result),
        place,
        (result.verdict,),
        rows,
        steps,
        True if result.accepted else None,
    )


def markdown(form: Form, results: Sequence[Result]) -> str:
    """A headline with the totals, a table of verdicts, and the traces below it, folded."""
    wrong = [r.property.name for r in results if not r.as_expected]
    everywhere = sum(r.for_all_sizes for r in results)
    said = (
        f"FAILED: {len(wrong)} of {len(results)} verdicts not as expected"
        if wrong
        else f"ok: {len(results)} verdicts as expected"
    )
    lines = [
        f"**chartproof verify: {said}**, {everywhere} for all sizes",
        "",
        "| property | verdict | expected | scope | rests on | page |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for r in results:
        rests = said_rest(r).replace("|", "\\|")
        cells = [
            link(r.property.name, at_name(r.property.origin, r.property.name)),
            said_verdict(r) + ("" if r.as_expected else " ✗"),
            r.property.expected,
            said_scope(r),
            rests,
        ]
        lines.append(f"| {' | '.join(cells)} | {', '.join(r.property.page) or '–'} |")
    for r in results:
        if r.shown is not None:
            lines += ["", folded(form, r.property.name, r.property.meaning, r.shown)]
    return "\n".join(lines) + "\n"


def folded(form: Form, name: str, meaning: str, trace: Trace) -> str:
    """A trace as one line of Markdown, folded: the steps are a list of HTML."""
    steps = "".join(
        f"<li><code>{_html(event)}</code> {_html('; '.join(changed) or 'nothing changes')}</li>"
        for event, changed in steps_with_changes(form, trace)
    )
    end = f" {_html(said_end(trace))}" if said_end(trace) else ""
    count = f"{len(trace.steps)} step{'s' if len(trace.steps) != 1 else ''}"
    title = f"<code>{_html(name)}</code>: {count}, {_html(with_sizes(trace.sizes))}"
    return f"<details><summary>{title}</summary>{_html(meaning)}<ol>{steps}</ol>{end}</details>"


def _html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def write_proofs(results: Sequence[Result], folder: Path | None) -> None:
    """Write what was shown of each property that is proved, as SMT-LIB, a folder a property."""
    if folder is not None:
        make_folder(folder)
        for result in results:
            if result.proof is not None and result.for_all_sizes:
                write_obligations(result.proof, folder / result.property.name)
