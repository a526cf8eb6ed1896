"""What a verdict is about: sizes, proofs, and claims that say nothing (design §6)."""

from __future__ import annotations

from typing import Any

import pytest

from chartproof.check import instances
from chartproof.check.result import Result
from chartproof.check.verify import Verifier
from chartproof.compile import compile_form
from chartproof.declare import (
    Claim,
    Property,
    Sort,
    always,
    can,
    cannot,
    claim,
    depends,
    no_step,
    only_dependent,
    permissions,
    same_outcome,
)
from chartproof.declare.claims import Expectation
from chartproof.errors import ChartproofError, TooLarge
from chartproof.explore import bdd
from chartproof.language.form import Form
from chartproof.project.project import load
from chartproof.prove.learned import Learned
from chartproof.prove.prover import STRATEGY_LEVELS
from tests.toys import declarations

ITEMS = declarations("""
Item = Sort("Item", "a thing")
Box = Sort("Box", "where things are")
class Token(Machine, per=Item):
    none = State(initial=True)
    has = State()
    give = none.to(has)
class Pool(Machine):
    two = State(initial=True)
    one = State()
    empty = State()
    give = two.to(one) | one.to(empty)
class Lid(Machine, per=Box):
    shut = State(initial=True)
    open = State()
    lift = shut.to(open)
class Hammer(Machine):
    there = State(initial=True)
    gone = State()
    lose = there.to(gone)
robot = Actor("a robot", person=False)
give = Event("A token is given.", of=Item)
lift = Event("A lid is lifted.", of=Box)
lose = Event("The hammer is lost.")
ring = Event("It rings when all have a token.", by=robot, only_if=["every(Item, token == 'has')", "hammer == 'there'"])
""")
FORM = compile_form(ITEMS)
ITEM, BOX = ITEMS.sorts
ONE = {"Item": 1, "Box": 1}


def stated(said: Claim, *more: Claim, least: dict[Sort, int] | None = None) -> Property:
    @claim(at_least=least)
    def found() -> tuple[Claim, ...]:
        """What is claimed here."""
        return (said, *more)

    return found


def verdict(said: Claim, *more: Claim, sizes: dict[str, int] = ONE, proves: bool = True) -> Result:
    return Verifier(FORM, sizes, proves=proves).result(stated(said, *more))


TWO_HAVE = "some(x in Item, some(y in Item, x != y and token[x] == 'has' and token[y] == 'has'))"


def test_a_small_instance_beyond_the_sizes_asked_for_stops_a_proof_and_no_more() -> None:
    """Two items break it: the verdict is about one, and says so. Catches one that depends on what else was explored."""
    result = verdict(always(f"not {TWO_HAVE}"))
    assert (result.verdict, result.for_all_sizes, result.proof) == ("holds", False, None)
    assert result.open_because == "not for all sizes: violated at Item=2, Box=1"
    assert {"Item": 2, "Box": 1} in result.explored
    assert verdict(always(f"not {TWO_HAVE}"), sizes={"Item": 2, "Box": 1}).verdict == "violated"


def test_a_witness_beyond_the_sizes_asked_for_is_told() -> None:
    """Catches `unreachable` for all sizes where two items show it."""
    result = verdict(can(TWO_HAVE))
    assert (result.verdict, result.for_all_sizes) == ("unreachable", False)
    assert "witnessed at Item=2" in result.open_because


THREE_OPEN, THREE_HAVE = (
    f"some(x in {sort}, some(y in {sort}, some(z in {sort}, x != y and x != z and y != z and {is_so})))"
    for sort, is_so in [("Box", " and ".join(f"lid[{n}] == 'open'" for n in "xyz")),
                        ("Item", " and ".join(f"token[{n}] == 'has'" for n in "xyz"))]
)  # fmt: skip


def test_a_failed_proof_is_followed_to_where_the_claim_is_violated(monkeypatch: pytest.MonkeyPatch) -> None:
    """No small instance has three boxes. Catches a verdict that stays green for want of looking where a proof fails.

    No facts of three atoms and more are looked for: what is false there need not be tried any further.
    """
    found = Learned.up_to

    def up_to(learned: Learned, level: int) -> list[int]:
        assert level <= STRATEGY_LEVELS, level
        return found(learned, level)

    monkeypatch.setattr(Learned, "up_to", up_to)
    result = verdict(always(f"not {THREE_OPEN}"))
    assert (result.verdict, result.for_all_sizes, result.trace) == ("holds", False, None)
    assert result.open_because == "not for all sizes: violated at Item=1, Box=3"
    assert result.elsewhere is not None
    assert [step.event for step in result.elsewhere.steps] == ["lift"] * 3
    assert (result.shown, result.elsewhere.note) == (result.elsewhere, result.open_because)


def test_a_failed_proof_is_followed_to_the_smallest_instance_within_the_sizes_asked_for() -> None:
    """Of a hundred boxes: catches a search through sizes that nobody can search, and a trace that is longer."""
    result = verdict(always(f"not {THREE_OPEN}"), sizes={"Item": 1, "Box": 100})
    assert result.verdict == "violated"
    assert result.trace is not None
    assert (dict(result.trace.sizes), len(result.trace.steps)) == ({"Item": 1, "Box": 3}, 3)
    assert result.elsewhere is None


def test_a_failed_proof_is_followed_to_a_witness() -> None:
    """Catches `unreachable` where nobody looked."""
    result = verdict(can(THREE_OPEN))
    assert (result.verdict, result.for_all_sizes) == ("unreachable", False)
    assert result.open_because == "not for all sizes: witnessed at Item=1, Box=3"
    assert verdict(can(THREE_OPEN), sizes={"Item": 1, "Box": 100}).verdict == "witnessed"


def test_where_a_failed_proof_leads_to_a_state_out_of_reach_it_stays_open() -> None:
    """There are two tokens, which no fact about two items tells of three. Catches a picture taken for a state."""
    result = verdict(always(f"not {THREE_HAVE}"))
    assert (result.verdict, result.for_all_sizes, result.elsewhere) == ("holds", False, None)
    assert result.induction is not None
    assert result.induction.sizes["Item"] > 2
    assert result.induction.known == "unreachable"


def test_facts_are_held_against_a_small_instance_where_a_large_one_is_asked_for() -> None:
    """Catches tables of thousands of items, which is what facts save anybody from."""
    found = Verifier(FORM, {"Item": 20_000, "Box": 1}).description()
    assert found is not None
    assert dict(found.sizes) == {"Item": 2, "Box": 1}
    smaller = Verifier(FORM, {"Item": 3, "Box": 1}).description()
    assert smaller is not None
    assert dict(smaller.sizes) == {"Item": 3, "Box": 1}


def test_only_dependent_is_about_every_size_in_both_halves() -> None:
    """There are two tokens: with three items the event never happens, and depends on nothing."""
    said = only_dependent(["ring"], on=["Hammer"])
    for two in ({"Item": 1, "Box": 1}, {"Item": 2, "Box": 1}):
        result = verdict(said, sizes=two)
        assert (result.verdict, result.for_all_sizes) == ("holds", False)
    assert verdict(said, sizes={"Item": 3, "Box": 1}).verdict == "violated"


@pytest.mark.parametrize(
    ("said", "vacuous"),
    [
        (always("lid == 'shut'", where="pool == 'two' and pool == 'one'"), True),
        (always("lid == 'shut' or token in ('none', 'has')"), True),
        (always("lid == 'shut' or lid == 'open'"), False),
        (always("lid == 'shut' or pool == 'two' or pool != 'two'"), False),
        (no_step(before="pool == 'empty' and pool == 'two'", after="lid == 'shut'", by=["give"]), True),
        (no_step(before="pool == 'two'", after="pool == 'empty'", by=["give"]), False),
        (cannot("ring", where="hammer == 'gone'"), False),
        (cannot("ring", where="hammer == 'gone' and hammer == 'there'"), True),
        (no_step(before="some(x in Item, some(y in Item, x != y))", after="pool == 'two'", by=["give"]), False),
    ],
)
def test_a_claim_that_speaks_of_nothing_is_vacuous(said: Claim, vacuous: bool) -> None:
    """Over all instances together: the last needs two items. Catches one that counts as checked all the same."""
    result = verdict(said, sizes={"Item": 2, "Box": 1})
    assert (result.verdict, result.vacuous) == ("holds", vacuous)
    assert result.meets(Expectation("holds", vacuous=vacuous))
    assert not result.meets(Expectation("holds", vacuous=not vacuous))


def test_vacuity_is_over_all_instances() -> None:
    """With two boxes nothing is spoken of, with one there is. Catches what the last instance alone says."""
    said = always("lid == 'shut' or lid == 'open' and pool != 'two'", where="every(x in Box, every(y in Box, x == y))")
    assert verdict(said, sizes={"Item": 1, "Box": 2}).verdict == "violated"
    said = always("pool in ('two', 'one')", where="every(x in Box, every(y in Box, x == y))")
    result = verdict(said, sizes={"Item": 1, "Box": 2})
    assert (result.verdict, result.vacuous) == ("holds", False)


def test_the_trace_is_a_shortest_one_of_all_that_is_broken() -> None:
    """Catches the first counterexample that comes to hand: of several claims, events, permissions or elements."""
    early, late = always("lid == 'shut'"), always("pool != 'empty'")
    for claims in ((early, late), (late, early)):
        result = verdict(*claims, sizes={"Item": 2, "Box": 1})
        assert result.trace is not None
        assert len(result.trace.steps) == 1
    for said in (same_outcome(["give"], ["lift"]), permissions("ring")):
        found = verdict(said, sizes={"Item": 2, "Box": 1})
        assert found.verdict in ("violated", "holds")
    two = verdict(can("pool == 'one'"), depends(["ring"], on=["Hammer"]))
    assert two.verdict == "witnessed"


def test_what_cannot_be_explored_is_unknown_and_says_how_far_it_went(monkeypatch: pytest.MonkeyPatch) -> None:
    """Catches `holds` at sizes that nobody has looked at; what is proved needs no looking."""

    def refuse(form: object, sizes: dict[str, int], **_: object) -> None:
        if sum(sizes.values()) > 3:
            raise TooLarge("more than there is")

    small_space = instances.small_space

    def small(form: Form, sizes: dict[str, int], **rest: Any) -> object:
        return small_space(form, sizes, **rest) if sum(sizes.values()) < 4 else None

    monkeypatch.setattr(instances, "small_space", small)
    monkeypatch.setattr(bdd, "InBdd", refuse)
    verifier = Verifier(FORM, {"Item": 3, "Box": 1}, guard=refuse)  # type: ignore[arg-type]
    some = verifier.result(stated(always("not every(Item, token == 'has') or pool != 'two'")))
    assert some.verdict == "unknown" or some.for_all_sizes
    open_claim = verifier.result(stated(only_dependent(["ring"], on=["Hammer"])))
    assert open_claim.verdict == "unknown"
    assert "explored up to Item=2, Box=1" in open_claim.open_because
    assert verifier.result(stated(cannot("ring", where="hammer == 'gone'"))).for_all_sizes


def test_a_proof_does_not_depend_on_the_sizes_asked_for() -> None:
    """Catches facts that are filtered on what `--size` names, so that a verdict for all sizes depends on it."""
    said = always("pool != 'two' or token == 'none'")
    results = [verdict(said, sizes={"Item": n, "Box": 1}) for n in (1, 2, 3)]
    assert len({(r.for_all_sizes, r.proof and r.proof.facts) for r in results}) == 1


def test_without_proofs_the_verdicts_are_the_same_and_no_scope_is_judged() -> None:
    """The model, both ways: where both speak they agree."""
    project = load()
    sizes = {"Account": 2, "Service": 1}
    proved, explored = (Verifier(project.form, sizes, proves=p) for p in (True, False))
    for found in project.properties.values():
        one, other = proved.result(found), explored.result(found)
        assert (one.verdict, one.vacuous) == (other.verdict, other.vacuous), found.name
        assert one.as_expected, found.name
        assert other.as_expected, found.name
        assert not other.for_all_sizes


def test_a_property_may_ask_for_a_witness_and_a_claim_that_holds() -> None:
    """Catches a mixed property of which one half alone is decided."""
    holds, reached, missed = cannot("ring", where="hammer == 'gone'"), can("pool == 'one'"), can("pool == 'three'")
    assert verdict(holds, reached).verdict == "holds"
    with pytest.raises(ChartproofError):
        verdict(holds, missed)
    assert verdict(holds, can("pool == 'empty'")).verdict == "unreachable"
    assert verdict(holds, can("pool == 'empty'"), sizes={"Item": 2, "Box": 1}).verdict == "holds"


def test_expectations_are_read_and_printed_back() -> None:
    """Catches a word that is read as another, and combinations that make no sense."""
    for text in (
        "holds",
        "holds, all sizes",
        "holds, vacuously",
        "holds, all sizes, vacuously",
        "unreachable, all sizes",
    ):
        assert str(Expectation.read(text)) == text
    for text in (
        "hold",
        "holds, everywhere",
        "violated, all sizes",
        "witnessed, vacuously",
        "holds, all sizes, all sizes",
    ):
        with pytest.raises(ValueError, match=r"\w"):
            Expectation.read(text)
