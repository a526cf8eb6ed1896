"""Jobs, and workers who take them, crash, and come back."""

from chartproof.declare import Event, Machine, Sort, State

Job = Sort("Job", "what is to be done")
Worker = Sort("Worker", "one who does it")


class Status(Machine, per=Job):
    """How far the job is."""

    queued = State(initial=True)
    running = State()
    done = State()

    take = queued.to(running)
    finish = running.to(done)
    give_back = running.to(queued)


class Hands(Machine, per=Worker):
    """What the worker does."""

    idle = State(initial=True)
    busy = State()
    crashed = State()

    take = idle.to(busy)
    finish = busy.to(idle)
    crash = busy.to(crashed)
    give_back = crashed.to(idle)


class Lease(Machine, per=(Job, Worker)):
    """Whether the worker has the job."""

    none = State(initial=True)
    held = State()

    take = none.to(held)
    finish = held.to(none)
    give_back = held.to(none)


take = Event("A worker takes a job.", of=(Job, Worker))
finish = Event("A worker has done its job.", of=(Job, Worker))
crash = Event("A worker crashes.", of=Worker)
give_back = Event("What a crashed worker had is queued again, and the worker is back.", of=(Job, Worker))
