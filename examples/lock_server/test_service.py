"""The service does what the rules say, and nothing else: `pytest`, with chartproof[testing] installed."""

from pathlib import Path

from service import Busy, LockService

import chartproof
from chartproof.testing import rules

CLIENTS = ["alice", "bob", "carol"]


def observe(service: LockService) -> dict[str, str]:
    """The service's state in the words of the rules."""
    server = "free" if service.holder is None else "taken"
    return {"server": server, **{f"lock[{client}]": service.what(client) for client in CLIENTS}}


TestService = rules(
    chartproof.load(Path(__file__).parent),
    LockService,
    observe=observe,
    refuses=Busy,
    elements={"Client": CLIENTS},
).TestCase
