"""One run at a time: a store is locked while a process works on it, and no longer than that process lives."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chartproof.errors import ChartproofError
from chartproof.explore.store.manifest import LOCK


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a store. Raises ChartproofError, naming the process, where another holds it.

    The system takes the lock from a process that ends, however it ends: the file that stays behind locks nobody out.
    """
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 200).decode(errors="replace") or "another process"
            raise ChartproofError(
                f"{folder} is being written by {holder}", mend="wait until it has ended, or name another folder"
            ) from None
        os.ftruncate(handle, 0)
        os.write(handle, f"process {os.getpid()} on {socket.gethostname()}".encode())
        yield
    finally:
        os.close(handle)
