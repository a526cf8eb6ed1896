"""What there is of each kind of thing that is written: a name, what it is, and the function that writes it.

Option lists, help and errors come from these rows; a new report, export or form of a trace is one file and a row. The
file is loaded when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module


@dataclass(frozen=True)
class Row:
    """One of its kind. says: what it is, in a few words. at: `module:function`, which returns its text."""

    name: str
    says: str
    at: str

    def load(self) -> Callable[..., str]:
        """The function that writes it.

        >>> REPORTS["junit"].load().__name__
        'junit'
        """
        module, _, function = self.at.partition(":")
        found: Callable[..., str] = getattr(import_module(f"chartproof.{module}"), function)
        return found


def _kind(*rows: tuple[str, str, str]) -> Mapping[str, Row]:
    return {name: Row(name, says, at) for name, says, at in rows}


REPORTS = _kind(
    ("junit", "JUnit XML", "report.files:junit"),
    ("sarif", "SARIF 2.1.0", "report.files:sarif"),
    ("markdown", "Markdown", "report.files:markdown"),
)
"""Of verdicts: from a form and results."""

CHECKS = _kind(
    ("junit", "JUnit XML", "report.check_files:check_junit"),
    ("sarif", "SARIF 2.1.0", "report.check_files:check_sarif"),
    ("markdown", "Markdown", "report.check_markdown:check_markdown"),
)
"""Of checked rule changes: from comparisons."""

JUDGED = _kind(
    ("junit", "JUnit XML", "report.judged:judged_junit"),
    ("sarif", "SARIF 2.1.0", "report.judged:judged_sarif"),
    ("markdown", "Markdown", "report.judged:judged_markdown"),
)
"""Of a judged plan: from a judgement."""

MUTATED = _kind(
    ("sarif", "SARIF 2.1.0", "report.mutated:mutation_sarif"),
    ("markdown", "Markdown", "report.mutated:mutation_markdown"),
)
"""Of mutants: from a form and what became of them."""

TRACES = _kind(
    ("table", "a table", "report.trace_table:write"),
    ("prose", "a sentence a step", "report.trace_prose:write"),
    ("mermaid", "a sequence diagram", "report.trace_mermaid:write"),
    ("svg", "a sequence diagram", "report.trace_svg:write"),
    ("cli", "a script that replays it", "report.trace_commands:write"),
)
"""Forms of a trace: from a project, a trace and its caption."""

EXPORTS = _kind(
    ("json", "rules, verdicts and changes as one document", "explorer.document:write"),
    ("promela", "an instance for Spin", "cli.exported:promela_text"),
    ("tla", "an instance for TLC", "cli.exported:tla_text"),
    ("networkx", "an explored instance as node-link JSON", "cli.exported:networkx_text"),
)
"""Of a project: from a project and sizes."""


def listed(kind: Mapping[str, Row]) -> str:
    """The names of a kind, each with what it is, for help.

    >>> listed(CHECKS)
    'junit (JUnit XML), sarif (SARIF 2.1.0), markdown (Markdown)'
    """
    return ", ".join(f"{row.name} ({row.says})" for row in kind.values())
