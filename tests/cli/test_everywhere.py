"""What may stand anywhere on the line, `python -m chartproof`, and what a terminal of 80 columns shows."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chartproof import __version__
from chartproof.cli.main import main
from tests import forked

CLUB = str(Path(__file__).parents[1] / "diagram" / "club")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def on_terminal(columns: int, *arguments: str) -> str:
    """What the command writes to a terminal, which is its standard input, output and error."""
    terminal, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    own = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    running = forked.start(["chartproof", *arguments], forked.ROOT, own, its, its, its)
    os.close(its)
    written = b""
    try:
        while part := os.read(terminal, 65536):
            written += part
    except OSError:  # Linux says so at the end
        pass
    os.close(terminal)
    running.wait()
    return written.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("line", [["--json", "explore"], ["explore", "--json"], ["--json", "explore", "--json"]])
def test_json_may_stand_anywhere(line: list[str]) -> None:
    """Catches a flag that is known on one side of the command's name alone, or lost on the way."""
    assert json.loads(run(*line).stdout)["states"] == 2505


def test_json_of_a_command_that_has_none_is_refused() -> None:
    """Catches text where somebody's script waits for JSON."""
    result = run("--json", "diagram", "--check")
    assert result.exit_code == 2
    assert "diagram prints no JSON" in result.stderr


@pytest.mark.parametrize("line", [["-q", "verify", "role_present"], ["verify", "role_present", "--quiet"]])
def test_quiet_may_stand_anywhere(line: list[str]) -> None:
    """Catches a flag that is known on one side alone, or that changes nothing."""
    assert run(*line).stdout == "ok: 1 verdict as expected: 1 hold for all sizes\n"


def test_quiet_checks_and_draws_without_a_word_on_what_is_in_order(tmp_path: Path) -> None:
    """Catches a command that is not quiet."""
    assert run("check", "changes/literal.toml", "-q").stdout == "1 checked, all verdicts as expected\n"
    assert run("check", "changes/literal.toml", "--each", "-q").stdout == "1 changes, 1 as expected\n"
    drawn = run("--project", CLUB, "-q", "diagram", "--output", str(tmp_path))
    assert (drawn.exit_code, drawn.stdout) == (0, "")
    assert (tmp_path / "whole.svg").is_file()


@pytest.mark.parametrize("line", [["--no-color", "verify"], ["verify", "--no-color"]])
def test_no_color_may_stand_anywhere(line: list[str]) -> None:
    """Catches a colour on a terminal that was to have none, also in the progress."""
    coloured = re.compile(r"\x1b\[[0-9;]*3[0-7]m")
    assert not coloured.search(on_terminal(80, "--project", CLUB, *line))
    assert coloured.search(on_terminal(80, "--project", CLUB, "verify"))


def test_a_narrow_terminal_shows_every_word() -> None:
    """Catches a table that is laid out for another width than the terminal's."""
    text = on_terminal(50, "--project", CLUB, "--no-color", "-q", "verify")
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)
    assert "never_taken  violated, expected holds\n    up to Guest=2, Room=1\n" in plain
    assert max(map(len, plain.splitlines())) <= 50


@pytest.mark.parametrize("command", [["python", "-m", "chartproof"], ["chartproof"]], ids=" ".join)
def test_python_m_and_the_script_are_the_command(command: list[str]) -> None:
    """Catches a package that runs by one of the two alone, and one that calls itself __main__."""
    program = Path(sys.executable).parent / command[0]
    shown = subprocess.run([program, *command[1:], "--version"], capture_output=True, text=True)
    assert (shown.returncode, shown.stdout) == (0, f"chartproof, version {__version__}\n")
