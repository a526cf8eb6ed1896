"""Two-phase commit: one transaction manager, any number of resource managers; messages are machines.

After Gray and Lamport, "Consensus on Transaction Commit" (2006). A message once sent stays sent.
"""

from chartproof.declare import Event, Machine, Sort, State, every, listens

ResourceManager = Sort("ResourceManager", "one who takes part in the transaction")


class TransactionManager(Machine):
    """What the transaction manager has decided."""

    undecided = State(initial=True)
    committed = State()
    aborted = State()

    commit = undecided.to(committed)
    abort = undecided.to(aborted)


class Resource(Machine, per=ResourceManager):
    """What a resource manager has decided."""

    working = State(initial=True)
    prepared = State()
    committed = State()
    aborted = State()

    become_prepared = working.to(prepared)
    choose_to_abort = working.to(aborted)
    receive_commit = listens(committed.from_(working, prepared, aborted))
    receive_abort = listens(aborted.from_(working, prepared, committed))


class PreparedMessage(Machine, per=ResourceManager):
    """The message that this resource manager is prepared."""

    unsent = State(initial=True)
    sent = State()

    become_prepared = unsent.to(sent)


class Heard(Machine, per=ResourceManager):
    """Whether the transaction manager has heard that this resource manager is prepared."""

    no = State(initial=True)
    yes = State()

    hear_prepared = no.to(yes)


class CommitMessage(Machine):
    """The message to all to commit."""

    unsent = State(initial=True)
    sent = State()

    commit = unsent.to(sent)


class AbortMessage(Machine):
    """The message to all to abort."""

    unsent = State(initial=True)
    sent = State()

    abort = unsent.to(sent)


become_prepared = Event("A resource manager is prepared, and says so.", of=ResourceManager)
choose_to_abort = Event(
    "A resource manager aborts by itself, as long as it has not said that it is prepared.", of=ResourceManager
)
hear_prepared = Event(
    "The transaction manager hears that a resource manager is prepared.",
    of=ResourceManager,
    only_if=["transaction_manager == 'undecided'", "prepared_message == 'sent'"],
)
commit = Event(
    "When it has heard from all, the transaction manager commits, and tells all.",
    only_if=[every(ResourceManager, "heard == 'yes'")],
)
abort = Event("The transaction manager aborts, and tells all.")
receive_commit = Event(
    "A resource manager is told to commit.", of=ResourceManager, only_if=["commit_message == 'sent'"]
)
receive_abort = Event("A resource manager is told to abort.", of=ResourceManager, only_if=["abort_message == 'sent'"])
