"""Facts that ask for some element: guessed from rules, kept where they are inductive, refused where they are not."""

from __future__ import annotations

import pytest

from chartproof.check.verify import Result, Verifier
from chartproof.compile import compile_form
from chartproof.declare import always, claim, recoverable
from chartproof.declare.claims import Claim
from chartproof.language.expression import Quantified
from chartproof.language.fold import walk
from chartproof.prove.by_rules import by_rules
from chartproof.prove.smtlib import script
from tests.prove.test_proofs import answer
from tests.toys import declarations

LOCK = """
Client = Sort("Client", "one who wants the lock")
class Server(Machine):
    free = State(initial=True)
    taken = State()
    grant = free.to(taken)
    release = taken.to(free)
class Lock(Machine, per=Client):
    idle = State(initial=True)
    waiting = State()
    holding = State()
    ask = idle.to(waiting)
    grant = waiting.to(holding)
    release = holding.to(idle)
    LOSE
ask = Event("A client asks.", of=Client)
grant = Event("The server gives the lock.", of=Client)
release = Event("A client gives it back.", of=Client)
"""
GOOD = LOCK.replace("    LOSE\n", "")
LOST = LOCK.replace("LOSE", "lose = holding.to(idle)") + 'lose = Event("The lock is lost.", of=Client)\n'
LENT = LOCK.replace("LOSE", "lend = holding.to(waiting)") + 'lend = Event("The lock is lent.", of=Client)\n'


@claim()
def who_has_the_lock_is_there() -> Claim:
    """While the lock is taken, some client holds it."""
    return always("some(Client, lock == 'holding')", where="server == 'taken'")


@claim()
def the_lock_comes_back() -> Claim:
    """From everywhere the server can have the lock again."""
    return recoverable("server == 'free'")


def result(source: str, found: object) -> Result:
    form = compile_form(declarations(source))
    return Verifier(form, {"Client": 2}).result(found)  # type: ignore[arg-type]


@pytest.mark.parametrize("found", [who_has_the_lock_is_there, the_lock_comes_back], ids=lambda p: p.name)
def test_what_no_clause_says_is_proved(found: object) -> None:
    """Neither is shown by facts about clients one by one; another solver refutes every obligation of the proofs."""
    proved = result(GOOD, found)
    assert proved.for_all_sizes
    assert proved.proof is not None
    assert any(isinstance(n, Quantified) for fact in proved.proof.facts for n in walk(fact))
    for form, obligation, facts in proved.proof.all_obligations():
        assert answer(script(form, obligation, facts)) == "unsat", obligation.name


def test_a_guess_that_some_event_breaks_is_refused() -> None:
    """The rules suggest the same where a client loses the lock, and where it lends it: there nobody may hold it."""
    for source in (LOST, LENT):
        assert {str(f) for f in by_rules(compile_form(declarations(source)))} >= {
            "server != 'taken' or some(some_client in Client, lock == 'holding')"
        }
        assert not result(source, who_has_the_lock_is_there).for_all_sizes
        assert not result(source, the_lock_comes_back).for_all_sizes


def test_nothing_is_guessed_of_where_a_machine_begins() -> None:
    """What holds of no initial state is no fact; what another event leads to without a word says nothing."""
    silent = GOOD.replace("    grant = free.to(taken)", "    grant = free.to(taken)\n    shut = free.to(taken)")
    form = compile_form(declarations(silent + 'shut = Event("The server is shut.")\n'))
    assert not [f for f in by_rules(form) if "server != 'taken'" in str(f)]
    assert not [f for f in by_rules(form) if "server != 'free'" in str(f)]


CIRCLE = """
Item = Sort("Item", "a thing")
Box = Sort("Box", "a box")
class Inside(Machine, per=Item):
    no = State(initial=True)
    yes = State()
    put = no.to(yes)
class Full(Machine, per=Box):
    no = State(initial=True)
    yes = State()
    put = no.to(yes)
put = Event("A thing is put into a box.", of={"item": Item, "box": Box})
"""


@claim()
def what_is_inside_is_in_a_full_box() -> Claim:
    """A thing that is put away has a box that is full."""
    return always("some(Box, full == 'yes')", where="inside == 'yes'")


@claim()
def a_full_box_has_something_inside() -> Claim:
    """A full box has a thing inside."""
    return always("some(Item, inside == 'yes')", where="full == 'yes'")


def test_facts_whose_sorts_go_in_a_circle_are_not_used_together() -> None:
    """One of the two is used; the other stays a verdict about sizes. Together they leave what is decidable."""
    form = compile_form(declarations(CIRCLE))
    assert len(by_rules(form)) == 2
    verifier = Verifier(form, {"Item": 2, "Box": 2})
    one, other = verifier.result(what_is_inside_is_in_a_full_box), verifier.result(a_full_box_has_something_inside)
    assert (one.verdict, other.verdict) == ("holds", "holds")
    assert (one.for_all_sizes, other.for_all_sizes) == (True, False)
    assert "Z3 does not know" not in other.open_because
