"""What AWS alone knows of a plan's steps: delegations that stay, services that are half enabled, and who must agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from adapters.aws.cells import delegation
from adapters.aws.draft import Kept
from adapters.aws.seen import Seen
from adapters.aws.tables import service
from adapters.aws.values import day
from chartproof.language.form import Form
from chartproof.observe.observation import Observation, mask_of
from chartproof.observe.plan import Plan, Remark, Step

MANY = 10
"""More names than these are counted."""
ANSWER = {"begin_enabling_all_features": 90, "invite_account": 15}
"""How many days there are to answer (user guide)."""


def findings(plan: Plan, observation: Observation, form: Form) -> Iterable[Remark]:
    """What is to be said of the steps of a plan, beside what follows from the rules."""
    at = plan.at or observation
    seen = at.kept if isinstance(at.kept, Seen) else Seen()
    kept = plan.kept if isinstance(plan.kept, Kept) else Kept(frozenset(), frozenset())
    for step in plan.steps:
        if step.event == "disable_trusted_access":
            yield from _delegated_left(step, plan, seen, kept, at)
        elif step.event == "enable_trusted_access":
            yield from _half_enabled(step, plan, kept)
        elif step.event == "begin_enabling_all_features":
            yield from _waits(step, seen, at, form)
        elif step.event == "invite_account":
            sentence = f"{_names([_argument(step, 'account')], at)} must accept within {ANSWER[step.event]} days"
            yield Remark("waits", sentence, step.place)


def _argument(step: Step, name: str) -> str:
    return step.arguments.get(name, "")


def _delegated_left(step: Step, plan: Plan, seen: Seen, kept: Kept, at: Observation) -> Iterator[Remark]:
    """Disabling trusted access ends no delegation."""
    principal = _argument(step, "service")
    ended = {account for account, of in kept.deregistered if of == principal}
    left = [a for a in seen.delegated if a not in ended and delegation(seen, a, principal)]
    if left:
        name = service(principal).name
        sentence = f"{_names(left, at)} stays registered as delegated administrator of {name}: deregister first"
        yield Remark("delegated-left", sentence, step.place)


def _half_enabled(step: Step, plan: Plan, kept: Kept) -> Iterator[Remark]:
    """Trusted access sets nothing up in the service, which has a command of its own."""
    principal = _argument(step, "service")
    of = service(principal)
    own = {"enable_from_service"} & {s.event for s in plan.steps if s.arguments.get("service") == principal}
    if of.whole or own or principal in kept.own:
        return
    way = f"`{of.enable}`" if of.enable else "in its console or by its API"
    yield Remark(
        "half-enabled", f"{of.name} is permitted, and not set up: enable it from its own side, {way}", step.place
    )


def _waits(step: Step, seen: Seen, at: Observation, form: Form) -> Iterator[Remark]:
    """Who must agree before all features are on: who is asked already, or will be."""
    process = seen.process
    if process is not None:
        asked = {e.key: seen.requests(e.key) for e in at.elements.get("Account", ())}
        names = [key for key, requests in asked.items() if any(r.open for r in requests)]
        until = f" until {day(process.expires)}" if process.expires is not None else ""
        if names:
            yield Remark("waits", f"{_names(names, at)} must agree{until}, or all features stay off", step.place)
        return
    invited = _maybe(at, form, "membership", "invited_member")
    without = set(_maybe(at, form, "organizations_role", "absent")) & set(
        _maybe(at, form, "membership", "created_member")
    )
    names = [e.key for e in at.elements.get("Account", ()) if e.key in invited or e.key in without]
    if names:
        days = ANSWER[step.event]
        sentence = f"{_names(names, at)} must agree within {days} days; then the management account finalizes"
        yield Remark("waits", sentence, step.place)


def _maybe(at: Observation, form: Form, machine: str, state: str) -> list[str]:
    """The accounts whose machine may be in a state."""
    bit = mask_of(form.variable(machine), [state])
    return [e.key for e, mask in zip(at.elements["Account"], at.possible[machine], strict=True) if int(mask) & bit]


def _names(keys: Sequence[str], at: Observation) -> str:
    """Some accounts by name, the first of many.

    >>> _names(["1", "2"], Observation({}, {}, {}))
    '1, 2'
    """
    names = {e.key: str(e) for e in at.elements.get("Account", ())}
    found = [names.get(key, key) for key in dict.fromkeys(keys)]
    more = f" and {len(found) - MANY} more" if len(found) > MANY else ""
    return ", ".join(found[:MANY]) + more
