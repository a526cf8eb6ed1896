"""Readers together or one writer; who wants to write goes before new readers."""

from chartproof.declare import Event, Machine, Sort, State, every

Reader = Sort("Reader", "one who reads")
Writer = Sort("Writer", "one who writes")


class Reading(Machine, per=Reader):
    """What the reader does."""

    away = State(initial=True)
    asking = State()
    reads = State()

    ask_read = away.to(asking)
    start_read = asking.to(reads)
    end_read = reads.to(away)


class Writing(Machine, per=Writer):
    """What the writer does."""

    away = State(initial=True)
    waiting = State()
    writes = State()

    ask_write = away.to(waiting)
    start_write = waiting.to(writes)
    end_write = writes.to(away)


ask_read = Event("A reader asks.", of=Reader)
start_read = Event(
    "A reader enters, unless a writer is there or waits.", of=Reader, only_if=[every(Writer, "writing == 'away'")]
)
end_read = Event("A reader leaves.", of=Reader)
ask_write = Event("A writer asks.", of=Writer)
start_write = Event(
    "A writer enters when all is empty.",
    of=Writer,
    only_if=[every(Reader, "reading != 'reads'"), every(Writer, "writing != 'writes'")],
)
end_write = Event("A writer leaves.", of=Writer)
