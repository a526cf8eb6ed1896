"""A lock service in memory: the implementation that test_service.py drives by the rules of model.py."""

from __future__ import annotations

from collections import deque


class Busy(Exception):
    """The service does not do this now."""


class LockService:
    """One lock, and a queue of those who wait for it. It knows nothing of the rules."""

    def __init__(self) -> None:
        self.holder: str | None = None
        self.waiting: deque[str] = deque()

    def ask(self, client: str) -> None:
        """Ask for the lock; raises Busy for a client that waits already, or has it."""
        if client == self.holder or client in self.waiting:
            raise Busy(f"{client} has asked before")
        self.waiting.append(client)

    def grant(self, client: str) -> None:
        """Give the lock to a client that waits; raises Busy where it does not, or the lock is taken."""
        if self.holder is not None or client not in self.waiting:
            raise Busy(f"{client} cannot have the lock")
        self.waiting.remove(client)
        self.holder = client

    def release(self, client: str) -> None:
        """Give the lock back; raises Busy for a client that hasn't it."""
        if client != self.holder:
            raise Busy(f"{client} does not hold the lock")
        self.holder = None

    def what(self, client: str) -> str:
        """What a client has to do with the lock, in the words of the rules."""
        return "holding" if client == self.holder else "waiting" if client in self.waiting else "idle"
