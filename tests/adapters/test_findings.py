"""Findings that only AWS knows: delegations that stay, services that are half enabled, and who must agree."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from adapters import aws
from tests.adapters.test_terraform import change, two, write
from tests.adapters.world import ORGANIZATIONS, changed, form, planned


def found(file: Path, at: str | Path = "acme", *changes: str) -> list[tuple[str, str]]:
    """The findings of a plan."""
    plan, observation = planned(file, at, *changes)
    return [(r.finding, r.sentence) for r in aws.findings(plan, observation, form(*changes))]


def test_a_delegation_is_left(tmp_path: Path) -> None:
    """Catches a delegated administrator that nobody is told of when trusted access goes."""
    said = "security stays registered as delegated administrator of guardduty: deregister first"
    assert found(write(tmp_path, *two("delete", "guardduty", "sso"))) == [("delegated-left", said)]


def test_a_delegation_that_ends_is_not_left(tmp_path: Path) -> None:
    """Catches a warning of what the same plan ends."""
    delegation = {"account_id": "100000000011", "service_principal": "guardduty.amazonaws.com"}
    ends = change("aws_organizations_delegated_administrator.d", "delete", delegation)
    for changes in ((), ("delegated_administrators",)):
        assert found(write(tmp_path, ends, *two("delete", "guardduty")), "acme", *changes) == []


def test_trusted_access_alone_sets_nothing_up(tmp_path: Path) -> None:
    """Catches a service that is permitted and not set up; the service's own command is named."""
    ((finding, sentence),) = found(write(tmp_path, *two("create", "inspector2")))
    assert finding == "half-enabled"
    assert "`aws inspector2 enable-delegated-admin-account --delegated-admin-account-id ACCOUNT`" in sentence
    own = change("aws_inspector2_delegated_admin_account.x", "create", None, {})
    assert found(write(tmp_path, own, *two("create", "inspector2"))) == []
    # Some services have no side of their own; of others no command is known.
    assert found(write(tmp_path, *two("create", "account"))) == []
    assert "in its console or by its API" in found(write(tmp_path, *two("create", "quite-new")))[0][1]


def test_who_must_agree_is_said_with_the_day() -> None:
    """Catches an answer that is waited for, and nobody is told of whom and until when."""
    said = found(ORGANIZATIONS / "feature-set.tfplan.json", "billing")
    assert said[-1] == ("waits", "shop-dev must agree until 2027-01-30, or all features stay off")


def test_who_will_be_asked(tmp_path: Path) -> None:
    """Catches created accounts with the role named as asked, and invited ones that are left out."""
    at = changed(tmp_path, "billing-guardduty", roles_100000000011=_role, roles_100000000012=_role)
    ((_, sentence),) = [f for f in found(ORGANIZATIONS / "feature-set.tfplan.json", at) if f[0] == "waits"]
    assert sentence.startswith("shop-prod, shop-dev, legacy must agree within 90 days")


def _role(content: Any) -> Any:
    return {"Roles": [{"Path": "/aws-service-role/organizations.amazonaws.com/"}]}


def test_an_invitation_waits(tmp_path: Path) -> None:
    """Catches an invitation that is taken for a membership."""
    file = tmp_path / "a.sh"
    file.write_text("aws organizations invite-account-to-organization --target Id=222222222222,Type=ACCOUNT\n")
    assert found(file) == [("waits", "222222222222 must accept within 15 days")]


def test_many_names_are_counted(tmp_path: Path) -> None:
    """Catches a sentence of a thousand names."""

    def many(content: Any) -> None:
        first = content["Accounts"][5]
        content["Accounts"] += [json.loads(json.dumps(first)) | {"Id": f"2{n:011}", "Name": f"n{n}"} for n in range(20)]

    at = changed(tmp_path, "billing-guardduty", accounts=many)
    assert any(" and 15 more must agree" in s for _, s in found(ORGANIZATIONS / "feature-set.tfplan.json", at))


def test_every_event_has_its_standing() -> None:
    """Catches a rule that a finding cites and of which nobody says how it stands."""
    events = {r.name for r in form("own_use", "delegated_administrators").rules}
    machines = {v.title for v in form("own_use").variables}
    assert events <= set(aws.STANDING)
    assert set(aws.STANDING) <= events | machines
    assert {s.split(":")[0].split(";")[0].split(" and ")[0] for s in aws.STANDING.values()} <= {
        "page",
        "API",
        "user guide",
        "assumption",
    }


def test_open_questions_are_named_with_a_change_that_there_is() -> None:
    """Catches an answer whose change file has another name, so that nobody can try it."""
    said = {name for sentence in aws.STANDING.values() for name in re.findall(r"`(\w+)`", sentence)}
    files = {f.stem for f in (Path(__file__).parents[2] / "changes").glob("*.toml")}
    assert said <= files


def test_assumptions_and_changes_are_there() -> None:
    """Catches an assumption about a machine or state that there is not, and a change file that is gone."""
    for assumption in aws.ASSUMPTIONS:
        assert set(assumption.states) <= set(form().variable(assumption.machine).states)
    root = Path(__file__).parents[2]
    assert all((root / name).is_file() for name in aws.CHANGES)
