"""What the files of a snapshot say, in the words of the API and with nothing concluded from it.

What is missing is None, or not complete. All files must be of one organization.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from adapters.aws.folder import Output, Outputs, read_folder
from adapters.aws.tables import table
from adapters.aws.values import ACCOUNT, HANDSHAKE, ORGANIZATION, PRINCIPAL, Value, shown
from chartproof.errors import ChartproofError

OPEN = ("REQUESTED", "OPEN")
ROLE_PATH = re.compile(r"/aws-service-role/([a-z0-9.-]+)/")
ARN_ACCOUNT = re.compile(r"arn:[a-z-]+:iam::([0-9]{12}):role/.*", re.DOTALL)
ARN_ORGANIZATION = re.compile(r"arn:[a-z-]+:organizations::([0-9]{12}):[a-z]+/(o-[a-z0-9]+)/.*", re.DOTALL)


@dataclass(frozen=True)
class Account:
    """A listed account. joined and state: as the API says, empty where the file does not."""

    id: str
    name: str
    joined: str
    state: str


@dataclass(frozen=True)
class Handshake:
    """A handshake. accounts: its parties by number; by_email: one is named by its address alone.

    process: whether its only party is the organization, so that it is the process of enabling all features itself.
    """

    id: str
    action: str
    state: str
    accounts: tuple[str, ...]
    by_email: bool
    process: bool
    requested: float | None
    expires: float | None
    parent: str

    @property
    def open(self) -> bool:
        """Whether it waits for an answer."""
        return self.state in OPEN


@dataclass(frozen=True)
class Listed:
    """A list of principals, each with a time, if the file has one; complete: whether it is all of it."""

    times: Mapping[str, float | None]
    complete: bool


@dataclass(frozen=True)
class Seen:
    """A snapshot. accounts are members, with the management account left out; None: there is no such file."""

    organization: str = ""
    management: str = ""
    feature_set: str = ""
    accounts: Mapping[str, Account] = field(default_factory=dict)
    accounts_complete: bool = False
    handshakes: tuple[Handshake, ...] | None = None
    handshakes_complete: bool = False
    access: Listed | None = None
    administrators: tuple[str, ...] | None = None
    delegated: Mapping[str, Listed] = field(default_factory=dict)
    roles: Mapping[str, Listed] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def process(self) -> Handshake | None:
        """The process of enabling all features that is under way, if one is seen."""
        return next((h for h in self.handshakes or () if h.process and h.open), None)

    @property
    def invitations(self) -> tuple[Handshake, ...]:
        """The invitations that are open."""
        return tuple(h for h in self.handshakes or () if h.action == "INVITE" and h.open)

    def requests(self, account: str) -> list[Handshake]:
        """The requests of the process that is under way to an account."""
        return [h for h in self.handshakes or () if account in h.accounts and self._of_the_process(h)]

    def _of_the_process(self, one: Handshake) -> bool:
        process = self.process
        if process is None or one.action == "INVITE":
            return False
        if one.parent:
            return one.parent == process.id
        return one.requested is None or process.requested is None or one.requested >= process.requested


def read_seen(folder: Path) -> Seen:
    """What a folder says. Raises ChartproofError where a file is malformed, or two are of different organizations."""
    outputs = read_folder(folder)
    described = outputs.of("organizations.describe-organization")
    organization, management, feature_set = _organization(described.held) if described else ("", "", "")
    listed = outputs.of("organizations.list-accounts")
    if listed and not described:
        organization, management = _organization_of(listed)
    accounts = _accounts(listed, organization) if listed else {}
    accounts.pop(management, None)
    sent = outputs.of("organizations.list-handshakes-for-organization")
    enabled = outputs.of("organizations.list-aws-service-access-for-organization")
    delegates = outputs.of("organizations.list-delegated-administrators")
    handshakes = _handshakes(sent, organization) if sent else None
    whole = listed is not None and listed.complete
    known = {management, *accounts, *(a for h in handshakes or () for a in h.accounts)} if whole else None
    services = _per_account(outputs, "organizations.list-delegated-services-for-account", known)
    roles = _per_account(outputs, "iam.list-roles", known)
    return Seen(
        organization=organization,
        management=management,
        feature_set=feature_set,
        accounts=accounts,
        accounts_complete=whole,
        handshakes=handshakes,
        handshakes_complete=sent is not None and sent.complete,
        access=_principals(enabled, "DateEnabled") if enabled else None,
        administrators=_administrators(delegates, organization) if delegates else None,
        delegated={a: listed for a, listed in services.items() if a != management},
        roles={a: listed for a, listed in roles.items() if a != management},
        notes=tuple(f"{name} is no file that this reads." for name in outputs.unread),
    )


def _organization(value: Value) -> tuple[str, str, str]:
    known = table("states")["organization"]["FeatureSet"]
    return (
        value.at("Id").matching(ORGANIZATION, "an organization's identifier, o-…"),
        value.at("MasterAccountId").matching(ACCOUNT, "an account's 12 digits"),
        value.at("FeatureSet").one_of(known, "feature set"),
    )


def _accounts(output: Output, organization: str) -> dict[str, Account]:
    states = table("states")["membership"]
    found: dict[str, Account] = {}
    for entry in output.held.entries():
        account = Account(
            entry.at("Id").matching(ACCOUNT, "an account's 12 digits"),
            shown(entry.at("Name").text().strip()),
            entry.at("JoinedMethod").one_of(states["JoinedMethod"], "way to join"),
            (entry.at("State") or entry.at("Status")).one_of(states["State"], "state of an account"),
        )
        _refuse_other(entry, organization)
        if found.setdefault(account.id, account) != account:
            raise entry.wrong(f"says of account {account.id} something else than an entry before")
    return found


def _organization_of(output: Output) -> tuple[str, str]:
    """The organization and management account that a list's first entry is of, where no other file says which."""
    said = (ARN_ORGANIZATION.fullmatch(entry.at("Arn").text()) for entry in output.held.entries())
    return next(((found[2], found[1]) for found in said if found), ("", ""))


def _refuse_other(entry: Value, organization: str) -> None:
    """Refuse what is of another organization than the one that is described."""
    said = ARN_ORGANIZATION.fullmatch(entry.at("Arn").text())
    if said and organization and said[2] != organization:
        raise _mixed(entry.at("Arn"), f"is of {shown(said[2])}, and the organization is {organization}")


def _mixed(value: Value, problem: str) -> ChartproofError:
    return value.wrong(f"{problem}: two organizations' files are mixed", "take a folder for each organization")


def _handshakes(output: Output, organization: str) -> tuple[Handshake, ...]:
    found = []
    for entry in output.held.entries():
        _refuse_other(entry, organization)
        parties = [(p.at("Type").text(), p.at("Id")) for p in entry.at("Parties").entries()]
        parents = [
            r.at("Value").text() for r in entry.at("Resources").entries() if r.at("Type").text() == "PARENT_HANDSHAKE"
        ]
        found.append(
            Handshake(
                entry.at("Id").matching(HANDSHAKE, "a handshake's identifier, h-…"),
                shown(entry.at("Action").text()),
                entry.at("State").one_of(table("states")["all_features_handshake"]["State"], "state of a handshake"),
                tuple(
                    party.matching(ACCOUNT, "an account's 12 digits") for kind, party in parties if kind == "ACCOUNT"
                ),
                any(kind == "EMAIL" for kind, _ in parties),
                [kind for kind, _ in parties] == ["ORGANIZATION"],
                entry.at("RequestedTimestamp").moment(),
                entry.at("ExpirationTimestamp").moment(),
                parents[0] if parents else "",
            )
        )
    return tuple(found)


def _principals(output: Output, time: str) -> Listed:
    found = {
        entry.at("ServicePrincipal").matching(PRINCIPAL, "a service principal"): entry.at(time).moment()
        for entry in output.held.entries()
    }
    return Listed(found, output.complete)


def _administrators(output: Output, organization: str) -> tuple[str, ...] | None:
    for entry in output.held.entries():
        _refuse_other(entry, organization)
    found = tuple(entry.at("Id").matching(ACCOUNT, "an account's 12 digits") for entry in output.held.entries())
    return found if output.complete else None


def _per_account(outputs: Outputs, call: str, known: Container[str] | None) -> dict[str, Listed]:
    """What a call that is made per account says. Raises ChartproofError where an account is not among the known."""
    found: dict[str, Listed] = {}
    for account, output in outputs.each(call):
        if known is not None and account not in known:
            raise _mixed(output.value, f"is of account {account}, which list-accounts does not list")
        roles = call == "iam.list-roles"
        found[account] = _roles(output, account) if roles else _principals(output, "DelegationEnabledDate")
    return found


def _roles(output: Output, account: str) -> Listed:
    """The principals of an account's service-linked roles, each with the time at which the oldest was made."""
    found: dict[str, float | None] = {}
    for entry in output.held.entries():
        owner = ARN_ACCOUNT.fullmatch(entry.at("Arn").text())
        if owner and owner[1] != account:
            raise _mixed(entry.at("Arn"), f"is of account {owner[1]}, and the file's name says {account}")
        path = ROLE_PATH.fullmatch(entry.at("Path").text())
        if path:
            made = entry.at("CreateDate").moment()
            before = found.get(path[1], made)
            found[path[1]] = None if made is None or before is None else min(made, before)
    return Listed(found, output.complete)
