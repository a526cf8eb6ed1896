"""Every event: that it can happen, and that it does something when it does."""

from chartproof.declare import Claim, can_happen, changes_something, claim


@claim()
def every_event_can_happen() -> Claim:
    """No rule is dead: each event can happen in some reachable state."""
    return can_happen()


@claim(scope="all")
def no_event_happens_in_vain() -> Claim:
    """An event that moves anything changes something whenever it happens."""
    return changes_something()
