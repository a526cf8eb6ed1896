"""A lock server that forgets to whom it gave the lock: granting leaves the server as it was. Unsafe on purpose."""

from chartproof.declare import Event, Machine, Sort, State, listens

Client = Sort("Client", "one who may want the lock")


class Server(Machine):
    """Whether the server has the lock to give."""

    free = State(initial=True)
    taken = State()

    lend = free.to(taken)
    release = listens(taken.to(free))


class Lock(Machine, per=Client):
    """What a client has to do with the lock."""

    idle = State(initial=True)
    waiting = State()
    holding = State()

    ask = idle.to(waiting)
    grant = waiting.to(holding)
    release = holding.to(idle)


ask = Event("A client asks for the lock.", of=Client)
lend = Event("The server lends the lock to somebody else.")
grant = Event(
    "The server gives the lock to a client that waits, and keeps no note of it.",
    of=Client,
    only_if=["server == 'free'"],
)
release = Event("A client gives the lock back.", of=Client)
