"""Where output goes: tables and JSON to standard output, progress to a terminal alone."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console

from chartproof.cli.everywhere import said


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


@contextmanager
def progress(what: str) -> Iterator[Any]:
    """A line of progress on a terminal; nothing when piped, or under --quiet. Yields a function that updates it."""
    errors = Console(stderr=True, no_color=said("--no-color") or None)
    if not errors.is_terminal or said("--quiet"):
        yield lambda text: None
        return
    with errors.status(what) as status:
        yield lambda text: status.update(f"{what} {text}")
