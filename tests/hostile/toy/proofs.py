"""What holds in the library."""

from chartproof.declare import Claim, always, can, claim, no_step, recoverable


@claim(page=["a-1"])
def nothing_is_lent_while_closed() -> Claim:
    """While the library is closed, no book is lent."""
    return always("shelf != 'lent'", where="library == 'closed'")


@claim(page=["a-2"], expected="violated")
def nothing_is_lost() -> Claim:
    """No book is ever lost, which is not so."""
    return no_step(before="shelf == 'lent'", after="shelf == 'lost'")


@claim()
def someone_reads() -> Claim:
    """A book can be lent."""
    return can("shelf == 'lent'")


@claim()
def it_can_close() -> Claim:
    """It can be closed again."""
    return recoverable("library == 'closed'")
