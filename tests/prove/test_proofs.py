"""What is proved of the model, checked a second way: by another solver, by exploring, by breaking rules."""

from __future__ import annotations

from dataclasses import replace

import cvc5
import pytest

from chartproof.check.rests import Foundations, losses
from chartproof.check.result import Result
from chartproof.check.verify import Verifier
from chartproof.declare.claims import Expectation
from chartproof.explore.search import explore
from chartproof.explore.vector import evaluate
from chartproof.language.expression import FALSE
from chartproof.language.fold import free_binders
from chartproof.language.form import Conjunct, Form
from chartproof.language.meaning import choices
from chartproof.project.project import Project, load
from chartproof.prove.logic import Limits
from chartproof.prove.obligation import in_epr
from chartproof.prove.precondition import closed
from chartproof.prove.smtlib import script
from tests.effort import cases, thorough
from tests.model.test_broken_rules import changed

SIZES = {"Account": 2, "Service": 1}
FOR_ALL = [
    "role_undeletable",
    "role_present",
    "joining_provisions_the_role",
    "all_features_permanent",
    "consent",
    "created_accounts_have_no_veto",
    "agreement_permissions",
    "scp_only_with_all_features",
    "scp_exempts_service_linked_roles",
    "role_unused_under_consolidated_billing",
    "only_organizations_uses_its_role",
    "trusted_access_needs_all_features",
    "approved_services_only",
    "organizations_person_first",
    "two_people_reach_what_one_does",
    "no_new_roles_after_disabling",
    "aggregation_stops_at_once",
    "no_task_after_clean_up",
    "no_task_without_role",
    "service_role_in_use_undeletable",
    "clean_up_leaves_nothing",
    "trusted_access_binds_no_user",
    "no_deadlock",
    "all_features_reachable",
    "left_behind_recoverable",
    "management_can_finish",
    "clean_up_ends",
]


@pytest.fixture(scope="module")
def project() -> Project:
    return load()


@pytest.fixture(scope="module")
def verifier(project: Project) -> Verifier:
    return Verifier(project.form, SIZES)


@pytest.fixture(scope="module")
def results(project: Project, verifier: Verifier) -> dict[str, Result]:
    return {r.property.name: r for r in verifier.results(list(project.properties.values()))}


def test_what_is_proved_for_every_size(results: dict[str, Result]) -> None:
    """The rulebook's ∀ column, and its goals, and all that says so; nothing that is violated or witnessed."""
    proved = {name for name, r in results.items() if r.for_all_sizes}
    assert set(FOR_ALL) <= proved
    assert proved == {name for name, r in results.items() if r.property.expectation.scope == "all"}


def test_another_solver_refutes_every_obligation(results: dict[str, Result]) -> None:
    """cvc5, from scripts that were not written by way of Z3: all unsat. Catches a wrong translation or core."""
    seen = set()
    for result in results.values():
        if result.proof is not None and result.for_all_sizes:
            for form, obligation, facts in result.proof.all_obligations():
                text = script(form, obligation, facts)
                if text not in seen:
                    seen.add(text)
                    assert answer(text) == "unsat", obligation.name
    assert len(seen) > 300


def answer(text: str, *options: str) -> str:
    """What cvc5 says of a script; with `enum-inst` it tries all elements that are named, which takes longer."""
    solver = cvc5.Solver(cvc5.TermManager())
    for option in options:
        solver.setOption(option, "true")
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "obligation")
    said = ""
    while not (command := parser.nextCommand()).isNull():
        said += command.invoke(solver, parser.getSymbolManager())
    return said.strip()


def test_the_scripts_can_be_satisfiable(results: dict[str, Result]) -> None:
    """Without its facts an obligation that needs some is satisfiable: the check above could fail."""
    proof = results["role_present"].proof
    assert proof is not None
    assert proof.form is not None
    text = script(proof.form, proof.obligations[0], ())
    assert answer(text.replace("(set-info :status unsat)\n", "")) == "sat"


def test_every_obligation_lies_in_epr(results: dict[str, Result]) -> None:
    """So that an answer is a decision, not luck."""
    for result in results.values():
        if result.proof is not None and result.for_all_sizes:
            for _, obligation, facts in result.proof.all_obligations():
                assert in_epr([*obligation.given, *map(closed, facts)]), obligation.name


@pytest.mark.parametrize("sizes", [{"Account": 2, "Service": 2}, {"Account": 3, "Service": 2}])
def test_every_fact_holds_in_explored_instances(verifier: Verifier, sizes: dict[str, int]) -> None:
    """In every orbit, for every choice of elements. Catches a fact that is inductive by mistake alone."""
    found = explore(verifier.form, sizes, symmetry=True)
    description = verifier.description()
    assert description is not None
    assert len(description.facts) > 20
    for fact in description.facts:
        for bound in choices(free_binders(fact), sizes):
            assert evaluate(fact, found.words, bound, found.instance).all(), str(fact)


def test_the_facts_describe_the_reachable_states_exactly(verifier: Verifier) -> None:
    """As many states satisfy them as can be reached; one fact less, and there are more."""
    description = verifier.description()
    assert description is not None
    assert description.exact
    assert description.reachable == 2505


def disabled(form: Form, *events: str) -> Form:
    rules = [replace(r, guard=(*r.guard, Conjunct(FALSE))) if r.name in events else r for r in form.rules]
    return replace(form, rules=tuple(rules))


def never_agreeing(form: Form) -> Form:
    """An endless detour: who agrees has declined, and is asked again."""
    rule = form.rule("agree_to_all_features")
    effects = tuple(replace(e, value="declined") if e.variable == "all_features_handshake" else e for e in rule.effects)
    return replace(form, rules=tuple(replace(r, effects=effects) if r is rule else r for r in form.rules))


def broken_by_hand(form: Form) -> dict[str, Form]:
    """For what no single loss breaks, and for what must come to pass."""
    no_trust = changed(
        changed(form, "create_service_role", drop="trusted_access"), "create_service_role", drop="integration"
    )
    no_trust_aggregation = changed(changed(form, "aggregate_data", drop="trusted"), "aggregate_data", drop="integr")
    everything = [r.name for r in form.rules if r.name != "use_service"]
    return {
        "no_new_roles_after_disabling": no_trust,
        "aggregation_stops_at_once": no_trust_aggregation,
        "scp_exempts_service_linked_roles": changed(form, "perform_task", add="service_control_policy == 'allowing'"),
        "trusted_access_binds_no_user": changed(form, "use_service", add="trusted_access == 'enabled'"),
        "no_deadlock": disabled(form, *everything),
        "left_behind_recoverable": disabled(form, "complete_clean_up", "complete_closing_down"),
        "all_features_reachable": disabled(form, "cancel_all_features", "resend_request"),
        "management_can_finish": disabled(form, "cancel_all_features"),
        "clean_up_ends": disabled(form, "complete_clean_up", "stop_without_clean_up"),
    }


@pytest.fixture(scope="module")
def foundations(project: Project) -> Foundations:
    return Foundations(project.form, project.reader)


MANY_STRATEGIES = {"left_behind_recoverable", "all_features_reachable"}
"""Those for which all strategies are tried in vain, which takes long; others of their kind are tried always."""


@pytest.mark.parametrize("name", [pytest.param(n, marks=thorough if n in MANY_STRATEGIES else ()) for n in FOR_ALL])
def test_a_broken_rule_is_not_proved(
    project: Project, results: dict[str, Result], foundations: Foundations, name: str
) -> None:
    """The unforgivable bug would be `holds` here: a rule change by which the claim is false.

    Proving by itself, that is without having looked for a counterexample, must not say so either.
    """
    found = project.properties[name]
    by_hand = broken_by_hand(project.form)
    form = by_hand[name] if name in by_hand else breaking(foundations, results[name])
    verifier = Verifier(form, SIZES)
    assert verifier.result(found).verdict == "violated"
    assert verifier.proof(found).verdict == "open"


def breaking(foundations: Foundations, result: Result) -> Form:
    """A form that lacks the part of a rule that a verdict rests on."""
    said = foundations.of(result.property)
    return next(loss.form for loss in losses(foundations.form) if str(loss) == said.part)


def test_an_endless_detour_is_not_taken_for_a_way(project: Project) -> None:
    """Who never agrees, but is asked for ever, moves and does not arrive."""
    found = project.properties["all_features_reachable"]
    form = disabled(never_agreeing(project.form), "cancel_all_features")
    assert Verifier(form, SIZES).result(found).verdict == "violated"
    assert Verifier(form, SIZES).proof(found).verdict == "open"


def test_a_solver_that_gives_up_is_no_success(project: Project) -> None:
    """With next to no effort allowed, what exploring decided stays decided; a scope that is lost is not as expected."""
    found = project.properties["role_present"]
    result = Verifier(project.form, SIZES, limits=Limits(effort=1)).result(found)
    assert (result.verdict, result.for_all_sizes) == ("holds", False)
    assert "Z3 does not know" in result.open_because
    assert not result.as_expected
    assert result.meets(Expectation("holds"))


def test_verdicts_do_not_depend_on_the_seed(project: Project) -> None:
    """Other seeds, the same verdicts, from the same facts."""
    names = ["role_present", "consent", "service_role_in_use_undeletable", "scp_only_with_all_features"]
    said = set()
    for seed in range(cases(10)):
        verifier = Verifier(
            project.form, SIZES, limits=Limits(seed=seed), properties=tuple(project.properties.values())
        )
        proofs = [verifier.result(project.properties[name]).proof for name in names]
        assert all(p is not None and p.verdict == "proved" for p in proofs), seed
        said.add(tuple(p.facts for p in proofs if p is not None))
    assert len(said) == 1


def test_a_failed_step_is_shown_as_what_it_is(project: Project) -> None:
    """no_stale_role is false; its failed step names a state before, and whether that can be reached."""
    found = project.properties["no_stale_role"]
    verifier = Verifier(project.form, SIZES)
    induction = verifier.induction(verifier.proof(found))
    assert induction is not None
    assert induction.known == "reachable"
    assert induction.before["integration", (0,)] == "absent"
