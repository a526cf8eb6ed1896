"""A judged plan: its steps and findings as lines of text, data, Markdown, JUnit and SARIF 2.1.0.

What comes from outside is quoted where it could be taken for markup, and has no characters that a terminal would obey.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from junitparser import TestSuite

from chartproof.errors import Origin, shorten
from chartproof.observe.findings import FINDINGS, Finding
from chartproof.observe.judge import Judged, Judgement
from chartproof.observe.known import Known, printable
from chartproof.observe.plan import Place
from chartproof.report.junit import case_of, junit_xml
from chartproof.report.places import link
from chartproof.report.sarif import Finding as Result
from chartproof.report.sarif import sarif_log

BY_THESE_RULES = "judged by these rules alone: as if nobody else acted meanwhile, but for systems"
MARKUP = re.compile(r"([\\`*_{}\[\]()#+!|~@]|:(?=//)|(?<=www)\.)")


def judged_lines(found: Judgement) -> Iterator[str]:
    """Each step, each finding, and what they come to."""
    for step in found.steps:
        yield printable(
            f"{step.number}  {step.said}: {step.answer}{_unless(step)}{said_place(step.step.place, ' at ')}"
        )
    for finding in found.findings:
        yield printable(f"{finding.level}: {finding.name}: {finding.sentence}{said_place(finding.place, ' at ')}")
        yield from (printable(f"    {line}") for line in _below(finding))
    yield summary(found)


def _unless(step: Judged) -> str:
    return f", unless one of these comes first: {', '.join(step.unless)}" if step.unless else ""


def _below(finding: Finding) -> Iterator[str]:
    """What is said below a finding: the rule, how it stands, and what decides."""
    yield from finding.details
    if finding.rule is not None:
        yield f"the rule: {finding.rule}{f' ({finding.standing})' if finding.standing else ''}"


def summary(found: Judgement) -> str:
    """What was judged, and how grave the findings are, in a line."""
    counts = ", ".join(f"{count:,} {what}" for what, count in found.counts().items())
    levels = [f.level for f in found.findings]
    told = ", ".join(
        f"{levels.count(level)} {level}{'s' * (levels.count(level) != 1)}" for level in ("error", "warning", "note")
    )
    return f"steps: {counts}; {told}; {BY_THESE_RULES}"


def said_place(place: Place, before: str = "") -> str:
    """Where a plan says something; nothing where that is nowhere."""
    file = shorten(place.file) if place.file else ""
    parts = [f"{file}:{place.line}" if place.line else file, place.address]
    said = ", ".join(part for part in parts if part)
    return f"{before}{said}" if said else ""


def judged_data(known: Known, found: Judgement, ok: bool) -> dict[str, Any]:
    """The same as data."""
    return {
        "ok": ok,
        "steps": [
            {
                "number": s.number,
                "event": s.step.event,
                "arguments": dict(s.step.arguments),
                "said": s.said,
                "answer": s.answer,
                "unless": list(s.unless),
                "place": _place_data(s.step.place),
            }
            for s in found.steps
        ],
        "findings": [
            {
                "finding": f.name,
                "level": f.level,
                "sentence": f.sentence,
                "step": f.step or None,
                "place": _place_data(f.place),
                "rule": str(f.rule) if f.rule else None,
                "standing": f.standing or None,
                "details": list(f.details),
            }
            for f in found.findings
        ],
        "counts": found.counts(),
        "assumed": [a.name for a in known.assumed],
    }


def _place_data(place: Place) -> dict[str, Any] | None:
    return {"file": place.file, "line": place.line or None, "address": place.address or None} if place.file else None


def judged_markdown(found: Judgement) -> str:
    """A headline with the totals, and a table of findings."""
    lines = [f"**chartproof judge: {_quoted(summary(found))}**", ""]
    if found.findings:
        lines += ["| level | finding | | place | rule |", "| --- | --- | --- | --- | --- |"]
    for one in found.findings:
        rule = link("rule", one.rule) if one.rule is not None else "–"
        cells = [one.level, f"`{one.name}`", _quoted(one.sentence), _quoted(said_place(one.place)) or "–", rule]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines).rstrip() + "\n"


def _quoted(text: str) -> str:
    """A text from outside, in which Markdown and HTML find nothing to obey."""
    plain = printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return MARKUP.sub(r"\\\1", plain)


def judged_junit(found: Judgement) -> str:
    """JUnit XML: a test case per step, whose failures are its errors, and one per finding of no step."""
    suite = TestSuite("chartproof judge")
    for step in found.steps:
        own = [f for f in found.findings if f.step == step.number]
        suite.add_testcase(_case(f"{step.number} {step.said}", own, f"{step.answer}{_unless(step)}"))
    for one in found.findings:
        if not one.step:
            suite.add_testcase(_case(one.name, [one], one.sentence))
    return junit_xml([suite])


def _case(name: str, findings: list[Finding], said: str) -> Any:
    wrong = "; ".join(f"{f.name}: {f.sentence}" for f in findings if f.level == "error")
    told = [f"{f.level}: {f.name}: {f.sentence}" for f in findings]
    return case_of(name, "chartproof judge", "\n".join([said, *told]), wrong)


def judged_sarif(found: Judgement) -> str:
    """SARIF 2.1.0: a result per finding, on the plan's line, with the rule's line related to it."""
    names = list(dict.fromkeys(f.name for f in found.findings))
    told = {name: FINDINGS.get(name, ("", f"a finding of the adapter: {name}"))[1] for name in names}
    rules = [{"id": name, "shortDescription": {"text": told[name]}} for name in names]
    default = next((s.step.place for s in found.steps if s.step.place.file), Place(""))
    return sarif_log(rules, [_result(one, default) for one in found.findings if (one.place.file or default.file)])


def _result(one: Finding, default: Place) -> Result:
    place = one.place if one.place.file else default
    related = [("the rule that decides", one.rule)] if one.rule is not None else []
    said = "\n".join([one.sentence, *one.details, *([one.standing] if one.standing else [])])
    said = said.replace("](", "] (")  # which SARIF would take for a link
    key = (one.place.address, one.sentence)
    return Result(one.name, printable_lines(said), Origin(place.file, place.line), key, related, level=one.level)


def printable_lines(text: str) -> str:
    """A text of several lines from outside, without what a terminal would obey."""
    return "\n".join(map(printable, text.splitlines()))
