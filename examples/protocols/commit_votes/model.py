"""Two-phase commit by votes, with nodes that fail. After an example of I4 (2019)."""

from chartproof.declare import Event, Machine, Sort, State, every, listens, some

Node = Sort("Node", "one who votes")


class Vote(Machine, per=Node):
    """What a node has voted."""

    none = State(initial=True)
    yes = State()
    no = State()

    vote_yes = listens(none.to(yes))
    vote_no = listens(none.to(no))


class Life(Machine, per=Node):
    """Whether a node has failed."""

    alive = State(initial=True)
    failed = State()

    fail = alive.to(failed)


class Go(Machine):
    """What all are told."""

    nothing = State(initial=True)
    commit = State()
    abort = State()

    say_commit = nothing.to(commit)
    say_abort = nothing.to(abort)


class Decision(Machine, per=Node):
    """What a node has decided."""

    none = State(initial=True)
    committed = State()
    aborted = State()

    vote_no = listens(none.to(aborted))
    hear_commit = listens(none.to(committed))
    hear_abort = listens(none.to(aborted))


class Trouble(Machine):
    """Whether anybody has failed or voted against."""

    no = State(initial=True)
    yes = State()

    vote_no = listens(no.to(yes))
    fail = listens(no.to(yes))


FREE = ["life == 'alive'", "decision == 'none'"]
vote_yes = Event("A node votes for it.", of=Node, only_if=[*FREE, "vote != 'no'"])
vote_no = Event("A node votes against it, and has decided.", of=Node, only_if=[*FREE, "vote != 'yes'"])
fail = Event("A node fails.", of=Node)
say_commit = Event("All are told to commit when all have voted for it.", only_if=[every(Node, "vote == 'yes'")])
say_abort = Event(
    "All are told to abort when one has voted against it or failed.",
    only_if=[some(Node, "vote == 'no' or life == 'failed'")],
)
hear_commit = Event("A node commits.", of=Node, only_if=["life == 'alive'", "go == 'commit'"])
hear_abort = Event("A node aborts.", of=Node, only_if=["life == 'alive'", "go == 'abort'"])
