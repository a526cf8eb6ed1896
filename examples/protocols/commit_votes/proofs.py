"""What a commit protocol owes to those who vote."""

from chartproof.declare import Claim, always, claim
from model import Node


@claim(at_least={Node: 2}, scope="all")
def consistency() -> Claim:
    """No node commits where another aborts."""
    return always("every(x in Node, every(y in Node, decision[x] != 'committed' or decision[y] != 'aborted'))")


@claim(scope="all")
def commit_needs_all() -> Claim:
    """Where one has committed, all have voted for it."""
    return always("every(n in Node, vote[n] == 'yes')", where="decision == 'committed'")


@claim(scope="all")
def abort_needs_trouble() -> Claim:
    """Where one has aborted, somebody has failed or voted against it."""
    return always("trouble == 'yes'", where="decision == 'aborted'")
