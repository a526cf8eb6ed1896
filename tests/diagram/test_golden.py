"""Every form of diagram of a small project, as it was looked at and kept. UPDATE_SNAPSHOTS=1 writes them anew."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from chartproof.cli.drawn import drawings
from tests.copies import copied
from tests.diagram.drawn_files import CLUB, HERE, ROOT, SIZES, club

GOLDEN = HERE / "golden"


@pytest.mark.parametrize("name", ["club", "changed"])
def test_the_diagrams_are_the_ones_that_were_looked_at(name: str) -> None:
    """Catches any change of any picture or table, a file more, and a file less."""
    files, folder = drawings(club(changed=name == "changed"), SIZES), GOLDEN / name
    if os.environ.get("UPDATE_SNAPSHOTS") == "1":
        shutil.rmtree(folder, ignore_errors=True)
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(text.encode())
    kept = {p.relative_to(folder).as_posix(): p.read_bytes().decode() for p in folder.rglob("*") if p.is_file()}
    assert sorted(files) == sorted(kept)
    for path, text in files.items():
        assert text == kept[path], path


@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process_draws_the_same_bytes(seed: str, tmp_path: Path) -> None:
    """Catches an order taken from a set or an address, and a path or a time that gets into a file."""
    copy = tmp_path / "elsewhere"
    copied(CLUB, copy)
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    command = [sys.executable, "-m", "chartproof.cli.main", "--project", str(copy), "diagram", "--output", "drawn"]
    subprocess.run(command, check=True, capture_output=True, env=environment, cwd=tmp_path)
    for path, text in drawings(club(), SIZES).items():
        assert (tmp_path / "drawn" / path).read_bytes() == text.encode(), path
