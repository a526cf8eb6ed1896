"""What an election is for."""

from chartproof.declare import Claim, always, can, claim
from model import Candidate


@claim(at_least={Candidate: 2}, scope="all")
def one_leader() -> Claim:
    """No two candidates lead."""
    return always(
        "every(x in Candidate, every(y in Candidate, every(p in Quorum, every(q in Quorum,"
        " x == y or elected[p, x] == 'no' or elected[q, y] == 'no'))))"
    )


@claim(at_least={Candidate: 2}, scope="all")
def one_vote() -> Claim:
    """No voter votes for two."""
    return always(
        "every(v in Voter, every(x in Candidate, every(y in Candidate,"
        " x == y or vote[v, x] == 'no' or vote[v, y] == 'no')))"
    )


@claim()
def somebody_can_lead() -> Claim:
    """Somebody can be elected."""
    return can("elected == 'yes'")
