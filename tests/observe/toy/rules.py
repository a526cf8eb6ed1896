"""A library: whoever has a card borrows from shelves, until these are cleared."""

from chartproof.declare import Actor, Event, Machine, Sort, State, every

Reader = Sort("Reader", "who reads")
Shelf = Sort("Shelf", "what books stand on")

librarian = Actor("librarian")
reader = Actor("reader", acts_for="Reader")
caretaker = Actor("caretaker", person=False)


class Library(Machine):
    """Whether it is open."""

    closed = State(initial=True)
    opened = State()

    open_library = closed.to(opened)
    close_library = opened.to(closed)


class Card(Machine, per=Reader):
    """Whether the reader has a card."""

    none = State(initial=True)
    issued = State()

    issue = none.to(issued)


class Stock(Machine, per=Shelf):
    """What stands on the shelf."""

    empty = State(initial=True)
    filled = State()
    clearing = State()
    littered = State()

    fill = empty.to(filled)
    clear = filled.to(clearing)
    finish_clearing = clearing.to(empty)
    throw_out = filled.to(littered)
    litter = clearing.to(littered)
    tidy = littered.to(clearing)


class Loan(Machine, per=(Reader, Shelf)):
    """Whether the reader has a book of the shelf."""

    none = State(initial=True)
    held = State()

    borrow = none.to(held)
    give_back = held.to(none)


open_library = Event("The librarian opens.", by=librarian)
close_library = Event("The librarian closes.", by=librarian)
issue = Event("The librarian issues a card.", of=Reader, by=librarian, only_if=["library == 'opened'"])
fill = Event("The librarian fills the shelf.", of=Shelf, by=librarian)
clear = Event("The librarian clears the shelf.", of=Shelf, by=librarian)
finish_clearing = Event(
    "The caretaker has cleared the shelf.", of=Shelf, by=caretaker, only_if=[every(Reader, "loan == 'none'")]
)
throw_out = Event("The librarian throws the shelf out.", of=Shelf, by=librarian, discouraged="Books are lost.")
litter = Event(
    "The caretaker goes home.", of=Shelf, by=caretaker, only_if=["library == 'closed'"], spoils="Books lie about."
)
tidy = Event("The librarian tidies up.", of=Shelf, by=librarian, only_if=["library == 'opened'"])
borrow = Event(
    "The reader borrows a book of the shelf.",
    of=(Reader, Shelf),
    by=reader,
    only_if=["card == 'issued'", "stock == 'filled'", "library == 'opened'"],
)
give_back = Event("The reader gives it back to the shelf.", of=(Reader, Shelf), by=reader)
consult = Event(
    "The reader consults the shelf.",
    of=(Reader, Shelf),
    by=reader,
    only_if=["loan == 'held'", "stock == 'filled'"],
    harm="The reader can no longer consult the shelf.",
)
