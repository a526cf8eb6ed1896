"""A lock that is lent for a time. There is no clock: that a term ends is an event, which all who watch it see."""

from chartproof.declare import Event, Machine, Sort, State, listens

Client = Sort("Client", "one who wants the lock for a time")


class Server(Machine):
    """Whether the server has lent the lock."""

    free = State(initial=True)
    lent = State()

    grant = free.to(lent)
    collect = lent.to(free)
    hear_return = lent.to(free)


class Term(Machine, per=Client):
    """The time for which the lock is lent to a client."""

    none = State(initial=True)
    running = State()
    over = State()

    grant = none.to(running)
    expire = running.to(over)
    collect = over.to(none)
    hear_return = none.from_(running, over)


class Grant(Machine, per=Client):
    """The message that the client has the lock; it says until when, and is void after that."""

    none = State(initial=True)
    sent = State()

    grant = none.to(sent)
    hear_grant = sent.to(none)
    expire = listens(sent.to(none))


class Holder(Machine, per=Client):
    """Whether the client takes the lock for its own."""

    no = State(initial=True)
    yes = State()

    hear_grant = listens(no.to(yes))
    give_back = yes.to(no)
    expire = listens(yes.to(no))


class Returned(Machine, per=Client):
    """The message that the client needs the lock no more; void, too, when the time is over."""

    none = State(initial=True)
    sent = State()

    give_back = none.to(sent)
    hear_return = sent.to(none)
    expire = listens(sent.to(none))


grant = Event("The server lends the lock.", of=Client)
hear_grant = Event("The client hears that it has the lock.", of=Client)
give_back = Event("The client gives the lock back.", of=Client)
hear_return = Event("The server hears that.", of=Client)
expire = Event("The time is over: the client lets go by itself.", of=Client)
collect = Event("The server sees that, and has the lock again.", of=Client)
