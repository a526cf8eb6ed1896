"""What a lock is for."""

from chartproof.declare import Claim, always, can, claim, recoverable
from model import Client


@claim(at_least={Client: 2}, scope="all")
def one_client_holds_the_lock() -> Claim:
    """No two clients hold the lock at once."""
    return always(
        "every(x in Client, every(y in Client, x == y or not (lock[x] == 'holding' and lock[y] == 'holding')))"
    )


@claim()
def the_lock_can_be_had() -> Claim:
    """Some client can hold the lock."""
    return can("lock == 'holding'")


@claim()
def the_server_gets_the_lock_back() -> Claim:
    """From everywhere the server can have the lock again."""
    return recoverable("server == 'free'")
