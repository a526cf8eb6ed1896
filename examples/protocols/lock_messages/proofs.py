"""What a lock is for, whatever is under way."""

from chartproof.declare import Claim, always, claim, recoverable
from model import Node


@claim(at_least={Node: 2}, scope="all")
def one_holder() -> Claim:
    """No two nodes have the lock."""
    return always("every(x in Node, every(y in Node, x == y or holder[x] == 'no' or holder[y] == 'no'))")


@claim(scope="all")
def the_server_gets_it_back() -> Claim:
    """From everywhere the server can have the lock again."""
    return recoverable("server == 'holds'")
