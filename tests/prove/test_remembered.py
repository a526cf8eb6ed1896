"""What was answered about some machines is not asked again for other rules about them, and never of other machines."""

from __future__ import annotations

import gc
import weakref

import pytest

from chartproof.check.verify import Verifier
from chartproof.compile import compile_form, parse, vocabulary
from chartproof.declare import always, claim
from chartproof.declare.claims import Claim
from chartproof.language.questions import Asked
from chartproof.prove.logic import Limits, Logic
from chartproof.prove.smtlib import script
from tests.prove.test_proofs import answer
from tests.toys import declarations

DOOR = """
class Door(Machine):
    shut = State(initial=True)
    open = State()
    unlock = shut.to(open)
    close = open.to(shut)
class Alarm(Machine):
    off = State(initial=True)
    on = State()
    unlock = off.to(on)
    close = on.to(off)
unlock = Event("The door is unlocked.")
close = Event("The door is shut.")
"""
QUIET = DOOR.replace("    unlock = off.to(on)\n", "")
BROKEN = """
class Door(Machine):
    shut = State(initial=True)
    open = State()
    unlock = shut.to(open)
    close = open.to(shut)
class Alarm(Machine):
    off = State(initial=True)
    on = State()
    broken = State()
    unlock = off.to(on)
    close = on.to(off)
    strike = on.to(broken)
unlock = Event("The door is unlocked.")
close = Event("The door is shut.")
strike = Event("The alarm is struck.")
"""


@claim()
def the_alarm_tells() -> Claim:
    """The door is open only while the alarm is on."""
    return always("alarm == 'on'", where="door == 'open'")


@claim()
def the_alarm_is_on_or_off() -> Claim:
    """There is no third state."""
    return always("alarm == 'on' or alarm == 'off'")


def verifier(source: str, like: Verifier | None = None, limits: Limits | None = None) -> Verifier:
    return Verifier(compile_form(declarations(source)), {}, limits=limits or Limits(), like=like)


def test_what_similar_rules_rest_on_is_shown_anew() -> None:
    """Where an event is changed so that it keeps the same facts, nothing is searched for; another solver agrees."""
    first = verifier(DOOR)
    assert first.proof(the_alarm_tells).verdict == "proved"
    similar = verifier(
        DOOR.replace('Event("The door is shut.")', 'Event("It is shut.", only_if=["alarm == \'on\'"])'), first
    )
    similar.prover(Asked(similar.form)).samples = lambda: pytest.fail("facts are searched for")
    proof = similar.proof(the_alarm_tells)
    assert (proof.verdict, bool(proof.facts)) == ("proved", True)
    for form, obligation, facts in proof.all_obligations():
        assert answer(script(form, obligation, facts)) == "unsat", obligation.name


def test_a_lent_fact_that_an_event_breaks_is_no_fact() -> None:
    """What is lent is guesses: here somebody has written a wrong one beside the others, and says what it would show."""
    first = verifier(QUIET)
    lent = first.prover(Asked(first.form)).lent
    wrong = parse("door == 'shut' or alarm == 'on'", vocabulary(first.form))
    other = parse("alarm == 'off'", vocabulary(first.form))
    lent.facts |= {wrong: None, other: None}
    proof = verifier(QUIET, first).proof(the_alarm_tells)
    assert (proof.verdict, wrong in proof.facts) == ("open", False)


def test_the_same_rules_ask_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Catches answers that are kept under a key that is never met again."""
    first = verifier(DOOR)
    proof = first.proof(the_alarm_tells)
    first.prover(Asked(first.form)).lent.facts.clear()
    monkeypatch.setattr(Logic, "_asking", lambda *_: pytest.fail("Z3 is asked"))
    again = verifier(DOOR, first).proof(the_alarm_tells)
    assert (again.verdict, again.facts) == (proof.verdict, proof.facts) == ("proved", proof.facts)


def test_other_rules_about_the_same_machines_are_judged_by_what_they_say() -> None:
    """Catches an answer that is taken for a rule of the same name, whatever it says."""
    first = verifier(DOOR)
    assert first.proof(the_alarm_tells).verdict == "proved"
    assert verifier(QUIET, first).proof(the_alarm_tells).verdict == "open"


def test_a_machine_with_another_state_is_another_machine() -> None:
    """Catches answers that are shared by names alone: that there is no third state would be believed of three."""
    first = verifier(DOOR)
    assert first.proof(the_alarm_is_on_or_off).verdict == "proved"
    assert verifier(BROKEN, first).proof(the_alarm_is_on_or_off).verdict == "open"


def test_a_solver_that_may_do_less_is_not_spared_the_work() -> None:
    """Verdicts must not depend on what was decided before with more effort."""
    first = verifier(DOOR)
    first.proof(the_alarm_tells)
    assert verifier(DOOR, first, Limits(effort=1)).proof(the_alarm_tells).verdict != "proved"


def test_what_z3_holds_goes_with_the_verifier() -> None:
    """Catches what holds itself: contexts of Z3 pile up until Python looks for circles, and each new one is slower."""
    gc.collect()
    gc.disable()
    try:
        found = verifier(DOOR)
        assert found.proof(the_alarm_tells).verdict == "proved"
        logic = weakref.ref(found.prover(Asked(found.form))._logic)
        assert logic() is not None
        del found
        assert logic() is None
    finally:
        gc.enable()
