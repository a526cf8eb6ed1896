"""A chain of three replicas, of which the first two may fail: updates go down it, answers come from its tail."""

from chartproof.declare import Event, Machine, Sort, State

Write = Sort("Write", "an update of a client's")


class Head(Machine):
    """Whether the head of the chain lives."""

    up = State(initial=True)
    down = State()

    head_fails = up.to(down)


class Middle(Machine):
    """Whether the middle of the chain lives."""

    up = State(initial=True)
    down = State()

    middle_fails = up.to(down)


class AtHead(Machine, per=Write):
    """Whether the head has the update."""

    no = State(initial=True)
    has = State()

    accept = no.to(has)


class AtMiddle(Machine, per=Write):
    """Whether the middle has it."""

    no = State(initial=True)
    has = State()

    forward = no.to(has)
    accept_middle = no.to(has)


class AtTail(Machine, per=Write):
    """Whether the tail has it."""

    no = State(initial=True)
    has = State()

    commit = no.to(has)
    skip = no.to(has)
    accept_tail = no.to(has)


class Client(Machine, per=Write):
    """What the client knows of its update."""

    asked = State(initial=True)
    confirmed = State()

    acknowledge = asked.to(confirmed)


head_fails = Event("The head fails; the next is the head then.", only_if=["middle == 'up'"])
middle_fails = Event("The middle fails.", only_if=["head == 'up'"])
accept = Event("The head takes an update.", of=Write, only_if=["head == 'up'"])
accept_middle = Event("The middle takes an update as head.", of=Write, only_if=["head == 'down'"])
accept_tail = Event("The tail is all there is.", of=Write, only_if=["head == 'down'", "middle == 'down'"])
forward = Event("The head passes it on.", of=Write, only_if=["head == 'up'", "middle == 'up'", "at_head == 'has'"])
commit = Event("The middle passes it on.", of=Write, only_if=["middle == 'up'", "at_middle == 'has'"])
skip = Event(
    "The head passes it to the tail.", of=Write, only_if=["head == 'up'", "middle == 'down'", "at_head == 'has'"]
)
acknowledge = Event("The tail answers.", of=Write, only_if=["at_tail == 'has'"])
