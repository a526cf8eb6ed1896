"""Facts that ask for some element: guessed from rules, kept where they are inductive, refused where they are not."""

from __future__ import annotations

import pytest

from chartproof.check.result import Result
from chartproof.check.verify import Verifier
from chartproof.compile import compile_form
from chartproof.declare import always, claim, recoverable
from chartproof.declare.claims import Claim
from chartproof.language.expression import Binder, In, Quantified
from chartproof.language.fold import walk
from chartproof.prove.by_rules import by_rules
from chartproof.prove.induct import inductive
from chartproof.prove.logic import Logic
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


def test_facts_whose_sorts_go_in_a_circle_are_used_together() -> None:
    """Each asks for an element of the other sort, so that there is no end to them: a few elements are enough."""
    form = compile_form(declarations(CIRCLE))
    assert len(by_rules(form)) == 2
    verifier = Verifier(form, {"Item": 2, "Box": 2})
    for found in (what_is_inside_is_in_a_full_box, a_full_box_has_something_inside):
        proved = verifier.result(found)
        assert proved.for_all_sizes
        assert proved.proof is not None
        for of, obligation, facts in proved.proof.all_obligations():
            assert answer(script(of, obligation, facts)) == "unsat", obligation.name


def test_wrong_facts_whose_sorts_go_in_a_circle_are_refused() -> None:
    """Written by hand: where a box is emptied, or a thing taken out, one of the two falls; and there are full boxes."""
    yes = "    put = no.to(yes)\n"
    emptied = (
        CIRCLE.replace(yes + "put", yes + "    pour = yes.to(no)\nput") + 'pour = Event("It is emptied.", of=Box)\n'
    )
    taken = CIRCLE.replace(yes + "class Full", yes + "    take = yes.to(no)\nclass Full")
    taken += 'take = Event("A thing is taken out.", of=Item)\n'
    both = by_rules(compile_form(declarations(CIRCLE)))
    inside, full = (next(f for f in both if str(f).startswith(name)) for name in ("inside", "full"))
    for source, kept in ((emptied, full), (taken, inside)):
        assert inductive(Logic(compile_form(declarations(source))), [], both) == [kept]
    logic = Logic(compile_form(declarations(CIRCLE)))
    known = [logic.tell(full), logic.tell(inside)]
    assert logic.ask([In("full", (Binder("box", "Box"),), ("yes",))], known).verdict != "impossible"


SILENT = """
Job = Sort("Job", "what is done")
Worker = Sort("Worker", "one who does it")
class Hands(Machine, per=Worker):
    idle = State(initial=True)
    busy = State()
    crashed = State()
    take = idle.to(busy)
    crash = busy.to(crashed)
    give_back = crashed.to(idle)
class Lease(Machine, per=(Job, Worker)):
    none = State(initial=True)
    held = State()
    take = none.to(held)
    give_back = held.to(none)
take = Event("A worker takes a job.", of=(Job, Worker))
crash = Event("A worker crashes.", of=Worker)
give_back = Event("What it had is given back.", of=(Job, Worker))
"""


@claim()
def who_has_crashed_had_a_job() -> Claim:
    """A worker that has crashed has some job still."""
    return always("some(Job, lease == 'held')", where="hands == 'crashed'")


def test_an_event_that_says_nothing_leaves_what_was_said() -> None:
    """Crashing says nothing of jobs: what was so of a busy worker is guessed of a crashed one; not kept where false."""
    assert result_of(SILENT, who_has_crashed_had_a_job).for_all_sizes
    broken = SILENT.replace("    give_back = held.to(none)", "    give_back = held.to(none)\n    lose = held.to(none)")
    broken += 'lose = Event("A job is lost.", of=(Job, Worker))\n'
    wrong = [f for f in by_rules(compile_form(declarations(broken))) if "hands != 'crashed'" in str(f)]
    assert "hands != 'crashed' or some(some_job in Job, lease == 'held')" in map(str, wrong)
    assert inductive(Logic(compile_form(declarations(broken))), [], wrong) == []


JUDGED = """
Case = Sort("Case", "what is judged")
Judge = Sort("Judge", "one who judges")
class Life(Machine, per=Case):
    new = State(initial=True)
    judged = State()
    paid = State()
    judge = new.to(judged)
    appeal = judged.to(new)
    pay = judged.to(paid)
class Word(Machine, per=(Case, Judge)):
    none = State(initial=True)
    no = State()
    yes = State()
    judge = none.to(no, cond="fraud == 'suspect'") | none.to(yes, cond="fraud == 'clean'") | no.to(yes) | yes.to(no)
class Fraud(Machine, per=Case):
    clean = State(initial=True)
    suspect = State()
    flag = clean.to(suspect)
judge = Event("A judge judges the case.", of=(Case, Judge))
appeal = Event("It is to be judged anew.", of=Case)
flag = Event("Fraud, perhaps.", of=Case)
pay = Event("It is paid.", of=Case, only_if=["fraud == 'clean'"])
"""


@claim()
def what_is_paid_was_judged() -> Claim:
    """A case that is paid was judged by somebody."""
    return always("some(Judge, word != 'none')", where="life == 'paid'")


def test_what_an_event_does_in_some_cases_and_what_was_so_before() -> None:
    """Judging leaves a word, this or that; paying tells of fraud alone, and leaves what was so of the judges."""
    assert result_of(JUDGED, what_is_paid_was_judged).for_all_sizes
    silent = JUDGED.replace("    judge = none.to(no, cond", "    judge = none.to(none, cond")
    assert not result_of(silent, what_is_paid_was_judged).for_all_sizes


def result_of(source: str, found: object) -> Result:
    form = compile_form(declarations(source))
    return Verifier(form, dict.fromkeys(form.sorts, 2)).result(found)  # type: ignore[arg-type]


QUORUMS = """
Voter = Sort("Voter", "one who votes once")
Side = Sort("Side", "what is voted for")
Quorum = Sort("Quorum", "voters who are enough")
class Phase(Machine):
    setup = State(initial=True)
    voting = State()
    begin = setup.to(voting)
class Member(Machine, per=(Quorum, Voter)):
    no = State(initial=True)
    yes = State()
    join = no.to(yes)
    LEAVE
class Vote(Machine, per=(Voter, Side)):
    no = State(initial=True)
    yes = State()
    cast = no.to(yes)
class Won(Machine, per=Side):
    no = State(initial=True)
    yes = State()
    win = no.to(yes)
join = Event("One joins.", of=(Quorum, Voter), only_if=["phase == 'setup'"])
begin = Event("It begins.", only_if=[
    "every(p in Quorum, every(q in Quorum, some(v in Voter, member[p, v] == 'yes' and member[q, v] == 'yes')))"])
cast = Event("One votes.", of=(Voter, Side), only_if=["phase == 'voting'", "every(Side, vote == 'no')"])
win = Event("A side wins.", of=(Quorum, Side), only_if=[
    "phase == 'voting'", "every(Voter, member == 'no' or vote == 'yes')"])
"""
FIRM = QUORUMS.replace("    LEAVE\n", "")
LOOSE = QUORUMS.replace("LEAVE", "leave = yes.to(no)") + 'leave = Event("One leaves.", of=(Quorum, Voter))\n'
MEET = "phase != 'voting' or every(p in Quorum, every(q in Quorum, some(v in Voter,"


@claim()
def one_side_wins() -> Claim:
    """No two sides win."""
    return always("every(x in Side, every(y in Side, x == y or won[x] == 'no' or won[y] == 'no'))")


def test_what_a_guard_asks_of_all_stays_so() -> None:
    """Two quorums have a voter in common; where voters leave that is guessed, too, and refused."""
    sizes = {"Voter": 1, "Side": 2, "Quorum": 1}
    for source in (FIRM, LOOSE):
        assert any(str(f).startswith(MEET) for f in by_rules(compile_form(declarations(source))))
    proved = Verifier(compile_form(declarations(FIRM)), sizes).result(one_side_wins)
    assert proved.proof is not None
    assert any(str(f).startswith(MEET) for f in proved.proof.facts)
    for form, obligation, facts in proved.proof.all_obligations():
        assert answer(script(form, obligation, facts), "enum-inst") == "unsat", obligation.name
    assert not Verifier(compile_form(declarations(LOOSE)), sizes).result(one_side_wins).for_all_sizes


POST = """
Node = Sort("Node", "one who wants the lock")
class Server(Machine):
    holds = State(initial=True)
    given = State()
    grant = holds.to(given)
    take_back = given.to(holds)
class Holder(Machine, per=Node):
    no = State(initial=True)
    yes = State()
    hear = no.to(yes)
    unlock = yes.to(no)
class Granted(Machine, per=Node):
    none = State(initial=True)
    sent = State()
    grant = none.to(sent)
    remind = sent.to(sent)
    hear = sent.to(none)
    LOSE
class Back(Machine, per=Node):
    none = State(initial=True)
    sent = State()
    unlock = none.to(sent)
    take_back = sent.to(none)
class Log(Machine, per=Node):
    empty = State(initial=True)
    written = State()
    remind = listens(empty.to(written))
    take_back = listens(empty.to(written))
grant = Event("It is granted.", of=Node)
remind = Event("The server reminds of that.", of=Node)
hear = Event("That is heard.", of=Node)
unlock = Event("It is given back.", of=Node)
take_back = Event("That is heard.", of=Node)
"""
SURE = POST.replace("    LOSE\n", "")
UNSURE = POST.replace("LOSE", "lose = sent.to(none)") + 'lose = Event("A message is lost.", of=Node)\n'
UNDER_WAY = "server != 'given' or some(some_node in Node, granted == 'sent' or holder == 'yes' or back == 'sent')"


@claim()
def the_server_gets_it_back() -> Claim:
    """From everywhere the server can have the lock again."""
    return recoverable("server == 'holds'")


def test_what_was_done_is_followed_as_others_pass_it_on() -> None:
    """The lock is under way, or held, or on its way back; where a message is lost that is guessed, too, and refused.

    Catches what is followed where nothing ends, as by the reminder, or beyond the end, as by the log.
    """
    for source, sure in ((SURE, True), (UNSURE, False)):
        form = compile_form(declarations(source))
        assert UNDER_WAY in map(str, by_rules(form))
        found = Verifier(form, {"Node": 2}).result(the_server_gets_it_back)
        assert found.for_all_sizes == sure
        if sure:
            assert found.proof is not None
            assert [str(f) for f in found.proof.facts] == [UNDER_WAY]
            for of, obligation, facts in found.proof.all_obligations():
                assert answer(script(of, obligation, facts)) == "unsat", obligation.name
        else:
            assert found.verdict == "violated"


TOKEN = """
Node = Sort("Node", "one who may have the token")
class Place(Machine):
    wire = State(initial=True)
    node = State()
    send = node.to(wire)
    receive = wire.to(node)
class Token(Machine, per=Node):
    away = State(initial=True)
    here = State()
    send = here.to(away)
    receive = away.to(here)
class Work(Machine, per=Node):
    rests = State(initial=True)
    works = State()
    begin = rests.to(works)
    finish = works.to(rests)
begin = Event("One begins.", of=Node, only_if=["token == 'here'"])
finish = Event("One has worked.", of=Node)
send = Event("The token is sent.", of=Node, only_if=["work == 'rests'"])
receive = Event("The token is received.", of=Node)
"""


@claim()
def everybody_can_work() -> Claim:
    """From everywhere a node can come to work."""
    return recoverable("work == 'works'")


def test_a_strategy_that_others_have_a_part_in_is_found_where_there_are_others() -> None:
    """With one node nobody need send the token: what works there is no way where another has it."""
    found = Verifier(compile_form(declarations(TOKEN)), {"Node": 2}).result(everybody_can_work)
    assert found.for_all_sizes
    assert found.proof is not None
    assert {m.rule.name for m in found.proof.strategy.moves} == {"begin", "finish", "send", "receive"}  # type: ignore[union-attr]
