"""What moves in the library."""

from chartproof.declare import Machine, State, either, listens

from ..sorts import Book, Reader


class Library(Machine):
    """Whether the library is open."""

    closed = State(initial=True)
    open = State()

    unlock = closed.to(open)
    lock = open.to(closed)


class Shelf(Machine, per=Book):
    """Where a book is."""

    there = State(initial=True)
    lent = State()
    lost = State()
    away = either(lent, lost)

    lend = there.to(lent)
    give_back = lent.to(there)
    lose = lent.to(lost)


class Card(Machine, per=Reader):
    """Whether a reader may borrow."""

    none = State(initial=True)
    valid = State()

    enrol = none.to(valid)
    lock = listens(valid.to(none, cond="some(Book, shelf == 'lost')"))
