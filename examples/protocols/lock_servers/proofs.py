"""What a lock is for."""

from chartproof.declare import Claim, always, claim, recoverable
from model import Client


@claim(at_least={Client: 2}, scope="all")
def one_client_a_server() -> Claim:
    """No server is linked with two clients."""
    return always(
        "every(x in Client, every(y in Client, every(s in Server, x == y or link[x, s] == 'no' or link[y, s] == 'no')))"
    )


@claim(scope="all")
def a_lock_that_is_given_is_away() -> Claim:
    """A server that is linked has not its lock."""
    return always("semaphore == 'down'", where="link == 'yes'")


@claim(scope="all")
def locks_come_back() -> Claim:
    """From everywhere a server can have its lock again."""
    return recoverable("semaphore == 'up'")
