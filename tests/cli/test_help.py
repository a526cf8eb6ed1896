"""Every `--help`: whole sentences, and examples that are command lines of this tool. Completion, and progress."""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
import time

import click
import pytest
from rich.console import Console
from rich.live import Live

from chartproof.cli.main import main
from chartproof.cli.output import Telling, counted
from tests import forked
from tests.cli.test_everywhere import CLUB, on_terminal


def examples(text: str) -> list[str]:
    return re.findall(r"^ *(chartproof .*)$", text, re.MULTILINE)


@pytest.mark.parametrize("name", sorted(main.commands))
def test_a_command_says_what_it_does_with_examples(name: str) -> None:
    """Catches a command without examples, and an example with an option or an argument that is none."""
    command = main.commands[name]
    said = command.help or ""
    assert "\b" in said
    lines = [line for line in examples(said) if shlex.split(line)[1] == name]
    assert lines
    for line in lines:
        arguments = shlex.split(line.split(" > ")[0])[2:]
        known = {o for p in command.params for o in p.opts if isinstance(p, click.Option)}
        assert [a for a in arguments if a.startswith("--") and a not in known] == []
        given = [a for a in arguments if not a.startswith("--")]
        takes = [p for p in command.params if isinstance(p, click.Argument)]
        assert not given or takes or known


def test_the_list_of_commands_is_of_whole_sentences() -> None:
    """Catches a sentence that is cut at 80 columns, which is what click does with a long one."""
    text = click.testing.CliRunner().invoke(main, ["--help"], terminal_width=80).output
    rows = re.findall(r"^  ([a-z-]+)  +(\w.*)$", text.split("Commands:")[1], re.MULTILINE)
    assert {name for name, _ in rows} == set(main.commands)
    assert [said for _, said in rows if not said.endswith(".") or said.endswith("...")] == []
    assert examples(text)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_as_documented(shell: str) -> None:
    """Catches a script that has another name than the variable says."""
    own = {**os.environ, "_CHARTPROOF_COMPLETE": f"{shell}_source"}
    program = "import sys; sys.argv = ['chartproof']; from chartproof.__main__ import main; main()"
    ran = subprocess.run([sys.executable, "-c", program], env=own, capture_output=True, text=True)
    assert f"_CHARTPROOF_COMPLETE={shell}_complete" in ran.stdout
    own |= {"_CHARTPROOF_COMPLETE": "bash_complete", "COMP_WORDS": "chartproof verify --wi", "COMP_CWORD": "2"}
    ran = subprocess.run([sys.executable, "-c", program], env=own, capture_output=True, text=True)
    assert ran.stdout == "plain,--wide\n"


def test_progress_says_how_far_how_long_and_how_much_memory() -> None:
    """Catches a line that stands still, or leaves out one of these."""
    telling = Telling("deciding", time.monotonic() - 75)
    counted(telling.update, 36)("role_present")
    assert re.fullmatch(r"deciding role_present \(1 of 36\) · 75 s · [\d,]+ MB", telling.line)
    telling.began -= 1
    assert "· 76 s ·" in telling.line


def test_progress_moves_while_nothing_is_told() -> None:
    """Catches a line that is drawn once for each thing that is done, and not while it is being done."""
    file = io.StringIO()
    with Live(Telling("exploring"), console=Console(file=file, force_terminal=True, width=80), refresh_per_second=20):
        time.sleep(0.4)
    assert len(set(re.findall(r"[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] exploring", file.getvalue()))) >= 3


def test_progress_is_on_a_terminal_alone() -> None:
    """Catches progress among what is piped, and none where somebody waits."""
    assert " of 3)" in on_terminal(80, "--project", CLUB, "verify")
    assert "deciding" not in on_terminal(80, "--project", CLUB, "verify", "--quiet")
    assert forked.run("chartproof", "--project", CLUB, "verify").stderr == ""
