"""Strategies are searched for in all small instances side by side: what one does not tell apart, another may."""

from __future__ import annotations

from chartproof.check.result import Result
from chartproof.check.verify import Verifier
from chartproof.compile import compile_form, parse, vocabulary
from chartproof.declare import claim, ends
from chartproof.declare.claims import Claim
from chartproof.language.expression import Binder
from chartproof.prove.ground import bindings
from chartproof.prove.logic import Logic
from chartproof.prove.obligation import with_copies
from chartproof.prove.ranking import moves
from chartproof.prove.strategy import Strategy, must_follow
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
