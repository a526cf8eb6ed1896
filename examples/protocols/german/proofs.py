"""What coherence means."""

from chartproof.declare import Claim, always, claim
from model import Cache


@claim(at_least={Cache: 2}, scope="all")
def one_writer() -> Claim:
    """Where one cache may write, no other has the line."""
    return always("every(x in Cache, every(y in Cache, x == y or line[x] != 'exclusive' or line[y] == 'invalid'))")
