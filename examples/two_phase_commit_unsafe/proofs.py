"""What impatience costs."""

from chartproof.declare import Claim, always, claim
from model import ResourceManager


@claim(expected="violated", at_least={ResourceManager: 2})
def consistency() -> Claim:
    """No resource manager commits where another aborts."""
    return always(
        "every(x in ResourceManager, every(y in ResourceManager,"
        " not (resource[x] == 'committed' and resource[y] == 'aborted')))"
    )
