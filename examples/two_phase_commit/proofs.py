"""What a commit protocol owes to those who take part."""

from chartproof.declare import Claim, always, can, cannot, claim
from model import ResourceManager

DIFFERENT_ENDS = (
    "some(x in ResourceManager, some(y in ResourceManager, resource[x] == 'committed' and resource[y] == 'aborted'))"
)


@claim(at_least={ResourceManager: 2}, scope="all")
def consistency() -> Claim:
    """No resource manager commits where another aborts."""
    return always(f"not ({DIFFERENT_ENDS})")


@claim(scope="all")
def nobody_commits_alone() -> Claim:
    """A resource manager commits only where all have been prepared."""
    return always("every(ResourceManager, resource in ('prepared', 'committed'))", where="resource == 'committed'")


@claim(scope="all")
def no_change_of_mind() -> Claim:
    """Who has said that it is prepared does not abort by itself."""
    return cannot("choose_to_abort", where="prepared_message == 'sent'")


@claim()
def all_can_commit() -> Claim:
    """All resource managers can end up committed."""
    return can("every(ResourceManager, resource == 'committed')")
