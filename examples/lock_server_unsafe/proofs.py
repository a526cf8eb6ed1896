"""What the lock fails at."""

from chartproof.declare import Claim, always, claim
from model import Client


@claim(expected="violated", at_least={Client: 2})
def one_client_holds_the_lock() -> Claim:
    """No two clients hold the lock at once."""
    return always(
        "every(x in Client, every(y in Client, x == y or not (lock[x] == 'holding' and lock[y] == 'holding')))"
    )
