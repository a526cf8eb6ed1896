"""A store made by Dask's workers, processes of their own: some die, some have another version, some are not there.

Only where `distributed` is installed: pip install "chartproof[cluster]".
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from chartproof.cli.main import main
from chartproof.explore.store import cluster, expand, search, shares
from tests.explore.test_store_faults import COUNTS, resumed

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("ignore")

FAILURES = 2
"""How many workers may die with a task before it is given up."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A scheduler on loopback, with two workers that are started anew when they die."""
    import dask  # type: ignore[import-not-found,unused-ignore]

    settings = {"distributed.scheduler.allowed-failures": FAILURES, "distributed.logging.distributed": "critical"}
    with (
        dask.config.set(settings),
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as made,
    ):
        yield str(made.scheduler_address)


@pytest.fixture(autouse=True)
def all_by_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """No level is made here, however small."""
    monkeypatch.setattr(search, "HERE", 0)


def explored(store: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["explore", "--store", str(store), "--json", *options])


def counted(result: Result) -> None:
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert {key: found[key] for key in COUNTS} == COUNTS


def dying(number: int, once: Path | None) -> Any:
    """An expansion that kills the worker that does it, at a level; only once, where a file says that it was."""
    real = expand.expand

    def function(given: Any, source: Any, at: int, count: int, run: str) -> Any:
        if f"level-{number:04}" in source.path and not (once and once.exists()):
            if once:
                once.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return real(given, source, at, count, run)

    return function


@pytest.mark.parametrize("options", [[], ["--symmetry"]])
def test_workers_find_what_threads_find(address: str, tmp_path: Path, options: list[str]) -> None:
    """Catches a task that is no plain function of plain data."""
    counted(explored(tmp_path / "store", "--scheduler", address, *options))


def test_small_levels_are_made_here_while_workers_get_ready(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Catches a level that is made by nobody where the work is handed over, or counted twice, and a worker that cannot
    load what it is told to."""
    for name, value in {"HERE": 120, "LARGE": 700, "GROWN": 100}.items():
        monkeypatch.setattr(search, name, value)
    made: list[bool] = []
    real = search._each

    def each(*given: Any, here: bool = False) -> list[Any]:
        made.append(here)
        return real(*given, here=here)

    monkeypatch.setattr(search, "_each", each)
    counted(explored(tmp_path / "store", "--scheduler", address))
    assert {True, False} == set(made)


def test_a_worker_that_dies_costs_nothing_but_time(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Catches a task that cannot be done twice: transitions counted twice, a run that is half there."""
    monkeypatch.setattr(search, "expand", dying(7, tmp_path / "died"))
    monkeypatch.setattr(shares, "FEW", 20)
    counted(explored(tmp_path / "store", "--scheduler", address))
    assert (tmp_path / "died").exists()


def test_a_task_that_is_lost_again_and_again_is_given_up(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Catches a search that goes on for ever, a traceback, and what was whole that is not any more."""
    with monkeypatch.context() as patch:
        patch.setattr(search, "expand", dying(7, None))
        result = explored(tmp_path / "store", "--scheduler", address)
    assert result.exit_code == 2
    assert f"every worker that had it died, {FAILURES + 1} in all; levels 0 to 7 are whole" in result.stderr
    assert "--memory" in result.stderr
    resumed(tmp_path / "store")


def test_workers_of_another_version_are_refused(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Catches states that two versions have found together."""

    real = expand.expand

    def told(given: Any, source: Any, at: int, count: int, run: str) -> Any:
        return real(replace(given, version="0-another"), source, at, count, run)

    monkeypatch.setattr(search, "expand", told)
    result = explored(tmp_path / "store", "--scheduler", address)
    assert result.exit_code == 2
    assert "and this is 0-another" in result.stderr
    assert "install the same version" in result.stderr


def test_a_worker_without_this_program_is_said(tmp_path: Path) -> None:
    """Catches a worker that dies of what it is sent, and is started again and again."""
    (tmp_path / "chartproof").mkdir()
    (tmp_path / "chartproof" / "__init__.py").write_text("raise ModuleNotFoundError('no chartproof here')")
    with distributed.LocalCluster(n_workers=0, dashboard_address=None, host="127.0.0.1") as made:
        path = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
        command = [sys.executable, "-m", "distributed.cli.dask_worker", "--no-dashboard", "--no-nanny"]
        worker = subprocess.Popen(
            [*command, made.scheduler_address],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": path},
            stderr=subprocess.DEVNULL,
        )
        result = explored(tmp_path / "store", "--scheduler", made.scheduler_address)
        worker.kill()
        worker.wait()
    assert result.exit_code == 2
    assert "has not this chartproof: " in result.stderr
    assert "no chartproof here" in result.stderr


@pytest.mark.parametrize("nowhere", ["tcp://127.0.0.1:1", "nonsense", "http://127.0.0.1:1"])
def test_no_scheduler_is_said(tmp_path: Path, nowhere: str) -> None:
    """Catches a traceback, and a client that goes on trying behind our back."""
    result = explored(tmp_path / "store", "--scheduler", nowhere)
    assert result.exit_code == 2
    assert f"no scheduler answers at {nowhere}" in result.stderr


def test_a_scheduler_without_workers_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Catches a search that waits for ever."""
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    with distributed.LocalCluster(n_workers=0, dashboard_address=None, host="127.0.0.1") as made:
        result = explored(tmp_path / "store", "--scheduler", made.scheduler_address)
    assert result.exit_code == 2
    assert "has no worker" in result.stderr
