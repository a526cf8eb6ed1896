"""Transaction commit without messages: what any commit protocol implements. After Gray and Lamport (2006)."""

from chartproof.declare import Event, Machine, Sort, State, every

ResourceManager = Sort("ResourceManager", "one who takes part in the transaction")


class Resource(Machine, per=ResourceManager):
    """What a resource manager has decided."""

    working = State(initial=True)
    prepared = State()
    committed = State()
    aborted = State()

    become_prepared = working.to(prepared)
    commit = prepared.to(committed)
    abort = aborted.from_(working, prepared)


become_prepared = Event("A resource manager is prepared.", of=ResourceManager)
commit = Event(
    "A resource manager commits when all are prepared.",
    of=ResourceManager,
    only_if=[every(ResourceManager, "resource in ('prepared', 'committed')")],
)
abort = Event(
    "A resource manager aborts while none has committed.",
    of=ResourceManager,
    only_if=[every(ResourceManager, "resource != 'committed'")],
)
