"""SARIF 2.1.0: a log of findings, each with its line, what it is about, and the steps that lead there.

A finding is one result at one place. Paths are told from the repository's root (`%SRCROOT%`); a fingerprint, of what
the finding is and not of where it stands, lets a later run know it again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chartproof import __version__
from chartproof.errors import Origin
from chartproof.language.form import Form
from chartproof.language.trace import Trace
from chartproof.report.places import at_name, standing, uri
from chartproof.report.words import steps_with_changes

Told = tuple[str, Origin]
"""A text and the place that it is about."""


@dataclass(frozen=True)
class Finding:
    """rule: its identifier. key: what it is, apart from where it stands. related: rows, expectations.

    steps: those of a trace. known: whether a baseline accepts it, or None where there is no baseline.
    """

    rule: str
    said: str
    place: Origin
    key: tuple[str, ...] = ()
    related: Sequence[Told] = ()
    steps: Sequence[Told] = ()
    known: bool | None = None
    level: str = "error"


def steps_of(form: Form, trace: Trace | None, root: Path) -> list[Told]:
    """The steps of a trace, each at the row of its event. root: the project's folder."""
    if trace is None:
        return []
    found = []
    for step, (event, changed) in zip(trace.steps, steps_with_changes(form, trace), strict=True):
        row = standing(at_name(form.rule(step.event).origin, step.event), root)
        found.append((f"{event}: {'; '.join(changed) or 'nothing changes'}", row))
    return found


def sarif_log(rules: Sequence[Mapping[str, Any]], findings: Sequence[Finding]) -> str:
    """A log of one run."""
    numbers = {rule["id"]: number for number, rule in enumerate(rules)}
    driver = {"name": "chartproof", "version": __version__, "rules": list(rules)}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": [
        _result(finding, numbers) for finding in findings
    ]}  # fmt: skip
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _result(finding: Finding, numbers: Mapping[str, int]) -> dict[str, Any]:
    key = "|".join((finding.rule, *finding.key))
    found: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": numbers[finding.rule],
        "level": finding.level,
        "message": {"text": finding.said},
        "locations": [_location(finding.place)],
        "partialFingerprints": {"chartproof/v1": hashlib.sha256(key.encode()).hexdigest()[:32]},
    }
    related = [(text, place) for text, place in dict.fromkeys(finding.related) if place.file]
    if related:
        found["relatedLocations"] = [{"id": n, **_location(p, text)} for n, (text, p) in enumerate(related, 1)]
    if finding.steps:
        steps = [{"location": _location(place, text)} for text, place in finding.steps]
        found["codeFlows"] = [{"threadFlows": [{"locations": steps}]}]
    if finding.known is not None:
        found["baselineState"] = "unchanged" if finding.known else "new"
    if finding.known:
        found["suppressions"] = [{"kind": "external", "justification": "the baseline has it"}]
    return found


def _location(place: Origin, text: str = "") -> dict[str, Any]:
    """A place: a line of a file, or the file alone."""
    where: dict[str, Any] = {"artifactLocation": {"uri": uri(place.file)}}
    if place.line > 0:
        where["region"] = {"startLine": place.line}
    if not where["artifactLocation"]["uri"].startswith("file:"):
        where["artifactLocation"]["uriBaseId"] = "%SRCROOT%"
    return {"physicalLocation": where, **({"message": {"text": text}} if text else {})}
