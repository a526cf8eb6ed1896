"""A toy to run live: guests in rooms of a club that is open or closed.

Machines without a sort, per guest, and per guest and room; an event for each way to take part.
"""

from chartproof.compile import Declarations, compile_form
from chartproof.declare import Actor, Event, Machine, Sort, State, either, every, listens, needed, some
from chartproof.live import Live

Guest = Sort("Guest")
Room = Sort("Room")

host = Actor("host")
porter = Actor("porter")
clock = Actor("clock", person=False)


class Club(Machine):
    """Whether the club is open."""

    closed = State(initial=True)
    opened = State()

    open_up = closed.to(opened)
    shut = opened.to(closed)


class Visit(Machine, per=Guest):
    """Where a guest is."""

    away = State(initial=True)
    inside = State()
    asleep = State()

    awake = either(away, inside)

    enter = away.to(inside)
    leave = listens(inside.to(away))
    swap = inside.to(asleep, cond="club == 'opened'") | inside.to(away, unless="club == 'opened'")
    shut = listens(inside.to(away, cond="every(g in Guest, visit[g] == 'inside')"))
    wake_all = asleep.to(inside)


class Key(Machine, per=(Guest, Room)):
    """Whether a guest has the key of a room."""

    none = State(initial=True)
    held = State()

    take = none.to(held)
    leave = listens(held.to(none, cond="visit == 'inside'"))
    hand_in_all = held.to(none)


EVENTS = {
    "open_up": Event("It opens.", by=host, needs=["club:Open"]),
    "shut": Event(
        "It shuts.",
        by=(porter, clock),
        needs=[needed("club:Shut", by=porter)],
        only_if=[every(Guest, "awake")],
    ),
    "enter": Event(
        "A guest comes.",
        of=Guest,
        by=(host, porter),
        needs=[
            needed("club:Host", by=host),
            needed("club:Carry", by=porter),
            needed("club:Night", when="club == 'closed'"),
            needed("club:Desk", where="desk"),
        ],
    ),
    "leave": Event("A guest leaves, with no key.", of=Guest),
    "swap": Event("A guest retires.", of=Guest),
    "wake_all": Event("All wake."),
    "take": Event(
        "A guest takes a key that nobody has.",
        of=(Guest, Room),
        only_if=["visit == 'inside'", every(Guest, "key == 'none'"), "club == 'opened'"],
    ),
    "hand_in_all": Event("A guest hands in every key.", of=Guest),
    "look_round": Event("Someone is in.", of=(), only_if=[some(Guest, "visit == 'inside'")]),
    "nobody_has_keys": Event("Said of pairs.", only_if=[every(Guest, every(Room, "key == 'none'"))]),
    "introduce": Event("Two guests meet.", of={"one": Guest, "other": Guest}, only_if=["one != other"]),
}

MACHINES = [Club, Visit, Key]
FORM = compile_form(Declarations((Guest, Room), tuple(MACHINES), EVENTS))
ELEMENTS = {"Guest": ["ann", "ben"], "Room": ["attic", "cellar"]}


def club(**state: str) -> Live:
    """The club in a state that is said as club="opened", visit_ann="inside", key_ben_attic="held"."""
    cells = {}
    for said, name in state.items():
        machine, *elements = said.split("_")
        sorts = [names for names in ELEMENTS.values() if set(names) & set(elements)]
        cells[machine, tuple(names.index(e) for names, e in zip(sorts, elements, strict=True))] = name
    return Live.at(FORM, MACHINES, ELEMENTS, cells)
