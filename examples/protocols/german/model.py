"""A directory that keeps caches coherent, by messages. After Steven German's protocol."""

from chartproof.declare import Event, Machine, Sort, State, every, listens

Cache = Sort("Cache", "one who has the line, or wants it")


class Line(Machine, per=Cache):
    """What the cache has of the line."""

    invalid = State(initial=True)
    shared = State()
    exclusive = State()

    hear_shared = listens(shared.from_(invalid, exclusive))
    hear_exclusive = listens(exclusive.from_(invalid, shared))
    obey = listens(invalid.from_(shared, exclusive))


class Request(Machine, per=Cache):
    """What the cache has asked for, until home takes it up."""

    none = State(initial=True)
    shared = State()
    exclusive = State()

    ask_shared = none.to(shared)
    ask_exclusive = none.to(exclusive)
    take_shared = shared.to(none)
    take_exclusive = exclusive.to(none)


class Order(Machine, per=Cache):
    """What home has sent the cache, until it hears of it."""

    none = State(initial=True)
    invalidate = State()
    shared = State()
    exclusive = State()

    send_invalidate = none.to(invalidate)
    obey = invalidate.to(none)
    grant_shared = none.to(shared)
    hear_shared = shared.to(none)
    grant_exclusive = none.to(exclusive)
    hear_exclusive = exclusive.to(none)


class Reply(Machine, per=Cache):
    """That the cache has let go, until home hears of it."""

    none = State(initial=True)
    sent = State()

    obey = none.to(sent)
    hear_reply = sent.to(none)


class Home(Machine):
    """What home is about."""

    idle = State(initial=True)
    asked_shared = State()
    asked_exclusive = State()
    shared = State()
    exclusive = State()

    take_shared = idle.to(asked_shared)
    take_exclusive = idle.to(asked_exclusive)
    look_up = asked_shared.to(shared) | asked_exclusive.to(exclusive)
    grant_shared = shared.to(idle)
    grant_exclusive = exclusive.to(idle)


class Current(Machine, per=Cache):
    """Whose request home is about."""

    no = State(initial=True)
    yes = State()

    take_shared = no.to(yes)
    take_exclusive = no.to(yes)
    grant_shared = yes.to(no)
    grant_exclusive = yes.to(no)


class Sharer(Machine, per=Cache):
    """Whether home knows the cache as one who may have the line."""

    no = State(initial=True)
    yes = State()

    grant_shared = listens(no.to(yes))
    grant_exclusive = listens(no.to(yes))
    hear_reply = listens(yes.to(no))


class ToTell(Machine, per=Cache):
    """Whether home is still to tell the cache to let go."""

    no = State(initial=True)
    yes = State()

    look_up = listens(no.to(yes, cond="sharer == 'yes'") | yes.to(no, cond="sharer == 'no'"))
    send_invalidate = yes.to(no)


class Granted(Machine):
    """Whether home has granted the line to one alone."""

    no = State(initial=True)
    yes = State()

    grant_exclusive = no.to(yes)
    hear_reply = listens(yes.to(no))


ask_shared = Event("A cache asks to read.", of=Cache, only_if=["line == 'invalid'"])
ask_exclusive = Event("A cache asks to write.", of=Cache, only_if=["line != 'exclusive'"])
take_shared = Event("Home takes up who asks to read.", of=Cache)
take_exclusive = Event("Home takes up who asks to write.", of=Cache)
look_up = Event("Home looks up who may have the line, and is to be told.")
send_invalidate = Event(
    "Home tells a cache to let go.",
    of=Cache,
    only_if=["home == 'exclusive' or (home == 'shared' and granted == 'yes')"],
)
obey = Event("A cache lets go, and says so.", of=Cache)
hear_reply = Event("Home hears that.", of=Cache, only_if=["home in ('shared', 'exclusive')"])
grant_shared = Event("Home grants reading.", of=Cache, only_if=["granted == 'no'"])
grant_exclusive = Event(
    "Home grants writing, when nobody else may have the line.",
    of=Cache,
    only_if=[every(Cache, "sharer == 'no'")],
)
hear_shared = Event("A cache may read.", of=Cache)
hear_exclusive = Event("A cache may write.", of=Cache)
