"""Times every tool on every instance, each a whole process, in one run: `make bench`.

Writes `results.json` and `results.md` beside itself; `draw.py` makes the curves. A figure is the median
of five runs, of three on the curves (of fewer where they take long; the table says so), with the peak memory of the
process and its children. The states that each tool counts must agree, or the run fails.
"""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from successors import source

from chartproof.export.promela import promela
from chartproof.project.project import load

HERE = Path(__file__).parent
ROOT = HERE.parent
RUNS = 5
FOLDER = "{folder}"
"""Stands in an option for an empty folder."""
STORE = f"--store={FOLDER}/store"
RUNS_OF_A_CURVE = 3
ENOUGH = 4.0
"""Seconds after which no further run of a figure begins: the whole takes some ten minutes on two slow cores."""


@dataclass(frozen=True)
class Case:
    """An instance of a project."""

    project: str
    sizes: Mapping[str, int]

    @property
    def said(self) -> str:
        """As the table says it: 3×2, or 7."""
        return f"{Path(self.project).name if self.project else 'rulebook'} {'×'.join(map(str, self.sizes.values()))}"


@dataclass(frozen=True)
class Figure:
    """What one tool took on one instance: whole process, its search alone where it says so, peak memory."""

    tool: str
    case: str
    states: int
    seconds: float
    search: float | None
    megabytes: float
    runs: int


def rules(accounts: int, services: int) -> Case:
    """An instance of the rulebook."""
    return Case("", {"Account": accounts, "Service": services})


def commit(managers: int) -> Case:
    """An instance of two-phase commit."""
    return Case("examples/two_phase_commit", {"ResourceManager": managers})


COMPARED = [rules(2, 2), rules(3, 2), commit(7)]
CURVES = [rules(1, 1), rules(2, 1), rules(1, 2), rules(3, 1), rules(2, 2), rules(3, 2)]
LARGE = rules(4, 2)
SYMMETRIC = [*CURVES, LARGE, rules(3, 3)]
BEYOND = [rules(5, 2), rules(5, 3), rules(8, 4), rules(10, 5), rules(15, 8)]
MANY = [commit(8), commit(15), commit(30)]


def process(command: list[str], folder: Path, environment: Mapping[str, str] | None = None) -> tuple[str, float, float]:
    """What a command prints, its seconds, and the peak memory of one process in it, in MB."""
    begun = time.perf_counter()
    with tempfile.TemporaryFile("w+") as out:
        child = subprocess.Popen(command, cwd=folder, stdout=out, env={**os.environ, **(environment or {})})
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - begun
        out.seek(0)
        text = out.read()
    if child.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{text}")
    return text, seconds, usage.ru_maxrss / 1024


def ours(case: Case, *options: str, cold: bool = False) -> tuple[int, float, float | None, float]:
    """This tool: states, seconds, seconds of the search alone, MB."""
    sizes = [f"--size={s}={n}" for s, n in case.sizes.items()]
    project = [f"--project={ROOT / case.project}"] if case.project else []
    command = [sys.executable, "-m", "chartproof.cli.main", *project, "explore", *sizes, "--json", *options]
    with tempfile.TemporaryDirectory() as empty:
        cache = {"NUMBA_CACHE_DIR": empty} if cold else {}
        text, seconds, memory = process([part.replace(FOLDER, empty) for part in command], ROOT, cache)
    found = json.loads(text)
    return found["states"], seconds, found["seconds"], memory


def spin(case: Case) -> tuple[int, float, float | None, float]:
    """Spin, from the Promela text on: generate, compile, run; its own seconds are those of the verifier."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "m.pml").write_text(promela(load(ROOT / case.project).form, case.sizes))
        begun = time.perf_counter()
        process(["spin", "-a", "m.pml"], folder)
        process(["gcc", "-O2", "-DSAFETY", "-DNOREDUCE", "-w", "-o", "pan", "pan.c"], folder)
        # Its exit status is 0 even for a violation, so what it prints is read.
        text, search, memory = process(["./pan", "-m10000000", "-w26"], folder)
        seconds = time.perf_counter() - begun
    assert "errors: 0" in text
    assert "max search depth too small" not in text
    return int(re.search(r"(\d+) states, stored", text)[1]), seconds, search, memory  # type: ignore[index]


def peer(python: str, tool: str, case: Case) -> tuple[int, float, float | None, float]:
    """One of the Python peers, on the plain Python that `successors` writes."""
    with tempfile.TemporaryDirectory() as name:
        model = Path(name) / "model.py"
        model.write_text(source(load(ROOT / case.project).form, case.sizes))
        text, seconds, memory = process([python, str(HERE / "peers.py"), tool, str(model)], ROOT)
    return int(text), seconds, None, memory


def measured(
    tool: str, case: Case, once: Callable[[], tuple[int, float, float | None, float]], most: int = RUNS
) -> Figure:
    """The medians of so many runs at the most, or of those that have begun before that takes long."""
    begun = time.perf_counter()
    found = [once()]
    while len(found) < most and time.perf_counter() - begun < ENOUGH:
        found.append(once())
    states, seconds, search, memory = zip(*found, strict=True)
    assert len(set(states)) == 1
    alone = None if search[0] is None else statistics.median(s for s in search if s is not None)
    figure = Figure(
        tool, case.said, states[0], statistics.median(seconds), alone, statistics.median(memory), len(found)
    )
    print(f"{case.said:22} {tool:34} {figure.seconds:8.2f} s  {figure.megabytes:7.0f} MB", file=sys.stderr, flush=True)
    return figure


def compared(python: str) -> list[Figure]:
    """The table: every tool on the same instances."""
    found = []
    for case in COMPARED:
        if shutil.which("spin"):
            found.append(measured("Spin", case, lambda case=case: spin(case)))
        for tool in ("minicheck", "musil"):
            if subprocess.run([python, "-c", f"import {tool}"], capture_output=True).returncode == 0:
                found.append(measured(tool, case, lambda case=case, tool=tool: peer(python, tool, case)))
        for label, options, cold in (
            ("chartproof, cold", [], True),
            ("chartproof, one thread", ["--threads=1"], False),
            ("chartproof, two threads", ["--threads=2"], False),
            ("chartproof, store, two threads", [STORE, "--workers=2"], False),
            ("chartproof, decision diagrams", ["--engine=bdd"], False),
            ("chartproof, symmetry, one thread", ["--symmetry", "--threads=1"], False),
            ("chartproof, symmetry, two threads", ["--symmetry", "--threads=2"], False),
        ):
            found.append(measured(label, case, lambda case=case, o=options, cold=cold: ours(case, *o, cold=cold)))
    return found


def curves() -> list[Figure]:
    """This tool alone, over sizes."""
    asked: list[tuple[str, list[Case], list[str]]] = [
        ("full", [*CURVES, LARGE], []),
        ("store", [*CURVES, LARGE], [STORE]),
        ("symmetry", [*SYMMETRIC, *MANY], ["--symmetry"]),
        ("decision diagrams", [*SYMMETRIC, *BEYOND], ["--engine=bdd"]),
    ]
    return [
        measured(name, case, lambda case=case, options=options: ours(case, *options), RUNS_OF_A_CURVE)
        for name, cases, options in asked
        for case in cases
    ]


def machine(python: str) -> dict[str, str]:
    """When and on what, and the versions."""
    peers = subprocess.run([python, "-m", "pip", "list", "--format=json"], capture_output=True, text=True, check=True)
    versions = {p["name"]: p["version"] for p in json.loads(peers.stdout) if p["name"] in ("minicheck", "musil")}
    if shutil.which("spin"):
        versions["Spin"] = subprocess.run(["spin", "-V"], capture_output=True, text=True).stdout.split()[2]
    cpu = (
        re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
        if Path("/proc/cpuinfo").is_file()
        else None
    )
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores, {cpu[1] if cpu else platform.processor()}",
        "python": platform.python_version(),
        "numba": version("numba"),
        "oxidd": version("oxidd"),
        **versions,
    }


def table(about: Mapping[str, str], figures: list[Figure]) -> str:
    """The table in Markdown."""
    versions = ", ".join(f"{k} {v}" for k, v in about.items() if k not in ("date", "machine"))
    rows = [[f.case, f.tool, f"{f.states:,}", *_times(f), str(f.runs)] for f in figures]
    return f"""# Beside the peers

{about["date"]}, {about["machine"]}; {versions}

Whole processes: start-up, reading the rules, and for Spin generating and compiling its verifier.
*Search* is what the tool says of its search alone. Medians of five runs, or of those that
had begun within {ENOUGH:.0f} s.

""" + markdown(["instance", "tool", "states", "seconds", "search", "MB", "runs"], rows)


def growth(figures: list[Figure]) -> str:
    """The curves' figures in Markdown."""
    rows = [[f.case, f.tool, f"{f.states:,}", *_times(f)] for f in figures]
    return "\n## Over sizes\n\n" + markdown(["instance", "search", "states", "seconds", "search", "MB"], rows)


def _times(f: Figure) -> list[str]:
    return [f"{f.seconds:.2f}", "" if f.search is None else f"{f.search:.2f}", f"{f.megabytes:,.0f}"]


def markdown(head: list[str], rows: list[list[str]]) -> str:
    """A table; from the third column on, numbers."""
    ruler = ["---", "---", *["---:"] * (len(head) - 2)]
    return "".join(f"| {' | '.join(row)} |\n" for row in [head, ruler, *rows])


def main() -> None:
    """Measure, and write the table and the data."""
    python = sys.argv[1]
    about = machine(python)
    figures = compared(python)
    for case in {f.case for f in figures}:
        counts = {f.tool: f.states for f in figures if f.case == case}
        assert len(set(counts.values())) == 1, counts
    over_sizes = curves()
    (HERE / "results.md").write_text(table(about, figures) + growth(over_sizes))
    data = {"about": about, "compared": [asdict(f) for f in figures], "curves": [asdict(f) for f in over_sizes]}
    (HERE / "results.json").write_text(json.dumps(data, indent=1) + "\n")


if __name__ == "__main__":
    main()
