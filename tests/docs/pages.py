"""A page of the documentation as a reader follows it: its files written, its programs and its command lines run.

    ```python title="model.py"    a file, which takes the place of an older one of that name (also toml, text, …)
    ```python                     a program, which must end well
    ```console                    `$ ` a command line, and below it what a terminal shows; … stands for anything

All blocks of a page share one folder. What is shown is compared word by word: a terminal's spaces and line ends
depend on its width. A line `[exit status 1]` says how the command above ends; without one it ends with 0.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import shlex
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

COLUMNS = 100
FENCE = re.compile(r"^( *)```(\w+)(?: title=\"([^\"]+)\")?[^\n]*\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)
STATUS = re.compile(r"\[exit status (\d+)\]")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the file that it is, and its text."""

    language: str
    title: str
    text: str


@dataclass(frozen=True)
class Line:
    """A command line, what is shown of it, and its exit status."""

    command: str
    shown: str
    status: int


def blocks(page: str) -> Iterator[Block]:
    """The fenced blocks of a page, without their indentation."""
    for indent, language, title, text in FENCE.findall(page):
        yield Block(language, title, re.sub(rf"^{indent}", "", text, flags=re.MULTILINE))


def lines(console: str) -> Iterator[Line]:
    """The command lines of a console block."""
    for part in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        status = STATUS.search(shown)
        yield Line(command.split("  #")[0].strip(), STATUS.sub("", shown), int(status[1]) if status else 0)


class Running(Protocol):
    """A process that runs."""

    def wait(self) -> int:
        """Wait for its end; returns its status."""


Start = Callable[[Sequence[str], Path, Mapping[str, str], IO[bytes], int, IO[bytes]], Running]
"""Runs a command line in a folder, with an environment and three streams."""


def started(
    words: Sequence[str], folder: Path, own: Mapping[str, str], stdin: IO[bytes], stdout: int, stderr: IO[bytes]
) -> Running:
    """As a process of its own, with what is installed."""
    return subprocess.Popen(words, cwd=folder, env=own, stdin=stdin, stdout=stdout, stderr=stderr)


def follow(page: Path, folder: Path, start: Start = started) -> None:
    """Do what a page says. Raises AssertionError where something ends or shows otherwise than it says."""
    for block in blocks(page.read_text(encoding="utf-8")):
        if block.title:
            file = folder / block.title
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text, encoding="utf-8")
        elif block.language == "python":
            status, text = on_terminal(shlex.join([sys.executable, "-c", block.text]), folder, start)
            assert status == 0, f"{page.name}: {block.text}\n{text}"
        elif block.language == "console":
            for line in lines(block.text):
                compare(page, line, *on_terminal(line.command, folder, start))


def on_terminal(command: str, folder: Path, start: Start = started) -> tuple[int, str]:
    """How a command line ends, and what a terminal shows of it."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, COLUMNS, 0, 0))
    own = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    own |= {"NO_COLOR": "1", "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    with tempfile.TemporaryFile() as errors, open(os.devnull, "rb") as nothing:
        running = start(shlex.split(command), folder, own, nothing, theirs, errors)
        os.close(theirs)
        written = b""
        try:
            while part := os.read(ours, 65536):
                written += part
        except OSError:  # Linux says so at the end
            pass
        os.close(ours)
        status = running.wait()
        errors.seek(0)
        written += errors.read()
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "", written.decode())
    return status, text


def compare(page: Path, line: Line, status: int, text: str) -> None:
    """Hold what was printed against what a page shows. Raises AssertionError where they differ."""
    said = f"{page.name}: $ {line.command}\n{text}"
    assert status == line.status, f"{said}ended with {status}"
    wanted = r".*?".join(re.escape(" ".join(part.split())) for part in line.shown.split("…"))
    if line.shown.strip():
        assert re.fullmatch(rf"\s*{wanted}\s*", " ".join(text.split())), said


if __name__ == "__main__":
    page, folder = map(Path, sys.argv[1:])
    folder.mkdir()
    follow(page, folder)
