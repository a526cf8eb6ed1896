"""What happens in the world when a resource of Terraform's provider for AWS is created, updated or deleted.

A reading is phases, one after the other; the events of a phase are done in an order that nobody knows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from adapters.aws.change import Change
from adapters.aws.draft import Draft
from adapters.aws.tables import ORGANIZATIONS, companions, role_services, service, services, table
from adapters.aws.values import ACCOUNT, ORGANIZATION
from chartproof.errors import ChartproofError, Origin

ARN = re.compile(r"arn:[a-z-]+:iam::([0-9]{12}):role/.*", re.DOTALL)
MANAGED = "aws_service_access_principals"


@dataclass(frozen=True)
class Event:
    """An event that a resource means, with its elements by sort."""

    name: str
    arguments: Mapping[str, str]
    text: str


Phases = list[list[Event]]


@dataclass(frozen=True)
class Around:
    """What of the plan else a resource needs: the account of its provider, and the texts of policies by address."""

    accounts: Mapping[str, str]
    policies: Mapping[str, str]


def read_change(change: Change, action: str, draft: Draft, around: Around) -> Phases:
    """What one action on a resource means. What it means beside, and what it does not say, is remarked."""
    if change.kind in BY_HAND:
        return BY_HAND[change.kind](change, action, draft, around)
    row = table("terraform").get(change.kind)
    own = next((s for s in services().values() if change.kind in s.terraform), None)
    if row is not None:
        return _by_row(row, change, action, draft)
    if own is not None:
        return own_side(own.principal, action == "delete", change.place, draft)
    draft.remark("not-modelled", f"the rules do not speak of {change.kind}", change.place)
    return []


def own_side(principal: str, off: bool, place: Any, draft: Draft) -> Phases:
    """A service is switched from its own side. What it sets up cannot be seen, so that enabling is no step."""
    name = service(principal).name
    draft.own.add(principal)
    if off and draft.service(principal, place):
        return [[Event("disable_from_service", {"Service": principal}, f"disables {name} from its own side")]]
    draft.remark("not-judged", f"enables {name} from its own side: what it has set up cannot be seen", place)
    return []


def _by_row(row: Mapping[str, str], change: Change, action: str, draft: Draft) -> Phases:
    if action == "update":
        _unread(change, draft, [])
        return []
    arguments: dict[str, str] = {}
    for sort in ("Account", "Service"):
        if sort not in row:
            continue
        if action == "create" and row.get("makes") == sort:
            arguments[sort] = draft.make(change.address)
            continue
        if not _legible(change, row[sort], action, draft):
            return []
        read = draft.account if sort == "Account" else draft.service
        found = read(change.text(row[sort], action), change.place)
        if found is None:
            return []
        arguments[sort] = found
    if change.kind == "aws_organizations_account" and action == "delete" and change.before("close_on_deletion").flag():
        draft.remark("not-modelled", f"closes account {arguments['Account']}", change.place)
        return []
    if row[action] == "deregister_delegated_administrator":
        draft.deregistered.add((arguments["Account"], arguments["Service"]))
    return [[Event(row[action], arguments, told(row[action], arguments))]]


def told(event: str, arguments: Mapping[str, str]) -> str:
    """An event as a plan's step is told.

    >>> told("disable_trusted_access", {"Service": "config.amazonaws.com"})
    'disable trusted access: config.amazonaws.com'
    """
    return ": ".join([event.replace("_", " "), *([", ".join(arguments.values())] if arguments else [])])


def _legible(change: Change, name: str, action: str, draft: Draft) -> bool:
    """Whether an attribute can be read; else it is said why not."""
    if action != "delete" and change.unknown(name):
        draft.remark("known-after-apply", f"{name} is known when the plan is applied, and not before", change.place)
        return False
    if change.secret(name):
        draft.remark("not-judged", f"{name} is marked as sensitive, and is not read", change.place)
        return False
    return True


def _unread(change: Change, draft: Draft, read: list[str]) -> None:
    names = change.changed(read)
    if names:
        draft.remark("not-modelled", f"the rules do not speak of {', '.join(names)}", change.place)


def _organization(change: Change, action: str, draft: Draft, around: Around) -> Phases:
    """The provider disables principals, then enables, and then calls EnableAllFeatures."""
    _refuse_other(change, draft)
    if "delete" in change.actions:
        anew = " and creates it anew" if "create" in change.actions else ""
        draft.remark("not-modelled", f"deletes the organization{anew}", change.place)
        return []
    phases = _principals(change, action, draft)
    created = action == "create"
    if not _legible(change, "feature_set", action, draft):
        return [] if created else phases
    wanted = change.after("feature_set").text() or "ALL"
    if created:
        kinds = {"ALL": "all_features", "CONSOLIDATED_BILLING": "consolidated_billing"}
        if wanted not in kinds:
            raise change.after("feature_set").wrong("is no feature set that is known")
        event = f"create_organization_with_{kinds[wanted]}"
        return [[Event(event, {}, told(event, {}))], *phases]
    begins = wanted == "ALL" and change.before("feature_set").text() == "CONSOLIDATED_BILLING"
    _unread(change, draft, [MANAGED, "feature_set"] if begins else [MANAGED])
    if begins:
        begin = "begin_enabling_all_features"
        phases.append([Event(begin, {}, told(begin, {}))])
    return phases


def _refuse_other(change: Change, draft: Draft) -> None:
    """Refuse a plan of another organization than the one that was seen."""
    said = change.before("id").text()
    if ORGANIZATION.fullmatch(said) and draft.seen.organization and said != draft.seen.organization:
        problem = f"{change.address} is organization {said}, and what was seen is {draft.seen.organization}"
        raise ChartproofError(
            problem, origin=Origin(change.value.file, 0), mend="give plan and folder of one organization"
        )


def _principals(change: Change, action: str, draft: Draft) -> Phases:
    """The difference of two sets of principals. Where a part is not known yet, what is left out may be in it."""
    if change.secret(MANAGED):
        draft.remark("not-judged", f"{MANAGED} is marked as sensitive, and is not read", change.place)
        return []
    before = {p.text() for p in change.before(MANAGED).entries()} if action != "create" else set()
    after = {p.text() for p in change.after(MANAGED).entries() if p}
    removed = sorted(before - after)
    if change.unknown(MANAGED):
        draft.remark("known-after-apply", f"some of {MANAGED} are known when the plan is applied", change.place)
        removed = []
    return [
        [
            Event(event, {"Service": found}, told(event, {"Service": found}))
            for principal in principals
            if (found := draft.service(principal, change.place))
        ]
        for event, principals in (
            ("disable_trusted_access", removed),
            ("enable_trusted_access", sorted(after - before)),
        )
    ]


def _role(change: Change, action: str, draft: Draft, around: Around) -> Phases:
    """A service-linked role: of Organizations, or of a service, which makes and removes its own itself."""
    if action == "update":
        return []
    if not _legible(change, "aws_service_name", action, draft):
        return []
    principal = change.text("aws_service_name", action)
    arn = ARN.fullmatch(change.before("arn").text())
    number = arn[1] if arn else around.accounts.get(change.address, "")
    if not ACCOUNT.fullmatch(number):
        draft.remark("not-judged", "in which account it is, the plan does not say", change.place)
        return []
    account = draft.account(number, change.place)
    if account is None:
        return []
    if principal == ORGANIZATIONS:
        event = "delete_organizations_role" if action == "delete" else "restore_organizations_role"
        return [[Event(event, {"Account": account}, told(event, {"Account": account}))]]
    of = role_services().get(principal) or companions().get(principal)
    if action == "create" or (of is not None and principal in of.also):
        draft.remark("not-modelled", "the rules know a service's role as made by Organizations alone", change.place)
        return []
    found = draft.service(of.principal if of else principal, change.place)
    arguments = {"Account": account, "Service": found or ""}
    return [[Event("remove_service_role", arguments, told("remove_service_role", arguments))]] if found else []


def _attachment(change: Change, action: str, draft: Draft, around: Around) -> Phases:
    """A policy is attached: an event where it denies everything to one account; else what it denies is not judged."""
    if action == "update" or not _legible(change, "target_id", action, draft):
        return []
    target = change.text("target_id", action)
    content = around.policies.get(change.address) or around.policies.get(change.text("policy_id", action))
    if not ACCOUNT.fullmatch(target):
        draft.remark("not-judged", "which accounts lie below its target, no file says", change.place)
        return []
    if content is None or not denies_all(content):
        draft.remark("not-judged", "whether the policy denies the trusted services is not read from it", change.place)
        return []
    account = draft.account(target, change.place)
    event = "detach_denying_policy" if action == "delete" else "attach_denying_policy"
    return [[Event(event, {"Account": account}, told(event, {"Account": account}))]] if account else []


def denies_all(content: str) -> bool:
    """Whether a policy surely denies everything, to everybody, without a condition.

    >>> denies_all('{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}')
    True
    >>> denies_all('{"Statement": {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}}')
    False
    """
    try:
        policy = json.loads(content)
    except (ValueError, RecursionError):
        return False
    statements = policy.get("Statement") if isinstance(policy, dict) else None
    return any(_denies(s) for s in (statements if isinstance(statements, list) else [statements]))


def _denies(statement: Any) -> bool:
    if not isinstance(statement, dict) or statement.get("Effect") != "Deny" or statement.get("Condition"):
        return False
    return all("*" in (v if isinstance(v, list) else [v]) for v in map(statement.get, ("Action", "Resource")))


BY_HAND: Mapping[str, Callable[[Change, str, Draft, Around], Phases]] = {
    "aws_organizations_organization": _organization,
    "aws_iam_service_linked_role": _role,
    "aws_organizations_policy_attachment": _attachment,
}
"""What a row of terraform.toml can't say."""
