"""A lock server: clients ask for the lock, the server gives it to one of them, and gets it back."""

from chartproof.declare import Event, Machine, Sort, State

Client = Sort("Client", "one who may want the lock")


class Server(Machine):
    """Whether the server has the lock to give."""

    free = State(initial=True)
    taken = State()

    grant = free.to(taken)
    release = taken.to(free)


class Lock(Machine, per=Client):
    """What a client has to do with the lock."""

    idle = State(initial=True)
    waiting = State()
    holding = State()

    ask = idle.to(waiting)
    grant = waiting.to(holding)
    release = holding.to(idle)


ask = Event("A client asks for the lock.", of=Client)
grant = Event("The server gives the lock to a client that waits.", of=Client)
release = Event("A client gives the lock back.", of=Client)
