"""What a token is for."""

from chartproof.declare import Claim, always, claim, recoverable
from model import Node


@claim(at_least={Node: 2}, scope="all")
def one_works() -> Claim:
    """No two nodes work at once."""
    return always("every(x in Node, every(y in Node, x == y or work[x] == 'rests' or work[y] == 'rests'))")


@claim(scope="all")
def the_token_is_somewhere() -> Claim:
    """Once made, the token is with some node or under way: it is never lost."""
    return always("some(Node, token == 'here')", where="place == 'node'")


@claim(scope="all")
def everybody_can_work() -> Claim:
    """From everywhere a node can come to work."""
    return recoverable("work == 'works'")
