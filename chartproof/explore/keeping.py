"""What is compiled by numba is kept on disk where that can be, and nothing depends on it.

Where no folder can be written to, each process compiles anew (some seconds): the variable NUMBA_CACHE_DIR names a
folder that can be. What was kept and cannot be read is thrown away and compiled anew.
"""

# mypy: ignore-errors
# (numba's caches have no types)
from __future__ import annotations

from contextlib import suppress

import numba
from numba.core.caching import FunctionCache


class Kept(FunctionCache):
    """numba's cache of a function, which fails for a file that is cut short, and for a disk that is full."""

    def load_overload(self, sig, target_context):
        """What was kept; None, and nothing is kept any more, where it cannot be read."""
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


def compiled(function):
    """A function compiled when it is first called, without the GIL, and kept on disk where that can be."""
    found = numba.njit(nogil=True, boundscheck=False)(function)
    with suppress(RuntimeError):  # "no locator available": nothing can be written
        # As `cache=True` does; there is no other way to a cache that survives a file that is cut short.
        found._cache = Kept(function)
    return found
