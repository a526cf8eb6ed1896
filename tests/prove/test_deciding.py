"""Quantifiers spelt out: the same answers as Z3 gives by itself, and witnesses that are nobody else's."""

from __future__ import annotations

import pytest

from chartproof.check.verify import Verifier
from chartproof.compile import Form, compile_form, parse, vocabulary
from chartproof.declare import Claim, always, claim
from chartproof.language.expression import Binder, Expression
from chartproof.language.positive import positive
from chartproof.project.project import load
from chartproof.prove.logic import Limits, Logic
from chartproof.prove.obligation import with_copies
from chartproof.prove.precondition import closed
from chartproof.prove.suggested import parts
from tests.effort import cases
from tests.toys import declarations

BOXES = """
Item = Sort("Item", "a thing")
Box = Sort("Box", "a box")
class Inside(Machine, per=(Item, Box)):
    no = State(initial=True)
    yes = State()
    put = no.to(yes)
class Lid(Machine, per=Box):
    shut = State(initial=True)
    open = State()
    open_it = shut.to(open)
put = Event("It is put.", of=(Item, Box))
open_it = Event("It is opened.", of=Box)
"""

TOGETHER: list[tuple[list[str], str]] = [
    (["every(Item, some(Box, inside == 'yes'))", "not some(Box, every(Item, inside == 'yes'))"], "possible"),
    (["some(Box, every(Item, inside == 'yes'))", "not every(Item, some(Box, inside == 'yes'))"], "impossible"),
    (["some(Item, some(Box, inside == 'yes'))", "every(Item, every(Box, inside == 'no'))"], "impossible"),
    (["some(Box, lid == 'open')", "some(Box, lid == 'shut')"], "possible"),
    (["some(Box, lid == 'open')", "every(v in Box, every(w in Box, v == w))", "lid[x] == 'shut'"], "impossible"),
    (["lid[x] == 'open'", "lid[y] == 'shut'", "x == y"], "impossible"),
    (["every(Box, lid == 'open')", "every(Box, lid == 'shut')"], "impossible"),
]


def form_of(source: str) -> Form:
    return compile_form(declarations(source))


def read(form: Form, text: str) -> Expression:
    """An expression in which x and y are boxes, and i an item."""
    scope = (Binder("i", "Item"), Binder("x", "Box"), Binder("y", "Box")) if "Box" in form.sorts else ()
    return parse(text, vocabulary(form), scope=scope, free=True)


@pytest.mark.parametrize(("given", "expected"), TOGETHER)
@pytest.mark.parametrize("instantiates", [True, False])
def test_what_can_hold_together(given: list[str], expected: str, instantiates: bool) -> None:
    """Catches a witness that two elements share, and an `every` that forgets a witness or a sort without names."""
    form = form_of(BOXES)
    logic = Logic(form, Limits(instantiates=instantiates))
    conditions = [read(form, text) for text in given]
    assert logic.ask(conditions).verdict == expected
    facts = [logic.tell(c) for c in conditions[:1] if c == closed(c)]
    if facts:
        assert logic.ask(conditions[1:], facts).verdict == expected
        assert (logic.picture(conditions[1:], facts, []) is None) == (expected == "impossible")


def test_what_was_spelt_out_of_other_elements_is_not_used() -> None:
    """Catches a term kept from a question in which the same name stood for another element: a wrong `impossible`."""
    form = form_of(BOXES)
    logic = Logic(form)
    shut, opened, further = (read(form, f"lid[{b}] == '{s}'") for b, s in (("x", "shut"), ("y", "open"), ("y", "shut")))
    assert logic.ask([shut]).verdict == "possible"
    assert logic.ask([opened, shut]).verdict == "possible"
    assert logic.ask([shut, opened]).verdict == "possible"
    assert logic.ask([further, read(form, "x == y"), read(form, "lid[x] == 'open'")]).verdict == "impossible"


def test_z3_by_itself_gives_the_same_answers() -> None:
    """Every obligation of the model's proofs, with its facts and with one less, both ways."""
    project = load()
    verifier = Verifier(project.form, {"Account": 2, "Service": 1}, properties=tuple(project.properties.values()))
    compared = set()
    names = ["consent", "left_behind_recoverable", "role_present", "clean_up_ends", "no_deadlock"]
    for name in names[: cases(8)]:
        proof = verifier.result(project.properties[name]).proof
        assert proof is not None
        for form, obligation, facts in proof.all_obligations():
            logics = [Logic(with_copies(form), Limits(instantiates=way)) for way in (True, False)]
            for told in (facts, facts[1:]):
                answers = {o.ask(obligation.given, [o.tell(f) for f in told]).verdict for o in logics}
                assert len(answers) == 1, obligation.name
                compared |= answers
    assert compared == {"impossible", "possible"}


def test_outside_of_what_can_be_decided_the_reason_says_so() -> None:
    """A circle of `every` and `some`: nothing is spelt out, and what Z3 does not know says why."""
    form = form_of(BOXES)
    circle = [read(form, f"every({a}, some({b}, inside == 'yes'))") for a, b in (("Item", "Box"), ("Box", "Item"))]
    answer = Logic(form, Limits(effort=1)).ask([*circle, read(form, "inside[i, x] == 'no'")])
    assert answer.verdict == "unknown"
    assert answer.reason.endswith("outside the decidable fragment")


LAMPS = "abcde"
SIREN = (
    "".join(
        f"""
class {lamp.upper()}(Machine):
    off = State(initial=True)
    on = State()
    light_{lamp} = off.to(on)
    douse_{lamp} = on.to(off)
light_{lamp} = Event("On.", only_if=["not ({" and ".join(f"{o} == 'on'" for o in LAMPS if o != lamp)})"])
douse_{lamp} = Event("Off.")
"""
        for lamp in LAMPS
    )
    + f"""
class Siren(Machine):
    silent = State(initial=True)
    wails = State()
    ring = silent.to(wails)
ring = Event("It wails where all are lit.", only_if=["{" and ".join(f"{o} == 'on'" for o in LAMPS)}"])
"""
)


@claim()
def never_all() -> Claim:
    """Not all lamps are lit."""
    return always(f"not ({' and '.join(f'{lamp} == {chr(39)}on{chr(39)}' for lamp in LAMPS)})")


@claim()
def silence() -> Claim:
    """The siren never wails."""
    return always("siren == 'silent'")


@claim()
def wailing() -> Claim:
    """The siren wails: false."""
    return always("siren == 'wails'")


def test_what_is_claimed_is_tried_as_a_fact() -> None:
    """No fact of four atoms shows that the siren is silent; the other claim does, in whatever order they stand."""
    form = form_of(SIREN)
    assert Verifier(form, {}).proof(silence).verdict == "open"
    every = (never_all, wailing, silence)
    proofs = [Verifier(form, {}, properties=order).proof(silence) for order in (every, every[::-1])]
    assert [p.verdict for p in proofs] == ["proved", "proved"]
    assert proofs[0].facts == proofs[1].facts
    assert len(proofs[0].facts) == 2


POOL = """
Item = Sort("Item", "what wants a token")
class Token(Machine, per=Item):
    none = State(initial=True)
    has = State()
    give = none.to(has)
class Pool(Machine):
    two = State(initial=True)
    one = State()
    empty = State()
    give = two.to(one) | one.to(empty)
give = Event("A token is given.", of=Item)
"""


@claim()
def enough_for_all() -> Claim:
    """Where the pool is empty, all have one: true of one and two, false of three."""
    return always("pool != 'empty' or token == 'has'")


@claim()
def a_consequence() -> Claim:
    """It follows from the other, and is false of three, too."""
    return always("pool != 'empty' or every(Item, token == 'has')")


def test_a_claim_is_not_assumed_for_being_claimed() -> None:
    """Both hold in every instance explored; assumed, each would prove the other."""
    both = (enough_for_all, a_consequence)
    verifier = Verifier(form_of(POOL), {"Item": 1}, properties=both)
    assert [verifier.proof(p).verdict for p in both] == ["open", "open"]


def test_a_claim_is_split_into_what_it_says() -> None:
    """Conjuncts under `every` and within `or`; names that come free are told apart. Catches a capture."""
    form = form_of(BOXES)
    node = positive(form, read(form, "every(v in Box, lid[v] == 'open') or every(v in Box, lid[v] == 'shut')"))
    assert [str(p) for p in parts(node)] == ["lid[v] == 'open' or lid[v'] == 'shut'"]
    node = positive(form, read(form, "not some(Box, lid == 'open' or some(Item, inside == 'yes'))"))
    assert [str(p) for p in parts(node)] == ["lid == 'shut'", "inside == 'no'"]


def test_what_is_not_tried_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Catches candidates that are dropped in silence: too many, or of instances too large to look at."""
    form = form_of(POOL)
    monkeypatch.setattr("chartproof.prove.learned.MOST", 1)
    verifier = Verifier(form, {"Item": 1})
    left_out = verifier.proof(a_consequence).left_out
    assert any("of 3 atoms about Item=2 were not tried" in said and "more than 1" in said for said in left_out)
    monkeypatch.setattr("chartproof.check.instances.SMALL", 2)
    said = Verifier(form, {"Item": 1}).proof(a_consequence).left_out
    assert said[0].startswith("no facts are read off instances that are too large to explore: ")


def test_the_fact_that_a_failed_step_lacks_is_proposed() -> None:
    """As a claim beside, it closes the proof: catches a proposal that is no fact, or helps nothing."""
    form = form_of(SIREN)
    missing = Verifier(form, {}, proposes=True).proof(silence).missing
    assert missing is not None

    @claim()
    def beside() -> Claim:
        """What was proposed."""
        return always(str(missing))

    assert Verifier(form, {}, properties=(beside,)).proof(silence).verdict == "proved"
    assert Verifier(form, {}).proof(silence).missing is None


def test_nothing_is_proposed_where_nothing_helps() -> None:
    """A false claim has no fact from which it would follow."""
    verifier = Verifier(form_of(POOL), {"Item": 1}, proposes=True)
    assert verifier.proof(a_consequence).verdict == "open"
    assert verifier.proof(a_consequence).missing is None
