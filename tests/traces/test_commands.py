"""Scripts of AWS CLI commands: bash runs them, and the API's own description knows every call that they make.

A stand-in for `aws` writes down what it is called with and answers with the name of the operation; so it is the
shell that reads the templates, and botocore that judges what reaches the command line tool.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import botocore.session
import jmespath
import pytest
from botocore import xform_name
from botocore.exceptions import UnknownServiceError
from botocore.validate import ParamValidator
from jmespath.parser import Parser

from chartproof.check.how import shortest_way
from chartproof.language.trace import Step, Trace
from chartproof.project.commands import Commands
from chartproof.project.project import Project
from chartproof.report.trace_commands import script
from chartproof.report.words import Caption
from tests.traces.walks import SIZES, model, model_traces

PROFILES = {"management account": "the-management"}
FILLED_IN = {
    "MANAGEMENT_PROFILE": "the-management",
    "DENYING_POLICY_ID": "p-12345678",
    "ALL_FEATURES_HANDSHAKE": "h-1234567890abcdef",
    "SERVICE1_PRINCIPAL": "config.amazonaws.com",
    **{f"ACCOUNT{n}_PROFILE": f"the-account{n}" for n in (1, 2)},
    **{f"ACCOUNT{n}_ID": f"{n}" * 12 for n in (1, 2)},
    **{f"ACCOUNT{n}_EMAIL": f"account{n}@example.com" for n in (1, 2)},
    **{f"ACCOUNT{n}_NAME": f"an account, the {n}." for n in (1, 2)},
    **{f"ACCOUNT{n}_INVITATION": f"h-{n}234567890abcdef" for n in (1, 2)},
}
STAND_IN = r"""#!/usr/bin/env bash
printf '%s\x1f' "$@" >>"$CALLS"
printf '\x1e' >>"$CALLS"
case "$* " in
  *State\ * | *Status\ *) echo SUCCEEDED ;;
  *CreateAccountStatus.AccountId*) echo 333333333333 ;;
  *Handshake*--query* | *handshake*--query* | *invite*--query* | *enable-all*--query*) echo h-feedfeedfeed ;;
  *create-account*--query*) echo car-feedfeedfeed ;;
  *--query*) echo task/aws-service-role/organizations.amazonaws.com/feed ;;
esac
"""


@dataclass(frozen=True)
class Call:
    """One call of the tool: service, operation, and its options."""

    service: str
    operation: str
    options: Mapping[str, str]


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with stand-ins for aws and sleep."""
    folder = tmp_path_factory.mktemp("tools")
    for name, text in (("aws", STAND_IN), ("sleep", "#!/usr/bin/env bash\n")):
        (folder / name).write_text(text, encoding="utf-8")
        (folder / name).chmod(0o755)
    return folder


def run(text: str, tools: Path, filled_in: Mapping[str, str]) -> tuple[subprocess.CompletedProcess[str], list[Call]]:
    """Run a script with the stand-ins; what it did, and the calls that it made."""
    calls = tools / "calls"
    calls.write_text("", encoding="utf-8")
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    environment = {"PATH": path, "CALLS": str(calls), **filled_in}
    done = subprocess.run(["bash"], input=text, env=environment, capture_output=True, text=True, check=False)
    made = [one.split("\x1f")[:-1] for one in calls.read_text(encoding="utf-8").split("\x1e")[:-1]]
    return done, [_call(one) for one in made]


def _call(words: list[str]) -> Call:
    """A command line as its parts; every option of these commands has one value."""
    options: dict[str, str] = {}
    plain = []
    rest = iter(words)
    for word in rest:
        if word.startswith("--"):
            assert word not in options, words
            options[word] = next(rest)
        else:
            plain.append(word)
    assert len(plain) == 2 or plain[:2] == ["configure", "set"], words
    return Call(plain[0], plain[1], {**options, **{f"value {n}": v for n, v in enumerate(plain[2:])}})


def one_step(project: Project, event: str) -> Trace:
    """A trace of one step, which changes nothing: enough for its commands."""
    rule = project.form.rule(event)
    arguments = {b.name: f"{b.name}1" for b in rule.parameters}
    return Trace(SIZES, {}, (Step(event, arguments, {}),))


def scripts(project: Project, commands: Commands) -> Iterator[tuple[str, str]]:
    """The script of every event that has a command."""
    for event, command in commands.events.items():
        if command.run:
            yield event, script(project.form, one_step(project, event), Caption(event), commands)


@cache
def service(name: str) -> Any:
    """The API's own description of a service, or None where there is none."""
    try:
        return botocore.session.get_session().get_service_model(name)
    except UnknownServiceError:
        return None


def operation(call: Call) -> Any:
    """The operation that a command names. AssertionError where there is none."""
    described = service(call.service)
    assert described is not None, call
    named = {xform_name(name, "-"): name for name in described.operation_names}
    assert call.operation in named, call
    return described.operation_model(named[call.operation])


def check(call: Call) -> None:
    """A call has all options that it must have, no other, with values that the API takes, and a query that finds."""
    described = operation(call)
    options = dict(call.options)
    assert options.pop("--profile", ""), call
    query = options.pop("--query", None)
    assert (options.pop("--output", None) == "text") == (query is not None), call
    shape = described.input_shape
    named = {f"--{xform_name(name, '-')}": name for name in shape.members} if shape is not None else {}
    assert set(options) <= set(named), call
    parameters = {named[o]: _value(shape.members[named[o]], v) for o, v in options.items()}
    if shape is not None:
        report = ParamValidator().validate(parameters, shape)
        assert not report.has_errors(), (call, report.generate_report())
        _check_values(parameters, shape)
    if query is not None:
        _check_query(query, described.output_shape)


def _value(shape: Any, text: str) -> Any:
    """A value of an option: a text, or a structure in the tool's shorthand."""
    if shape.type_name != "structure":
        return text
    return dict(part.split("=", 1) for part in text.split(","))


def _check_values(value: Any, shape: Any) -> None:
    if shape.type_name == "structure":
        for name, inner in value.items():
            _check_values(inner, shape.members[name])
        return
    if getattr(shape, "enum", None):
        assert value in shape.enum, (value, shape.enum)
    pattern = shape.metadata.get("pattern")
    if pattern:
        # The API's own expressions are Java's, which write a character by its number otherwise.
        assert re.fullmatch(re.sub(r"\\x\{(\w+)\}", r"\\U000\1", pattern), value), (value, pattern)


def _check_query(query: str, shape: Any) -> None:
    """A query finds something in some output of this shape, and compares with values that there are."""
    found = [jmespath.search(query, _sample(shape, n)) for n in range(30)]
    assert any(found), query
    enumerations = dict(_enumerations(shape))
    for field, literal in _comparisons(Parser().parse(query).parsed):
        assert literal in enumerations[field], (query, field, literal)


def _sample(shape: Any, number: int, depth: int = 0) -> Any:
    """An output of this shape; numbers from 0 on show every value of an enumeration."""
    if shape.type_name == "structure":
        if depth > 6:
            return {}
        return {name: _sample(inner, number, depth + 1) for name, inner in shape.members.items()}
    if shape.type_name == "list":
        return [_sample(shape.member, number, depth + 1)]
    enum = getattr(shape, "enum", None) or ["text"]
    return enum[(number // (1 + depth)) % len(enum)] if len(enum) > 1 else enum[0]


def _enumerations(shape: Any, depth: int = 0) -> Iterator[tuple[str, list[str]]]:
    members = shape.members if shape.type_name == "structure" else {}
    if shape.type_name == "list" and depth < 6:
        yield from _enumerations(shape.member, depth + 1)
    for name, inner in members.items():
        if getattr(inner, "enum", None) and depth < 3:
            yield name, inner.enum
        elif depth < 3:
            yield from _enumerations(inner, depth + 1)


def _comparisons(tree: Any) -> Iterator[tuple[str, str]]:
    """The fields of a query that are compared with texts."""
    children = tree.get("children", [])
    if tree["type"] == "comparator":
        yield children[0]["value"], children[1]["value"]
    for child in children:
        if isinstance(child, dict):
            yield from _comparisons(child)


def test_every_command_is_one_that_the_api_knows(tools: Path) -> None:
    """Catches a misspelt operation, option, value or query, a missing parameter, and a line that bash misreads."""
    project = model()
    for event, text in scripts(project, project.commands):
        done, calls = run(text, tools, FILLED_IN)
        assert done.returncode == 0, (event, done.stderr)
        api = [c for c in calls if c.service != "configure"]
        assert api, event
        for call in api:
            check(call)
        for call in calls:
            if call.service == "configure":
                assert call.options["value 0"] in ("role_arn", "source_profile")


def test_every_call_of_the_rules_is_made_by_its_actor(tools: Path) -> None:
    """Catches a rule whose operation no command calls, or with somebody else's credentials; excuses are counted."""
    project = model()
    commands = project.commands
    made = {event: run(text, tools, FILLED_IN)[1] for event, text in scripts(project, commands)}
    excused = set()
    for rule in project.form.rules:
        prefix, _, name = rule.calls.partition(":")
        described = service(prefix) if name else None
        if described is None or name not in described.operation_names:
            assert rule.calls in ("", "the service's own"), rule.name
            assert rule.name not in made
            continue
        if rule.name not in made:
            assert commands.events[rule.name].none
            excused.add(rule.name)
            continue
        own = [c for c in made[rule.name] if (c.service, c.operation) == (prefix, xform_name(name, "-"))]
        assert own, rule.name
        actor = rule.actors[0]
        expected = FILLED_IN["ACCOUNT1_PROFILE"] if actor.acts_for == "Account" else PROFILES[actor.name]
        assert {c.options["--profile"] for c in own} == {expected}, rule.name
    # The service disables trusted access itself, which nobody else can do for it.
    assert excused == {"complete_closing_down"}


def test_the_script_of_every_trace_runs(tools: Path) -> None:
    """Catches a script that bash cannot read, or that reads a variable which nobody has set or said."""
    for project, trace, caption in model_traces():
        text = script(project.form, trace, caption, project.commands)
        read = subprocess.run(["bash", "-n"], input=text, capture_output=True, text=True, check=False)
        assert (read.returncode, read.stderr) == (0, ""), caption.title
        asked = {name: FILLED_IN[name] for name in FILLED_IN if f"${{{name}:?" in text}
        done, calls = run(text, tools, asked)
        assert (done.returncode, done.stderr) == (0, ""), caption.title
        known = project.commands.events
        named = [known[s.event].run for s in trace.steps if s.event in known]
        assert bool(calls) == any(named), caption.title


def test_a_script_stops_where_something_is_not_set(tools: Path) -> None:
    """Catches a script that calls on with an empty name of a profile or account."""
    project, trace, caption = model_traces()[0]
    done, calls = run(script(project.form, trace, caption, project.commands), tools, {})
    assert done.returncode != 0
    assert "MANAGEMENT_PROFILE" in done.stderr
    assert calls == []


def test_later_steps_use_what_earlier_ones_find_out(tools: Path) -> None:
    """Catches a handshake or an account that the user is asked for although the script has it."""
    project = model()
    wanted = "organization == 'all_features' and some(Account, membership == 'invited_member' and "
    wanted += "all_features_handshake == 'none' and organizations_role == 'present') and "
    wanted += "some(Account, membership == 'created_member')"
    trace = shortest_way(project, wanted, SIZES)
    assert trace is not None
    text = script(project.form, trace, Caption("both"), project.commands)
    assert "_INVITATION:?" not in text
    done, calls = run(text, tools, {n: v for n, v in FILLED_IN.items() if f"${{{n}:?" in text})
    assert done.returncode == 0, done.stderr
    accepted = [c for c in calls if c.operation == "accept-handshake"]
    assert [c.options["--handshake-id"] for c in accepted] == ["h-feedfeedfeed"]


def test_a_new_account_is_entered_by_its_own_role(tools: Path) -> None:
    """Catches a later step of a created account that uses another profile than the one made for it."""
    project = model()
    trace = shortest_way(
        project, "some(Account, membership == 'created_member' and organizations_role == 'absent')", SIZES
    )
    assert trace is not None
    text = script(project.form, trace, Caption("deleted"), project.commands)
    assert "ACCOUNT1_PROFILE:?" not in text
    _, calls = run(text, tools, {n: v for n, v in FILLED_IN.items() if f"${{{n}:?" in text})
    arn = next(c for c in calls if c.options.get("value 0") == "role_arn")
    deleting = next(c for c in calls if c.operation == "delete-service-linked-role")
    assert "333333333333" in arn.options["value 1"]
    assert deleting.options["--profile"] == arn.options["--profile"]
