"""The tables against the API's own description, which botocore ships: no field, command or option is invented."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore import xform_name

from adapters import aws
from adapters.aws.script_plan import READS
from adapters.aws.tables import calls, services, table
from tests.adapters.world import form
from tests.traces.test_commands import service

ALIASES = {"configservice": "config"}
"""Names by which the command line tool calls a service, where the API's description has another."""


def operation(name: str, command: str) -> Any:
    """The description of a command's operation. AssertionError where there is none."""
    described = service(ALIASES.get(name, name))
    assert described is not None, name
    operations = {xform_name(o, "-"): o for o in described.operation_names}
    assert command in operations, (name, command)
    return described.operation_model(operations[command])


def options(model: Any) -> set[str]:
    return {xform_name(m, "-") for m in model.input_shape.members} if model.input_shape else set()


def test_every_field_that_is_read_is_in_the_outputs_shape() -> None:
    """Catches a misspelt member, of which every folder would say nothing."""
    for call in calls().values():
        model = operation(*call.name.split(".", 1))
        held = model.output_shape.members[call.holds]
        entry = held.member if held.type_name == "list" else held
        assert set(call.reads) <= set(entry.members), call.name
        if call.argument:
            assert call.argument in options(model)
        for option in call.options.split()[::2]:
            assert option.removeprefix("--") in options(model)
        for machine in call.tells:
            assert machine in {v.name for v in form("delegated_administrators", "own_use").variables}
    handshake = service("organizations").shape_for("Handshake").members
    assert {"Type", "Id"} <= set(handshake["Parties"].member.members)
    assert {"Type", "Value"} <= set(handshake["Resources"].member.members)
    assert "PARENT_HANDSHAKE" in handshake["Resources"].member.members["Type"].enum
    assert {"NextToken"} <= set(operation("organizations", "list-accounts").output_shape.members)
    assert {"IsTruncated", "Marker"} <= set(operation("iam", "list-roles").output_shape.members)


@pytest.mark.parametrize(
    ("machine", "member", "shape"),
    [
        ("organization", "FeatureSet", "OrganizationFeatureSet"),
        ("membership", "JoinedMethod", "AccountJoinedMethod"),
        ("membership", "State", "AccountState"),
        ("all_features_handshake", "State", "HandshakeState"),
    ],
)
def test_every_value_has_its_states(machine: str, member: str, shape: str) -> None:
    """Catches a value that the API has and the table has not, or a state that the machine has not."""
    said = table("states")[machine][member]
    assert set(said) == set(service("organizations").shape_for(shape).enum)
    assert {s for states in said.values() for s in states} <= set(form().variable(machine).states)


def test_every_status_is_a_state() -> None:
    """Catches a value of the older Status that State has not, on which reading would stop."""
    assert set(service("organizations").shape_for("AccountStatus").enum) <= set(table("states")["membership"]["State"])


def _rows() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name, rows in table("commands").items():
        for command, row in rows.items():
            yield name, command, row


def test_every_command_and_option_is_the_apis() -> None:
    """Catches a misspelt operation, which would pass as one that the rules do not speak of, and its options."""
    events = {r.name for r in form("delegated_administrators").rules}
    for name, command, row in _rows():
        model = operation(name, command)
        named = {row[k] for k in ("Account", "Service", "target", "handshake", "option") if k in row}
        assert named <= options(model), command
        assert {row[k] for k in ("event",) if k in row} | set(row.get("cases", {}).values()) <= events
        if row.get("option") == "feature-set":
            assert set(row["cases"]) == set(model.input_shape.members["FeatureSet"].enum)


def test_every_call_of_the_rules_is_a_command_or_known_not_to_be() -> None:
    """Catches an operation of a rule that a script may hold and nothing reads."""
    known = {(name, command) for name, command, _ in _rows()}
    for rule in form("delegated_administrators").rules:
        name, _, called = rule.calls.partition(":")
        person = any(actor.person for actor in rule.actors)
        if called and person:
            command = xform_name(called, "-")
            unread = command.endswith(("service-linked-role", "-policy")) or command == "leave-organization"
            assert unread != ((name, command) in known), rule.name


def test_every_resource_of_terraform_is_an_event() -> None:
    """Catches a row that names no event of the rules."""
    events = {r.name for r in form("delegated_administrators").rules}
    for row in table("terraform").values():
        assert {row["create"], row["delete"]} <= events


def test_every_services_own_command_is_the_apis() -> None:
    """Catches advice that cannot be followed: an operation or option that there is not, or one that is missing."""
    for found in services().values():
        for said in (found.enable, found.disable):
            if not said:
                continue
            _, name, command, *rest = said.split()
            model = operation(name, command)
            given = {w.removeprefix("--") for w in rest if w.startswith("--")}
            assert given <= options(model), said
            required = model.input_shape.required_members if model.input_shape else ()
            assert {xform_name(m, "-") for m in required} <= given, said


def test_every_principal_is_of_one_service() -> None:
    """Catches a principal that two rows claim."""
    principals = [p for s in services().values() for p in (s.principal, *s.also)]
    assert len(principals) == len(set(principals))
    roles = [p for s in services().values() for p in s.role_principals]
    assert len(roles) == len(set(roles))


STAND_IN = """#!/usr/bin/env bash
printf '%s\\037' "$AWS_PROFILE" "$@" >>"$CALLS"
printf '\\036' >>"$CALLS"
case "$*" in
  *DelegatedAdministrators*) echo 100000000011 ;;
  *MasterAccountId*) echo 100000000001 ;;
  *Accounts*) echo 100000000012 100000000013 ;;
  *access-for-organization*) echo "An error occurred (ConstraintViolationException)" >&2; exit 254 ;;
  *) echo '{}' ;;
esac
"""


def test_the_printed_script_only_reads(tmp_path: Path) -> None:
    """Catches a script that bash can't read, that calls what changes something, or leaves half a file."""
    text = aws.script(form())
    assert subprocess.run(["bash", "-n"], input=text, text=True, capture_output=True, check=False).stderr == ""
    (tmp_path / "aws").write_text(STAND_IN)
    (tmp_path / "aws").chmod(0o755)
    environment = {
        "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
        "CALLS": str(tmp_path / "calls"),
        "MANAGEMENT_PROFILE": "root profile",
        "ACCOUNT_PROFILE": "audit-ACCOUNT",
    }
    folder = tmp_path / "a folder"
    command = ["bash", "-s", str(folder)]
    for _ in range(2):
        (tmp_path / "calls").write_text("")
        done = subprocess.run(command, input=text, text=True, env=environment, capture_output=True, check=False)
        assert (done.returncode, done.stdout) == (0, "")
        assert "left out: organizations.list-aws-service-access-for-organization.json" in done.stderr
    made = [c.split("\x1f")[:-1] for c in (tmp_path / "calls").read_text().split("\x1e")[:-1]]
    for profile, *words in made:
        plain = words[2:] if words[0] == "--profile" else words
        model = operation(*plain[:2])
        assert plain[1].startswith(READS)
        given = {w.removeprefix("--") for w in plain if w.startswith("--")} - {"output", "query"}
        assert given <= options(model)
        assert profile == "root profile"
        assert (words[:2] == ["--profile", f"audit-{words[1][-12:]}"]) == (plain[0] == "iam")
    names = {f.name for f in folder.iterdir()}
    assert "iam.list-roles.100000000013.json" in names
    assert "organizations.list-delegated-services-for-account.100000000011.json" in names
    assert not [n for n in names if n.endswith(".part") or "service-access" in n]
    assert {".".join(n.split(".")[:2]) for n in names} | {
        "organizations.list-aws-service-access-for-organization"
    } == set(calls())
