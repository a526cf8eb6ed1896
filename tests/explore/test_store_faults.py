"""What goes wrong with a store: processes that are killed, disks that are full, files that are damaged, folders of
something else. What was whole stays whole."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chartproof.cli.main import main
from chartproof.explore.store import merge as merging
from chartproof.explore.store import search
from chartproof.explore.store.lock import locked
from chartproof.explore.store.manifest import read

ROOT = Path(__file__).parents[2]
COUNTS = {"states": 2505, "transitions": 27941, "depth": 16}

HOOKED = """
import os, resource, signal, sys
from chartproof.explore.store import search
from chartproof.__main__ import main
real = search.merge

def merge(*arguments):
    if "level-0006" in arguments[-1]:
        {before}
    made = real(*arguments)
    if "level-0006" in arguments[-1]:
        {after}
    return made

search.merge = merge
sys.argv = ["chartproof", "explore", "--store", sys.argv[1]]
main()
"""


def process(store: Path, before: str = "pass", after: str = "pass") -> subprocess.CompletedProcess[str]:
    """Explore into a store in a process of its own, to which something happens while level 6 is made."""
    program = HOOKED.format(before=before, after=after)
    command = [sys.executable, "-c", program, str(store)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


def explored(store: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["explore", "--store", str(store), "--json", *options])


def resumed(store: Path) -> None:
    """Go on with a store: the counts are those of a search that nothing happened to, and nothing is left over."""
    result = explored(store, "--resume")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert {key: found[key] for key in COUNTS} == COUNTS
    manifest = read(store)
    assert manifest is not None
    named = {Path(file.path).name for level in manifest.levels for file in level.files}
    assert {path.name for path in store.iterdir()} == {*named, "manifest.json", "lock"}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole store, that no test alters."""
    store = tmp_path_factory.mktemp("whole") / "store"
    assert explored(store).exit_code == 0
    return store


@pytest.fixture
def begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of which levels 0 to 5 are whole."""
    store, real = tmp_path / "store", merging.merge

    def merge(*arguments):  # type: ignore[no-untyped-def]
        if "level-0006" in arguments[-1]:
            raise OSError(28, "No space left on device", arguments[-1])
        return real(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(search, "merge", merge)
        assert explored(store).exit_code == 2
    return store


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_run_that_is_killed_goes_on(tmp_path: Path, moment: str) -> None:
    """Catches a manifest that is written before the files, a file of a half-made level taken for whole, transitions
    counted twice, and the lock of a process that is dead."""
    ended = process(tmp_path / "store", **{moment: "os.kill(os.getpid(), signal.SIGKILL)"})
    assert ended.returncode == -signal.SIGKILL
    manifest = read(tmp_path / "store")
    assert manifest is not None
    assert (len(manifest.levels), manifest.whole) == (6, False)
    assert list((tmp_path / "store").glob("runs-*"))
    again = explored(tmp_path / "store")
    assert again.exit_code == 2
    assert "is a store already: levels 0 to 5 are whole" in again.stderr
    resumed(tmp_path / "store")


def test_a_run_that_is_interrupted_says_how_to_go_on(tmp_path: Path) -> None:
    """Catches a traceback, another status than 130, and threads that go on working for nobody."""
    ended = process(tmp_path / "store", before="os.kill(os.getpid(), signal.SIGINT)")
    assert ended.returncode == 130
    assert "interrupted: level 5, 265 states, and more to come: --resume goes on from there" in ended.stderr
    assert not list((tmp_path / "store").glob("runs-*"))
    resumed(tmp_path / "store")


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    """Catches a level that is taken for whole though a part of it could not be written, and what takes up room."""
    full = "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))"
    ended = process(tmp_path / "store", before=full)
    assert ended.returncode == 2
    assert "error: there is no room for level 6: File too large; levels 0 to 5 are whole\n  make room" in ended.stderr
    assert not list((tmp_path / "store").glob("*runs-*"))
    resumed(tmp_path / "store")


def test_a_store_without_room_goes_on(begun: Path) -> None:
    """Catches a store that its own failure has spoilt."""
    resumed(begun)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--size", "Account=1"], "is a store of Account=2, Service=1 instead of Account=1, Service=1"),
        (["--symmetry"], "is a store of every state instead of orbits"),
        (["--change", "changes/literal.toml"], "is a store of other rules"),
    ],
)
def test_a_store_of_something_else_is_refused(whole: Path, options: list[str], message: str) -> None:
    """Catches counts of other rules, sizes or orbits."""
    before = (whole / "manifest.json").read_bytes()
    result = explored(whole, "--resume", *options)
    assert result.exit_code == 2
    assert message in result.stderr
    assert (whole / "manifest.json").read_bytes() == before


def test_a_store_of_another_version_is_refused(begun: Path) -> None:
    """Catches levels of which each was made in another way."""
    text = (begun / "manifest.json").read_text()
    (begun / "manifest.json").write_text(text.replace('"version": "', '"version": "0'))
    result = explored(begun, "--resume")
    assert result.exit_code == 2
    assert "is a store of another version of chartproof (0" in result.stderr


def test_two_runs_on_one_store_are_refused(begun: Path) -> None:
    """Catches two processes that write the same files."""
    with locked(begun):
        result = explored(begun, "--resume")
    assert result.exit_code == 2
    assert "is being written by process " in result.stderr
    resumed(begun)


@pytest.mark.parametrize("how", ["shorter", "other", "missing"])
def test_a_damaged_file_is_named(begun: Path, how: str) -> None:
    """Catches states that are lost, or made up, by a disk."""
    file = next(begun.glob("level-0004-*"))
    content = file.read_bytes()
    if how == "missing":
        file.unlink()
    else:
        file.write_bytes(content[:-8] if how == "shorter" else content[:8] + b"\1" + content[9:])
    result = explored(begun, "--resume")
    assert result.exit_code == 2
    assert f"{file} is damaged" in result.stderr
    assert "remove it, and explore into a new one" in result.stderr


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"kind": "chartproof store, 1"}',
        '{"kind": "other"}',
        '{"kind": "chartproof store, 1", "levels": 3}',
    ],
)
def test_a_damaged_manifest_is_named(begun: Path, text: str) -> None:
    """Catches a traceback, and a store that is begun anew where one was."""
    (begun / "manifest.json").write_text(text)
    result = explored(begun, "--resume")
    assert result.exit_code == 2
    assert "manifest.json" in result.stderr
    assert list(begun.glob("level-0005-*"))


def test_a_manifest_leads_nowhere_else(begun: Path, tmp_path: Path) -> None:
    """Catches a store that makes the program read, or remove, files elsewhere."""
    data = json.loads((begun / "manifest.json").read_text())
    data["levels"][2]["files"][0]["name"] = "../elsewhere"
    (begun / "manifest.json").write_text(json.dumps(data))
    assert "is damaged: it lacks a file of its own" in explored(begun, "--resume").stderr


def test_a_folder_that_is_no_store_is_not_touched(tmp_path: Path) -> None:
    """Catches somebody's files that are removed, and ours strewn among them."""
    (tmp_path / "level-0001-notes.txt").write_text("mine")
    for options in ((), ("--resume",)):
        result = explored(tmp_path, *options)
        assert result.exit_code == 2
        assert "is no store: it has level-0001-notes.txt, and no manifest.json" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["level-0001-notes.txt"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--resume"], "--resume is about a store"),
        (["--workers", "2"], "--workers is about a store"),
        (["--scheduler", "tcp://127.0.0.1:1"], "--scheduler is about a store"),
        (["--store", "x", "--engine", "bdd"], "leave out --engine"),
        (["--store", "x", "--threads", "2"], "say --workers"),
        (["--store", "x", "--workers", "2", "--scheduler", "tcp://127.0.0.1:1"], "leave out --workers"),
    ],
)
def test_options_that_make_no_sense_together(options: list[str], message: str) -> None:
    """Catches an option that is silently left out."""
    result = CliRunner().invoke(main, ["explore", *options])
    assert result.exit_code == 2
    assert message in result.stderr
    assert not Path("x").exists()
