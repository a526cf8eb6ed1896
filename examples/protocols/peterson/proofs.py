"""What mutual exclusion means, and that nobody waits for ever."""

from chartproof.declare import Claim, always, claim, leads_to

EVERYTHING = ["yield_left", "enter_left", "leave_left", "yield_right", "enter_right", "leave_right"]


@claim(scope="all")
def exclusion() -> Claim:
    """The two are never critical at once."""
    return always("not (left == 'critical' and right == 'critical')")


@claim()
def who_waits_enters() -> Claim:
    """Under fairness, the left process enters once it waits."""
    return leads_to("left == 'waiting'", "left == 'critical'", fair=EVERYTHING)
