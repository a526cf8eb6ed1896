"""What is compiled by numba is kept on disk where that can be, and nothing depends on it.

Where no folder can be written to, each process compiles anew (some seconds): the variable NUMBA_CACHE_DIR names a
folder that can be. What was kept and cannot be read is thrown away and compiled anew. Of several processes at once the
first compiles a function, and the others wait for it and load that.
"""

# mypy: ignore-errors
# (numba's caches have no types)
from __future__ import annotations

import time
from contextlib import suppress

import numba
from numba.core.caching import FunctionCache

try:
    import fcntl
except ImportError:  # not a Unix: each process compiles for itself
    fcntl = None

MOST = 120
"""Seconds for which another process is waited for: what it compiles it may have been stopped in, and live on."""


class Kept(FunctionCache):
    """numba's cache of a function, which fails for a file that is cut short, and for a disk that is full."""

    def __init__(self, function):
        super().__init__(function)
        self._compiling = None

    def load_overload(self, sig, target_context):
        """What was kept; None, and nothing is kept any more, where it cannot be read.

        Who gets None compiles, and keeps all other processes from it until that is saved: numba holds its own lock
        meanwhile, and would let two processes give the same number to what they compile for different types.
        """
        self._done()
        found = self._read(sig, target_context)
        if found is None:
            self._begin()
            found = self._read(sig, target_context)
        if found is not None:
            self._done()
        return found

    def _begin(self):
        """Wait until no other process compiles this function; one that ends, however it does, lets go at once."""
        if fcntl is None:
            return
        until = time.monotonic() + MOST
        with suppress(OSError):  # nothing can be written, or nothing can be locked there
            self._compiling = open(f"{self._cache_file._index_path}.lock", "w")  # noqa: SIM115 closed by _done
            while not self._locked() and time.monotonic() < until:
                time.sleep(0.05)

    def _locked(self):
        try:
            fcntl.flock(self._compiling, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _done(self):
        if self._compiling is not None:
            self._compiling.close()
            self._compiling = None

    def _read(self, sig, target_context):
        try:
            return super().load_overload(sig, target_context)
        except Exception:  # pickle raises whatever the bytes make it do
            with suppress(OSError):
                self.flush()
            return None

    def save_overload(self, sig, data):
        """Keep it, if that can be."""
        with suppress(OSError):
            super().save_overload(sig, data)
        self._done()


def compiled(function):
    """A function compiled when it is first called, without the GIL, and kept on disk where that can be."""
    found = numba.njit(nogil=True, boundscheck=False)(function)
    with suppress(RuntimeError):  # "no locator available": nothing can be written
        # As `cache=True` does; there is no other way to a cache that survives a file that is cut short.
        found._cache = Kept(function)
    return found
