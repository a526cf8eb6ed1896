"""What is seen of an AWS organization, and what plans mean to do to it, in the words of the rules in `model/`.

Everything here is read from files: no call is made, and no credential is seen. What a table can say stands in the
`.toml` files beside this one. Nothing is guessed: what a file does not say is unknown.
"""

from __future__ import annotations

import re
from pathlib import Path

from adapters.aws import asking
from adapters.aws.cells import observed
from adapters.aws.findings import findings
from adapters.aws.script_plan import read_script
from adapters.aws.seen import read_seen
from adapters.aws.standing import STANDING
from adapters.aws.terraform import read_terraform
from adapters.aws.values import ERROR, value_of
from chartproof.errors import ChartproofError, Origin
from chartproof.files import read_bytes, read_text
from chartproof.language.form import Form
from chartproof.observe.observation import Assumption, Observation
from chartproof.observe.plan import Plan

__all__ = ["ASSUMPTIONS", "CHANGES", "STANDING", "findings", "read", "read_plan", "script"]

CHANGES = ("changes/own_use.toml",)
"""The rule changes under which organizations are judged: accounts use services by themselves, too."""

ASSUMPTIONS = (
    Assumption(
        "enabled-is-configured",
        "A service whose trusted access is enabled has set itself up, and works.",
        "Integration",
        "trusted_access == 'enabled'",
        ("configured",),
    ),
)
"""What may be taken for known beside what was seen, each by its name and at the user's word alone."""

PLAN = "give what terraform show -json prints of a saved plan, or a script of aws commands"


def read(folder: Path, form: Form) -> Observation:
    """The observation of a snapshot's folder. Raises ChartproofError where a file is malformed, or none is known."""
    try:
        return observed(read_seen(folder), form)
    except RecursionError:
        raise _too_deep(folder) from None


def read_plan(file: Path, form: Form, observation: Observation, source: Path | None = None) -> Plan:
    """The plan of a file: `terraform show -json`, or a script of aws commands. source: Terraform's, for lines.

    Raises ChartproofError where it is neither, or is malformed.
    """
    if file.suffix in (".tf", ".hcl", ".tfvars", ".tfplan") or read_bytes(file, PLAN)[:2] == b"PK":
        raise ChartproofError("is no plan that can be read as text", origin=Origin(str(file), 0), mend=PLAN)
    text = read_text(file, PLAN)
    try:
        if file.suffix == ".json" or text.lstrip()[:1] in ("{", "[") or ERROR.match(text):
            return read_terraform(value_of(text, str(file), PLAN), form, observation, source)
        if not re.search(r"\baws\b", text):
            raise ChartproofError("holds no aws command", origin=Origin(str(file), 0), mend=PLAN)
        return read_script(text, str(file), form, observation)
    except RecursionError:
        raise _too_deep(file) from None


def script(form: Form) -> str:
    """The script of read-only calls that writes a snapshot's folder. Every rule set is asked for in the same way."""
    return asking.script()


def _too_deep(file: Path) -> ChartproofError:
    return ChartproofError("is nested too deeply", origin=Origin(str(file), 0), mend="save it anew")
