"""What a firewall is for."""

from chartproof.declare import Claim, always, claim


@claim(scope="all")
def who_sends_in_was_asked() -> Claim:
    """Who has sent to anybody inside had been written to from inside."""
    return always("some(x in Inside, asked[x, outside] == 'yes')", where="answered == 'yes'")
