"""What bidders and sellers may rely on."""

from chartproof.declare import Claim, always, claim, ends, recoverable
from model import Bidder


@claim(at_least={Bidder: 2}, scope="all")
def one_winner() -> Claim:
    """No two win one lot."""
    return always("every(x in Bidder, every(y in Bidder, x == y or bid[lot, x] != 'won' or bid[lot, y] != 'won'))")


@claim(at_least={Bidder: 2}, scope="all")
def one_leads() -> Claim:
    """No two lead."""
    return always("every(x in Bidder, every(y in Bidder, x == y or bid[lot, x] != 'leads' or bid[lot, y] != 'leads'))")


@claim(scope="all")
def the_seller_has_the_winners_money() -> Claim:
    """The seller has the money of who won, and of nobody else."""
    return always("(escrow == 'seller' and bid == 'won') or (escrow != 'seller' and bid != 'won')")


@claim(scope="all")
def bids_are_paid_in() -> Claim:
    """Who leads or is outbid has the money in escrow."""
    return always("escrow == 'escrow'", where="bid in ('leads', 'outbid')")


@claim(scope="all")
def a_settled_lot_has_a_winner() -> Claim:
    """A lot that is settled was won by somebody."""
    return always("some(Bidder, bid == 'won')", where="sale == 'settled'")


@claim(scope="all")
def a_closed_lot_has_a_leader() -> Claim:
    """Between hammer and payment somebody leads."""
    return always("some(Bidder, bid == 'leads')", where="sale == 'closed'")


@claim(scope="all")
def every_lot_can_be_sold() -> Claim:
    """From everywhere a lot can be sold."""
    return recoverable("sale == 'settled'")


@claim(scope="all")
def the_outbid_get_their_money() -> Claim:
    """Who is outbid does not wait for ever."""
    return ends("bid == 'outbid'", fair=["refund"])


@claim(scope="all")
def sales_are_settled() -> Claim:
    """What is closed is settled or falls through."""
    return ends("sale == 'closed'", fair=["settle"])
