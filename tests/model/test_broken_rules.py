"""A broken rule is noticed: one part of one rule is changed, and exactly the right properties fall."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chartproof.check.verify import Verifier
from chartproof.language.expression import TRUE
from chartproof.language.form import Conjunct, Form, Rule
from chartproof.language.parse import parse, vocabulary
from chartproof.project.project import Project, load

SIZES = {"Account": 2, "Service": 1}


@pytest.fixture(scope="module")
def project() -> Project:
    return load()


def changed(form: Form, name: str, *, drop: str = "", add: str = "", without_effect_on: str = "") -> Form:
    """The form with one rule changed; what is to be dropped must be there."""
    rule = form.rule(name)
    guard = tuple(c for c in rule.guard if not drop or drop not in str(c))
    effects = tuple(e for e in rule.effects if e.variable != without_effect_on)
    assert not drop or len(guard) < len(rule.guard)
    assert not without_effect_on or len(effects) < len(rule.effects)
    if add:
        guard += (Conjunct(parse(add, vocabulary(form), scope=rule.parameters)),)
    new = replace(rule, guard=guard, effects=effects)
    return with_rule(form, rule, new)


def with_rule(form: Form, old: Rule, new: Rule) -> Form:
    return replace(form, rules=tuple(new if r is old else r for r in form.rules))


def fallen(project: Project, form: Form) -> set[str]:
    results = Verifier(form, SIZES, proves=False).results(list(project.properties.values()))
    return {r.property.name for r in results if not r.as_expected}


BROKEN = {
    "no finalizing check of the roles": (
        {"name": "finalize_all_features", "drop": "organizations_role"},
        {"role_present"},
    ),
    "deletion under all features": (
        {"name": "delete_organizations_role", "drop": "organization =="},
        {"role_present", "role_undeletable"},
    ),
    "SCPs touch a service-linked role": (
        {"name": "create_service_role", "add": "service_control_policy == 'allowing'"},
        {"scp_exempts_service_linked_roles", "a_configured_service_can_work"},
    ),
    "agreeing does not create the role": (
        {"name": "agree_to_all_features", "without_effect_on": "organizations_role"},
        {"joining_provisions_the_role"},
    ),
    "clean-up does not look at the roles": (
        {"name": "complete_clean_up", "drop": "service_role"},
        {"clean_up_leaves_nothing"},
    ),
    "tasks stop at once": (
        {"name": "perform_task", "add": "trusted_access == 'enabled'"},
        {
            "older_accounts_until_clean_up",
            "tasks_can_be_cut",
            "access_never_grows_while_disabled",
            "a_configured_service_can_work",
        },
    ),
    "pending requests do not hinder finalizing": (
        {"name": "finalize_all_features", "drop": "all_features_handshake"},
        {"consent"},
    ),
    "trusted access without all features": (
        {"name": "enable_trusted_access", "drop": "all_features"},
        {"trusted_access_needs_all_features"},
    ),
}


@pytest.mark.parametrize(("change", "expected"), BROKEN.values(), ids=BROKEN)
def test_exactly_the_right_properties_fall(project: Project, change: dict[str, str], expected: set[str]) -> None:
    """Catches a property that cannot fail, and one that fails for the wrong reason."""
    assert fallen(project, changed(project.form, **change)) == expected


def test_a_lost_permission_is_noticed(project: Project) -> None:
    """Catches permission claims that are decided without looking at the row."""
    rule = project.form.rule("enable_trusted_access")
    needs = tuple(n for n in rule.needs if n.name != "organizations:EnableAWSServiceAccess")
    form = with_rule(project.form, rule, replace(rule, needs=needs))
    who = {"an_operation_needs_its_permission", "who_may_switch_trusted_access"}
    assert fallen(project, form) == {"approved_services_only", *who}
    rule = project.form.rule("agree_to_all_features")
    needs = tuple(replace(n, when=TRUE) for n in rule.needs)
    assert fallen(project, with_rule(project.form, rule, replace(rule, needs=needs))) == {"agreement_permissions"}
