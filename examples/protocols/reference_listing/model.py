"""Collecting garbage between machines: the owner of an object lists who may refer to it."""

from chartproof.declare import Event, Machine, Sort, State, every

Object = Sort("Object", "what is referred to")
Client = Sort("Client", "who may refer")


class Heap(Machine, per=Object):
    """Whether the owner still has it."""

    alive = State(initial=True)
    collected = State()

    collect = alive.to(collected)


class Root(Machine, per=Object):
    """Whether the owner itself refers to it."""

    yes = State(initial=True)
    no = State()

    unroot = yes.to(no)


class Ref(Machine, per=(Object, Client)):
    """The client's reference."""

    none = State(initial=True)
    usable = State()
    dropped = State()

    receive = none.to(usable)
    drop = usable.to(dropped)
    cleaned = dropped.to(none)


class Transit(Machine, per=(Object, Client)):
    """A reference under way to the client."""

    none = State(initial=True)
    flying = State()

    send_ref = none.to(flying)
    receive = flying.to(none)


class Dirty(Machine, per=(Object, Client)):
    """Whether the owner lists the client."""

    no = State(initial=True)
    yes = State()

    send_ref = no.to(yes)
    clean = yes.to(no)


class Clean(Machine, per=(Object, Client)):
    """The message that the client has let go."""

    none = State(initial=True)
    flying = State()
    heard = State()

    drop = none.to(flying)
    clean = flying.to(heard)
    cleaned = heard.to(none)


unroot = Event("The owner lets go.", of=Object)
send_ref = Event(
    "The owner sends a reference, and lists the client.",
    of=(Object, Client),
    only_if=["root == 'yes'", "ref == 'none'"],
)
receive = Event("The client gets it.", of=(Object, Client))
drop = Event("The client lets go, and says so.", of=(Object, Client))
clean = Event("The owner hears it, and strikes the client off.", of=(Object, Client))
cleaned = Event("The client hears back.", of=(Object, Client))
collect = Event(
    "The owner collects what nobody lists.", of=Object, only_if=["root == 'no'", every(Client, "dirty == 'no'")]
)
