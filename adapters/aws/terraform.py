"""A saved plan of Terraform, as `terraform show -json` prints it (format 1.x), read as events of the rules.

There is no order in it but that of dependencies. What is created and updated comes after what it depends on; what is
deleted comes before.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise, product
from pathlib import Path
from typing import Any

from adapters.aws.change import ACTIONS, Change
from adapters.aws.draft import Draft
from adapters.aws.order import Order, order_of, without_indices
from adapters.aws.resources import ARN, BY_HAND, Around, read_change
from adapters.aws.source import Source, read_source
from adapters.aws.tables import services, table
from adapters.aws.values import Value, shown
from chartproof.language.form import Form
from chartproof.observe.observation import Observation
from chartproof.observe.plan import Place, Plan, Step

DEPOSED = " (deposed)"
NAME = re.compile(r"[A-Za-z0-9_-]{1,255}")
Parts = dict[tuple[str, str], list[list[int]]]
"""By address, and deleted or applied: the numbers of its steps, phase by phase."""


def read_terraform(value: Value, form: Form, observation: Observation, source: Path | None) -> Plan:
    """The plan. Raises ChartproofError where it is none, of another format, or of a run that failed."""
    _refuse(value)
    draft = Draft(form, observation)
    whole = Place(value.file)
    if "complete" in value.content and not value.at("complete").flag():
        draft.remark("not-judged", "the plan is not complete: what was put off is not in it", whole)
    for one in value.at("deferred_changes").entries():
        kind = shown(one.at("resource_change").at("type").text() if one.at("resource_change") else "")
        draft.remark("known-after-apply", f"a change is put off, and not planned: {kind}", whole)
    changes = list(_changes(value, read_source(source)))
    around = _around(value, changes)
    parts: Parts = {}
    _remark_others(changes, draft)
    for change in changes:
        for action in change.actions if _is_read(change) else ():
            parts[change.address, action] = _steps(change, action, draft, around)
    order = order_of(value.content.get("configuration"), value.content.get("prior_state"))
    _remark_locals(parts, order, draft, whole)
    after = {number: set(draft.steps[number].after) for number in range(len(draft.steps))}
    for first, second in _edges(parts, order, changes):
        for number in second[0]:
            after[number].update(first[-1])
    draft.steps = _sorted(draft.steps, after, value)
    return draft.plan(ordered=False)


def _refuse(value: Value) -> None:
    keys = value.keys()
    version = value.at("format_version").text()
    if not version or ("resource_changes" not in keys and "planned_values" not in keys):
        raise value.wrong("is no plan of terraform show -json")
    if not re.fullmatch(r"1\.[0-9]{1,6}", version):
        raise value.at("format_version").wrong(f"is {shown(version)!r}: formats 1.x are read")
    if value.at("errored").flag():
        raise value.wrong("is the plan of a run that failed, and not the whole of it", "plan again, without errors")


def _changes(value: Value, source: Source) -> Iterable[Change]:
    known = set()
    for entry in value.at("resource_changes").entries():
        if entry.at("mode").text() == "data":
            continue
        address, kind, name = (entry.at(key).text() for key in ("address", "type", "name"))
        if not address or not NAME.fullmatch(kind):
            raise entry.wrong("has no address, or no type")
        if entry.at("deposed"):
            address += DEPOSED
        said = entry.at("change")
        actions = tuple(a.text() for a in said.at("actions").entries())
        if actions not in ACTIONS:
            raise said.at("actions").wrong("are none that are known")
        if address in known:
            raise entry.at("address").wrong("stands there twice")
        known.add(address)
        file, line = source.place(kind, name) or (value.file, 0)
        yield Change(address, kind, name, ACTIONS[actions], said, Place(file, line, shown(address, 200)))


def _is_read(change: Change) -> bool:
    own = any(change.kind in s.terraform for s in services().values())
    return own or change.kind in BY_HAND or change.kind in table("terraform")


def _remark_others(changes: Iterable[Change], draft: Draft) -> None:
    """Of resources that are not read, one remark a type, at the first."""
    others = [c for c in changes if c.actions and not _is_read(c)]
    numbers = Counter(c.kind for c in others)
    for change in others:
        number = numbers.pop(change.kind, 0)
        if number:
            more = f" ({number} resources)" if number > 1 else ""
            draft.remark("not-modelled", f"the rules do not speak of {change.kind}{more}", change.place)


def _around(value: Value, changes: list[Change]) -> Around:
    """The accounts of providers, as far as an assumed role says; the texts of policies by number and attachment."""
    configuration = value.content.get("configuration")
    root = configuration.get("root_module") if isinstance(configuration, dict) else None
    resources = root.get("resources") if isinstance(root, dict) else None
    providers = configuration.get("provider_config") if isinstance(configuration, dict) else None
    found = {n: _assumed(p) for n, p in providers.items()} if isinstance(providers, dict) else {}
    accounts: dict[str, str] = {}
    policies = {c.text("id", "delete"): c.after("content").text() for c in changes if _has_policy(c)}
    contents = {c.address: c.after("content").text() for c in changes if _has_policy(c)}
    for resource in resources if isinstance(resources, list) else ():
        if not isinstance(resource, dict) or not isinstance(resource.get("address"), str):
            continue
        accounts[resource["address"]] = found.get(str(resource.get("provider_config_key")), "")
        for address in _referred(resource, "policy_id"):
            found_at = ".".join(address.split(".")[:2])
            policies[resource["address"]] = contents.get(found_at) or policies.get(resource["address"], "")
    by_change = {c.address: accounts.get(without_indices(c.address), "") for c in changes}
    return Around(by_change, {k: v for k, v in policies.items() if k and v})


def _has_policy(change: Change) -> bool:
    return change.kind == "aws_organizations_policy" and not change.secret("content")


def _assumed(provider: Any) -> str:
    """The account of the role that a provider assumes, if it is written there."""
    try:
        roles = provider["expressions"]["assume_role"]
        said = ARN.fullmatch((roles[0] if isinstance(roles, list) else roles)["role_arn"]["constant_value"])
    except (KeyError, IndexError, TypeError):
        return ""
    return said[1] if said else ""


def _referred(resource: Mapping[str, Any], attribute: str) -> list[str]:
    """The resources that an attribute's expression names."""
    expressions = resource.get("expressions")
    said = expressions.get(attribute) if isinstance(expressions, dict) else None
    references = said.get("references") if isinstance(said, dict) else None
    return [r for r in references if isinstance(r, str)] if isinstance(references, list) else []


def _steps(change: Change, action: str, draft: Draft, around: Around) -> list[list[int]]:
    """Add the steps of one action, phase after phase; their numbers."""
    phases: list[list[int]] = []
    for phase in read_change(change, action, draft, around):
        before = phases[-1] if phases else []
        added = (draft.step(e.name, e.arguments, change.place, e.text, before) for e in phase)
        numbers = [n for n in added if n is not None]
        if numbers:
            phases.append(numbers)
    return phases


def _remark_locals(parts: Parts, order: Order, draft: Draft, place: Place) -> None:
    stepped = {without_indices(address) for (address, _), phases in parts.items() if phases}
    hidden = sorted(shown(a) for a in stepped & order.locals)
    if hidden and len(stepped) > 1:
        sentence = f"a plan does not say what local values refer to: the order of {', '.join(hidden)} may be stricter"
        draft.remark("not-judged", sentence, place)


def _edges(parts: Parts, order: Order, changes: Iterable[Change]) -> Iterable[tuple[list[list[int]], list[list[int]]]]:
    """Pairs of parts with steps, of which the first is done before the second."""
    stepped = {key: phases for key, phases in parts.items() if phases}
    for change in changes:
        yield from pairwise(stepped[change.address, a] for a in change.actions if (change.address, a) in stepped)
    named: dict[tuple[str, bool], list[list[list[int]]]] = {}
    for (address, action), phases in stepped.items():
        named.setdefault((without_indices(address.removesuffix(DEPOSED)), action == "delete"), []).append(phases)
    for (name, deleted), several in named.items():
        for other in order.before(name, deleted):
            for earlier, later in product(named.get((other, deleted), ()), several):
                yield (later, earlier) if deleted else (earlier, later)


def _sorted(steps: list[Step], after: Mapping[int, set[int]], value: Value) -> list[Step]:
    """The steps in one order that the plan allows, numbered anew. Raises ChartproofError where there is none."""
    try:
        placed = list(TopologicalSorter(after).static_order())
    except CycleError:
        raise value.wrong("has resources that wait for each other") from None
    numbers = {old: new for new, old in enumerate(placed)}
    return [replace(steps[old], after=frozenset(numbers[n] for n in after[old])) for old in placed]
