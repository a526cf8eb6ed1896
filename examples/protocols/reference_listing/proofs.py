"""What collecting must leave alone, and must not leave for ever."""

from chartproof.declare import Claim, always, claim, leads_to, recoverable


@claim(scope="all")
def no_dangling_reference() -> Claim:
    """What is collected nobody refers to, nor is a reference under way."""
    return always("ref != 'usable' and transit == 'none'", where="heap == 'collected'")


@claim(scope="all")
def users_are_listed() -> Claim:
    """Who refers is listed."""
    return always("dirty == 'yes'", where="ref == 'usable' or transit == 'flying'")


@claim(scope="all")
def all_can_be_collected() -> Claim:
    """From everywhere it can be collected."""
    return recoverable("heap == 'collected'")


@claim(scope="all")
def dropped_is_cleaned() -> Claim:
    """What is dropped is struck off."""
    return leads_to("ref == 'dropped'", "ref == 'none'", fair=["clean", "cleaned"])
