"""What a lease is for: a lock that comes back whatever becomes of those who have it."""

from chartproof.declare import Claim, always, claim, ends, recoverable
from model import Client


@claim(at_least={Client: 2}, scope="all")
def one_holder() -> Claim:
    """No two clients take the lock for their own."""
    return always("every(x in Client, every(y in Client, x == y or holder[x] == 'no' or holder[y] == 'no'))")


@claim(scope="all")
def who_holds_is_in_time() -> Claim:
    """Who takes the lock for its own does so while its time runs."""
    return always("term == 'running'", where="holder == 'yes'")


@claim(scope="all")
def the_lock_comes_back() -> Claim:
    """From everywhere the server can have the lock again, though clients do nothing."""
    return recoverable("server == 'free'", without=["hear_grant", "give_back"])


@claim(scope="all")
def nobody_keeps_it() -> Claim:
    """Where time passes, nobody holds the lock for ever."""
    return ends("holder == 'yes'", fair=["expire"])
