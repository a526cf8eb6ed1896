"""JUnit XML, as the schema of jest-junit has it: what fails before what is printed, and times throughout."""

from __future__ import annotations

import re
from collections.abc import Sequence

from junitparser import Failure, JUnitXml, TestCase, TestSuite

UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document may contain."""


def case_of(name: str, group: str, said: str, wrong: str, seconds: float = 0.0) -> TestCase:
    """A test case with what there is to say of it; `wrong`: why it fails, if it does."""
    case = TestCase(_clean(name), classname=_clean(group), time=round(seconds, 6))
    if wrong:
        failure = Failure(_clean(wrong), "verdict")
        failure.text = _clean(said)
        case.result = [failure]
    case.system_out = _clean(said)
    return case


def _clean(text: str) -> str:
    return UNPRINTABLE.sub("\ufffd", text)


def junit_xml(suites: Sequence[TestSuite]) -> str:
    """Suites as JUnit XML, with the totals of all."""
    xml = JUnitXml("chartproof")
    for suite in suites:
        xml.add_testsuite(suite)
    xml.update_statistics()  # type: ignore[no-untyped-call]
    xml._elem.attrib.pop("skipped", None)  # the schema knows it of a suite alone
    text: bytes = xml.tostring()  # type: ignore[no-untyped-call]
    return text.decode("utf-8")
