"""Orders, their payments, and what leaves the house."""

from chartproof.declare import Event, Machine, Sort, State, listens

Order = Sort("Order", "what a customer wants")


class Progress(Machine, per=Order):
    """How far the order is."""

    cart = State(initial=True)
    placed = State()
    packed = State()
    shipped = State()
    delivered = State()
    cancelled = State()

    place = cart.to(placed)
    pack = placed.to(packed)
    ship = packed.to(shipped)
    deliver = shipped.to(delivered)
    cancel = cancelled.from_(placed, packed)


class Payment(Machine, per=Order):
    """Where the money is."""

    none = State(initial=True)
    authorised = State()
    captured = State()
    refunded = State()
    released = State()

    authorise = none.to(authorised)
    capture = authorised.to(captured)
    refund = captured.to(refunded)
    release = authorised.to(released)


class Stock(Machine, per=Order):
    """Whether the goods are set aside."""

    shelf = State(initial=True)
    reserved = State()
    gone = State()

    reserve = shelf.to(reserved)
    cancel = listens(reserved.to(shelf))
    ship = reserved.to(gone)


class Invoice(Machine, per=Order):
    """Whether the customer has an invoice."""

    none = State(initial=True)
    sent = State()
    corrected = State()

    bill = none.to(sent)
    refund = listens(sent.to(corrected))


place = Event("The customer orders.", of=Order)
authorise = Event("The bank sets the money aside.", of=Order, only_if=["progress == 'placed'"])
reserve = Event("The goods are set aside.", of=Order, only_if=["progress == 'placed'"])
pack = Event("The order is packed.", of=Order, only_if=["stock == 'reserved'", "payment == 'authorised'"])
capture = Event("The money is taken.", of=Order, only_if=["progress == 'packed'"])
bill = Event("An invoice is sent.", of=Order, only_if=["payment == 'captured'"])
ship = Event("The order leaves the house.", of=Order, only_if=["payment == 'captured'"])
deliver = Event("The customer has it.", of=Order)
cancel = Event("The order is cancelled.", of=Order)
refund = Event("The money goes back.", of=Order, only_if=["progress == 'cancelled'"])
release = Event("The bank lets the money go.", of=Order, only_if=["progress == 'cancelled'"])
