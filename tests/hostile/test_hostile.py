"""Hostile input by mutation: in this process, and as processes of their own. `make fuzz-input` runs it long."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from tests.copies import LEFT
from tests.effort import THOROUGH, cases
from tests.hostile.cases import TOY, Case, case, misplaced, unmeant
from tests.hostile.fuzz import Outcome, in_process, judged, run_as_processes, smallest

SEED = 1
CASES = cases(1600)
PROCESSES = cases(60)


@pytest.fixture(scope="module")
def ended() -> list[tuple[Case, Outcome]]:
    """The cases, and how each ends in this process."""
    found = [case(seed) for seed in range(SEED, SEED + CASES)]
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        return [(c, in_process(c, Path(folder) / str(n))) for n, c in enumerate(found)]


def test_hostile_input_gets_a_clear_error(ended: list[tuple[Case, Outcome]], tmp_path: Path) -> None:
    """Catches a traceback, a malformed input that succeeds, an error that names nothing or a line that there is not."""
    wrong = {seed: (c, why) for seed, (c, outcome) in enumerate(ended, SEED) if (why := judged(c, outcome))}
    assert not wrong, "\n".join(str(smallest(seed, *said, tmp_path / str(seed))) for seed, said in wrong.items())


def test_hostile_input_gets_a_clear_error_in_a_process_of_its_own() -> None:
    """Catches what a process makes of it: another status, output that cannot be encoded, an error at its end."""
    wrong = run_as_processes(range(SEED, SEED + PROCESSES), anew=THOROUGH)
    assert not wrong, "\n".join(map(str, wrong))


def test_the_cases_are_of_every_kind_and_most_are_malformed(ended: list[tuple[Case, Outcome]]) -> None:
    """Catches a fuzzer that has gone blind: no case of a kind, or cases that nearly all succeed."""
    assert len(ended) == CASES
    assert {c.kind for c, _ in ended} == {"file", "expression", "option", "output"}
    assert {c.file for c, _ in ended if c.file} == {p.relative_to(TOY).as_posix() for p in toy_files()}
    assert sum(outcome.status == 2 for _, outcome in ended) > CASES / 2


def toy_files() -> list[Path]:
    """The files of the toy that are mutated: all but an empty package's."""
    files = [p for p in TOY.rglob("*") if p.is_file() and not {*LEFT} & {*p.parts}]
    return [p for p in files if p.relative_to(TOY).as_posix() != "model/__init__.py"]


def test_the_judge_knows_what_is_wrong() -> None:
    """Catches a judge that lets everything pass."""
    toml = Case("file", ("explore",), "pyproject.toml", b"a = [", ("pyproject.toml",))
    assert judged(toml, Outcome(1, "", "Traceback\nKeyError: 'x'")).startswith("a traceback")
    assert "malformed" in judged(toml, Outcome(0, ""))
    assert judged(toml, Outcome(70, "")) == "status 70"
    assert "names nothing" in judged(toml, Outcome(2, "error: something is wrong"))
    assert "none is line 9" in judged(toml, Outcome(2, "error: pyproject.toml:9: not TOML"))
    assert judged(toml, Outcome(2, "error: pyproject.toml:1: not TOML")) == ""
    assert unmeant(Case("expression", ("how", "shelf == 'lent' and strange"))) != ""
    assert unmeant(Case("expression", ("how", "shelf == 'lent'"))) == ""
    assert misplaced(toml, "pyproject.toml:1: x") == ""
