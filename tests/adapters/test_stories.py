"""The stories of observed organizations, from the command line: what an owner is told, and with which exit status."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from chartproof.cli.main import main
from tests.adapters.world import ORGANIZATIONS, changed

ASSUMED = ["--assume", "enabled-is-configured"]
ACCOUNTS = ["security", "logs", "shop-prod", "shop-dev"]


def run(*words: str) -> Result:
    """Run the command line tool in this repository."""
    return CliRunner().invoke(main, list(words), catch_exceptions=False)


def judged(plan: str, at: str, *words: str) -> tuple[int, dict[str, Any]]:
    """The exit status and JSON of judging a fixture's plan."""
    done = run("judge", str(ORGANIZATIONS / plan), "--at", str(ORGANIZATIONS / at), "--json", *words)
    found: dict[str, Any] = json.loads(done.stdout)
    return done.exit_code, found


def findings(found: dict[str, Any], name: str, level: str = "") -> list[str]:
    """The sentences of a finding."""
    return [f["sentence"] for f in found["findings"] if f["finding"] == name and level in ("", f["level"])]


@pytest.mark.parametrize("service", ["cloudtrail", "config", "sso"])
def test_overwriting_the_list_cuts_what_is_in_use(service: str) -> None:
    """Catches a cut that is not told, an account left out or added, and a guess about the one that was not seen."""
    status, found = judged("guardduty-overwrite.tfplan.json", "acme", *ASSUMED)
    (cut,) = [s for s in findings(found, "cuts", "error") if f"({service})" in s]
    surely, _, possibly = cut.partition("possibly")
    assert all(name in surely for name in ACCOUNTS)
    assert "legacy" in possibly
    assert "legacy" not in surely
    assert any(service in s for s in findings(found, "leaves-behind"))
    assert not any("guardduty" in s for s in findings(found, "cuts"))
    assert status == 1


def test_without_the_assumption_cuts_are_warnings() -> None:
    """Catches an integration that is guessed from trusted access."""
    status, found = judged("guardduty-overwrite.tfplan.json", "acme")
    assert findings(found, "cuts", "error") == []
    assert len([s for s in findings(found, "cuts", "warning") if "aggregate_data" in s]) == 3
    assert status == 0


def test_a_script_cuts_at_its_line() -> None:
    """Catches the wrong line of a continued command, and the list call as a step."""
    status, found = judged("cloudtrail-removed.sh", "acme", *ASSUMED)
    (cut,) = [f for f in found["findings"] if f["finding"] == "cuts" and f["level"] == "error"]
    assert "(cloudtrail)" in cut["sentence"]
    assert (Path(cut["place"]["file"]).name, cut["place"]["line"]) == ("cloudtrail-removed.sh", 5)
    assert len(found["steps"]) == 1
    assert status == 1


def test_all_features_are_being_enabled_already() -> None:
    """Catches a second beginning that is not refused."""
    status, found = judged("feature-set.tfplan.json", "billing")
    assert any("begin_enabling_all_features" in s for s in findings(found, "refused"))
    assert findings(found, "waits") == ["shop-dev must agree until 2027-01-30, or all features stay off"]
    assert status == 1
    done = run("why-not", "finalize_all_features", "--at", str(ORGANIZATIONS / "billing"))
    assert "AllFeaturesHandshake(shop-dev) is requested" in done.stdout
    assert "AllFeaturesHandshake(legacy) is declined" in done.stdout
    assert done.exit_code == 0


def test_that_no_way_is_sure_is_no_claim_that_there_is_none() -> None:
    """Catches a "no way" where one leads there in some case: own use, which is not known, may be in the way or not."""
    words = ["how", "trusted_access[cloudtrail] == 'disabled'", "--at", str(ORGANIZATIONS / "acme"), *ASSUMED]
    done = run(*words, "--by", "service administrator")
    assert done.exit_code == 3
    assert "no way surely leads there, by what is known" in done.stdout


@pytest.mark.parametrize("fixture", ["acme", "billing", "billing-guardduty"])
def test_the_fixtures_contradict_nothing(fixture: str) -> None:
    """Catches rules by which accounts that use a service by themselves are impossible, and a leftover that is none."""
    done = run("observe", str(ORGANIZATIONS / fixture))
    assert done.exit_code == 0
    assert "impossible" not in done.stdout
    assert "left_behind" not in done.stdout


def test_a_service_that_nobody_enabled_may_have_left_something(tmp_path: Path) -> None:
    """Catches a service that the folder does not list, judged as one that was never there."""
    plan = tmp_path / "a.sh"
    plan.write_text("aws organizations enable-aws-service-access --service-principal ram.amazonaws.com\n")
    done = run("judge", str(plan), "--at", str(ORGANIZATIONS / "acme"), "--json")
    assert json.loads(done.stdout)["steps"][0]["answer"] == "yes"
    plan.write_text("# nobody knows whether it was used before\naws ram enable-sharing-with-aws-organization\n")
    plan.write_text("aws fms disassociate-admin-account\n")
    done = run("judge", str(plan), "--at", str(ORGANIZATIONS / "acme"), "--json")
    assert json.loads(done.stdout)["steps"][0]["answer"] == "no"


def test_a_script_that_is_not_judged_says_so(tmp_path: Path) -> None:
    """Catches a loop that passes for nothing: the summary counts it, and a strict run fails."""
    plan = tmp_path / "a.sh"
    plan.write_text("for p in sso; do aws organizations disable-aws-service-access --service-principal $p; done\n")
    words = ["judge", str(plan), "--at", str(ORGANIZATIONS / "acme")]
    done = run(*words)
    assert "not-judged" in done.stdout
    assert "0 judged, 1 not judged" in done.stdout
    assert (done.exit_code, run(*words, "--fail-on", "warning").exit_code) == (0, 1)


def test_trusted_access_under_consolidated_billing_is_impossible(tmp_path: Path) -> None:
    """Catches a folder that contradicts the rules and is believed."""
    access = {"EnabledServicePrincipals": [{"ServicePrincipal": "config.amazonaws.com"}]}
    at = changed(tmp_path, "billing-guardduty", access=lambda _: access)
    done = run("observe", str(at))
    assert done.exit_code == 1
    assert "TrustedAccess(config)" in done.stdout


def test_names_escape_into_no_report(tmp_path: Path) -> None:
    """Catches a name that is markup in a report."""

    def edit(content: Any) -> None:
        content["Accounts"][1]["Name"] = "<img src=x onerror=alert(1)>|`[a](http://evil.example)"

    at = changed(tmp_path, "acme", accounts=edit)
    plan = ORGANIZATIONS / "guardduty-overwrite.tfplan.json"
    files = [
        "--markdown",
        str(tmp_path / "a.md"),
        "--sarif",
        str(tmp_path / "a.sarif"),
        "--junit",
        str(tmp_path / "a.xml"),
    ]
    run("judge", str(plan), "--at", str(at), *ASSUMED, *files)
    for name in ("a.md", "a.xml"):
        text = (tmp_path / name).read_text()
        assert "evil.example" in text
        assert "<img" not in text
    assert "[a](" not in (tmp_path / "a.md").read_text()
    results = json.loads((tmp_path / "a.sarif").read_text())["runs"][0]["results"]
    assert any("evil.example" in r["message"]["text"] for r in results)
    assert not any("](" in r["message"]["text"] for r in results)


def test_a_plan_of_the_wrong_format_is_a_bad_call(tmp_path: Path) -> None:
    """Catches an exit status by which a pipeline takes a bad input for a finding."""
    plan = tmp_path / "p.json"
    plan.write_text('{"format_version": "2.0", "resource_changes": []}')
    done = run("judge", str(plan), "--at", str(ORGANIZATIONS / "acme"))
    assert done.exit_code == 2
