"""A token that is passed on, from whomever to whomever: who has it may work."""

from chartproof.declare import Event, Machine, Sort, State

Node = Sort("Node", "one who may have the token")


class Place(Machine):
    """Where the token is."""

    nowhere = State(initial=True)
    node = State()
    wire = State()

    make_token = nowhere.to(node)
    send = node.to(wire)
    receive = wire.to(node)


class Token(Machine, per=Node):
    """Whether the node has the token."""

    away = State(initial=True)
    here = State()

    make_token = away.to(here)
    send = here.to(away)
    receive = away.to(here)


class Work(Machine, per=Node):
    """Whether the node does what only one may do."""

    rests = State(initial=True)
    works = State()

    begin = rests.to(works)
    finish = works.to(rests)


make_token = Event("A node makes the token, once.", of=Node)
begin = Event("Who has the token begins to work.", of=Node, only_if=["token == 'here'"])
finish = Event("A node has worked.", of=Node)
send = Event("A node passes the token on.", of=Node, only_if=["work == 'rests'"])
receive = Event("A node gets it.", of=Node)
