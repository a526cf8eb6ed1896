"""What a printer owes to people."""

from chartproof.declare import Claim, always, can, claim, ends
from model import Person


@claim(at_least={Person: 2}, scope="all")
def one_at_a_time() -> Claim:
    """No two people print at once."""
    return always(
        "every(x in Person, every(y in Person,"
        " x == y or not (printing[x] == 'printing' and printing[y] == 'printing')))"
    )


@claim()
def printing_is_possible() -> Claim:
    """Somebody can print."""
    return can("printing == 'printing'")


@claim(expected="violated", finding=True)
def nobody_waits_for_ever() -> Claim:
    """Whoever waits prints some day: not so, where another is always quicker."""
    return ends("printing == 'waiting'", fair=["start", "finish"])
