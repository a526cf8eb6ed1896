"""Caches that watch one bus: who writes has the line alone. After the MSI protocol."""

from chartproof.declare import Event, Machine, Sort, State, listens

Core = Sort("Core", "one with a cache")


class Line(Machine, per=Core):
    """What the core's cache has of the line."""

    invalid = State(initial=True)
    shared = State()
    modified = State()

    announce_write = listens(invalid.from_(shared, modified))
    announce_read = listens(modified.to(shared))
    write = invalid.to(modified)
    read = invalid.to(shared)
    evict = invalid.from_(shared, modified)


class Bus(Machine):
    """What the bus is taken for."""

    free = State(initial=True)
    writing = State()
    reading = State()

    announce_write = free.to(writing)
    announce_read = free.to(reading)
    write = writing.to(free)
    read = reading.to(free)


announce_write = Event("A write is announced: all let go of the line.")
announce_read = Event("A read is announced: who has changed the line writes it back.")
write = Event("A core gets the line to write.", of=Core)
read = Event("A core gets the line to read.", of=Core)
evict = Event("A core lets go of the line.", of=Core)
