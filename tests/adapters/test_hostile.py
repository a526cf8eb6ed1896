"""Hostile input: what others wrote, or damaged, is an error with its place, or a remark; no traceback, and no guess."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters import aws
from adapters.aws.values import Value, shown
from chartproof.errors import ChartproofError
from chartproof.files import LIMIT
from tests.adapters.world import (
    DESCRIBE,
    LIST_ACCESS,
    LIST_ACCOUNTS,
    LIST_HANDSHAKES,
    ORGANIZATIONS,
    changed,
    form,
    planned,
    seen,
)

ROLES = "iam.list-roles.100000000011"
ERROR = "\nAn error occurred (AccessDeniedException) when calling the ListAccounts operation: denied"
OPTIONAL = (
    "FeatureSet",
    "Arn",
    "Name",
    "State",
    "JoinedMethod",
    "DateEnabled",
    "NextToken",
    "Path",
    "CreateDate",
    "IsTruncated",
)
"""Members that may be missing, or that are not looked into."""
DEEP = '{"Accounts":' * 10_000 + "1" + "}" * 10_000


def spoilt(folder: Path, name: str, text: str) -> Path:
    """acme, with another text in one of its files."""
    found = changed(folder, "acme")
    (found / f"{name}.json").write_text(text, encoding="utf-8")
    return found


def tried(read: Callable[[], Any]) -> tuple[Any, str]:
    """What is read, or how it is refused."""
    try:
        return read(), ""
    except ChartproofError as error:
        return None, str(error)


def refused(folder: Path) -> str:
    """How a folder is refused."""
    with pytest.raises(ChartproofError) as error:
        seen(folder, "own_use")
    return str(error.value)


@pytest.mark.parametrize("name", [DESCRIBE, LIST_ACCOUNTS, LIST_ACCESS, LIST_HANDSHAKES, ROLES])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ERROR, "is an error of the AWS CLI (AccessDeniedException), not its output"),
        ("aws: [ERROR]: An error occurred (Throttling) when", "is an error of the AWS CLI (Throttling)"),
        ("", "is empty"),
        ("{", "not JSON"),
        ("[]", "a list, not an object"),
        ("null", "nothing, not an object"),
        ("{}", "is not there"),
        (DEEP, "nested too deeply"),
        ('{"Accounts": ' + "9" * 5000 + "}", "not JSON"),
    ],
)
def test_files_that_are_none(tmp_path: Path, name: str, text: str, said: str) -> None:
    """Catches an error's text, a cut file or a nested one that is taken for an empty answer; the file is named."""
    message = refused(spoilt(tmp_path, name, text))
    assert said in message
    assert f"{name}.json" in message
    assert "\n  " in message  # the mend


def test_a_file_of_a_hundred_megabytes(tmp_path: Path) -> None:
    """Catches a file that is read into memory however large it is."""
    folder = changed(tmp_path, "acme")
    with (folder / f"{LIST_ACCOUNTS}.json").open("wb") as file:
        file.truncate(100_000_000)
    assert f"more than {LIMIT:,} bytes" in refused(folder)
    plan = tmp_path / "plan.json"
    with plan.open("wb") as file:
        file.truncate(100_000_000)
    with pytest.raises(ChartproofError, match="bytes"):
        planned(plan)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ERROR, "is an error of the AWS CLI"),
        ("", "holds no aws command"),
        ("# A plan\n\nWe delete everything.\n", "holds no aws command"),
        (DEEP, "nested too deeply"),
        ('{"format_version": "1.2"', "not JSON"),
    ],
)
def test_plans_that_are_none(tmp_path: Path, text: str, said: str) -> None:
    """Catches a file that is no plan, judged as one in which nothing is done."""
    file = tmp_path / "plan"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ChartproofError, match=said) as error:
        planned(file)
    assert "terraform show -json" in error.value.mend


@pytest.mark.parametrize("value", [7, 1.5, True, "text", [], {}, [[]], None])
@pytest.mark.parametrize(
    ("name", "path"),
    [
        (DESCRIBE, ["Organization"]),
        (DESCRIBE, ["Organization", "Id"]),
        (DESCRIBE, ["Organization", "FeatureSet"]),
        (DESCRIBE, ["Organization", "MasterAccountId"]),
        (LIST_ACCOUNTS, ["Accounts"]),
        (LIST_ACCOUNTS, ["Accounts", 1]),
        (LIST_ACCOUNTS, ["Accounts", 1, "Id"]),
        (LIST_ACCOUNTS, ["Accounts", 1, "Arn"]),
        (LIST_ACCOUNTS, ["Accounts", 1, "Name"]),
        (LIST_ACCOUNTS, ["Accounts", 1, "State"]),
        (LIST_ACCOUNTS, ["Accounts", 1, "JoinedMethod"]),
        (LIST_ACCESS, ["EnabledServicePrincipals", 0, "ServicePrincipal"]),
        (LIST_ACCESS, ["EnabledServicePrincipals", 0, "DateEnabled"]),
        (LIST_ACCESS, ["NextToken"]),
        (ROLES, ["Roles", 0, "Path"]),
        (ROLES, ["Roles", 0, "Arn"]),
        (ROLES, ["Roles", 0, "CreateDate"]),
        (ROLES, ["IsTruncated"]),
    ],
)
def test_wrong_types(tmp_path: Path, name: str, path: list[Any], value: Any) -> None:
    """Catches a value of the wrong type that passes for another, or that ends in a traceback."""
    content = json.loads((ORGANIZATIONS / "acme" / f"{name}.json").read_text())
    at = content
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    found, said = tried(lambda: seen(spoilt(tmp_path, name, json.dumps(content)), "own_use"))
    assert not said or str(tmp_path) in said
    if found is not None:
        assert path[-1] in OPTIONAL
        assert len(found.elements["Account"]) == 5


@pytest.mark.parametrize("state", ["", "NEW_STATE", "../../etc/passwd", "\x1b[31m"])
def test_values_that_no_table_knows(tmp_path: Path, state: str) -> None:
    """Catches a value that the API has not, taken for one that it has; what a terminal obeys is not repeated."""

    def edit(content: Any) -> None:
        content["Accounts"][1].update(State=state, Status=state)

    folder = changed(tmp_path, "acme", accounts=edit)
    if state == "":
        seen(folder)
    else:
        message = refused(folder)
        assert "Accounts[1].State" in message
        assert "\x1b" not in message


def other(content: Any) -> Any:
    return json.loads(json.dumps(content).replace("o-acme123456", "o-other98765"))


@pytest.mark.parametrize(
    ("fixture", "edits"),
    [
        ("acme", {"accounts": other}),
        ("acme", {"organization": other}),
        ("billing", {"handshakes": other}),
        ("acme", {"roles_100000000099": lambda _: {"Roles": []}}),
        ("acme", {"roles_100000000011": lambda c: json.loads(json.dumps(c).replace("100000000011", "100000000012"))}),
    ],
)
def test_two_organizations_are_not_mixed(tmp_path: Path, fixture: str, edits: dict[str, Callable[[Any], Any]]) -> None:
    """Catches one organization's roles judged in another's accounts."""
    assert "mixed" in refused(changed(tmp_path, fixture, **edits))


def test_two_organizations_are_not_mixed_where_neither_is_described(tmp_path: Path) -> None:
    """Catches files that agree with the description alone, where there is none."""
    folder = changed(tmp_path, "billing", handshakes=other)
    (folder / f"{DESCRIBE}.json").unlink()
    assert "mixed" in refused(folder)


def test_an_identifier_is_no_path(tmp_path: Path) -> None:
    """Catches a file that is opened because another file names it."""

    def edit(content: Any) -> None:
        content["Accounts"][1]["Id"] = "../../../etc/passwd"

    message = refused(changed(tmp_path, "acme", accounts=edit))
    assert "Accounts[1].Id is not an account's 12 digits" in message
    assert "passwd" not in message
    for name in (
        "iam.list-roles.json",
        "iam.list-roles.12.json",
        "organizations.list-accounts.x.json",
        "iam.list-roles..json",
    ):
        folder = changed(tmp_path / name, "acme")
        (folder / name).write_text("{}")
        assert "is named as no file of a snapshot is" in refused(folder)


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    """Catches a pipe in the folder, at which reading would wait for ever."""
    folder = changed(tmp_path, "acme")
    (folder / f"{LIST_ACCESS}.json").unlink()
    os.mkfifo(folder / f"{LIST_ACCESS}.json")
    assert "is no file" in refused(folder)


def test_other_files_are_said_to_be_unread(tmp_path: Path) -> None:
    """Catches a misspelt file that is silently left out."""
    folder = changed(tmp_path, "acme")
    (folder / "organizations.list-acounts.json").write_text("{}")
    assert "organizations.list-acounts.json is no file that this reads." in seen(folder).notes


def test_names_are_one_line_and_steer_nothing(tmp_path: Path) -> None:
    """Catches a name that steers a terminal, breaks a line, or turns the direction of what follows it."""

    def edit(content: Any) -> None:
        content["Accounts"][1]["Name"] = "a\x1b[2Jb\r\nc\u202ed\x00" + "x" * 500
        content["Accounts"][2]["Name"] = "<script>alert(1)</script>"

    names = [str(e) for e in seen(changed(tmp_path, "acme", accounts=edit)).elements["Account"]]
    assert names[0] == "a\ufffd[2Jb\ufffd\ufffdc\ufffdd\ufffd" + "x" * 48 + "…"
    assert names[1] == "<script>alert(1)</script>"  # which whoever writes pages escapes, as every name


def test_an_address_is_one_line(tmp_path: Path) -> None:
    """Catches a plan's address, whose keys are anybody's, that steers a terminal."""
    change = {"actions": ["create"], "before": None, "after": {"service_principal": "ram.amazonaws.com"}}
    kind = "aws_organizations_aws_service_access"
    entry = {"address": f'{kind}.x["\x1b[2J\n"]', "mode": "managed", "type": kind, "name": "x", "change": change}
    file = tmp_path / "p.json"
    file.write_text(json.dumps({"format_version": "1.0", "resource_changes": [entry]}))
    assert planned(file)[0].steps[0].place.address.isprintable()


@pytest.mark.parametrize(
    "value", [-1, 1e300, float("inf"), float("nan"), 10**30, "yesterday", "9999-12-31T23:59:59-23:59"]
)
def test_times_that_are_none(value: Any) -> None:
    """Catches a time that overflows, or is compared although it is none."""
    with pytest.raises(ChartproofError, match="is not a time"):
        Value(value, "x.json", ("DateEnabled",)).moment()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1680429600, 1680429600.0),
        (1680429600.25, 1680429600.25),
        ("2023-04-02T10:00:00+00:00", 1680429600.0),
        ("2023-04-02T12:00:00+02:00", 1680429600.0),
        ("2023-04-02T10:00:00Z", 1680429600.0),
        ("2023-04-02T10:00:00", None),  # of which zone, nobody knows
        (None, None),
    ],
)
def test_times(value: Any, expected: float | None) -> None:
    """Catches numbers of CLI 1 or texts of CLI 2 read as another time."""
    assert Value(value, "x.json").moment() == expected


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["INVITE", "ALL", "OPEN"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=12,
)
QUICK = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@QUICK
@given(st.data())
def test_damaged_snapshots(tmp_path: Path, data: st.DataObject) -> None:
    """Catches a traceback at whatever stands in a file in some place."""
    name = data.draw(st.sampled_from([DESCRIBE, LIST_ACCOUNTS, LIST_ACCESS, LIST_HANDSHAKES, ROLES]))
    fixture = "billing" if name == LIST_HANDSHAKES else "acme"
    content = _damaged(data, json.loads((ORGANIZATIONS / fixture / f"{name}.json").read_text()))
    folder = changed(tmp_path, fixture)
    (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    found, said = tried(lambda: seen(folder, "own_use"))
    assert found is not None or said
    (folder / f"{name}.json").unlink()


@QUICK
@given(st.data())
def test_damaged_plans(tmp_path: Path, data: st.DataObject) -> None:
    """Catches a traceback at whatever stands in a plan in some place."""
    name = data.draw(st.sampled_from(["guardduty-overwrite", "feature-set"]))
    content = _damaged(data, json.loads((ORGANIZATIONS / f"{name}.tfplan.json").read_text()))
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    found, said = tried(lambda: planned(file))
    said_of = None if found is None else list(aws.findings(found[0], found[1], form()))
    assert said_of is None or all(r.sentence.isprintable() for r in said_of)
    assert found is not None or said


def _damaged(data: st.DataObject, content: Any) -> Any:
    """Some JSON in which up to three values are others, or are gone."""
    for _ in range(data.draw(st.integers(1, 3))):
        content = _with(data, content)
    return content


def _with(data: st.DataObject, content: Any) -> Any:
    if not isinstance(content, (dict, list)) or not content or data.draw(st.integers(0, 5)) == 0:
        return data.draw(JSON)
    key = data.draw(st.sampled_from(list(content) if isinstance(content, dict) else list(range(len(content)))))
    if data.draw(st.integers(0, 7)) == 0:
        return {k: v for k, v in content.items() if k != key} if isinstance(content, dict) else content[:key]
    content[key] = _with(data, content[key])
    return content


@given(st.text())
def test_whatever_is_shown_is_one_plain_line(text: str) -> None:
    """Catches a character that is no mark on a line."""
    assert shown(text).isprintable()
