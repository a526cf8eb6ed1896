"""What agreement is."""

from chartproof.declare import Claim, always, can, claim
from model import Value


@claim(at_least={Value: 2}, scope="all")
def one_value() -> Claim:
    """No two values are decided on."""
    return always("every(x in Value, every(y in Value, x == y or decision[x] == 'no' or decision[y] == 'no'))")


@claim(scope="all")
def what_is_decided_was_voted_for() -> Claim:
    """Where a value is decided on, all of some quorum have voted for it."""
    return always("some(Quorum, every(Node, member == 'no' or vote == 'yes'))", where="decision == 'yes'")


@claim()
def something_can_be_decided() -> Claim:
    """Something can be decided on."""
    return can("decision == 'yes'")
