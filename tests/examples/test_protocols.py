"""The fast part of `make protocols`: known counts, main claims for any number, and twins that are refuted."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests import forked

PROTOCOLS = Path(__file__).parents[2] / "examples" / "protocols"


def table(*names: str) -> tuple[int, str]:
    command = [sys.executable, str(PROTOCOLS / "table.py"), *names]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_a_part_of_the_table() -> None:
    """Catches a count that is not the known one, a lost proof, and a mistake that nobody finds."""
    status, text = table("tcommit", "token_ring")
    assert status == 0, text
    lines = {line.split()[0]: line for line in text.splitlines()}
    assert "34" in lines["tcommit"].split()
    assert "1 of 1" in lines["tcommit"]
    assert "consistency refuted" in lines["tcommit"]
    assert "3 of 3" in lines["token_ring"]
    assert lines["ok:"] == "ok: 2 protocols as expected"


def test_each_protocol_has_a_twin_and_a_line() -> None:
    """Catches a protocol that the reader is not told of, or whose mistake nobody tries."""
    told = (PROTOCOLS.parent / "README.md").read_text("utf-8")
    names = sorted(p.parent.name for p in PROTOCOLS.glob("*/model.py"))
    assert len(names) >= 16
    for name in names:
        assert (PROTOCOLS / name / "unsafe.toml").is_file(), name
        assert f"| `{name}/` |" in told, name


def test_a_name_that_is_none_is_an_error() -> None:
    """Nothing is no success."""
    assert table("no_such_protocol")[0] == 2


def said(*arguments: str) -> str:
    return forked.run("chartproof", "--project", str(PROTOCOLS / "peterson"), *arguments).stdout


def test_a_project_without_sorts_says_no_sizes() -> None:
    """Catches `up to ` and `with `, and nothing where sizes would stand."""
    text = said("verify", "--no-proof")
    assert "\tin the one instance\t" in text
    assert "up to \t" not in text
    assert said("how", "left == 'critical'").splitlines()[0] == "in the one instance"
    facts = next(line for line in said("verify").splitlines() if line.startswith("facts: "))
    assert facts.endswith("in the one instance they describe the 20 reachable states exactly")
