"""What an answer of the tail is worth."""

from chartproof.declare import Claim, always, claim, leads_to, recoverable


@claim(scope="all")
def what_is_confirmed_is_everywhere() -> Claim:
    """A confirmed update is at all who live."""
    return always(
        "at_tail == 'has' and (head == 'down' or at_head == 'has')"
        " and (head == 'up' or middle == 'down' or at_middle == 'has')",
        where="client == 'confirmed'",
    )


@claim(scope="all")
def updates_can_be_confirmed() -> Claim:
    """From everywhere an update can be confirmed."""
    return recoverable("client == 'confirmed'")


@claim(scope="all")
def confirmed_once_taken() -> Claim:
    """What is at the tail is confirmed."""
    return leads_to("at_tail == 'has'", "client == 'confirmed'", fair=["acknowledge"])


@claim(scope="all")
def taken_by_the_head() -> Claim:
    """What the middle has while the head lives, the head has too."""
    return always("at_head == 'has'", where="at_middle == 'has' and head == 'up'")
