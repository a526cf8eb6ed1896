"""A claim with `at_least` is proved of instances of so many elements, and of no others; wrong proofs are refused."""

from __future__ import annotations

import pytest

from chartproof.check.verify import Verifier
from chartproof.compile import compile_form
from chartproof.declare import Sort, always, can_move, claim, recoverable
from chartproof.declare.claims import Claim, Property
from chartproof.language.expression import TRUE
from chartproof.language.questions import Asked
from chartproof.prove.by_rules import by_rules
from chartproof.prove.induct import inductive
from chartproof.prove.logic import Logic
from chartproof.prove.obligation import so_many
from chartproof.prove.precondition import ANY, Substitution
from chartproof.prove.smtlib import script, term
from chartproof.prove.way import Way, leads_there
from tests.prove.test_proofs import answer
from tests.prove.test_wrong_certificates import POOL, form_of, possible, read
from tests.toys import declarations

SEESAW = """
Item = Sort("Item", "one who sits on the seesaw")
class Seat(Machine, per=Item):
    down = State(initial=True)
    up = State()
    rise = down.to(up)
    sink = up.to(down)
rise = Event("It rises while another is down.", of=Item, only_if=["some(x in Item, x != item and seat[x] == 'down')"])
sink = Event("It sinks.", of=Item)
"""
STUCK = SEESAW.replace("    sink = up.to(down)\n", "").replace('sink = Event("It sinks.", of=Item)\n', "")

ITEM = Sort("Item", "one who sits on the seesaw")

TWO = "some(x in Item, some(y in Item, x != y and (seat[x] == 'down' or seat[x] == 'up')))"
THREE = "some(x in Item, some(y in Item, some(z in Item, x != y and x != z and y != z and seat[x] in ('down', 'up'))))"


def property_of(made: Claim, least: int = 0) -> Property:
    """A claim that takes at least so many elements."""

    def it() -> Claim:
        """It is so."""
        return made

    return claim(at_least={ITEM: least} if least else None)(it)


def proved(made: Claim, least: int, source: str = SEESAW, like: Verifier | None = None) -> str:
    verifier = Verifier(compile_form(declarations(source)), {}, like=like)
    return verifier.proof(property_of(made, least)).verdict


@pytest.mark.parametrize(
    ("made", "least", "expected"),
    [
        (always(TWO), 0, "open"),
        (always(TWO), 1, "open"),
        (always(TWO), 2, "proved"),
        (always(THREE), 2, "open"),
        (always(THREE), 3, "proved"),
        (can_move(), 0, "open"),
        (can_move(), 2, "proved"),
        (recoverable("seat == 'up'"), 0, "open"),
        (recoverable("seat == 'up'"), 2, "proved"),
    ],
)
def test_what_is_so_of_large_instances_alone_needs_at_least(made: Claim, least: int, expected: str) -> None:
    """Catches an assumption of more elements than were asked for, and one that claims without `at_least` get."""
    assert proved(made, least) == expected


@pytest.mark.parametrize("least", [2, 3])
def test_what_is_false_there_is_not_proved(least: int) -> None:
    """Catches an assumption that contradicts itself: what is false from so many on stays open."""
    for made in (always("every(x in Item, every(y in Item, x == y))"), always("seat == 'down'")):
        assert proved(made, least) == "open"
    assert proved(recoverable("every(Item, seat == 'up')"), least) == "open"
    assert proved(can_move(), least, STUCK) == "open"


def test_a_verdict_for_all_sizes_is_one_from_these_on() -> None:
    """As exploring has it: the smallest instance is not looked at."""
    verifier = Verifier(compile_form(declarations(SEESAW)), {})
    with_two, without = (verifier.result(property_of(can_move(), least)) for least in (2, 0))
    assert (with_two.verdict, with_two.for_all_sizes) == ("holds", True)
    assert (without.verdict, without.for_all_sizes) == ("violated", False)


def test_another_solver_is_told_how_many_there_are() -> None:
    """Catches an exported obligation without the assumption: cvc5 refutes it with that alone."""
    for made in (can_move(), recoverable("seat == 'up'")):
        proof = Verifier(compile_form(declarations(SEESAW)), {}).proof(property_of(made, 2))
        texts = [script(form, obligation, facts) for form, obligation, facts in proof.all_obligations()]
        assert {answer(text, "enum-inst") for text in texts} == {"unsat"}
        given = f"(assert {term(so_many({'Item': 2}))})\n"
        assert all(
            given in t for t, (_, o, _) in zip(texts, proof.all_obligations(), strict=True) if o in proof.obligations
        )
        without = [text.replace(given, "").replace("(set-info :status unsat)\n", "") for text in texts]
        assert {answer(text, "enum-inst") for text in without} != {"unsat"}


def test_what_was_shown_of_large_instances_is_not_lent_to_all() -> None:
    """Catches an obligation or a strategy taken from a proof with the assumption by one without it."""
    first = Verifier(compile_form(declarations(SEESAW)), {})
    for made in (can_move(), recoverable("seat == 'up'"), always(TWO)):
        assert first.proof(property_of(made, 2)).verdict == "proved"
        assert first.proof(property_of(made)).verdict == "open"
        assert proved(made, 0, like=first) == "open"
        assert proved(made, 2, like=first) == "proved"


def test_a_way_by_two_is_one_where_there_are_enough() -> None:
    """Two rise while a third is down. Catches elements that are taken to differ where there need not be as many."""
    form = form_of(SEESAW)
    goal = read(form, "some(x in Item, some(y in Item, x != y and seat[x] == 'up' and seat[y] == 'up'))")
    rise = form.rule("rise")
    way = Way(tuple(Substitution.of(rise, ANY * n) for n in (1, 2)))
    assert possible(form, [leads_there(form, way, goal)])
    assert possible(form, [leads_there(form, way, goal, {"Item": 2})])
    assert not possible(form, [leads_there(form, way, goal, {"Item": 3})])


def test_a_way_whose_elements_differ_takes_as_many() -> None:
    """Nothing but that two differ is needed: catches it where the smallest instance has one."""
    form = form_of(POOL)
    goal = read(form, "some(x in Item, some(y in Item, x != y and token[x] == 'has' and token[y] == 'has'))")
    way = Way(tuple(Substitution.of(form.rule("give"), ANY * n) for n in (1, 2)))
    assert possible(form, [leads_there(form, way, goal)])
    assert not possible(form, [leads_there(form, way, goal, {"Item": 2})])


def test_so_many_says_how_many_differ() -> None:
    """One there is always; nothing is assumed of other sorts."""
    assert so_many({"Item": 1}) == so_many({}) == TRUE


TABLE = """
Item = Sort("Item", "a guest")
Fork = Sort("Fork", "a fork")
class Guest(Machine, per=Item):
    thinks = State(initial=True)
    hungry = State()
    take = thinks.to(hungry)
class Place(Machine, per=Fork):
    lies = State(initial=True)
    taken = State()
    take = lies.to(taken)
take = Event("One fork of two.", of=(Item, Fork), only_if=[
    "every(x in Item, guest[x] == 'thinks')", "some(x in Fork, x != fork and place[x] == 'lies')"])
"""


def test_facts_are_read_off_instances_of_claims_sizes() -> None:
    """With one fork nobody is ever hungry: that no two are shows only where a claim needs two."""
    form = compile_form(declarations(TABLE))
    fork = Sort("Fork", "a fork")

    @claim(at_least={fork: 2})
    def it() -> Claim:
        """It can."""
        return can_move()

    def facts(*properties: Property) -> list[str]:
        prover = Verifier(form, {}, properties=properties).prover(Asked(form))
        return [str(fact) for batch in prover.batches() for fact in batch]

    alone = "item1 == item2 or guest[item1] == 'thinks' or guest[item2] == 'thinks'"
    assert alone in facts(it)
    assert alone not in facts()


def test_rules_suggest_what_they_ask_of_some_others() -> None:
    """Whoever is hungry left a fork: catches a guess that drops all conditions on machines that the event moves.

    Where somebody else takes forks, it is guessed as well, and refused.
    """
    left = "guest != 'hungry' or some(some_fork in Fork, some(x in Fork, x != some_fork and place == 'lies'))"
    robbed = (
        TABLE.replace("    take = lies", "    rob = lies.to(taken)\n    take = lies")
        + 'rob = Event("A thief.", of=Fork)\n'
    )
    for source, kept in ((TABLE, True), (robbed, False)):
        form = compile_form(declarations(source))
        [fact] = [f for f in by_rules(form) if str(f) == left]
        assert inductive(Logic(form), [], [fact]) == ([fact] if kept else [])
