"""What a commit protocol owes to those who take part."""

from chartproof.declare import Claim, always, can, claim
from model import ResourceManager


@claim(at_least={ResourceManager: 2}, scope="all")
def consistency() -> Claim:
    """No resource manager commits where another aborts."""
    return always(
        "not some(x in ResourceManager, some(y in ResourceManager,"
        " resource[x] == 'committed' and resource[y] == 'aborted'))"
    )


@claim()
def all_can_commit() -> Claim:
    """All can end up committed."""
    return can("every(ResourceManager, resource == 'committed')")
