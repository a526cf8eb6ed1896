"""Inclusion of one rule set in another, for all sizes: what is proved is so, and what is wrong is refused."""

from __future__ import annotations

import random
from dataclasses import replace

import cvc5
import pytest

from chartproof.check.space import Space
from chartproof.check.verify import Verifier
from chartproof.compare.behaviours import behaviours
from chartproof.compile import Form, compile_form
from chartproof.explore.search import explore
from chartproof.language.form import Rule
from chartproof.language.questions import Asked
from chartproof.mutate.operators import mutants
from chartproof.prove.inclusion import Inclusion, Inclusions, joined
from chartproof.prove.prover import Prover
from chartproof.prove.smtlib import script
from tests.effort import cases
from tests.toys import declarations, toy

GATE = """
Guest = Sort("Guest", "a guest")
class Gate(Machine):
    shut = State(initial=True)
    open = State()
    unlock = shut.to(open)
    lock = open.to(shut)
class Place(Machine, per=Guest):
    outside = State(initial=True)
    inside = State()
    enter = outside.to(inside)
    leave = inside.to(outside)
unlock = Event("It is unlocked.")
lock = Event("It is locked.", only_if=["not some(Guest, place == 'inside')"])
enter = Event("A guest enters.", of=Guest, only_if=["gate == 'open'"])
leave = Event("A guest leaves.", of=Guest, only_if=["gate == 'open'"])
"""


def gate(**changed: str) -> Form:
    text = GATE
    for old, new in changed.items():
        text = text.replace(*{"lock": (""", only_if=["not some(Guest, place == 'inside')"]""", new),
                              "leave": (""""A guest leaves.", of=Guest, only_if=["gate == 'open'"]""", new),
                              "initial": ("open = State()", new)}[old])  # fmt: skip
    return compile_form(declarations(text))


def prover(form: Form) -> Prover:
    return Verifier(form, {}, properties=()).prover(Asked(form))


def included(inner: Form, outer: Form, *known: Form) -> Inclusion:
    both = joined(inner, outer)
    assert both is not None
    return Inclusions(both).within(inner, outer, [prover(f) for f in known])


LEAVES_FREELY = '"A guest leaves.", of=Guest'
"""What is dropped is implied by a fact: whoever is inside has the gate open."""


def test_a_conjunct_that_follows_from_facts_changes_nothing() -> None:
    """Catches an induction without facts, which would leave this open; both directions."""
    free = gate(leave=LEAVES_FREELY)
    assert included(free, gate(), gate()).verdict == "proved"
    assert included(gate(), free, gate()).verdict == "proved"
    assert included(free, gate()).verdict == "open", "the facts are needed"


def test_the_facts_of_a_side_hold_only_together_with_the_whole_direction() -> None:
    """A wrong certificate: of two changes the second follows from a fact that the first one breaks."""
    both = gate(leave=LEAVES_FREELY, lock="")
    assert included(both, gate(), gate()).verdict == "open"
    assert included(both, gate(lock=""), gate(lock=""), both).verdict == "open", "a guest may be locked in, and leave"
    assert included(gate(lock=""), both, both).verdict == "proved"


def test_facts_about_other_rules_are_refused() -> None:
    """Catches the facts of a third rule set, which need not hold in any state that is spoken of."""
    with pytest.raises(ValueError, match="other rules"):
        included(gate(leave=LEAVES_FREELY, lock=""), gate(lock=""), gate())


def test_a_start_that_the_other_lacks_is_not_excused_by_its_facts() -> None:
    """The former gate is never open at first, and nothing that it knows is known of a state in which it is."""
    text = GATE.replace("    unlock = shut.to(open)\n", "").replace('unlock = Event("It is unlocked.")\n', "")
    never = compile_form(declarations(text))
    anywhere = [replace(v, initial=v.states) if v.name == "gate" else v for v in never.variables]
    starts = replace(never, variables=tuple(anywhere))
    assert included(starts, never, never).verdict == "open"
    assert included(never, starts, never).verdict == "proved"


def test_a_machine_of_one_side_alone_is_forgotten() -> None:
    """A bell that rings adds nothing for the gate; a gate that needs it takes something away."""
    bell = "class Bell(Machine):\n    silent = State(initial=True)\n    rung = State()\n    ring = silent.to(rung)\n"
    rings = compile_form(declarations(GATE + bell + 'ring = Event("It rings.")\n'))
    assert included(rings, gate(), gate()).verdict == "proved"
    assert included(gate(), rings, gate()).verdict == "proved"
    needing = GATE.replace('"It is unlocked."', '"It is unlocked.", only_if=["bell == \'rung\'"]')
    needs = compile_form(declarations(needing + bell + 'ring = Event("It rings.")\n'))
    assert included(needs, gate(), gate()).verdict == "proved"
    assert included(gate(), needs, gate()).verdict == "open"


def with_rule(form: Form, rule: Rule) -> Form:
    return replace(form, rules=tuple(rule if r.name == rule.name else r for r in form.rules))


@pytest.mark.parametrize("seed", range(cases(12)))
def test_what_is_proved_the_same_is_the_same(seed: int) -> None:
    """Random rule sets and random mutants of them: proved equal implies equal transitions on every small instance."""
    chance = random.Random(seed)
    model = toy(2, 900 + seed)
    form, known = model.form, prover(model.form)
    inclusions = Inclusions(form)
    for mutant in chance.sample(every := mutants(form), min(12, len(every))):
        other = mutant.of(form)
        adds = inclusions.within(other, form, [known]).verdict == "proved"
        takes = inclusions.within(form, other, [known]).verdict == "proved"
        for size in (1, 2):
            sizes = dict.fromkeys(form.sorts, size)
            found = behaviours(Space(explore(form, sizes)), Space(explore(other, sizes)))
            assert found is not None
            assert not (adds and found.gained), mutant.name
            assert not (takes and found.lost), mutant.name


def test_another_solver_refutes_the_obligations() -> None:
    """cvc5, from scripts that were not written by way of Z3."""
    free = gate(leave=LEAVES_FREELY)
    shown = included(free, gate(), gate())
    assert shown.obligations
    for obligation in shown.obligations:
        facts = shown.facts if obligation.step else ()
        solver = cvc5.Solver(cvc5.TermManager())
        parser = cvc5.InputParser(solver)
        parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, script(shown.form, obligation, facts), "obligation")
        said = ""
        while not (command := parser.nextCommand()).isNull():
            said += command.invoke(solver, parser.getSymbolManager())
        assert said.strip() == "unsat", obligation.name
