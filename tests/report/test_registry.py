"""The registries of what is written: each row is there, and what options and help say comes from them."""

from __future__ import annotations

import inspect

import pytest
from click.testing import CliRunner

from chartproof.cli.main import main
from chartproof.report.registry import CHECKS, EXPORTS, JUDGED, MUTATED, REPORTS, TRACES, Row

KINDS = (REPORTS, CHECKS, JUDGED, MUTATED, TRACES, EXPORTS)


@pytest.mark.parametrize("row", [r for kind in KINDS for r in kind.values()], ids=lambda r: r.at)
def test_every_row_is_there(row: Row) -> None:
    """Catches a row whose file or function has moved."""
    function = row.load()
    assert inspect.getdoc(function)


def test_help_names_every_row() -> None:
    """Catches a report, a form or a format that no help speaks of."""
    runner = CliRunner()
    said = {
        name: " ".join(runner.invoke(main, [name, "--help"]).output.split())
        for name in ("verify", "check", "judge", "mutate", "how", "export")
    }
    for command, kind in {"verify": REPORTS, "check": CHECKS, "judge": JUDGED, "mutate": MUTATED}.items():
        assert all(f"--{name} " in said[command] for name in kind), command
    assert all(name in said["how"].split("--as FORM")[1].split("--output")[0] for name in TRACES)
    assert all(name in said["export"] for name in EXPORTS)
