"""Where output goes: tables and JSON to standard output, progress to a terminal alone."""

from __future__ import annotations

import itertools
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.text import Text

from chartproof.cli.everywhere import said

if TYPE_CHECKING:
    from rich.console import RenderableType


class Unread(Exception):
    """Nobody reads standard output any more; not an OSError, of which click would make a status of its own."""


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Nobody reads any more: leave it to the process, which knows the status for it."""
        raise BrokenPipeError


def print_json(data: object) -> None:
    """JSON alone on standard output; what its encoding lacks is escaped."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    click.echo(json.dumps(data, indent=2, ensure_ascii=not encoding.lower().startswith("utf")))


def console() -> Console:
    """Standard output: as wide as the terminal, or wide enough for a table where there is none."""
    width = None if sys.stdout.isatty() else 160
    return _Console(no_color=said("--no-color") or None, width=width, highlight=False, soft_wrap=False)


class Telling:
    """What a line of progress shows: what is done, how far that is, how long it takes and how much memory it has."""

    def __init__(self, what: str, began: float | None = None) -> None:
        from psutil import Process
        from rich.spinner import Spinner

        self.what, self.text, self.began = what, "", time.monotonic() if began is None else began
        self._process, self._spinner = Process(), Spinner("dots")

    def update(self, text: str) -> None:
        """How far it is."""
        self.text = text

    @property
    def line(self) -> str:
        """The line, with the time and the memory of now."""
        memory = self._process.memory_info().rss / 1e6
        far = f" {self.text}" if self.text else ""
        return f"{self.what}{far} · {time.monotonic() - self.began:.0f} s · {memory:,.0f} MB"

    def __rich__(self) -> RenderableType:
        """Made anew at each refresh, so that it never stands still."""
        self._spinner.update(text=Text(self.line))
        return self._spinner


@contextmanager
def progress(what: str) -> Iterator[Callable[[str], None]]:
    """A line of progress on a terminal; nothing when piped, or under --quiet. Yields a function that updates it."""
    errors = Console(stderr=True, no_color=said("--no-color") or None)
    if not errors.is_terminal or said("--quiet"):
        yield lambda text: None
        return
    from rich.live import Live

    telling = Telling(what)
    with Live(telling, console=errors, refresh_per_second=8, transient=True):
        yield telling.update


def counted(update: Callable[[str], None], total: int) -> Callable[[str], None]:
    """Tells each name with its number among so many."""
    numbers = itertools.count(1)
    return lambda name: update(f"{name} ({next(numbers)} of {total})")
