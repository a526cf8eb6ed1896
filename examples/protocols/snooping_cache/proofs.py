"""What coherence means."""

from chartproof.declare import Claim, always, claim, recoverable
from model import Core


@claim(at_least={Core: 2}, scope="all")
def one_writer() -> Claim:
    """Where one core may write, no other has the line."""
    return always("every(x in Core, every(y in Core, x == y or line[x] != 'modified' or line[y] == 'invalid'))")


@claim(scope="all")
def the_bus_becomes_free() -> Claim:
    """From everywhere the bus can be free."""
    return recoverable("bus == 'free'")
