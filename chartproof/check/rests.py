"""What a verdict rests on: a part of a rule whose loss alone would change it.

A part is a conjunct of a guard, an effect, a permission or a whole event. A property whose verdict no
such loss changes, up to the sizes that are said, is idle: it guards against rules that are
added, not against rules that are lost, or it restates what another part enforces too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from chartproof.check.affected import affected, reaches_no_other
from chartproof.check.deciding import Deciding
from chartproof.check.finding import Foundation
from chartproof.check.instances import small_space, up_to
from chartproof.check.verify import Verifier
from chartproof.compile.claims import asked_of
from chartproof.compile.reading import Reader
from chartproof.declare.claims import Property
from chartproof.errors import ChartproofError
from chartproof.language.expression import FALSE
from chartproof.language.fold import machines_read
from chartproof.language.form import Conjunct, Form, Rule
from chartproof.project.kept import Kept, digest
from chartproof.prove.planning import small_sizes

MOST = 5_000
"""States of the instance on which this is judged, at the most."""
KIND = "rests on"
NO_LOSS = ""
"""What is kept of a property that no loss was found for."""


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
    """Finds what verdicts rest on, on the largest small instance of at most so many states that a property allows.

    The forms that lack a part are explored once each, on that instance and those below it. kept: what earlier runs
    have found: a loss, which is tried anew, or that there is none, which nothing depends on.
    """

    form: Form
    reader: Reader
    kept: Kept = field(default_factory=Kept)
    _sizes: dict[tuple[tuple[str, int], ...], dict[str, int] | None] = field(default_factory=dict)
    _verifiers: dict[tuple[int, tuple[int, ...]], Verifier] = field(default_factory=dict)
    _reached: dict[tuple[int, tuple[tuple[str, int], ...]], bool] = field(default_factory=dict)

    @cached_property
    def _losses(self) -> list[Loss]:
        return list(losses(self.form))

    def of(self, found: Property) -> Foundation:
        """A loss that would change the verdict there. Raises ModelError where a claim is malformed."""
        sizes = self._judged(found)
        if sizes is None:
            return Foundation("", None)
        verdict = self._whole(sizes).result(found).verdict
        key = digest(found.claims, found.at_least)
        before = self.kept.get(KIND, key)
        if before == NO_LOSS:
            return Foundation("", sizes)
        part = self._first(self._named(before), found, sizes, verdict)
        part = part or self._first(self._by_relevance(found), found, sizes, verdict)
        self.kept.put(KIND, key, part)
        return Foundation(part, sizes)

    def _named(self, part: Any) -> list[int]:
        """The losses that are said so."""
        return [number for number, loss in enumerate(self._losses) if str(loss) == part]

    def _first(self, numbers: Sequence[int], found: Property, sizes: Mapping[str, int], verdict: str) -> str:
        """The first of some losses that changes the verdict; empty if none does."""
        changing = (n for n in numbers if self._changes(n, found, sizes, verdict))
        return next((str(self._losses[n]) for n in changing), NO_LOSS)

    def _whole(self, sizes: Mapping[str, int]) -> Verifier:
        """What decides under all rules."""
        key = (-1, tuple(sizes.values()))
        if key not in self._verifiers:
            self._verifiers[key] = Verifier(self.form, sizes, proves=False, reader=self.reader)
        return self._verifiers[key]

    def _judged(self, found: Property) -> dict[str, int] | None:
        """The sizes of the instance to judge on; None where even the smallest is too large."""
        if found.at_least not in self._sizes:
            least = dict(found.at_least)
            every = small_sizes(self.form, least)
            counts = {tuple(z.values()): small_space(self.form, z, MOST) for z in every}
            fits = {key: space.exploration.count for key, space in counts.items() if space is not None}
            best = max(fits, key=lambda key: fits[key], default=None)
            self._sizes[found.at_least] = None if best is None else dict(zip(self.form.sorts, best, strict=True))
        return self._sizes[found.at_least]

    def _changes(self, number: int, found: Property, sizes: Mapping[str, int], verdict: str) -> bool:
        key = (number, tuple(sizes.values()))
        if key not in self._verifiers:
            form = self._losses[number].form
            self._verifiers[key] = Verifier(
                form, sizes, proves=False, reader=self.reader.of(form), like=self._whole(sizes)
            )
        try:
            return self._verdict(found, self._verifiers[key], self._losses[number].rule, verdict) != verdict
        except ChartproofError:
            return False

    def _verdict(self, found: Property, verifier: Verifier, event: str, verdict: str) -> str:
        """The verdict under a loss; what holds is asked only of the event where no new state is reached."""
        deciding = verifier.deciding(found)
        if verdict == "holds" and self._reaches_no_other(verifier, deciding):
            claims = affected(deciding.claims, asked_of(found, self.reader), event)
            if not claims:
                return verdict
            # Only witnesses may be left of it, which are as they are to be.
            found_now = replace(deciding, claims=claims).explore_all().verdict
            return verdict if found_now == "witnessed" else found_now
        return deciding.explore_all().verdict

    def _reaches_no_other(self, verifier: Verifier, deciding: Deciding) -> bool:
        """Whether a loss leads to no state, on any instance that is looked at, that is not reached without it."""
        whole = self._whole(verifier.sizes)
        every = up_to(deciding.target, deciding.least)
        return all(self._known(verifier, whole, tuple(sizes.items())) for sizes in every)

    def _known(self, verifier: Verifier, whole: Verifier, sizes: tuple[tuple[str, int], ...]) -> bool:
        key = (id(verifier), sizes)
        if key not in self._reached:
            one = dict(sizes)
            self._reached[key] = reaches_no_other(verifier.space(one), whole.space(one))
        return self._reached[key]

    def _by_relevance(self, found: Property) -> list[int]:
        """Losses that touch most of what the property speaks of come first."""
        claims = asked_of(found, self.reader)
        spoken_of = frozenset(name for asked in claims for name in asked.mentions)
        granted = {asked.permission for asked in claims if asked.permission}

        def rank(number: int) -> tuple[int, int, int]:
            loss = self._losses[number]
            touched = len(loss.machines & spoken_of) + 3 * (loss.rule in spoken_of) + 4 * bool(loss.machines & granted)
            return (-touched, loss.telling, number)

        return sorted(range(len(self._losses)), key=rank)
