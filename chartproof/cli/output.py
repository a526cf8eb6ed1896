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


def print_json(data: object) -> None:
    """JSON alone on standard output."""
    click.echo(json.dumps(data, indent=2, ensure_ascii=False))


def console() -> Console:
    """Standard output: as wide as the terminal, or wide enough for a table where there is none."""
    width = None if sys.stdout.isatty() else 160
    return Console(no_color=said("--no-color") or None, width=width, highlight=False, soft_wrap=False)


@contextmanager
def progress(what: str) -> Iterator[Any]:
    """A line of progress on a terminal; nothing when piped, or under --quiet. Yields a function that updates it."""
    errors = Console(stderr=True, no_color=said("--no-color") or None)
    if not errors.is_terminal or said("--quiet"):
        yield lambda text: None
        return
    with errors.status(what) as status:
        yield lambda text: status.update(f"{what} {text}")
