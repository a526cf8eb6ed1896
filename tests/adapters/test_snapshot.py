"""Snapshots: what each file tells, and that nothing else is taken for known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from chartproof.errors import ChartproofError
from tests.adapters.world import (
    DESCRIBE,
    LIST_ACCESS,
    LIST_ACCOUNTS,
    LIST_HANDSHAKES,
    ORGANIZATIONS,
    SHOP_DEV,
    changed,
    seen,
    states,
)

MEMBERS = ["security", "logs", "shop-prod", "shop-dev", "legacy"]


def names(observation: Any, sort: str) -> list[str]:
    return [str(e) for e in observation.elements[sort]]


def test_acme() -> None:
    """Catches the management account as a member, an unread file, and a role that is guessed where no file is."""
    acme = seen(ORGANIZATIONS / "acme", "own_use")
    assert names(acme, "Account") == MEMBERS
    assert names(acme, "Service") == ["cloudtrail", "config", "guardduty", "sso"]
    assert acme.closed == {"Account": True, "Service": True}
    assert states(acme, "Organization") == {"": "all_features"}
    assert states(acme, "Membership") == {**dict.fromkeys(MEMBERS[:4], "created_member"), "legacy": "invited_member"}
    assert states(acme, "OrganizationsRole") == {**dict.fromkeys(MEMBERS[:4], "present"), "legacy": "?"}
    assert set(states(acme, "TrustedAccess").values()) == {"enabled"}
    assert set(states(acme, "Integration").values()) == {"?"}
    roles = states(acme, "ServiceRole")
    assert roles["shop-dev guardduty"] == "absent"
    assert roles["shop-dev sso"] == roles["security guardduty"] == "present"
    assert {roles[f"legacy {s}"] for s in names(acme, "Service")} == {"?"}
    # All roles are older than trusted access.
    assert set(states(acme, "OwnUse", "own_use").values()) == {"?"}
    assert acme.tells["service_role"] == "iam.list-roles.{Account}.json"


def test_billing() -> None:
    """Catches the parent taken for a request, an answer of the wrong account, and silence taken for `none`."""
    billing = seen(ORGANIZATIONS / "billing")
    assert states(billing, "Organization") == {"": "enabling_all_features"}
    assert states(billing, "AllFeaturesHandshake") == {
        "security": "none/accepted/declined",
        "logs": "none/accepted/declined",
        "shop-prod": "accepted",
        "shop-dev": "requested",
        "legacy": "declined",
    }
    assert names(billing, "Service") == []
    assert billing.closed == {"Account": True, "Service": False}
    assert set(states(billing, "OrganizationsRole").values()) == {"?"}


def test_billing_guardduty() -> None:
    """Catches trusted access that is known where its file is missing, and roles of an account that was not asked."""
    found = seen(ORGANIZATIONS / "billing-guardduty")
    assert states(found, "Organization") == {"": "consolidated_billing"}
    assert set(states(found, "TrustedAccess").values()) == {"?"}
    roles = states(found, "ServiceRole")
    assert {s for k, s in roles.items() if k.startswith("shop-prod ")} == {"present"}
    assert {s for k, s in roles.items() if not k.startswith("shop-prod ")} == {"?"}


@pytest.mark.parametrize(
    "action", ["ENABLE_ALL_FEATURES", "APPROVE_ALL_FEATURES", "ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE"]
)
def test_the_parent_is_known_by_its_party(tmp_path: Path, action: str) -> None:
    """Catches a process that is told by its action, whose names the sources swap."""

    def edit(content: Any) -> None:
        for handshake in content["Handshakes"]:
            handshake["Action"] = action

    folder = changed(tmp_path, "billing", handshakes=edit)
    assert states(seen(folder), "AllFeaturesHandshake") == states(
        seen(ORGANIZATIONS / "billing"), "AllFeaturesHandshake"
    )


def test_the_newest_request_counts(tmp_path: Path) -> None:
    """Catches the first request taken, or one of an earlier process; times as numbers, as CLI 1 writes them."""

    def edit(content: Any) -> None:
        declined = content["Handshakes"][3]
        later = {**declined, "Id": "h-again0015", "State": "OPEN", "RequestedTimestamp": 1795000000.5}
        old = {**content["Handshakes"][2], "Id": "h-before014", "State": "DECLINED", "RequestedTimestamp": 1700000000}
        old["Resources"] = []
        content["Handshakes"] += [later, old]

    found = states(seen(changed(tmp_path, "billing", handshakes=edit)), "AllFeaturesHandshake")
    assert found["legacy"] == "requested"
    assert found["shop-dev"] == "requested"


def test_requests_without_times_are_all_possible(tmp_path: Path) -> None:
    """Catches an order that is guessed from the list's."""

    def edit(content: Any) -> None:
        again = {**content["Handshakes"][3], "Id": "h-again0015", "State": "OPEN"}
        content["Handshakes"].append(again)
        for handshake in content["Handshakes"]:
            handshake.pop("RequestedTimestamp")

    found = states(seen(changed(tmp_path, "billing", handshakes=edit)), "AllFeaturesHandshake")
    assert found["legacy"] == "requested/declined"


def test_a_created_account_with_the_role_has_not_declined(tmp_path: Path) -> None:
    """Catches finalizing that is never known to be possible, and silence of others taken for consent."""

    def role(_: Any) -> Any:
        return {"Roles": [{"Path": "/aws-service-role/organizations.amazonaws.com/"}]}

    def gone(content: Any) -> None:
        del content["Handshakes"][3]

    edits = {f"roles_{n}": role for n in ("100000000011", "100000000015")}
    found = states(seen(changed(tmp_path, "billing", handshakes=gone, **edits)), "AllFeaturesHandshake")
    assert found["security"] == "none/accepted"
    assert found["logs"] == found["legacy"] == "none/accepted/declined"


def test_invitations(tmp_path: Path) -> None:
    """Catches an answered invitation taken for an open one, and an invitation by e-mail that is lost."""

    def invite(number: int, state: str, party: dict[str, str]) -> dict[str, Any]:
        parties = [{"Id": "o-acme123456", "Type": "ORGANIZATION"}, party]
        return {"Id": f"h-invite000{number}", "Action": "INVITE", "State": state, "Parties": parties}

    def edit(content: Any) -> None:
        content["Handshakes"] += [
            invite(1, "OPEN", {"Id": "100000000021", "Type": "ACCOUNT"}),
            invite(2, "DECLINED", {"Id": "100000000022", "Type": "ACCOUNT"}),
            invite(3, "REQUESTED", {"Id": "somebody@acme.example", "Type": "EMAIL"}),
        ]

    found = seen(changed(tmp_path, "acme", handshakes=edit))
    membership = states(found, "Membership")
    assert names(found, "Account") == [*MEMBERS, "100000000021", "h-invite0003"]
    assert membership["100000000021"] == membership["h-invite0003"] == "invited"
    assert states(found, "Organization") == {"": "all_features"}


@pytest.mark.parametrize(
    ("state", "expected"),
    [("ACTIVE", "created_member"), ("SUSPENDED", "outside/created_member"), ("CLOSED", "outside/created_member")],
)
def test_state_or_status(tmp_path: Path, state: str, expected: str) -> None:
    """Catches either of State and Status unread, and a suspended account taken for a member that works."""
    status = {"CLOSED": "SUSPENDED"}.get(state, state)
    for gone in ("State", "Status"):

        def edit(content: Any, gone: str = gone) -> None:
            account = content["Accounts"][1]
            account["State"], account["Status"] = state, status
            account.pop(gone)

        found = seen(changed(tmp_path, "acme", accounts=edit))
        assert states(found, "Membership")["security"] == expected, gone
        assert any("security is" in note for note in found.notes) == (state != "ACTIVE")


def test_what_is_missing_is_unknown(tmp_path: Path) -> None:
    """Catches a file whose absence counts as an empty list."""
    folder = changed(tmp_path, "acme")
    for call in (LIST_ACCESS, LIST_HANDSHAKES):
        (folder / f"{call}.json").unlink()
    found = seen(folder)
    assert set(states(found, "TrustedAccess").values()) == {"?"}
    assert found.closed == {"Account": False, "Service": False}
    (folder / f"{LIST_ACCOUNTS}.json").unlink()
    found = seen(folder)
    assert names(found, "Account") == []


def test_the_management_account_is_no_member_even_if_nothing_describes_it(tmp_path: Path) -> None:
    """Catches the management account taken for a member where the file is missing that says which it is."""
    folder = changed(tmp_path, "acme")
    (folder / f"{DESCRIBE}.json").unlink()
    assert names(seen(folder), "Account") == MEMBERS

    def anonymous(content: Any) -> None:
        for account in content["Accounts"]:
            del account["Arn"]

    folder = changed(tmp_path / "b", "acme", accounts=anonymous)
    assert names(seen(folder), "Account") == MEMBERS
    (folder / f"{DESCRIBE}.json").unlink()
    assert names(seen(folder), "Account") == ["acme-root", *MEMBERS]
    assert set(states(seen(folder), "Membership").values()) == {"outside/created_member", "outside/invited_member"}


def test_billing_without_handshakes_may_be_enabling(tmp_path: Path) -> None:
    """Catches consolidated billing taken for certain where nobody looked at the handshakes."""
    folder = changed(tmp_path, "billing")
    (folder / f"{LIST_HANDSHAKES}.json").unlink()
    assert states(seen(folder), "Organization") == {"": "consolidated_billing/enabling_all_features"}
    assert set(states(seen(folder), "AllFeaturesHandshake").values()) == {"?"}


def cut_off(content: Any) -> None:
    content["NextToken"] = "more"


def test_a_list_that_is_cut_off_is_not_all_there_is(tmp_path: Path) -> None:
    """Catches what a cut list leaves out taken for absent, and its sort for complete."""

    def no_sso(content: Any) -> None:
        del content["EnabledServicePrincipals"][3:]
        cut_off(content)

    def no_roles(content: Any) -> None:
        content.update(Roles=content["Roles"][:2], IsTruncated=True, Marker="more")

    folder = changed(tmp_path, "acme", access=no_sso, accounts=cut_off, roles_100000000011=no_roles)
    found = seen(folder)
    assert found.closed == {"Account": False, "Service": False}
    assert states(found, "TrustedAccess") == {
        "cloudtrail": "enabled",
        "config": "enabled",
        "guardduty": "enabled",
        "sso": "?",
    }
    roles = states(found, "ServiceRole")
    assert (roles["security cloudtrail"], roles["security sso"]) == ("present", "?")
    assert any("cut off" in note for note in found.notes)
    found = seen(changed(tmp_path / "b", "billing", handshakes=cut_off))
    assert set(states(found, "AllFeaturesHandshake").values()) == {"?"}
    assert found.closed["Account"] is False


def test_principals_are_not_services(tmp_path: Path) -> None:
    """Catches a principal of another service's counted as a service, and roles below a principal of its own."""
    also = ["config-multiaccountsetup", "malware-protection.guardduty", "stacksets.cloudformation"]

    def edit(content: Any) -> None:
        for name in [*also, "member.org.stacksets.cloudformation", "servicecatalog", "quite-new"]:
            content["EnabledServicePrincipals"].append({"ServicePrincipal": f"{name}.amazonaws.com"})

    def role(content: Any) -> None:
        path = "/aws-service-role/orgsdatasync.servicecatalog.amazonaws.com/"
        content["Roles"].append({"Path": path, "RoleName": "x"})

    found = seen(changed(tmp_path, "acme", access=edit, roles_100000000014=role))
    assert names(found, "Service") == [
        "cloudtrail",
        "config",
        "guardduty",
        "sso",
        "stacksets",
        "servicecatalog",
        "quite-new",
    ]
    roles = states(found, "ServiceRole")
    assert (roles["shop-dev servicecatalog"], roles["security servicecatalog"]) == ("present", "absent")
    # Below which path the roles of a service lie that no table knows, nobody knows.
    assert roles["security quite-new"] == "?"


def test_a_further_principal_tells_nothing_of_the_service(tmp_path: Path) -> None:
    """Catches a service called disabled, or without a role, where another of its principals is enabled, or has one."""

    def only_companions(content: Any) -> None:
        content["EnabledServicePrincipals"] = [
            {"ServicePrincipal": f"{name}.amazonaws.com"}
            for name in ("config-multiaccountsetup", "stacksets.cloudformation", "sso")
        ]

    def other_role(content: Any) -> None:
        content["Roles"] = [{"Path": "/aws-service-role/config-multiaccountsetup.amazonaws.com/"}]

    found = seen(changed(tmp_path, "acme", access=only_companions, roles_100000000011=other_role))
    access = states(found, "TrustedAccess")
    assert (access["config"], access["stacksets"], access["sso"], access["guardduty"]) == (
        "?",
        "?",
        "enabled",
        "disabled",
    )
    roles = states(found, "ServiceRole")
    assert (roles["security config"], roles["security sso"], roles["logs config"]) == ("?", "absent", "present")


def test_a_role_of_no_trusted_service_is_none_of_the_rules(tmp_path: Path) -> None:
    """Catches service-linked roles that have nothing to do with Organizations, such as load balancing's."""

    def role(content: Any) -> None:
        content["Roles"].append({"Path": "/aws-service-role/elasticloadbalancing.amazonaws.com/", "RoleName": "x"})
        content["Roles"].append({"Path": "/", "RoleName": "guardduty.amazonaws.com"})

    found = seen(changed(tmp_path, "acme", roles_100000000014=role))
    assert names(found, "Service") == ["cloudtrail", "config", "guardduty", "sso"]
    assert states(found, "ServiceRole")["shop-dev guardduty"] == "absent"


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ("2023-04-03T00:00:00Z", "unused"),
        (1680520000, "unused"),
        ("2023-04-02T10:00:00+00:00", "?"),
        (1680393600.0, "?"),
    ],
)
def test_own_use_is_unknown_until_the_role_is_younger(tmp_path: Path, made: Any, expected: str) -> None:
    """Catches own use that is guessed from a role which may be older than trusted access."""

    def edit(content: Any) -> None:
        content["Roles"][4]["CreateDate"] = made

    found = seen(changed(tmp_path, "acme", roles_100000000011=edit), "own_use")
    assert states(found, "OwnUse", "own_use")["security guardduty"] == expected
    assert states(found, "OwnUse", "own_use")["security sso"] == "?"


def test_delegated_administrators() -> None:
    """Catches a delegation that is not read where the rules know of it."""
    found = states(
        seen(ORGANIZATIONS / "acme", "delegated_administrators"), "DelegatedAdministrator", "delegated_administrators"
    )
    assert {k for k, s in found.items() if s == "registered"} == {"security guardduty"}
    assert {s for k, s in found.items() if k != "security guardduty"} == {"unregistered"}


def test_two_accounts_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """Catches an answer about one of two accounts that a reader takes for the other."""

    def edit(content: Any) -> None:
        content["Accounts"][1]["Name"] = content["Accounts"][2]["Name"] = "logs"
        content["Accounts"][3]["Name"] = SHOP_DEV

    found = names(seen(changed(tmp_path, "acme", accounts=edit)), "Account")
    assert found[:3] == ["logs (100000000011)", "logs (100000000012)", f"{SHOP_DEV} (100000000013)"]
    assert len(set(found)) == 5


def test_a_folder_that_says_nothing(tmp_path: Path) -> None:
    """Catches an empty or missing folder that passes for an organization of which nothing is known."""
    (tmp_path / "notes.txt").write_text("x")
    for folder in (tmp_path, tmp_path / "none", tmp_path / "notes.txt"):
        with pytest.raises(ChartproofError, match="observe --script"):
            seen(folder)
