"""How long it takes to look at an organization of a size, to judge a plan in it, to find a way: processor seconds.

    python benchmarks/observed.py [ACCOUNTS SERVICES]

The organization is made up: half the services are enabled, four in ten roles are there, one in ten is not known.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np

from chartproof.language.form import Form
from chartproof.observe.adapter import Adapter
from chartproof.observe.evaluate import evaluate
from chartproof.observe.judge import judge
from chartproof.observe.known import known
from chartproof.observe.observation import Element, Observation, mask_of
from chartproof.observe.observed import proved
from chartproof.observe.plan import Place, Plan, Step
from chartproof.observe.wanted import wanted
from chartproof.observe.way import allowed, find
from chartproof.project.project import load

T = TypeVar("T")


def organization(form: Form, accounts: int, services: int) -> Observation:
    """An organization with all features on."""
    elements = {
        "Account": [Element(str(n)) for n in range(accounts)],
        "Service": [Element(f"s{n}") for n in range(services)],
    }
    found = Observation.unknown(form, elements)
    chance = np.random.default_rng(1)

    def mask(machine: str, *states: str) -> int:
        return mask_of(form.variable(machine), states)

    enabled = np.arange(services) % 2 == 0
    member = np.where(
        chance.random(accounts) < 0.5, mask("membership", "invited_member"), mask("membership", "created_member")
    )
    role, drawn = "service_role", chance.random((accounts, services))
    seen = np.where((drawn < 0.5) & enabled, mask(role, "present"), mask(role, "absent"))
    found.possible["organization"][()] = mask("organization", "all_features")
    found.possible["membership"][:] = member
    found.possible["trusted_access"][:] = np.where(
        enabled, mask("trusted_access", "enabled"), mask("trusted_access", "disabled")
    )
    found.possible["integration"][:] = np.where(
        enabled, mask("integration", "configured"), mask("integration", "absent")
    )
    found.possible[role][:] = np.where(drawn < 0.1, mask(role, "absent", "present"), seen)
    return found


def steps(count: int) -> Plan:
    """Events of five kinds in turn, of one service and one account after the other."""
    made = []
    for n in range(count):
        service, account = {"service": f"s{n // 5 * 2}"}, {"account": str(n * 7)}
        event, arguments = (
            ("disable_trusted_access", service),
            ("remove_account", account),
            ("enable_trusted_access", service),
            ("attach_denying_policy", {"account": str(n * 7 + 1)}),
            ("close_down_from_service", service),
        )[n % 5]
        made.append(Step(event, arguments, Place("plan", n + 1), event))
    return Plan(tuple(made), ordered=True)


def timed(what: str, run: Callable[[], T]) -> T:
    """Print how long something takes."""
    begun = time.process_time()
    found = run()
    print(f"{what:28} {time.process_time() - begun:6.2f} s")
    return found


def main() -> None:
    """The command."""
    accounts, services = map(int, sys.argv[1:3] or (5000, 60))
    project = load()
    form = project.form
    facts = timed("facts found and proved", lambda: proved(project))
    seen = organization(form, accounts, services)
    found = timed("narrowed by the facts", lambda: known(form, seen, facts))
    cells = found.cells
    timed(
        "all events, of all elements",
        lambda: [evaluate(r.condition, cells.all(r.parameters), cells) for r in form.rules],
    )
    timed("50 steps judged", lambda: judge(found, steps(50), Adapter(), seen))
    goal = wanted(found, "integration[s0] == 'absent' and trusted_access[s0] == 'disabled'")
    way = timed("a way to remove a service", lambda: find(found, goal, allowed(form, "", ())))
    print(f"of {way.events:,} events; {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:,.0f} MB in all")


if __name__ == "__main__":
    main()
