"""A shared printer: people ask for it, and one at a time has it."""

from chartproof.declare import Actor, Event, Machine, Sort, State

Person = Sort("Person", "one who may print")

person = Actor("person", acts_for="Person")


class Printer(Machine):
    """Whether the printer is free."""

    free = State(initial=True)
    taken = State()

    start = free.to(taken)
    finish = taken.to(free)


class Printing(Machine, per=Person):
    """What a person has to do with the printer."""

    idle = State(initial=True)
    waiting = State()
    printing = State()

    ask = idle.to(waiting)
    start = waiting.to(printing)
    finish = printing.to(idle)


ask = Event("A person asks for the printer.", of=Person, by=person)
start = Event("A person starts to print.", of=Person, by=person, needs=["printer:Print"])
finish = Event("A person is done.", of=Person, by=person)
