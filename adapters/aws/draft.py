"""A plan while it is read: its steps so far, what was no step and why, and what it names that nobody has seen.

Of what a plan says, addresses, principals and numbers of accounts are repeated, and nothing else: it may be secret.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from adapters.aws.cells import cells
from adapters.aws.seen import Seen
from adapters.aws.tables import companions, service
from adapters.aws.values import ACCOUNT, PRINCIPAL, shown
from chartproof.language.form import Form
from chartproof.observe.observation import Element, Observation
from chartproof.observe.plan import Place, Plan, Remark, Step


@dataclass(frozen=True)
class Kept:
    """What findings need of a plan. own: the services that it switches from their own side.

    deregistered: accounts and services whose delegation it ends, under rules that have no such event.
    """

    own: frozenset[str]
    deregistered: frozenset[tuple[str, str]]


@dataclass
class Draft:
    """A plan of which more is to be read."""

    form: Form
    observation: Observation
    steps: list[Step] = field(default_factory=list)
    remarks: dict[Remark, None] = field(default_factory=dict)
    made: dict[str, dict[str, Element]] = field(default_factory=dict)
    named: dict[str, dict[str, Element]] = field(default_factory=lambda: {"Account": {}, "Service": {}})
    own: set[str] = field(default_factory=set)
    deregistered: set[tuple[str, str]] = field(default_factory=set)

    @cached_property
    def listed(self) -> dict[str, set[str]]:
        """The keys of what the observation lists, by sort."""
        return {sort: {e.key for e in self.observation.elements.get(sort, ())} for sort in ("Account", "Service")}

    @property
    def seen(self) -> Seen:
        """The snapshot; an empty one where the observation comes from elsewhere."""
        kept = self.observation.kept
        return kept if isinstance(kept, Seen) else Seen()

    def remark(self, finding: str, sentence: str, place: Place) -> None:
        """Say something beside the steps, once."""
        self.remarks[Remark(finding, sentence, place)] = None

    def service(self, principal: str, place: Place) -> str | None:
        """The service that a principal is of; None where it is none, which is then said."""
        if not PRINCIPAL.fullmatch(principal):
            self.remark("not-judged", "what it names is no service principal", place)
            return None
        if principal in companions():
            of = companions()[principal].name
            self.remark("not-modelled", f"{principal} is a principal of {of}, and no service of its own", place)
            return None
        self._name("Service", Element(principal, service(principal).name))
        return principal

    def account(self, number: str, place: Place) -> str | None:
        """An account; None where it is no member's number, which is then said."""
        if not ACCOUNT.fullmatch(number):
            self.remark("not-judged", "what it names is no account's 12 digits", place)
            return None
        if number == self.seen.management:
            self.remark("not-modelled", f"{number} is the management account, of which the rules do not speak", place)
            return None
        self._name("Account", Element(number))
        return number

    def make(self, address: str) -> str:
        """The key of an account that the plan makes: where the plan says so."""
        made = self.made.setdefault("Account", {})
        key = shown(address, 200)
        while key in made:
            key += "'"
        made[key] = Element(key)
        return key

    def step(
        self, event: str, arguments: Mapping[str, str], place: Place, text: str, after: Iterable[int] = ()
    ) -> int | None:
        """Add an event, with elements by sort; its number. None where the rules have no such event: that is said."""
        rule = next((r for r in self.form.rules if r.name == event), None)
        if rule is None:
            self.remark("not-modelled", f"{text}: the rules have no such event", place)
            return None
        given = {b.name: arguments[b.sort] for b in rule.parameters}
        self.steps.append(Step(event, given, place, text, after=frozenset(after)))
        return len(self.steps) - 1

    def plan(self, ordered: bool) -> Plan:
        """The plan as it was read."""
        kept = Kept(frozenset(self.own), frozenset(self.deregistered))
        made = {sort: tuple(elements.values()) for sort, elements in self.made.items()}
        return Plan(tuple(self.steps), ordered, tuple(self.remarks), made, self._at(), kept)

    def _name(self, sort: str, element: Element) -> None:
        if element.key not in self.listed[sort]:
            self.named[sort][element.key] = element

    def _at(self) -> Observation | None:
        """The observation with what the plan names beside; None where there is nothing beside."""
        if not any(self.named.values()):
            return None
        old = self.observation
        elements = {s: (*found, *self.named.get(s, {}).values()) for s, found in old.elements.items()}
        keys = {sort: [e.key for e in elements.get(sort, ())] for sort in ("Account", "Service")}
        possible = cells(self.seen, self.form, keys["Account"], keys["Service"])
        for name, masks in possible.items():
            masks[tuple(np.s_[:n] for n in old.possible[name].shape)] = old.possible[name]
        return Observation(elements, dict(old.closed), possible, old.tells, list(old.notes), old.kept)
