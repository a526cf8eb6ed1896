"""A lock server by messages, which may come in any order. After Verdi's lockserv (2015)."""

from chartproof.declare import Event, Machine, Sort, State, listens

Node = Sort("Node", "one who wants the lock")


class Server(Machine):
    """Whether the server has the lock."""

    holds = State(initial=True)
    given = State()

    hear_lock = holds.to(given)
    hear_unlock = given.to(holds)


class Holder(Machine, per=Node):
    """Whether a node has the lock."""

    no = State(initial=True)
    yes = State()

    hear_grant = listens(no.to(yes))
    unlock = yes.to(no)


class LockMessage(Machine, per=Node):
    """A node asks for the lock; to ask again changes nothing."""

    none = State(initial=True)
    sent = State()

    ask_lock = listens(none.to(sent))
    hear_lock = sent.to(none)


class GrantMessage(Machine, per=Node):
    """The server grants the lock."""

    none = State(initial=True)
    sent = State()

    hear_lock = none.to(sent)
    hear_grant = sent.to(none)


class UnlockMessage(Machine, per=Node):
    """A node gives the lock back."""

    none = State(initial=True)
    sent = State()

    unlock = none.to(sent)
    hear_unlock = sent.to(none)


ask_lock = Event("A node asks for the lock.", of=Node)
hear_lock = Event("The server hears that, and grants it.", of=Node)
hear_grant = Event("The node hears that it has the lock.", of=Node)
unlock = Event("The node gives it back.", of=Node)
hear_unlock = Event("The server hears that, and has it again.", of=Node)
