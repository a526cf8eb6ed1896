"""Strategies are searched for in all small instances side by side: what one does not tell apart, another may."""

from __future__ import annotations

from chartproof.check.result import Result
from chartproof.check.verify import Verifier
from chartproof.compile import compile_form, parse, vocabulary
from chartproof.declare import claim, ends, recoverable
from chartproof.declare.claims import Claim
from chartproof.language.expression import TRUE, Binder
from chartproof.prove.ground import bindings
from chartproof.prove.logic import Logic
from chartproof.prove.obligation import with_copies
from chartproof.prove.ranking import moves
from chartproof.prove.strategy import Strategy, can_follow, must_follow
from tests.toys import declarations

TICKETS = """
Client = Sort("Client", "a user")
Server = Sort("Server", "a service")
class Ticket(Machine, per=(Client, Server)):
    none = State(initial=True)
    valid = State()
    issue = none.to(valid)
    expire = valid.to(none)
issue = Event("A ticket.", of=(Client, Server))
expire = Event("It is over.", of=(Client, Server))
"""


@claim()
def tickets_end() -> Claim:
    """No ticket is for ever."""
    return ends("ticket == 'valid'", fair=["expire"])


def result(source: str, found: object) -> Result:
    form = compile_form(declarations(source))
    return Verifier(form, dict.fromkeys(form.sorts, 2)).result(found)  # type: ignore[arg-type]


def test_what_one_instance_does_not_tell_apart() -> None:
    """With one client and two servers, some client's ticket is the claim's own: catches a search in that one alone."""
    assert result(TICKETS, tickets_end).for_all_sizes


def test_somebody_elses_event_is_no_certificate() -> None:
    """Written by hand: in the instance of one client it works that some client's ticket is over. It is refused."""
    form = compile_form(declarations(TICKETS))
    goal, start = (parse(text, vocabulary(form), free=True) for text in ("ticket != 'valid'", "ticket == 'valid'"))
    own = (Binder("client", "Client"), Binder("server", "Server"))
    logic = Logic(with_copies(form))
    passed = {}
    for move in moves([form.rule("expire")], own):
        shown = must_follow(form, Strategy((move,), ()), goal, start)
        passed[str(move)] = all(logic.ask(o.given).verdict == "impossible" for o in shown)
    assert [said for said, right in passed.items() if right] == ["expire(client, server)"]
    assert len(passed) == 4


def test_elements_of_one_sort_may_be_the_same() -> None:
    """Catches a search that looks at different elements alone, or at the same alone."""
    x, y, z = (Binder(n, "Guest") for n in "xyz")
    assert [tuple(b.values()) for b in bindings((x, y, z), {"Guest": 2})] == [
        (0, 0, 0),
        (0, 0, 1),
        (0, 1, 0),
        (0, 1, 1),
    ]
    assert [tuple(b.values()) for b in bindings((x, y), {"Guest": 1})] == [(0, 0)]


GUESTS = """
Guest = Sort("Guest", "one who sits or stands")
Chair = Sort("Chair", "what one sits on")
class Place(Machine, per=Guest):
    stands = State(initial=True)
    sits = State()
    sit = stands.to(sits)
    leave = sits.to(stands)
class Seat(Machine, per=Chair):
    free = State(initial=True)
    used = State()
    sit = free.to(used)
sit = Event("A guest takes a chair.", of=(Guest, Chair))
leave = Event("A guest stands up, and leaves the chair as it is.", of=Guest)
"""


@claim()
def all_can_stand() -> Claim:
    """From everywhere all can stand."""
    return recoverable("every(Guest, place == 'stands')")


def test_what_arrives_at_once_in_small_instances_need_not_in_larger_ones() -> None:
    """Two sit only where there are two of each: a ranking that is read off one guest or one chair is refused."""
    form = compile_form(declarations(GUESTS))
    goal = parse("every(Guest, place == 'stands')", vocabulary(form), free=True)
    logic = Logic(with_copies(form))
    [leave] = moves([form.rule("leave")], ())
    shown = can_follow(Strategy((leave,), ()), goal, TRUE)
    open_ones = [o.name for o in shown if logic.ask(o.given).verdict != "impossible"]
    assert open_ones == [f"{leave}, where it comes first, leads on to {goal}"]
    found = result(GUESTS, all_can_stand)
    assert found.for_all_sizes
    assert found.proof is not None
    assert found.proof.strategy is not None
    assert [str(one) for one in found.proof.strategy.sets] == ["{Guest : place == 'sits'}"]
