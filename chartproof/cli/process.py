"""The process around a command: its streams, and the status with which it ends.

0 to 3 are the command's own. 130: interrupted. 141: nobody reads what is printed any more. 2, too, where standard
output cannot be written. 70, with a traceback: a defect of this program, whatever the input.
"""

from __future__ import annotations

import codecs
import os
import sys
import traceback
from contextlib import suppress

import click

from chartproof.cli.main import WRONG, main
from chartproof.cli.output import Unread

INTERRUPTED, UNREAD, DEFECT = 130, 141, 70
PLAIN = {"→": "->", "⇒": "=>", "–": "-", "—": "-", "…": "...", "×": "x", "↻": "@", "“": '"', "”": '"', "’": "'"}


def run() -> int:
    """Run the command that the process was called with; returns the status to end with."""
    if sys.stdout is None:
        return _wrong("standard output is closed", "redirect it: > /dev/null")
    _write_what_there_is()
    try:
        status = _command()
        sys.stdout.flush()
    except (BrokenPipeError, Unread):
        _write_nothing_more()
        return UNREAD
    except OSError as error:
        _write_nothing_more()
        named = f"{error.filename}: " if error.filename else "standard output cannot be written: "
        return _wrong(f"{named}{error.strerror or error}", "")
    except Exception:
        traceback.print_exc()
        click.echo(
            "\nThis is a defect of chartproof, whatever the input: please report it with the lines above.", err=True
        )
        return DEFECT
    return status


def _command() -> int:
    try:
        main.main(prog_name="chartproof", standalone_mode=False)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        error.show()
        return WRONG
    except (click.Abort, KeyboardInterrupt):
        with suppress(OSError):
            click.echo("interrupted", err=True)
        return INTERRUPTED
    return 0


def _wrong(message: str, mend: str) -> int:
    with suppress(OSError):
        click.echo(f"error: {message}" + (f"\n  {mend}" if mend else ""), err=True)
    return WRONG


def _write_what_there_is() -> None:
    """Characters that an encoding lacks are written as the nearest that it has."""
    codecs.register_error("chartproof", _plain)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="chartproof")


def _plain(error: UnicodeError) -> tuple[str, int]:
    """What stands for characters that cannot be written.

    >>> _plain(UnicodeEncodeError("ascii", "a → ☃", 2, 5, "no such character"))
    ('-> ?', 5)
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lost = error.object[error.start : error.end]
    return "".join(PLAIN.get(c, c if c.isascii() else "?") for c in lost), error.end


def _write_nothing_more() -> None:
    """What is still in the buffers goes nowhere, so that Python does not try again at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
