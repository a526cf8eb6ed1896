"""An auction with money in escrow: who is outbid gets it back, who wins pays."""

from chartproof.declare import Event, Machine, Sort, State

Lot = Sort("Lot", "what is sold")
Bidder = Sort("Bidder", "one who bids")


class Sale(Machine, per=Lot):
    """How far the sale of the lot is."""

    announced = State(initial=True)
    open = State()
    closed = State()
    settled = State()

    start = announced.to(open)
    close = open.to(closed)
    settle = closed.to(settled)
    fall_through = closed.to(announced)


class Bid(Machine, per=(Lot, Bidder)):
    """The bidder's place."""

    none = State(initial=True)
    leads = State()
    outbid = State()
    won = State()

    bid = leads.from_(none, outbid)
    overtake = leads.to(outbid)
    settle = leads.to(won)
    fall_through = leads.to(none)
    refund = outbid.to(none)


class Escrow(Machine, per=(Lot, Bidder)):
    """Where the bidder's money is."""

    own = State(initial=True)
    escrow = State()
    seller = State()

    bid = own.to(escrow)
    refund = escrow.to(own)
    settle = escrow.to(seller)
    fall_through = escrow.to(own)


start = Event("The sale opens.", of=Lot)
bid = Event(
    "A bidder bids, and pays into escrow; nobody else leads.",
    of=(Lot, Bidder),
    only_if=["sale == 'open'", "every(x in Bidder, bid[lot, x] != 'leads')"],
)
overtake = Event("A higher bid is announced.", of=(Lot, Bidder), only_if=["sale == 'open'"])
close = Event("The hammer falls; somebody leads.", of=Lot, only_if=["some(x in Bidder, bid[lot, x] == 'leads')"])
settle = Event("The one who leads gets the lot.", of=(Lot, Bidder))
fall_through = Event("The one who leads cannot take it.", of=(Lot, Bidder))
refund = Event("Whoever is outbid gets the money back.", of=(Lot, Bidder))
