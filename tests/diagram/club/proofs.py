"""What the club is sure of, and what it only believes."""

from chartproof.declare import Claim, always, can, claim


@claim(page=["a-2"])
def one_keeper() -> Claim:
    """Never two keepers."""
    return always("every(x in Guest, every(y in Guest, x == y or not (badge[x] == 'keeper' and badge[y] == 'keeper')))")


@claim(page=["b-1"])
def never_taken() -> Claim:
    """Nobody ever sits, which is not so."""
    return always("seat == 'empty'")


@claim(page=["b-1"])
def someone_sits() -> Claim:
    """Someone can sit."""
    return can("seat == 'taken'")
