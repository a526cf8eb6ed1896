"""What each command prints at 60, 80, 100 and 140 columns, and piped. UPDATE_SNAPSHOTS=1 writes the files anew."""

from __future__ import annotations

import io
import os
import re
import sys
from pathlib import Path

import pytest

from chartproof.cli.main import main

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden" / "terminal"
CLUB = "tests/diagram/club"

COMMANDS = {
    "verify": ("verify", "--traces"),
    "explore": ("explore",),
    "coverage": ("explore", "--coverage"),
    "levels": ("explore", "--levels"),
    "list": ("list",),
    "explain_property": ("explain", "never_taken"),
    "explain_event": ("explain", "unlock"),
    "explain_machine": ("explain", "Badge"),
    "explain_sort": ("explain", "Guest"),
    "how": ("how", "badge[guest2] == 'keeper' and badge[guest1] == 'none'"),
    "how_nowhere": ("how", "seat == 'taken' and every(Guest, badge == 'none')"),
}
MEASURED = re.compile(r"(?m)^(seconds|transitions_per_second) .*$|(?<=proved in )[\d.]+ s")


class Terminal(io.TextIOWrapper):
    """Standard output of so many columns, or of none."""

    def __init__(self, columns: int) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)
        self.columns = columns

    def isatty(self) -> bool:
        """Whether it has columns."""
        return bool(self.columns)


def shown(arguments: tuple[str, ...], columns: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """What a command prints, without what is measured."""
    terminal = Terminal(columns)
    with monkeypatch.context() as patched:
        patched.chdir(ROOT)
        patched.setenv("NO_COLOR", "1")
        patched.setenv("TERM", "xterm")
        patched.setenv("COLUMNS", str(columns)) if columns else patched.delenv("COLUMNS", raising=False)
        patched.setattr(sys, "stdout", terminal)
        with pytest.raises(SystemExit) as ended:
            main(["--project", CLUB, *arguments], prog_name="chartproof")
    assert ended.value.code in (None, 0, 1, 3)
    text = terminal.buffer.getvalue().decode()  # type: ignore[attr-defined]
    return MEASURED.sub(lambda found: f"{found[1]} …" if found[1] else "…", re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text))


@pytest.mark.parametrize("columns", [60, 80, 100, 140, 0], ids=["60", "80", "100", "140", "piped"])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_prints_what_was_reviewed(name: str, columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Catches any change of what a reader sees, a line that is too wide, blanks at ends, and tabs on a terminal."""
    text = shown(COMMANDS[name], columns, monkeypatch)
    path = GOLDEN / f"{name}_{columns or 'piped'}.txt"
    if os.environ.get("UPDATE_SNAPSHOTS") == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
    if columns:
        assert [line for line in text.splitlines() if len(line) > columns] == []
        assert "\t" not in text


@pytest.mark.parametrize("name", COMMANDS)
def test_no_word_is_lost_or_cut_at_any_width(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Catches an ellipsis, a name that is folded, and a column that vanishes."""
    words = re.sub(r"[─│█┃━╇┏┓┡]+", " ", shown(COMMANDS[name], 200, monkeypatch)).split()
    for columns in (60, 80, 100):
        narrow = re.sub(r"[─│█┃━╇┏┓┡]+", " ", shown(COMMANDS[name], columns, monkeypatch)).split()
        assert sorted(narrow) == sorted(words)
