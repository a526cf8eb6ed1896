"""What happens in the library."""

from chartproof.declare import Event

from .sorts import Book, Reader, desk

unlock = Event("The desk opens.", by=desk, needs=["library:Open"], page=["a-1"])
lock = Event("The desk closes, once every book is back.", by=desk, only_if=["every(Book, shelf != 'lent')"])
enrol = Event("A reader gets a card.", of=Reader, only_if=["library == 'open'"])
lend = Event(
    "A reader borrows a book.",
    of=(Reader, Book),
    calls="library:Lend",
    only_if=["library == 'open' and card == 'valid'"],
    page=["a-2"],
)
give_back = Event("A book comes back.", of=Book)
lose = Event("A book is lost.", of=Book, notes={"kind": "mishap"})
