"""A store whose keys move between nodes, in messages. After the sharded key-value store of Ivy's examples."""

from chartproof.declare import Event, Machine, Sort, State, every, listens

Node = Sort("Node", "one who keeps keys")
Key = Sort("Key", "what is looked up")
Value = Sort("Value", "what is found")


class Assigned(Machine, per=Key):
    """Whether anybody has got the key yet."""

    no = State(initial=True)
    yes = State()

    assign = no.to(yes)


class Owner(Machine, per=(Node, Key)):
    """Whether the node keeps the key."""

    no = State(initial=True)
    yes = State()

    assign = no.to(yes)
    hand_over = yes.to(no)
    take_over = listens(no.to(yes))


class Stored(Machine, per=(Node, Key, Value)):
    """Whether the node has this value for the key."""

    no = State(initial=True)
    yes = State()

    assign = no.to(yes)
    hand_over = yes.to(no)
    take_over = listens(no.to(yes))
    clear = yes.to(no)
    put = no.to(yes)


class Message(Machine, per=(Key, Value)):
    """The key under way, with its value."""

    none = State(initial=True)
    sent = State()

    hand_over = none.to(sent)
    take_over = sent.to(none)


assign = Event("A node gets a key that nobody has, with a value.", of=(Node, Key, Value))
hand_over = Event("A node sends a key away, with its value.", of=(Node, Key, Value))
take_over = Event("A node gets the message.", of=(Node, Key, Value))
clear = Event("A node forgets a value.", of=(Node, Key, Value), only_if=["owner == 'yes'"])
put = Event(
    "A node puts another value.",
    of=(Node, Key, Value),
    only_if=["owner == 'yes'", every(Value, "stored == 'no'")],
)
