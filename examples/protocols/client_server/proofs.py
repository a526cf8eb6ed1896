"""What a response is worth."""

from chartproof.declare import Claim, always, claim
from model import Request


@claim(scope="all")
def responses_are_asked_for() -> Claim:
    """Who has received a response has sent a request that it answers."""
    return always("some(Request, asked == 'yes' and match == 'yes')", where="received == 'yes'")


@claim(at_least={Request: 2}, scope="all")
def a_response_answers_one_request() -> Claim:
    """No response answers two requests."""
    return always(
        "every(x in Request, every(y in Request, x == y or match[x, response] == 'no' or match[y, response] == 'no'))"
    )
