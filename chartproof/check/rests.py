"""What a verdict rests on: a part of a rule whose loss alone would change it.

A part is a conjunct of a guard, an effect, a permission or a whole event. A property whose verdict no
such loss changes, in the smallest instance that can tell, is idle: it guards against rules that are
added, not against rules that are lost, or it restates what another part enforces too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from chartproof.check.verify import Result, Verifier
from chartproof.declare.claims import Property
from chartproof.errors import ChartproofError
from chartproof.language.expression import FALSE
from chartproof.language.fold import machines_read
from chartproof.language.form import Conjunct, Form, Rule


@dataclass(frozen=True)
class Loss:
    """A form that lacks one part of one rule."""

    rule: str
    part: str
    machines: frozenset[str]
    form: Form
    telling: int

    def __str__(self) -> str:
        return f"{self.rule}: {self.part}" if self.part else self.rule


def losses(form: Form) -> Iterator[Loss]:
    """Every form that lacks one conjunct, one effect, one permission or one event."""
    for rule in form.rules:
        yield from _lost_conjuncts(form, rule)
        for effect in rule.effects:
            kept = tuple(e for e in rule.effects if e is not effect)
            changed = _with(form, rule, replace(rule, effects=kept))
            said = f"{effect.variable} goes to {effect.value!r}"
            yield Loss(rule.name, said, frozenset([effect.variable]), changed, 1)
        for need in rule.needs:
            needs = tuple(n for n in rule.needs if n is not need)
            changed = _with(form, rule, replace(rule, needs=needs))
            yield Loss(rule.name, f"needs {need.name}", frozenset([need.name]), changed, 1)
        never = replace(rule, guard=(*rule.guard, Conjunct(FALSE, "", rule.origin)))
        moved = frozenset(e.variable for e in rule.effects)
        yield Loss(rule.name, "", moved, _with(form, rule, never), 2)


def _lost_conjuncts(form: Form, rule: Rule) -> Iterator[Loss]:
    """A row's conjunct tells more than the state that a machine moves from."""
    for conjunct in rule.guard:
        guard = tuple(c for c in rule.guard if c is not conjunct)
        read = frozenset(machines_read(conjunct.expression))
        changed = _with(form, rule, replace(rule, guard=guard))
        yield Loss(rule.name, f"only if {conjunct}", read, changed, 3 if conjunct.machine else 0)


def _with(form: Form, old: Rule, new: Rule) -> Form:
    return replace(form, rules=tuple(new if r is old else r for r in form.rules))


@dataclass
class Foundations:
    """Finds what verdicts rest on; the forms that lack a part are explored once each."""

    form: Form
    sizes: Mapping[str, int]
    _verifiers: dict[tuple[int, tuple[int, ...]], Verifier] = field(default_factory=dict)
    _losses: list[Loss] = field(default_factory=list)

    def of(self, result: Result) -> str | None:
        """A loss that would change the verdict, or None where the property is idle."""
        if not self._losses:
            self._losses = list(losses(self.form))
        found = result.property
        sizes = {s: dict(found.at_least).get(s, 1) for s in self.sizes}
        for number in self._by_relevance(found):
            if self._changes(number, result, sizes):
                return str(self._losses[number])
        return None

    def _changes(self, number: int, result: Result, sizes: Mapping[str, int]) -> bool:
        key = (number, tuple(sizes.values()))
        if key not in self._verifiers:
            self._verifiers[key] = Verifier(self._losses[number].form, sizes, proves=False)
        try:
            return self._verifiers[key].result(result.property).verdict != result.verdict
        except ChartproofError:
            return False

    def _by_relevance(self, found: Property) -> list[int]:
        """Losses that touch most of what the property speaks of come first."""
        spoken_of = self._spoken_of(repr(found.claims))

        def rank(number: int) -> tuple[int, int, int]:
            loss = self._losses[number]
            touched = len(loss.machines & spoken_of) + 3 * (loss.rule in spoken_of)
            return (-touched, loss.telling, number)

        return sorted(range(len(self._losses)), key=rank)

    def _spoken_of(self, text: str) -> set[str]:
        """The machines, events and permissions that a text names, predicates spelt out."""
        words = set(re.findall(r"[\w:]+", text))
        words |= {m for name, body in self.form.predicates if name in words for m in machines_read(body)}
        return words | {v.name for v in self.form.variables if v.title in words}
