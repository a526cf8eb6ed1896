"""One table of all protocols: states, verdicts and their scope, facts, seconds, and whether the unsafe twin is refuted.

    python examples/protocols/table.py [NAME…]

Each runs as a user runs it, by the command line, on a copy for which nothing is kept of former runs. Seconds are those
of a processor, of the whole of `chartproof verify`. Exit status 1 where a verdict is not as expected, a twin is not
refuted, or a known count differs.
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ELSEWHERE = [HERE.parent / "two_phase_commit"]
"""Protocols among the other examples."""

KNOWN = {"tcommit": 34, "lock_servers": 16, "lock_messages": 80, "commit_votes": 1064, "two_phase_commit": 288}
"""Reachable states at the project's own sizes, as others count them."""

LEFT = shutil.ignore_patterns(".chartproof", "__pycache__")

HEAD = ("protocol", "sizes", "states", "for all sizes", "facts", "seconds", "unsafe twin")


def asked(project: Path, *arguments: str) -> tuple[int, dict[str, Any], float]:
    """A command's exit status, its data, and the processor seconds that it took."""
    begun = _spent()
    command = [sys.executable, "-m", "chartproof", "--project", str(project), *arguments, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if not done.stdout:
        raise SystemExit(f"{project.name}: {done.stderr}")
    return done.returncode, json.loads(done.stdout), _spent() - begun


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def row(project: Path) -> tuple[list[str], bool]:
    """A protocol's line, and whether all is as it should be."""
    _, explored, _ = asked(project, "explore")
    status, verified, seconds = asked(project, "verify")
    checked, twin, _ = asked(project, "check", str(project / "unsafe.toml"))
    claims = [p for p in verified["properties"] if p["expected"] == "holds"]
    proved = [p for p in claims if p["scope"] == "all"]
    facts = {f for p in proved for f in p["invariants"]}
    broken = [p["name"] for p in twin["changes"][0]["properties"] if p["after"] == "violated"]
    good = status == checked == 0 and bool(broken) and explored["states"] == KNOWN.get(project.name, explored["states"])
    sizes = "×".join(str(n) for n in explored["sizes"].values()) or "–"
    counted = [f"{explored['states']:,}", f"{len(proved)} of {len(claims)}", str(len(facts)), f"{seconds:.1f}"]
    return [project.name, sizes, *counted, f"{', '.join(broken) or 'not'} refuted"], good


def main(names: list[str]) -> int:
    """Print the table."""
    every = [*(p.parent for p in HERE.glob("*/pyproject.toml")), *ELSEWHERE]
    projects = sorted((p for p in every if not names or p.name in names), key=lambda p: p.name)
    if not projects:
        print(f"no protocol is named {' or '.join(names)}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as apart:
        copies = [Path(shutil.copytree(p, Path(apart) / p.name, ignore=LEFT)) for p in projects]
        rows = [row(p) for p in copies]
    cells = [list(HEAD), *(cells for cells, _ in rows)]
    widths = [max(len(line[n]) for line in cells) for n in range(len(HEAD))]
    for line in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    wrong = [cells[0] for cells, good in rows if not good]
    print(f"NOT AS EXPECTED: {', '.join(wrong)}" if wrong else f"ok: {len(rows)} protocols as expected")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
