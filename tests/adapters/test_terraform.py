"""Terraform's plans: which resource is which event, in which order, and what is said of everything else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from adapters import aws
from adapters.aws.order import order_of, without_indices
from adapters.aws.source import read_source
from chartproof.errors import ChartproofError
from chartproof.observe.plan import Plan
from tests.adapters.world import ORGANIZATIONS, SHOP_DEV, events, form, planned, remarks, seen, states

OVERWRITE = ORGANIZATIONS / "guardduty-overwrite.tfplan.json"
ORG = "aws_organizations_organization.org"
ACCESS = "aws_organizations_aws_service_access"
SECRET = "hunter2-that-nobody-may-read"


def change(address: str, actions: str, before: Any = None, after: Any = None, **more: Any) -> dict[str, Any]:
    """One resource's change, as terraform show -json writes it. actions: joined by +."""
    kind, name = without_indices(address).split(".")[-2:]
    said = {"actions": actions.split("+"), "before": before, "after": after, "after_unknown": {}, **more}
    return {"address": address, "mode": "managed", "type": kind, "name": name, "change": said}


def write(folder: Path, *changes: dict[str, Any], **more: Any) -> Path:
    """A plan's file."""
    file = folder / "a.tfplan.json"
    file.write_text(json.dumps({"format_version": "1.2", "resource_changes": list(changes), **more}), encoding="utf-8")
    return file


def configured(resources: Mapping[str, list[str]], **more: Any) -> dict[str, Any]:
    """A configuration: the resources of the root module, with what each refers to."""
    found = [{"address": a, "expressions": {"x": {"references": refs}}} for a, refs in resources.items()]
    return {"root_module": {"resources": found, **more}}


def order(plan: Plan) -> list[tuple[str, list[str]]]:
    """Each step, with those that come directly before it."""
    told = events(plan)
    return [(told[n], sorted(told[b] for b in s.after)) for n, s in enumerate(plan.steps)]


def test_the_list_of_principals_is_a_difference_of_sets() -> None:
    """Catches a principal that stays counted as disabled, the companion as a service, and the wrong line of source."""
    plan, _ = planned(OVERWRITE, source=ORGANIZATIONS)
    names = ("cloudtrail", "config", "sso")
    assert events(plan) == [f"disable_trusted_access {n}.amazonaws.com" for n in names]
    assert not plan.ordered
    assert {s.after for s in plan.steps} == {frozenset()}
    places = {(Path(s.place.file).name, s.place.line, s.place.address) for s in plan.steps}
    assert places == {("guardduty-overwrite.tf", 1, ORG)}
    companion = "malware-protection.guardduty.amazonaws.com is a principal of guardduty, and no service of its own"
    assert remarks(plan) == [("not-modelled", companion)]


def test_without_source_the_place_is_the_plans() -> None:
    """Catches a place that names no file."""
    plan, _ = planned(OVERWRITE)
    assert {(s.place.file, s.place.line) for s in plan.steps} == {(str(OVERWRITE), 0)}


def test_the_provider_disables_then_enables_then_turns_all_features_on(tmp_path: Path) -> None:
    """Catches another order than the provider's, by which a plan that does both is refused at its first call."""
    before = {"feature_set": "CONSOLIDATED_BILLING", "aws_service_access_principals": ["sso.amazonaws.com"]}
    after = {"feature_set": "ALL", "aws_service_access_principals": ["ram.amazonaws.com", "fms.amazonaws.com"]}
    plan, _ = planned(write(tmp_path, change(ORG, "update", before, after)))
    enabled = ["enable_trusted_access fms.amazonaws.com", "enable_trusted_access ram.amazonaws.com"]
    disabled = "disable_trusted_access sso.amazonaws.com"
    assert order(plan) == [
        (disabled, []),
        *[(e, [disabled]) for e in enabled],
        ("begin_enabling_all_features", enabled),
    ]


def test_a_new_organization_is_made_before_anything_is_enabled(tmp_path: Path) -> None:
    """Catches principals of a new organization that are enabled before there is one, or not at all."""
    after = {"feature_set": "ALL", "aws_service_access_principals": ["ram.amazonaws.com"]}
    plan, _ = planned(write(tmp_path, change(ORG, "create", None, after)))
    made = "create_organization_with_all_features"
    assert order(plan) == [(made, []), ("enable_trusted_access ram.amazonaws.com", [made])]


def test_no_way_back_from_all_features_is_passed_over(tmp_path: Path) -> None:
    """Catches a change of the feature set that is no event, and is left out without a word."""
    plan, _ = planned(
        write(tmp_path, change(ORG, "update", {"feature_set": "ALL"}, {"feature_set": "CONSOLIDATED_BILLING"}))
    )
    assert events(plan) == []
    assert remarks(plan) == [("not-modelled", "the rules do not speak of feature_set")]


def test_a_list_that_is_removed_disables_all(tmp_path: Path) -> None:
    """Catches an attribute that is gone, and so empty, taken for one that stays."""
    before = {"feature_set": "ALL", "aws_service_access_principals": ["sso.amazonaws.com"]}
    plan, _ = planned(write(tmp_path, change(ORG, "update", before, {"feature_set": "ALL"})))
    assert events(plan) == ["disable_trusted_access sso.amazonaws.com"]


def test_what_is_known_after_apply_is_not_guessed(tmp_path: Path) -> None:
    """Catches a principal that the plan does not know yet, taken for one that is not there any more."""
    before = {"feature_set": "ALL", "aws_service_access_principals": ["sso.amazonaws.com"]}
    after = {"feature_set": "ALL", "aws_service_access_principals": ["ram.amazonaws.com"]}
    for unknown in (True, {"aws_service_access_principals": [False, True]}):
        plan, _ = planned(write(tmp_path, change(ORG, "update", before, after, after_unknown=unknown)))
        assert "disable_trusted_access sso.amazonaws.com" not in events(plan)
        assert "known-after-apply" in {finding for finding, _ in remarks(plan)}


@pytest.mark.parametrize(
    ("kind", "before", "after", "actions", "expected"),
    [
        (
            ACCESS,
            None,
            {"service_principal": "ram.amazonaws.com"},
            "create",
            ["enable_trusted_access ram.amazonaws.com"],
        ),
        (
            ACCESS,
            {"service_principal": "sso.amazonaws.com"},
            None,
            "delete",
            ["disable_trusted_access sso.amazonaws.com"],
        ),
        (
            ACCESS,
            {"service_principal": "sso.amazonaws.com"},
            {"service_principal": "ram.amazonaws.com"},
            "delete+create",
            ["disable_trusted_access sso.amazonaws.com", "enable_trusted_access ram.amazonaws.com"],
        ),
        (
            ACCESS,
            {"service_principal": "sso.amazonaws.com"},
            {"service_principal": "ram.amazonaws.com"},
            "create+delete",
            ["enable_trusted_access ram.amazonaws.com", "disable_trusted_access sso.amazonaws.com"],
        ),
        (ACCESS, {"service_principal": "sso.amazonaws.com"}, {}, "no-op", []),
        (ACCESS, {"service_principal": "sso.amazonaws.com"}, None, "forget", []),
        ("aws_organizations_account", None, {"name": SECRET}, "create", ["create_account aws_organizations_account.x"]),
        ("aws_organizations_account", {"id": SHOP_DEV}, None, "delete", [f"remove_account {SHOP_DEV}"]),
        ("aws_organizations_account", {"id": SHOP_DEV, "close_on_deletion": True}, None, "delete", []),
        (
            "aws_iam_service_linked_role",
            {
                "aws_service_name": "organizations.amazonaws.com",
                "arn": f"arn:aws:iam::{SHOP_DEV}:role/aws-service-role/organizations.amazonaws.com/X",
            },
            None,
            "delete",
            [f"delete_organizations_role {SHOP_DEV}"],
        ),
        (
            "aws_iam_service_linked_role",
            {
                "aws_service_name": "sso.amazonaws.com",
                "arn": f"arn:aws:iam::{SHOP_DEV}:role/aws-service-role/sso.amazonaws.com/X",
            },
            None,
            "delete",
            [f"remove_service_role {SHOP_DEV} sso.amazonaws.com"],
        ),
        ("aws_iam_service_linked_role", None, {"aws_service_name": "sso.amazonaws.com"}, "create", []),
        (ORG.removesuffix(".org"), None, {}, "create", ["create_organization_with_all_features"]),
        (ORG.removesuffix(".org"), {"feature_set": "ALL"}, None, "delete", []),
        (
            ORG.removesuffix(".org"),
            {"feature_set": "ALL"},
            {"feature_set": "CONSOLIDATED_BILLING"},
            "delete+create",
            [],
        ),
        ("aws_organizations_policy_attachment", None, {"policy_id": "p-1", "target_id": SHOP_DEV}, "create", []),
        (
            "aws_guardduty_organization_admin_account",
            {},
            None,
            "delete",
            ["disable_from_service guardduty.amazonaws.com"],
        ),
    ],
)
def test_resources(tmp_path: Path, kind: str, before: Any, after: Any, actions: str, expected: list[str]) -> None:
    """Catches a resource read as another event, or as one where nothing happens in the world."""
    plan, _ = planned(write(tmp_path, change(f"{kind}.x", actions, before, after)))
    assert events(plan) == expected
    if actions not in ("no-op", "forget"):
        assert expected or plan.remarks
    assert SECRET not in repr(plan)


def test_a_new_account_starts_afresh(tmp_path: Path) -> None:
    """Catches an account that the plan makes, and nothing knows of."""
    plan, _ = planned(write(tmp_path, change("aws_organizations_account.x", "create", None, {"name": "new"})))
    assert [e.key for e in plan.made["Account"]] == ["aws_organizations_account.x"]


def test_new_accounts_are_told_apart(tmp_path: Path) -> None:
    """Catches two accounts of one plan taken for one, whose addresses look the same."""
    made = [change(f'aws_organizations_account.x["{k}"]', "create", None, {}) for k in ("\x1b", "\x00")]
    plan, _ = planned(write(tmp_path, *made))
    keys = [e.key for e in plan.made["Account"]]
    assert len(set(keys)) == 2
    assert all(k.isprintable() for k in keys)
    assert [s.arguments["account"] for s in plan.steps] == keys


def test_a_role_is_in_the_account_of_its_provider(tmp_path: Path) -> None:
    """Catches a role that is made in an account which the plan does say."""
    address = "aws_iam_service_linked_role.x"
    role = f"arn:aws:iam::{SHOP_DEV}:role/deployer"
    configuration = configured({address: []})
    configuration["root_module"]["resources"][0]["provider_config_key"] = "aws.dev"
    expressions = {"assume_role": [{"role_arn": {"constant_value": role}}]}
    configuration["provider_config"] = {"aws.dev": {"expressions": expressions}}
    made = change(address, "create", None, {"aws_service_name": "organizations.amazonaws.com"})
    plan, _ = planned(write(tmp_path, made, configuration=configuration))
    assert events(plan) == [f"restore_organizations_role {SHOP_DEV}"]
    plan, _ = planned(write(tmp_path, made))
    assert remarks(plan) == [("not-judged", "in which account it is, the plan does not say")]


@pytest.mark.parametrize(
    ("statement", "target", "expected"),
    [
        ({"Effect": "Deny", "Action": "*", "Resource": "*"}, SHOP_DEV, [f"attach_denying_policy {SHOP_DEV}"]),
        ({"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Bool": {}}}, SHOP_DEV, []),
        ({"Effect": "Deny", "Action": "s3:*", "Resource": "*"}, SHOP_DEV, []),
        ({"Effect": "Allow", "Action": "*", "Resource": "*"}, SHOP_DEV, []),
        ({"Effect": "Deny", "Action": "*", "Resource": "*"}, "ou-ab12-abcdefgh", []),
    ],
)
def test_a_policy_is_an_event_where_it_surely_denies(
    tmp_path: Path, statement: Any, target: str, expected: Any
) -> None:
    """Catches a policy that is taken to deny what nobody has read in it."""
    policy, attachment = "aws_organizations_policy.p", "aws_organizations_policy_attachment.a"
    configuration = configured({policy: []})
    expressions = {"policy_id": {"references": [f"{policy}.id", policy]}}
    configuration["root_module"]["resources"].append({"address": attachment, "expressions": expressions})
    content = json.dumps({"Statement": [statement]})
    file = write(
        tmp_path,
        change(policy, "create", None, {"content": content}, after_unknown={"id": True}),
        change(attachment, "create", None, {"target_id": target}, after_unknown={"policy_id": True}),
        configuration=configuration,
    )
    plan, _ = planned(file)
    assert events(plan) == expected
    assert expected or "not-judged" in {finding for finding, _ in remarks(plan)}


def two(actions: str, *names: str) -> list[dict[str, Any]]:
    """Service accesses that are created or deleted, by names of services."""
    said = [{"service_principal": f"{n}.amazonaws.com"} for n in names]
    return [
        change(f"{ACCESS}.{n}", actions, s if actions == "delete" else None, None if actions == "delete" else s)
        for n, s in zip(names, said, strict=True)
    ]


def test_references_order_what_is_created_and_what_is_deleted_the_other_way(tmp_path: Path) -> None:
    """Catches an order of the list's, and a dependent that is deleted after what it depends on."""
    configuration = configured({f"{ACCESS}.ram": [f"{ACCESS}.sso.id", f"{ACCESS}.sso"], f"{ACCESS}.sso": []})
    plan, _ = planned(write(tmp_path, *two("create", "ram", "sso"), configuration=configuration))
    sso, ram = "enable_trusted_access sso.amazonaws.com", "enable_trusted_access ram.amazonaws.com"
    assert order(plan) == [(sso, []), (ram, [sso])]
    plan, _ = planned(write(tmp_path, *two("delete", "sso", "ram"), configuration=configuration))
    sso, ram = sso.replace("enable", "disable"), ram.replace("enable", "disable")
    assert order(plan) == [(ram, []), (sso, [ram])]


def test_the_state_orders_what_the_configuration_has_no_more(tmp_path: Path) -> None:
    """Catches deleted resources, which are in no configuration, in an order that is open."""
    resources = [{"address": f"{ACCESS}.ram", "depends_on": [f"{ACCESS}.sso"]}]
    state = {"values": {"root_module": {"child_modules": [{"resources": resources}]}}}
    plan, _ = planned(write(tmp_path, *two("delete", "sso", "ram"), prior_state=state))
    ram = "disable_trusted_access ram.amazonaws.com"
    assert order(plan) == [(ram, []), ("disable_trusted_access sso.amazonaws.com", [ram])]


def test_without_references_there_is_no_order(tmp_path: Path) -> None:
    """Catches an order that is taken from the list."""
    plan, _ = planned(write(tmp_path, *two("create", "ram", "sso")))
    assert [after for _, after in order(plan)] == [[], []]


def test_an_order_leads_through_resources_that_do_nothing(tmp_path: Path) -> None:
    """Catches an order that is lost where what lies between has no step."""
    configuration = configured(
        {f"{ACCESS}.ram": ["data.aws_x.y"], "data.aws_x.y": ["null_resource.n"], "null_resource.n": [f"{ACCESS}.sso"]}
        | {f"{ACCESS}.sso": []}
    )
    plan, _ = planned(write(tmp_path, *two("create", "ram", "sso"), configuration=configuration))
    assert order(plan)[1][1] == ["enable_trusted_access sso.amazonaws.com"]


def test_an_order_leads_through_modules(tmp_path: Path) -> None:
    """Catches references by variables, outputs and depends_on of modules, and instances of for_each."""
    inner = configured(
        {f"{ACCESS}.a": ["var.before"]}, outputs={"done": {"expression": {"references": [f"{ACCESS}.a"]}}}
    )
    call = {
        "module": inner["root_module"],
        "expressions": {"before": {"references": [f"{ACCESS}.sso.id"]}},
        "for_each_expression": {"constant_value": ["x"]},
    }
    waits = {"module": configured({f"{ACCESS}.b": []})["root_module"], "depends_on": ["module.m"]}
    configuration = configured(
        {f"{ACCESS}.sso": [], f"{ACCESS}.ram": ["module.m.done", "module.m"]}, module_calls={"m": call, "w": waits}
    )
    changes = [
        *two("create", "ram", "sso"),
        change(f'module.m["x.y"].{ACCESS}.a', "create", None, {"service_principal": "fms.amazonaws.com"}),
        change(f"module.w.{ACCESS}.b", "create", None, {"service_principal": "ds.amazonaws.com"}),
    ]
    plan, _ = planned(write(tmp_path, *changes, configuration=configuration))
    said = dict(order(plan))
    sso, fms = "enable_trusted_access sso.amazonaws.com", "enable_trusted_access fms.amazonaws.com"
    assert said[fms] == [sso]
    assert said["enable_trusted_access ram.amazonaws.com"] == sorted([sso, fms])
    assert said["enable_trusted_access ds.amazonaws.com"] == sorted([sso, fms])


def test_a_modules_output_is_not_the_whole_module(tmp_path: Path) -> None:
    """Catches an order that is not there, so that one which is open is not judged; names as Terraform has them."""
    resources: dict[str, list[str]] = {f"{ACCESS}.a": [], f"{ACCESS}.b": []}
    outputs = {"a": {"expression": {"references": [f"{ACCESS}.a.id", f"{ACCESS}.a"]}}}
    call = {"m": {"module": configured(resources, outputs=outputs)["root_module"]}}
    changes = [
        change(f"module.m.{ACCESS}.{n}", "create", None, {"service_principal": f"{p}.amazonaws.com"})
        for n, p in (("a", "fms"), ("b", "ds"))
    ]
    for references in (['module.m["k"].a', 'module.m["k"]', "module.m"], ["module.m"]):
        configuration = configured({f"{ACCESS}.ram": references}, module_calls=call)
        plan, _ = planned(write(tmp_path, *two("create", "ram"), *changes, configuration=configuration))
        assert dict(order(plan))["enable_trusted_access ram.amazonaws.com"] == [
            "enable_trusted_access fms.amazonaws.com"
        ]


def test_the_state_says_nothing_of_what_is_created(tmp_path: Path) -> None:
    """Catches an order of an earlier configuration's taken for this one's."""
    state = {"values": {"root_module": {"resources": [{"address": f"{ACCESS}.ram", "depends_on": [f"{ACCESS}.sso"]}]}}}
    configuration = configured({f"{ACCESS}.ram": [], f"{ACCESS}.sso": []})
    changes = two("create", "ram", "sso")
    plan, _ = planned(write(tmp_path, *changes, configuration=configuration, prior_state=state))
    assert [after for _, after in order(plan)] == [[], []]


def test_the_order_is_terraforms_own() -> None:
    """Catches a reference read otherwise than by Terraform 1.11, whose configuration and state the file holds."""
    said = json.loads((Path(__file__).parent / "terraform_order.json").read_text(encoding="utf-8"))
    read = order_of(said["configuration"], None)
    remembered = order_of(None, said["prior_state"]).remembered
    assert len(remembered) == 7
    assert read.locals == {"terraform_data.l"}
    for address in remembered.keys() - read.locals:
        assert read.before(address, False) == remembered[address], address


def test_local_values_may_hide_an_order(tmp_path: Path) -> None:
    """Catches an order that is called open although the plan does not tell."""
    configuration = configured({f"{ACCESS}.ram": ["local.x"], f"{ACCESS}.sso": []})
    plan, _ = planned(write(tmp_path, *two("create", "ram", "sso"), configuration=configuration))
    assert any("local values" in sentence for _, sentence in remarks(plan))


def test_resources_that_wait_for_each_other_are_refused(tmp_path: Path) -> None:
    """Catches a plan that never ends, which is none of Terraform's."""
    configuration = configured({f"{ACCESS}.ram": [f"{ACCESS}.sso"], f"{ACCESS}.sso": [f"{ACCESS}.ram"]})
    with pytest.raises(ChartproofError, match="wait for each other"):
        planned(write(tmp_path, *two("create", "ram", "sso"), configuration=configuration))


def test_secrets_stay_in_the_plan(tmp_path: Path) -> None:
    """Catches a value that is repeated, which may be secret, or that is marked as sensitive and read all the same."""
    before = {"feature_set": "ALL", "aws_service_access_principals": ["sso.amazonaws.com"], "id": "o-acme123456"}
    after = {**before, "aws_service_access_principals": [SECRET], "tags": {"password": SECRET}}
    marked = {"service_principal": "ram.amazonaws.com"}
    file = write(
        tmp_path,
        change(ORG, "update", before, after),
        change(f"{ACCESS}.x", "create", None, marked, after_sensitive={"service_principal": True}),
        change("aws_db_instance.db", "create", None, {"password": SECRET}),
        change(
            "aws_organizations_account.a", "update", {"id": SHOP_DEV, "email": "a"}, {"id": SHOP_DEV, "email": SECRET}
        ),
        variables={"password": {"value": SECRET}},
    )
    plan, observation = planned(file)
    assert events(plan) == ["disable_trusted_access sso.amazonaws.com"]
    assert SECRET not in repr((plan, list(aws.findings(plan, observation, form()))))
    said = remarks(plan)
    assert ("not-judged", "what it names is no service principal") in said
    assert ("not-judged", "service_principal is marked as sensitive, and is not read") in said
    assert ("not-modelled", "the rules do not speak of tags") in said
    assert ("not-modelled", "the rules do not speak of email") in said


def test_other_resources_are_remarked_once_a_type(tmp_path: Path) -> None:
    """Catches a remark for each of a hundred buckets, and none for any."""
    buckets = [change(f"aws_s3_bucket.b[{n}]", "create", None, {}) for n in range(3)]
    plan, _ = planned(write(tmp_path, *buckets, change("aws_s3_bucket.c", "no-op", {}, {})))
    assert remarks(plan) == [("not-modelled", "the rules do not speak of aws_s3_bucket (3 resources)")]


def test_a_service_that_nobody_enabled_is_not_new(tmp_path: Path) -> None:
    """Catches a service that the folder does not list, judged as if nothing of it could be there."""
    plan, observation = planned(write(tmp_path, *two("create", "ram", "new")))
    assert [e.key for e in observation.elements["Service"]][-1] == "sso.amazonaws.com"
    assert plan.at is not None
    access = states(plan.at, "TrustedAccess")
    assert (access["ram"], access["new"], access["sso"]) == ("disabled", "disabled", "enabled")
    assert states(plan.at, "Integration")["ram"] == "?"
    roles = states(plan.at, "ServiceRole")
    assert (roles["security ram"], roles["security new"], roles["legacy ram"]) == ("absent", "?", "?")
    # What was known of the others is known as before.
    assert all(roles[k] == s for k, s in states(observation, "ServiceRole").items())


def test_what_is_known_otherwise_stays_known(tmp_path: Path) -> None:
    """Catches cells that are read anew from files where somebody knows more, or a state file's that are lost."""
    for kept in (True, False):
        observation = seen(ORGANIZATIONS / "acme")
        observation.possible["integration"][:] = 2
        observation.kept = observation.kept if kept else None
        plan = aws.read_plan(write(tmp_path, *two("create", "ram")), form(), observation)
        assert plan.at is not None
        told = dict.fromkeys(("cloudtrail", "config", "guardduty", "sso"), "configured")
        assert states(plan.at, "Integration") == {**told, "ram": "?"}
        assert states(plan.at, "TrustedAccess")["ram"] == ("disabled" if kept else "?")


def test_an_account_that_is_not_listed_is_outside(tmp_path: Path) -> None:
    """Catches an account that may be removed although it is no member, and the management account as one."""
    removed = [
        change(f"aws_organizations_account.{n}", "delete", {"id": i})
        for n, i in (("a", "1" * 12), ("b", f"{10**11 + 1}"))
    ]
    plan, _ = planned(write(tmp_path, *removed))
    assert events(plan) == [f"remove_account {'1' * 12}"]
    assert plan.at is not None
    assert states(plan.at, "Membership")["1" * 12] == "outside"
    assert remarks(plan) == [
        ("not-modelled", f"{10**11 + 1} is the management account, of which the rules do not speak")
    ]


def test_delegations_are_events_where_the_rules_know_them(tmp_path: Path) -> None:
    """Catches a delegation that is lost, and one that ends unseen under rules that have no such event."""
    said = {"account_id": "100000000011", "service_principal": "guardduty.amazonaws.com"}
    file = write(tmp_path, change("aws_organizations_delegated_administrator.d", "delete", said))
    plan, _ = planned(file, "acme", "delegated_administrators")
    assert events(plan) == ["deregister_delegated_administrator 100000000011 guardduty.amazonaws.com"]
    plan, _ = planned(file)
    assert events(plan) == []
    assert plan.kept.deregistered == {("100000000011", "guardduty.amazonaws.com")}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"format_version": "2.0", "resource_changes": []}, "formats 1.x"),
        ({"format_version": 1.2, "resource_changes": []}, "not a text"),
        ({"format_version": "1.2", "values": {}}, "no plan"),
        ({"AWSTemplateFormatVersion": "2010-09-09", "Resources": {}}, "no plan"),
        ([], "not an object"),
        ({"format_version": "1.2", "resource_changes": [], "errored": True}, "failed"),
        ({"format_version": "1.2", "resource_changes": {}}, "not a list"),
        ({"format_version": "1.2", "resource_changes": [7]}, "not an object"),
        ({"format_version": "1.2", "resource_changes": [{"address": "a.b", "type": "a"}]}, "not an object"),
        ({"format_version": "1.2", "resource_changes": [change("a.b", "explode")]}, "none that are known"),
        ({"format_version": "1.2", "resource_changes": [change("a.b", "create")] * 2}, "twice"),
    ],
)
def test_what_is_no_plan_is_refused(tmp_path: Path, content: Any, said: str) -> None:
    """Catches a plan of another format, half a plan, or none, of which a judgement would be made."""
    file = tmp_path / "p.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ChartproofError, match=said) as error:
        planned(file)
    assert "plan" in error.value.mend


def test_a_plan_of_another_organization_is_refused(tmp_path: Path) -> None:
    """Catches a plan that is judged at an organization that it is not for."""
    said = {"id": "o-other123456", "feature_set": "ALL"}
    with pytest.raises(ChartproofError, match="one organization"):
        planned(write(tmp_path, change(ORG, "update", said, said)))


def test_an_incomplete_plan_says_so(tmp_path: Path) -> None:
    """Catches changes that were put off, and are taken for none."""
    put_off = {"reason": "x", "resource_change": change(f"{ACCESS}.x", "create")}
    plan, _ = planned(write(tmp_path, complete=False, deferred_changes=[put_off]))
    assert {finding for finding, _ in remarks(plan)} == {"not-judged", "known-after-apply"}


def test_a_saved_plan_itself_is_refused_with_the_mend(tmp_path: Path) -> None:
    """Catches the binary file, or the source, given for what show prints."""
    for name, content in (("a.tfplan", b"PK\x03\x04\xff"), ("plan", b"PK\x03\x04\xff"), ("main.tf", b"resource {}")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ChartproofError, match="terraform show -json"):
            planned(tmp_path / name)


def test_blocks_are_found_by_type_and_name(tmp_path: Path) -> None:
    """Catches a block in a comment or of another name, and one of two of the same name taken for the right one."""
    (tmp_path / "a.tf").write_text(
        '/*\nresource "aws_x" "a" {\n*/\n# resource "aws_x" "a" {\n\n  resource "aws_x" "a" {\n}\n'
    )
    (tmp_path / "b.tf").write_text('resource "aws_x" "b" {}\nresource "aws_x" "b" {}\n')
    source = read_source(tmp_path)
    assert source.place("aws_x", "a") == (str(tmp_path / "a.tf"), 6)
    assert source.place("aws_x", "b") is None
    (tmp_path / "c.tf").write_text('a = "arn:x/*"\nresource "aws_x" "c" {} # /*\nb = "*/*"\n')
    assert read_source(tmp_path).place("aws_x", "c") == (str(tmp_path / "c.tf"), 2)
    with pytest.raises(ChartproofError, match="no such file"):
        read_source(tmp_path / "none")


def test_five_thousand_steps_are_read_at_once(tmp_path: Path) -> None:
    """Catches a reading whose time grows with the square of a plan's size."""
    access = [
        change(f"{ACCESS}.s[{n}]", "create", None, {"service_principal": f"s{n}.amazonaws.com"}) for n in range(3000)
    ]
    plan, _ = planned(write(tmp_path, *access))
    assert len(plan.steps) == 3000


def test_the_observation_is_left_as_it_was(tmp_path: Path) -> None:
    """Catches a plan whose reading changes what was seen."""
    observation = seen(ORGANIZATIONS / "acme")
    before = {name: masks.tolist() for name, masks in observation.possible.items()}
    aws.read_plan(write(tmp_path, *two("create", "ram")), form(), observation, None)
    assert {name: masks.tolist() for name, masks in observation.possible.items()} == before
