"""Ctrl-C while Z3 works: Python notices it only when Z3 comes back, so a thread tells Z3 to.

Z3 has a way of its own, which takes the signal from Python and says `unknown`, with the same reason as where its
effort is spent: what nobody decided would be a verdict.
"""

from __future__ import annotations

import os
import signal
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager

import z3

STOPPING = (signal.SIGINT, signal.SIGTERM)


class Stopper:
    """Stops what Z3 does in a context when a signal arrives; Python's own handler then says what it means."""

    def __init__(self, context: z3.Context) -> None:
        ends, self._written = os.pipe()
        os.set_blocking(self._written, False)
        threading.Thread(target=_watch, args=(ends, context), daemon=True).start()
        weakref.finalize(self, os.close, self._written)  # which ends the thread

    @contextmanager
    def watching(self) -> Iterator[None]:
        """While this lasts, signals reach Z3; only the main thread gets any."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.set_wakeup_fd(self._written, warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(before)


def _watch(ends: int, context: z3.Context) -> None:
    """Read the numbers of signals until nobody can write any more."""
    while said := os.read(ends, 1):
        if said[0] in STOPPING:
            context.interrupt()
    os.close(ends)
