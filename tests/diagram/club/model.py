"""A club: "guests" & their <badges> | #1."""

from chartproof.declare import Actor, Event, Machine, Sort, State, either, listens

Guest = Sort("Guest", "One who may come.")
Room = Sort("Room", "Where guests sit.")
host = Actor("host")


class Door(Machine):
    """Whether the club is open: "yes" & <no> | never; {so} `it` is #1."""

    shut = State(initial=True)
    open = State()
    opened = either(open)

    unlock = shut.to(open)
    lock = open.to(shut)
    ring = open.to(open)


class Badge(Machine, per=Guest):
    """What a guest may do."""

    none = State(initial=True)
    guest = State()
    keeper = State()

    issue = none.to(guest)
    promote = guest.to(keeper)
    revoke = guest.to(none) | keeper.to(none)
    lock = listens(guest.to(none, cond="door == 'open'"))


class Seat(Machine, per=(Guest, Room)):
    """Whether a guest sits in a room."""

    empty = State(initial=True)
    taken = State()

    sit = empty.to(taken)
    rise = taken.to(empty)
    revoke = listens(taken.to(empty))


class End(Machine):
    """Whether the evening is over; a word that mermaid keeps for itself."""

    end = State(initial=True)
    style = State()

    ring = listens(end.to(style))


unlock = Event("The host opens.", by=host, page=["a-1"])
lock = Event(
    "The host shuts, once nobody sits & every <keeper> is gone.",
    by=host,
    only_if=["every(Guest, badge != 'keeper' or door == 'open')", "every(Guest, every(Room, seat == 'empty'))"],
)
ring = Event("Someone rings.")
issue = Event("A guest gets a badge.", of=Guest, by=host, only_if=["opened"])
promote = Event("A guest becomes a keeper, if there is none.", of=Guest, only_if=["every(Guest, badge != 'keeper')"])
revoke = Event("A badge is taken back.", of=Guest, by=host, page=["a-2"])
sit = Event("A guest sits down.", of=(Guest, Room), only_if=["opened and badge in ('guest', 'keeper')"])
rise = Event("A guest gets up.", of=(Guest, Room))
