"""How files are read and written, the same everywhere: nothing half-written, and an error that names the file.

What is read is text in UTF-8 of at most `LIMIT` bytes, be it from a file or from a pipe. What is written goes to a
file beside the one that is meant, which then takes its place: until then, an old one stays as it was.
"""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import stat
import tempfile
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

from chartproof.errors import ChartproofError, Origin, cut

LIMIT = 64_000_000
"""No file of rules, no trace and no page comes near this; what does is a device, or a mistake."""


def read_text(path: Path, mend: str = "") -> str:
    """The text of a file in UTF-8, whichever its line ends, and without a mark at its beginning.

    mend: which file should be named instead. Raises ChartproofError where it cannot be read, or is none.

    >>> read_text(Path("no/such.toml"), "name a change file")
    Traceback (most recent call last):
    chartproof.errors.ChartproofError: no/such.toml: cannot be read: No such file or directory
      name a change file
    """
    content = read_bytes(path, mend)
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        place = Origin(str(path), content.count(b"\n", 0, error.start) + 1)
        raise ChartproofError("is not UTF-8", origin=place, mend="save it as UTF-8") from error


def read_bytes(path: Path, mend: str = "") -> bytes:
    """What is in a file. Raises ChartproofError where it cannot be read, or is too large."""
    place = Origin(str(path), 0)
    try:
        with path.open("rb") as file:
            content = file.read(LIMIT + 1)
    except (OSError, ValueError) as error:
        raise ChartproofError(f"cannot be read: {_reason(error)}", origin=place, mend=mend) from error
    if len(content) > LIMIT:
        raise ChartproofError(f"cannot be read: it has more than {LIMIT:,} bytes", origin=place, mend=mend)
    return content


def read_toml(text: str, file: str) -> dict[str, Any]:
    """The table that a text is. Raises ChartproofError with file and line where it is no TOML.

    >>> read_toml("a = 1\\nb =", "x.toml")
    Traceback (most recent call last):
    chartproof.errors.ChartproofError: x.toml:2: not TOML: Invalid value (at end of document)
      mend the TOML in or before this line
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = re.search(r"at line (\d+)", str(error))
        line = int(said[1]) if said else max(1, len(text.splitlines()))
        problem = str(error)
    except RecursionError:
        line, problem = _deepest(text), "it is nested too deeply"
    except ValueError as error:
        line, problem = _longest_number(text), str(error).partition(";")[0]
    mend = "mend the TOML in or before this line"
    raise ChartproofError(f"not TOML: {problem}", origin=Origin(file, line), mend=mend)


def read_json(text: str, file: str, mend: str = "") -> Any:
    """The value that a text is. Raises ChartproofError with file and line where it is no JSON.

    >>> read_json("{", "x.json", "save what how --json prints")
    Traceback (most recent call last):
    chartproof.errors.ChartproofError: x.json:1: not JSON: Expecting property name enclosed in double quotes
      save what how --json prints
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        line, problem = error.lineno, error.msg
    except RecursionError:
        line, problem = _deepest(text), "it is nested too deeply"
    except ValueError as error:
        line, problem = _longest_number(text), str(error).partition(";")[0]
    raise ChartproofError(f"not JSON: {problem}", origin=Origin(file, line), mend=mend)


def _deepest(text: str) -> int:
    """The line on which brackets are first nested as deeply as nobody means them to be."""
    depth = 0
    line = 1
    for character in text:
        line += character == "\n"
        depth += (character in "[{") - (character in "]}")
        if depth > 100:
            break
    return line


def _longest_number(text: str) -> int:
    """The line of the longest run of digits, which Python refuses to read."""
    longest = max(re.finditer(r"[\d_]+", text), key=lambda m: len(m[0]), default=None)
    return text.count("\n", 0, longest.start()) + 1 if longest else 1


def _reason(error: OSError | ValueError) -> str:
    """What the system says, without the path, which the message names already."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def is_file(path: Path) -> bool:
    """Whether there is such a file; not, where there can be none of the name."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """Whether there is such a folder; not, where there can be none of the name."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def resolved(path: Path) -> Path:
    """A path without links. Raises ChartproofError where they lead in a circle."""
    try:
        return path.resolve(strict=path.is_symlink())
    except (OSError, RuntimeError, ValueError) as error:
        reason = _reason(error) if isinstance(error, (OSError, ValueError)) else os.strerror(errno.ELOOP)
        raise ChartproofError(f"cannot be followed: {reason}", origin=Origin(str(path), 0)) from error


def write_text(path: Path, text: str) -> None:
    """Write a file in UTF-8; the folder that it lies in is made where it is missing, if its own is there.

    Raises ChartproofError where it cannot be written whole; what was there before is then still there.
    """
    try:
        make_folder(path.parent)
        target = path.resolve() if path.is_symlink() else path
        if target.exists() and not target.is_file():
            target.write_bytes(text.encode())  # a device or a pipe, which nothing can take the place of
        else:
            _write_beside(target, text.encode())
    except (OSError, RuntimeError, UnicodeEncodeError) as error:
        reason = _reason(error) if isinstance(error, (OSError, ValueError)) else str(error)
        raise ChartproofError(f"{path} cannot be written: {reason}", mend="name a file that can be") from error


def _write_beside(target: Path, content: bytes) -> None:
    with unwound():
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.chmod(name, stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask())
            os.replace(name, target)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def make_folder(folder: Path) -> None:
    """Make a folder where it is missing. Raises ChartproofError where it cannot be made, or looks mistyped."""
    refuse_unwritable_folder(folder)
    try:
        folder.mkdir(exist_ok=True)
    except (OSError, ValueError) as error:
        raise ChartproofError(f"{folder} cannot be made: {_reason(error)}") from error


def refuse_unwritable_folder(folder: Path) -> None:
    """Raise ChartproofError where a folder could not be written to; more than one that is missing looks mistyped."""
    try:
        if folder.is_dir():
            able = os.access(folder, os.W_OK | os.X_OK)
        elif folder.exists() or folder.is_symlink():
            raise ChartproofError(f"{folder} is no folder", mend="name another")
        elif folder.parent.is_dir():
            able = os.access(folder.parent, os.W_OK | os.X_OK)
        else:
            first = next((p for p in folder.parents if p.is_dir()), Path("/"))
            mend = f"make it, or mend the path: {first} is there"
            raise ChartproofError(f"there is no folder {folder.parent}", mend=mend)
    except (OSError, ValueError) as error:
        raise ChartproofError(f"{cut(str(folder))} cannot be a folder: {_reason(error)}") from error
    if not able:
        raise ChartproofError(f"{folder} may not be written to", mend="name another folder")


def refuse_unwritable(path: Path) -> None:
    """Raise ChartproofError where a file could not be written, as far as can be told before."""
    if not path.name:
        raise ChartproofError(f"{str(path)!r} names no file", mend="name one")
    try:
        if path.is_dir():
            raise ChartproofError(f"{path} is a folder", mend="name a file")
        path.exists()
    except (OSError, ValueError) as error:
        raise ChartproofError(f"{cut(str(path))} cannot be a file: {_reason(error)}") from error
    refuse_unwritable_folder(path.parent)


class _Terminated(BaseException):
    """SIGTERM has come. No SystemExit, of which a model that is being imported could be the reason, too."""


@contextmanager
def unwound() -> Iterator[None]:
    """While this lasts, SIGTERM unwinds the stack first, to remove what is temporary, and then does its work."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def leave(number: int, frame: FrameType | None) -> None:
        raise _Terminated

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    except _Terminated:
        signal.signal(signal.SIGTERM, before)
        os.kill(os.getpid(), signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)
