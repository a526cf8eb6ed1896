"""The rulebook's rules and alternatives once more, by hand and without chartproof: a second count.

A state is a tuple: Organization, then per account (Membership, OrganizationsRole, AllFeaturesHandshake,
ServiceControlPolicy), per service (TrustedAccess, Integration), per account the roles of the services, and per account
and service whether it is a delegated administrator, and whether it uses the service by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

MEMBER = ("invited_member", "created_member")
CLEANING = ("cleaning_up", "closing_down")

State = tuple[Any, ...]


class World:
    """A state that can be written to; `alternatives` are the names of the rule changes in force."""

    def __init__(self, state: State, alternatives: frozenset[str]) -> None:
        self.organization = state[0]
        self.accounts, self.services, self.roles, self.delegated, self.used = map(list, state[1:])
        self.alternatives = alternatives

    def frozen(self) -> State:
        """The state as it is now."""
        parts = (self.accounts, self.services, self.roles, self.delegated, self.used)
        return (self.organization, *map(tuple, parts))

    def member(self, a: int) -> bool:
        """Whether an account is a member."""
        return self.accounts[a][0] in MEMBER

    def none(self) -> tuple[bool, ...]:
        """Of no service."""
        return (False,) * len(self.services)


def put(row: tuple[Any, ...], number: int, value: object) -> tuple[Any, ...]:
    """A row with another value in one place."""
    return (*row[:number], value, *row[number + 1 :])


def start(accounts: int, services: int) -> State:
    return (
        "not_created",
        (("outside", False, "none", False),) * accounts,
        ((False, "absent"),) * services,
        *(((False,) * services,) * accounts,) * 3,
    )


def moves(state: State, alternatives: frozenset[str]) -> Iterator[State]:
    """The state after each event instance that can happen, one by one."""

    def world() -> World:
        return World(state, alternatives)

    yield from _organization(world())
    for a in range(len(state[1])):
        yield from _account(world, a)
        for s in range(len(state[2])):
            yield from _pair(world, a, s)
    for s in range(len(state[2])):
        yield from _service(world, s)


def _organization(w: World) -> Iterator[State]:
    has = w.alternatives.__contains__
    before = w.frozen()
    if w.organization == "not_created":
        yield ("consolidated_billing", *before[1:])
        yield ("all_features", *before[1:])
    elif w.organization == "consolidated_billing":
        w.organization = "enabling_all_features"
        for a, account in enumerate(w.accounts):
            asked = account[0] == "invited_member" or (account[0] == "created_member" and not account[1])
            if asked or (has("each_created") and account[0] == "created_member"):
                w.accounts[a] = put(account, 2, "requested")
            if account[0] == "invited" and not has("unasked"):
                w.accounts[a] = put(account, 0, "outside")
        yield w.frozen()
    elif w.organization == "enabling_all_features":
        open_requests = any(a[2] in ("requested", "declined") for a in w.accounts)
        without = any(a[0] in MEMBER and not a[1] for a in w.accounts)
        w.accounts = [put(account, 2, "none") for account in w.accounts]
        if not open_requests and (has("literal") or not without):
            yield ("all_features", *w.frozen()[1:])
        yield ("consolidated_billing", *w.frozen()[1:])


def _account(world: Any, a: int) -> Iterator[State]:
    w = world()
    has, organization = w.alternatives.__contains__, w.organization
    membership, role, handshake, denied = w.accounts[a]
    inviting = ["consolidated_billing", "all_features"] + ["enabling_all_features"] * has("inviting_continues")
    if membership == "outside":
        if organization != "not_created":
            w.accounts[a] = ("created_member", True, handshake, denied)
            w.roles[a] = w.used[a] = w.none()
            yield w.frozen()
        if organization in inviting:
            yield _with(world, a, membership="invited")
    elif membership == "invited":
        yield _with(world, a, membership="invited_member", role=True)
        yield _with(world, a, membership="outside")
    else:
        w.accounts[a] = ("outside", role, "none", False)
        w.delegated[a] = w.none()
        if has("roles_leave"):
            w.roles[a] = w.none()
        yield w.frozen()
        yield w.frozen()
        if organization == "all_features":
            yield _with(world, a, denied=not denied)
        if not role:
            yield _with(world, a, role=True)
    frozen = organization == "all_features" or (has("frozen_role") and organization == "enabling_all_features")
    if role and not (frozen and membership in MEMBER):
        yield _with(world, a, role=False)
    if handshake == "requested":
        yield _with(world, a, handshake="accepted", role=True)
        yield _with(world, a, handshake="declined")
        if has("requests_expire"):
            yield _with(world, a, handshake="declined")
    if handshake == "declined":
        yield _with(world, a, handshake="requested")


def _with(world: Any, a: int, **new: object) -> State:
    w: World = world()
    for number, name in enumerate(("membership", "role", "handshake", "denied")):
        if name in new:
            w.accounts[a] = put(w.accounts[a], number, new[name])
    return w.frozen()


def _service(world: Any, s: int) -> Iterator[State]:
    w = world()
    has, all_features = w.alternatives.__contains__, w.organization == "all_features"
    enabled, integration = w.services[s]
    left_or_absent = integration in ("absent", "left_behind")
    from_service = not has("organizations_only")

    def become(enabled: bool, integration: str) -> State:
        after = world()
        after.services[s] = (enabled, integration)
        frozen: State = after.frozen()
        return frozen

    if all_features and not enabled:
        sets_up = (has("organizations_only") and left_or_absent) or (has("resumes") and integration == "left_behind")
        yield become(True, "configured" if sets_up else integration)
    refused = has("refused_while_delegated") and any(d[s] for d in w.delegated)
    if enabled and (integration == "absent" or not has("practice")) and not refused:
        yield become(False, "cleaning_up" if integration == "configured" else integration)
    again = has("re_enable_at_once") and integration in CLEANING
    if all_features and (left_or_absent or again) and from_service:
        yield become(True, "configured")
    later = has("clean_later") and integration == "left_behind"
    if integration in ("configured", "left_behind") and from_service:
        if enabled or later:
            yield become(enabled, "cleaning_up")
        if enabled:
            yield become(enabled, "closing_down")
    none_left = not any(w.member(a) and w.roles[a][s] for a in range(len(w.accounts)))
    if integration in CLEANING:
        if (none_left or has("roles_remain")) and not (refused and integration == "closing_down"):
            yield become(enabled and integration == "cleaning_up", "absent")
        if not enabled:
            yield become(enabled, "left_behind")


def _pair(world: Any, a: int, s: int) -> Iterator[State]:
    w = world()
    has, before = w.alternatives.__contains__, w.frozen()
    (enabled, integration), member, role = w.services[s], w.member(a), w.roles[a][s]
    at_work = enabled and integration == "configured"
    if member and w.accounts[a][1] and at_work and not role:
        w.roles[a] = put(w.roles[a], s, True)
        yield w.frozen()
    kept = w.used[a][s] or (has("policies_reach_roles") and w.accounts[a][3])
    if role and (integration in CLEANING or not enabled or not member) and not kept:
        w.roles[a] = put(w.roles[a], s, False)
        yield w.frozen()
    yield from _beside(world, a, s)
    if member and role and (at_work or integration in CLEANING) and (enabled or not has("stops_at_once")):
        yield before
    if member and role and at_work:
        yield before
    if not w.accounts[a][3]:
        yield before
        if member:
            yield before


def _beside(world: Any, a: int, s: int) -> Iterator[State]:
    """What two proposals add beside the machines that there are."""
    w = world()
    if "delegated_administrators" in w.alternatives and (w.delegated[a][s] or (w.member(a) and w.services[s][0])):
        w.delegated[a] = put(w.delegated[a], s, not w.delegated[a][s])
        yield w.frozen()
        w = world()
    if "own_use" in w.alternatives and not w.accounts[a][3]:
        w.roles[a], w.used[a] = put(w.roles[a], s, True), put(w.used[a], s, not w.used[a][s])
        yield w.frozen()


def figures(accounts: int, services: int, *alternatives: str) -> tuple[int, int, int]:
    """States, transitions and depth of an instance."""
    names = frozenset(alternatives)
    level = {start(accounts, services)}
    found, transitions, depth = set(level), 0, -1
    while level:
        depth += 1
        after = [after for state in level for after in moves(state, names)]
        transitions += len(after)
        level = set(after) - found
        found |= level
    return len(found), transitions, depth
