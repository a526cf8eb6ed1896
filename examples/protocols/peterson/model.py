"""Mutual exclusion of two processes, without a lock. After Peterson (1981)."""

from chartproof.declare import Event, Machine, State, listens


class Left(Machine):
    """Where the left process is."""

    idle = State(initial=True)
    flagged = State()
    waiting = State()
    critical = State()

    raise_left = idle.to(flagged)
    yield_left = flagged.to(waiting)
    enter_left = waiting.to(critical)
    leave_left = critical.to(idle)


class Right(Machine):
    """Where the right process is."""

    idle = State(initial=True)
    flagged = State()
    waiting = State()
    critical = State()

    raise_right = idle.to(flagged)
    yield_right = flagged.to(waiting)
    enter_right = waiting.to(critical)
    leave_right = critical.to(idle)


class Turn(Machine):
    """Whose turn it is where both want in."""

    left = State(initial=True)
    right = State()

    yield_left = listens(left.to(right))
    yield_right = listens(right.to(left))


raise_left = Event("The left process raises its flag.")
yield_left = Event("The left process leaves the turn to the right one.")
enter_left = Event("The left process enters.", only_if=["right == 'idle' or turn == 'left'"])
leave_left = Event("The left process leaves, and lowers its flag.")
raise_right = Event("The right process raises its flag.")
yield_right = Event("The right process leaves the turn to the left one.")
enter_right = Event("The right process enters.", only_if=["left == 'idle' or turn == 'right'"])
leave_right = Event("The right process leaves, and lowers its flag.")
