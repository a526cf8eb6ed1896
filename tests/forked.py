"""Command lines as processes of their own that need not import everything first, which is half of what most cost.

One process imports what commands load, and forks for each: what it runs has its own streams, folder, environment,
modules of a model, and end. Where the start itself is looked at — what is imported, an encoding, the seed of hashes, a
signal — Python is started anew: `tests/cli/test_imports.py`, `tests/cli/test_everywhere.py`,
`tests/hostile/test_processes.py`, `tests/explorer/test_page.py`. Libraries for large searches are not imported
beforehand: the engine asks whether they are.
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import pkgutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, NoReturn

ROOT = Path(__file__).parents[1]
SERVE = "from tests.forked import serve; serve()"
COMMAND = "from chartproof.__main__ import main; main()"
PYTHON = [sys.executable, "-m", "chartproof"]
AS_RUN = {"chartproof.__main__", "chartproof.pytest_plugin", "chartproof.testing"}
LARGE = ("numba", "llvmlite", "networkx", "distributed")
LONGEST = 120
"""Seconds after which a process that still runs is ended: one that hangs fails."""
UNWRITTEN = 120
"""The status of Python where it cannot write, at its end, what is left to write."""


@dataclass(frozen=True)
class Running:
    """A process that was forked."""

    answer: socket.socket

    def wait(self) -> int:
        """Wait for its end; returns its status, negative where a signal ended it."""
        with self.answer:
            return int(self.answer.recv(16))


def start(words: Sequence[str], folder: Path, own: Mapping[str, str], *streams: IO[bytes] | int) -> Running:
    """Run a command line in a folder, with an environment and three streams."""
    ours, theirs = socket.socketpair()
    with theirs, tempfile.TemporaryFile() as request:
        request.write(json.dumps([*_program(words), str(folder.resolve()), dict(own)]).encode())
        request.flush()
        socket.send_fds(_server(), [b"."], [*map(_number, streams), theirs.fileno(), request.fileno()])
    return Running(ours)


def run(*words: str, folder: Path = ROOT, own: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """What a command line prints, and how it ends."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as error, open(os.devnull, "rb") as nothing:
        status = start(words, folder, os.environ if own is None else own, nothing, out, error).wait()
        return subprocess.CompletedProcess(words, status, _written(out), _written(error))


def started(
    words: Sequence[str], folder: Path, own: Mapping[str, str], *streams: IO[bytes] | int
) -> Running | subprocess.Popen[bytes]:
    """The same of any command line: what is not this tool's, or a Python program that it gives, is started anew."""
    if words[0] == "chartproof" or words[:3] == PYTHON or words[:2] == [sys.executable, "-c"]:
        return start(words, folder, own, *streams)
    stdin, stdout, stderr = streams
    return subprocess.Popen(words, cwd=folder, env=own, stdin=stdin, stdout=stdout, stderr=stderr)


def status_of(words: Sequence[str], folder: Path) -> int:
    """How a command line ends whose output nobody reads; what it writes to standard error is written to ours."""
    with open(os.devnull, "r+b") as nothing:
        return start(words, folder, os.environ, nothing, nothing, 2).wait()


def _program(words: Sequence[str]) -> tuple[str, list[str], bool]:
    """The Python program that a command line stands for, what it is called with, and whether it imports from there."""
    if words[0] == "chartproof":
        return COMMAND, list(words), False
    if list(words[:3]) == PYTHON:
        return COMMAND, ["chartproof", *words[3:]], True
    here = words[1] != "-P"
    return words[3 - here], ["-c", *words[4 - here :]], here


def _number(stream: IO[bytes] | int) -> int:
    return stream if isinstance(stream, int) else stream.fileno()


def _written(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")


@cache
def _server() -> socket.socket:
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(theirs.fileno())], cwd=ROOT, pass_fds=[theirs.fileno()]
        )

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours


def serve() -> None:
    """Fork for each request, one after another, until there are no more."""
    requests = socket.socket(fileno=int(sys.argv[1]))
    _import_all()
    while True:
        _, files, _, _ = socket.recv_fds(requests, 1, 5)
        if not files:
            return
        child = os.fork()
        if not child:
            requests.close()
            _become(*files)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        os.write(files[3], str(status).encode())
        for file in files:
            os.close(file)


def _import_all() -> None:
    """Import this tool's modules, but for those that need a library for large searches."""
    package = importlib.import_module("chartproof")
    for name in LARGE:
        sys.modules[name] = None  # type: ignore[assignment] # an import of it fails
    for module in pkgutil.walk_packages(package.__path__, "chartproof."):
        if module.name not in AS_RUN:
            with suppress(ImportError):
                importlib.import_module(module.name)
    for name in LARGE:
        del sys.modules[name]


def _become(stdin: int, stdout: int, stderr: int, answer: int, request: int) -> NoReturn:
    """Be the process that was asked for, to its end."""
    signal.alarm(LONGEST)
    with open(request, "rb") as file:
        file.seek(0)
        program, sys.argv, here, folder, own = json.loads(file.read())
    for number, stream in enumerate((stdin, stdout, stderr)):
        os.dup2(stream, number)
        os.close(stream)
    os.close(answer)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(own)
    time.tzset()
    sys.path[:1] = [folder] if here else []
    sys.stdin, sys.stdout = os.fdopen(0), os.fdopen(1, "w")
    sys.stderr = os.fdopen(2, "w", buffering=1, errors="backslashreplace")
    status = _ended_with(program)
    threading._shutdown()  # type: ignore[attr-defined] # as at the end of any process
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
    except OSError:
        status = UNWRITTEN
    os._exit(status)


def _ended_with(program: str) -> int:
    try:
        exec(compile(program, "<string>", "exec"), {"__name__": "__main__"})
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0
