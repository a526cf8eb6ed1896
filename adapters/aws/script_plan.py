"""A shell script of AWS CLI commands, read as events of the rules, in the script's order.

A script is never half read: where what a command does is not written in it, that one is not judged, and no command
behind it, since nobody knows what it has done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from adapters.aws.draft import Draft
from adapters.aws.resources import own_side, told
from adapters.aws.shell import Command, Word, commands
from adapters.aws.tables import Service, services, table
from adapters.aws.values import ACCOUNT, shown
from chartproof.language.form import Form
from chartproof.observe.observation import Observation
from chartproof.observe.plan import Place, Plan

HARMLESS = {
    "",
    ":",
    "cd",
    "date",
    "echo",
    "export",
    "mkdir",
    "printf",
    "pwd",
    "readonly",
    "set",
    "sleep",
    "true",
    "unset",
}
FILTERS = {"cat", "column", "cut", "grep", "head", "jq", "less", "sort", "tail", "tee", "tr", "uniq", "wc"}
"""Commands that do nothing to an organization: by themselves, and with what another prints."""
GIVES_UP = {"exit", "false", "return"}
"""Where another command fails, these do nothing either, or end the script: it is judged as if its steps did well."""
READS = ("list-", "describe-", "get-", "search-", "batch-get-", "lookup-", "simulate-", "wait")
LOCAL = {"configure", "help", "history", "login", "sso", "sts"}
FLAGS = {"debug", "no-verify-ssl", "no-paginate", "no-sign-request", "no-cli-pager", "version"}
FLAGS |= {"cli-auto-prompt", "no-cli-auto-prompt"}
COMMON = {"profile", "region", "output", "query", "endpoint-url", "ca-bundle", "color", "cli-binary-format"}
COMMON |= {"cli-read-timeout", "cli-connect-timeout"}
"""Options of every command, that say nothing about what is done."""


class NotJudged(Exception):
    """What a command does is not written in the script."""


@dataclass
class Call:
    """A command of the AWS CLI: what it calls, and its options, each with its words."""

    service: str
    operation: str
    options: dict[str, list[Word]] = field(default_factory=dict)
    words: tuple[str, ...] = ()

    def option(self, name: str) -> str:
        """The value of an option. Raises NotJudged where it is not there, or computed."""
        words = self.options.get(name, [])
        if len(words) != 1:
            raise NotJudged(f"it does not say --{name}")
        if not words[0].literal:
            raise NotJudged(f"its --{name} is computed by the shell")
        return words[0].text


def read_script(text: str, file: str, form: Form, observation: Observation) -> Plan:
    """The plan that a script is. What is no step, and why, is remarked."""
    draft = Draft(form, observation)
    stopped = 0
    before = ""
    for command in commands(text):
        place = Place(file, command.line)
        if stopped:
            if command.line > stopped and _acts(command):
                draft.remark("not-judged", f"it comes after line {stopped}, which is not judged", place)
            continue
        try:
            _refuse(command, before)
            if command.name == "aws":
                _add(parse(command), draft, place)
        except NotJudged as reason:
            draft.remark("not-judged", f"{reason}; nor is what follows it", place)
            stopped = command.line
        before = command.name
    return draft.plan(ordered=True)


def _refuse(command: Command, before: str) -> None:
    """Raise NotJudged where a command can't be read, may do anything, or hangs on one that tells nothing."""
    if command.problem:
        raise NotJudged(command.problem)
    if command.piped and command.name in FILTERS:
        return
    if command.otherwise and command.name not in HARMLESS | GIVES_UP:
        raise NotJudged("it runs only where another command fails")
    if command.otherwise:
        return
    if command.first is not None and not command.first.literal:
        raise NotJudged("what it calls is computed by the shell")
    if command.name != "aws" and command.name not in HARMLESS:
        raise NotJudged(f"what {shown(command.name, 30)} does is not known")
    if command.piped:
        raise NotJudged("it reads what another command prints")
    if command.depends and before not in {"aws", *HARMLESS}:
        raise NotJudged("it runs only where another command does well")


def _acts(command: Command) -> bool:
    """Whether a command may be one that does something to an organization."""
    words = [w.text for w in command.words]
    return "aws" in words and not any(w.startswith(READS) for w in words)


def parse(command: Command) -> Call:
    """A command of the AWS CLI as its parts. Raises NotJudged where they are computed, or not known."""
    start = next(n for n, w in enumerate(command.words) if w.text == "aws")
    call = Call("", "", words=tuple(w.text for w in command.words[start:]))
    plain: list[str] = []
    option = ""
    for word in command.words[start + 1 :]:
        if word.text.startswith("--"):
            name, given, value = word.text[2:].partition("=")
            if not given and not word.literal:
                raise NotJudged("its options are computed by the shell")
            if len(plain) < 2 and name not in COMMON | FLAGS:
                raise NotJudged(f"its option --{shown(name, 30)} is not known")
            call.options[name] = [Word(value, word.literal)] if given else []
            option = "" if given or name in FLAGS else name
        elif option:
            call.options[option].append(word)
            option = "" if option in COMMON else option
        elif not word.literal:
            raise NotJudged("what it calls is computed by the shell")
        else:
            plain.append(word.text)
    call.service, call.operation = (*plain, "", "")[:2]
    return call


def _add(call: Call, draft: Draft, place: Place) -> None:
    """Add what a call means: a step, a remark, or nothing where it only reads."""
    if call.service in LOCAL or call.operation.startswith(READS) or "generate-cli-skeleton" in call.options:
        return
    row = table("commands").get(call.service, {}).get(call.operation)
    own = _own(call) if row is None else None
    if row is not None:
        if any(name.startswith("cli-input") for name in call.options):
            raise NotJudged("its options stand in another file")
        _row(row, call, draft, place)
    elif own is not None:
        service, off = own
        for phase in own_side(service.principal, off, place, draft):
            for event in phase:
                draft.step(event.name, event.arguments, place, event.text)
    elif call.operation.endswith("service-linked-role") or call.operation == "leave-organization":
        raise NotJudged("in which account it is, the script does not say")
    else:
        said = shown(f"{call.service} {call.operation}", 60)
        draft.remark("not-modelled", f"the rules do not speak of {said}", place)


def _own(call: Call) -> tuple[Service, bool] | None:
    """The service that a command switches from its own side, and whether it switches it off."""
    for service in services().values():
        for off, said in ((False, service.enable), (True, service.disable)):
            words = [
                w for w in said.split()[1:] if not w.isupper() or w in ("ENABLE", "DISABLE", "ENABLED", "DISABLED")
            ]
            if words and set(words) <= set(call.words):
                return service, off
    return None


def _row(row: Mapping[str, Any], call: Call, draft: Draft, place: Place) -> None:
    """Add the event of a row of commands.toml."""
    arguments: dict[str, str] = {}
    if "handshake" in row:
        event, arguments = _answered(row, call, draft, place)
    elif "option" in row:
        value = call.option(row["option"]) if row["option"] in call.options else row["default"]
        if value not in row["cases"]:
            raise NotJudged(f"its --{row['option']} is none that is known")
        event = row["cases"][value]
    else:
        event = row["event"]
    if "makes" in row:
        arguments[row["makes"]] = draft.make(f"{call.operation}:{place.line}")
    if "target" in row:
        arguments["Account"] = _target(call.option(row["target"]))
    for sort in ("Account", "Service"):
        if sort in row:
            arguments[sort] = call.option(row[sort])
    known = {sort: _element(sort, key, draft, place) for sort, key in arguments.items() if sort != row.get("makes")}
    if None in known.values():
        return
    given = {**arguments, **{s: k for s, k in known.items() if k is not None}}
    if event == "deregister_delegated_administrator":
        draft.deregistered.add((given["Account"], given["Service"]))
    draft.step(event, given, place, told(event, given))


def _element(sort: str, key: str, draft: Draft, place: Place) -> str | None:
    if sort == "Service":
        return draft.service(key, place)
    return key if key in draft.listed[sort] else draft.account(key, place)


def _target(value: str) -> str:
    """The account of an invitation, in the tool's shorthand. Raises NotJudged where it is named otherwise."""
    parts = dict(part.partition("=")[::2] for part in value.split(","))
    if parts.get("Type") != "ACCOUNT" or not ACCOUNT.fullmatch(parts.get("Id", "")):
        raise NotJudged("which account it invites, it does not say by number")
    return parts["Id"]


def _answered(row: Mapping[str, Any], call: Call, draft: Draft, place: Place) -> tuple[str, dict[str, str]]:
    """The event that answering a handshake is, by what was seen of it. Raises NotJudged where nothing was."""
    number = call.option(row["handshake"])
    found = next((h for h in draft.seen.handshakes or () if h.id == number), None)
    if found is None:
        raise NotJudged("its handshake is none that was seen")
    kind = "invitation" if found.action == "INVITE" else "process" if found.process else "request"
    if kind not in row["cases"]:
        raise NotJudged(f"{call.operation} of such a handshake is no event of the rules")
    accounts = found.accounts or ((found.id,) if found.by_email else ())
    if kind != "process" and not accounts:
        raise NotJudged("whose handshake it is was not seen")
    return row["cases"][kind], {} if kind == "process" else {"Account": accounts[0]}
