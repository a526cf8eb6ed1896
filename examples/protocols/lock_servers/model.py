"""Clients and lock servers: a server is linked with one client at a time. After an example of I4 (2019)."""

from chartproof.declare import Event, Machine, Sort, State

Client = Sort("Client", "one who wants locks")
Server = Sort("Server", "one who has a lock to give")


class Semaphore(Machine, per=Server):
    """Whether the server has its lock."""

    up = State(initial=True)
    down = State()

    connect = up.to(down)
    disconnect = down.to(up)


class Link(Machine, per=(Client, Server)):
    """Whether the client has the server's lock."""

    no = State(initial=True)
    yes = State()

    connect = no.to(yes)
    disconnect = yes.to(no)


connect = Event("A client takes a server's lock.", of=(Client, Server))
disconnect = Event("A client gives it back.", of=(Client, Server))
