"""What a store owes to those who look up."""

from chartproof.declare import Claim, always, claim
from model import Node, Value


@claim(at_least={Node: 2}, scope="all")
def one_owner() -> Claim:
    """No key is kept by two nodes."""
    return always(
        "every(x in Node, every(y in Node, every(k in Key, x == y or owner[x, k] == 'no' or owner[y, k] == 'no')))"
    )


@claim(at_least={Value: 2}, scope="all")
def one_value() -> Claim:
    """No key has two values at a node."""
    return always(
        "every(n in Node, every(k in Key, every(v in Value, every(w in Value,"
        " v == w or stored[n, k, v] == 'no' or stored[n, k, w] == 'no'))))"
    )


@claim(scope="all")
def who_stores_owns() -> Claim:
    """Who has a value for a key keeps the key."""
    return always("owner == 'yes'", where="stored == 'yes'")
