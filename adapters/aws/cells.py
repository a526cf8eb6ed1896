"""What was seen, as possible states per cell. Nothing is concluded that a file does not say; the rules conclude.

An account of the sort is a member or invited; one that is invited by e-mail is known by its handshake. A service is
one that is enabled, delegated, or has a role in some account.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from adapters.aws.seen import Handshake, Listed, Seen
from adapters.aws.tables import ORGANIZATIONS, calls, companions, role_services, service, table
from adapters.aws.values import day, shown
from chartproof.language.form import Form, Variable
from chartproof.observe.observation import Element, Masks, Observation, mask_of

ARGUMENT = "{Account}"


def observed(seen: Seen, form: Form) -> Observation:
    """The observation of a snapshot, under some rules."""
    accounts = {a.id: a.name for a in seen.accounts.values()}
    for invitation in seen.invitations:
        for key in invitation.accounts or ((invitation.id,) if invitation.by_email else ()):
            accounts.setdefault(key, "")
    services = dict.fromkeys(_services(seen))
    elements = {"Account": _elements(accounts), "Service": tuple(Element(s, service(s).name) for s in services)}
    found = Observation.unknown(form, elements)
    found.possible = cells(seen, form, list(accounts), list(services))
    found.closed = {
        "Account": seen.accounts_complete and seen.handshakes_complete,
        "Service": seen.access is not None and seen.access.complete,
    }
    found.closed = {sort: found.closed.get(sort, False) for sort in form.sorts}
    found.tells = _tells(form)
    found.notes = list(_notes(seen))
    found.kept = seen
    return found


def _elements(names: Mapping[str, str]) -> tuple[Element, ...]:
    """Accounts as elements; a name that two have, or that is another's number, is told apart by the number."""
    taken = Counter([*names.values(), *names])
    return tuple(Element(key, f"{n} ({key})" if n and taken[n] > 1 else n) for key, n in names.items())


def _services(seen: Seen) -> Iterable[str]:
    """The principals of the services that are seen, by name where a table says that a principal is no service."""
    for listed in ([seen.access] if seen.access else []) + [*seen.delegated.values()]:
        yield from (companions()[p].principal if p in companions() else p for p in listed.times)
    for principal in dict.fromkeys(p for listed in seen.roles.values() for p in listed.times):
        if principal in role_services():
            yield role_services()[principal].principal


@dataclass(frozen=True)
class Cells:
    """The cells of one machine, for some accounts and services, whether those are seen or not."""

    seen: Seen
    variable: Variable
    accounts: Sequence[str]
    services: Sequence[str]
    masks: Masks

    def put(self, place: int | tuple[int, ...], states: Iterable[str]) -> None:
        """A cell may be in these states alone."""
        self.masks[place] = mask_of(self.variable, states)

    def rows(self) -> Iterator[tuple[int, Listed]]:
        """The number of each account whose roles are seen, and those."""
        for row, account in enumerate(self.accounts):
            roles = self.seen.roles.get(account)
            if roles is not None:
                yield row, roles

    def columns(self) -> dict[str, int]:
        """The number of the service that a principal's roles are of."""
        return {p: number for number, key in enumerate(self.services) for p in service(key).role_principals}


def cells(seen: Seen, form: Form, accounts: Sequence[str], services: Sequence[str]) -> dict[str, Masks]:
    """The masks of every machine for these accounts and services, whether they are seen or not."""
    sizes = {"Account": len(accounts), "Service": len(services)}
    found = {}
    for variable in form.variables:
        everything = (1 << len(variable.states)) - 1
        masks = np.full([sizes.get(s, 0) for s in variable.sorts], everything, np.uint64)
        if variable.name in READERS:
            READERS[variable.name](Cells(seen, variable, accounts, services, masks))
        found[variable.name] = masks
    return found


def _organization(at: Cells) -> None:
    known = table("states")["organization"]["FeatureSet"]
    states = list(known.get(at.seen.feature_set, [s for s in at.variable.states if s != "not_created"]))
    if at.seen.feature_set == "CONSOLIDATED_BILLING" and at.seen.process:
        states = ["enabling_all_features"]
    elif at.seen.feature_set == "CONSOLIDATED_BILLING" and at.seen.handshakes_complete:
        states = ["consolidated_billing"]
    at.put((), states)


def _membership(at: Cells) -> None:
    states = table("states")["membership"]
    invited = {key for h in at.seen.invitations for key in (h.accounts or (h.id,))}
    for number, key in enumerate(at.accounts):
        account = at.seen.accounts.get(key)
        if account:
            joined = states["JoinedMethod"].get(account.joined, ["invited_member", "created_member"])
            # Where nobody knows which is the management account, any of them may be.
            unsure = [] if at.seen.management else ["outside"]
            at.put(number, [*joined, *unsure, *states["State"].get(account.state, ["outside"])])
        elif key in invited:
            at.put(number, ["invited"])
        elif at.seen.accounts_complete:
            at.put(number, ["outside"] if at.seen.handshakes_complete else ["outside", "invited"])


def _organizations_role(at: Cells) -> None:
    for number, key in enumerate(at.accounts):
        roles = at.seen.roles.get(key)
        if roles and (roles.complete or ORGANIZATIONS in roles.times):
            at.put(number, ["present" if ORGANIZATIONS in roles.times else "absent"])


def _request(at: Cells) -> None:
    """What is asked of an account. The rules say themselves that nothing is asked while nothing is being enabled.

    An answer is listed for thirty days, and the process lasts longer: where none is listed, there may have been one.
    A created account is asked for the role's sake alone: one that has the role is taken not to have declined.
    """
    if at.seen.process is None or not at.seen.handshakes_complete:
        return
    states = table("states")["all_features_handshake"]["State"]
    for number, key in enumerate(at.accounts):
        newest = _newest(at.seen.requests(key))
        if newest:
            at.put(number, [s for h in newest for s in states.get(h.state, at.variable.states)])
        elif _created_with_role(at.seen, key):
            at.put(number, ["none", "accepted"])
        else:
            at.put(number, ["none", "accepted", "declined"])


def _created_with_role(seen: Seen, account: str) -> bool:
    """Whether an account was created in the organization, and has the Organizations role."""
    member, roles = seen.accounts.get(account), seen.roles.get(account)
    return member is not None and member.joined == "CREATED" and roles is not None and ORGANIZATIONS in roles.times


def _newest(requests: Sequence[Handshake]) -> Sequence[Handshake]:
    """The newest of some requests; all of them where a time is missing, or several of the same time."""
    times = [r.requested for r in requests if r.requested is not None]
    if len(times) < len(requests) or not times:
        return requests
    return [r for r in requests if r.requested == max(times)]


def _trusted_access(at: Cells) -> None:
    """By a service's own principal; where another of its principals alone is enabled, nobody knows what that is."""
    access = at.seen.access
    for number, key in enumerate(at.services if access else ()):
        if access and key in access.times:
            at.put(number, ["enabled"])
        elif access and access.complete and not set(service(key).also) & set(access.times):
            at.put(number, ["disabled"])


def _service_role(at: Cells) -> None:
    present, absent = (mask_of(at.variable, [state]) for state in ("present", "absent"))
    columns = at.columns()
    others = {p: number for number, key in enumerate(at.services) for p in service(key).also}
    known = [n for n, key in enumerate(at.services) if service(key).roles is not None]
    for row, roles in at.rows():
        if roles.complete:
            at.masks[row, known] = absent
            at.masks[row, [others[p] for p in roles.times if p in others]] = present | absent
        at.masks[row, [columns[p] for p in roles.times if p in columns]] = present


def _own_use(at: Cells) -> None:
    """An account's own use can't be seen; a role that is younger than trusted access is taken for the integration's."""
    unused = mask_of(at.variable, ["unused"])
    enabled = at.seen.access.times if at.seen.access else {}
    columns = at.columns()
    since = [enabled.get(key) for key in at.services]
    for row, roles in at.rows():
        older: set[int] = set()
        younger: set[int] = set()
        for principal, made in roles.times.items():
            if principal in columns:
                column = columns[principal]
                before = since[column]
                late = made is not None and before is not None and made > before
                (younger if late else older).add(column)
        at.masks[row, sorted(younger - older)] = unused


def _delegated(at: Cells) -> None:
    for row, account in enumerate(at.accounts):
        for column, key in enumerate(at.services):
            said = delegation(at.seen, account, key)
            if said is not None:
                at.put((row, column), ["registered" if said else "unregistered"])


def delegation(seen: Seen, account: str, principal: str) -> bool | None:
    """Whether an account is a service's delegated administrator, by any of its principals; None: it is not known."""
    listed = seen.delegated.get(account)
    names = {principal, *service(principal).also}
    if listed and names & set(listed.times):
        return True
    if (listed and listed.complete) or (seen.administrators is not None and account not in seen.administrators):
        return False
    return None


READERS: Mapping[str, Callable[[Cells], None]] = {
    "organization": _organization,
    "membership": _membership,
    "organizations_role": _organizations_role,
    "all_features_handshake": _request,
    "trusted_access": _trusted_access,
    "service_role": _service_role,
    "own_use": _own_use,
    "delegated_administrator": _delegated,
}
"""What reads the cells of a machine. Of the others nothing is seen: what a service has set up, what policies deny."""


def _tells(form: Form) -> dict[str, str]:
    """The file that tells each machine's cells."""
    found = {}
    for call in calls().values():
        for machine in call.tells:
            name = call.name if call.argument is None else f"{call.name}.{ARGUMENT}"
            found[machine] = f"{name}.json"
    return {v.name: found[v.name] for v in form.variables if v.name in found}


def _notes(seen: Seen) -> Iterable[str]:
    """What is to be said beside the answers."""
    yield from seen.notes
    if seen.access is not None and not seen.access.complete:
        yield "The list of enabled services is cut off: how many services there are is not known."
    if seen.accounts and not seen.accounts_complete:
        yield "The list of accounts is cut off: how many accounts there are is not known."
    if seen.handshakes is not None and not seen.handshakes_complete:
        yield "The list of handshakes is cut off: who is invited, and who was asked, is not known."
    for account in seen.accounts.values():
        if account.state not in ("ACTIVE", ""):
            said = account.state.lower().replace("_", " ")
            yield f"{account.name or account.id} is {said}: the rules know no such state; it may be no member."
    if seen.accounts and not seen.management:
        yield "Which account is the management account is not known: one of those listed is no member."
    if seen.process:
        until = f", until {day(seen.process.expires)}" if seen.process.expires else ""
        yield f"All features are being enabled{until}: {shown(seen.process.id)}."
        yield "An answer is listed for 30 days: an account of which no request is listed may have answered before."
        yield "A created account that has the Organizations role is taken not to have declined."
    names = [p for p in (seen.access.times if seen.access else ()) if p in companions()]
    if names:
        yield f"No services of their own, but principals of one: {', '.join(names)}."
    yield "Services that are not enabled, and of which no role is seen, are not listed."
