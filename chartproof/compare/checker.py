"""Checking rule changes: which verdicts differ, from the baseline's and from what a change builds on.

Every property is decided on both sides, in both ways: a verdict that is about all sizes before and not
after is a difference. Every trace that is shown is replayed first on live machines.
"""

from __future__ import annotations

import builtins
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from chartproof.changes.change import Change
from chartproof.check.replayed import replay_trace
from chartproof.check.run import verifier_of
from chartproof.check.space import Space
from chartproof.check.verify import Result, Verifier
from chartproof.compare.behaviours import Behaviours, behaviours
from chartproof.compare.claims import old_claims
from chartproof.compare.notes import Allowed, Note
from chartproof.compare.people import people, structure
from chartproof.declare.claims import Expectation, Property
from chartproof.language.questions import Asked, Question
from chartproof.live import machines_from
from chartproof.project.project import Project


@dataclass(frozen=True)
class Difference:
    """A property that differs, or is not as expected; None where one side lacks the property."""

    property: Property
    before: Result | None
    after: Result | None
    expected: Expectation

    @builtins.property  # the field `property` hides the plain name here
    def changed(self) -> bool:
        """Whether the verdict differs."""
        return (self.before and self.before.verdict) != (self.after and self.after.verdict)

    @builtins.property
    def scope_lost(self) -> bool:
        """Whether what was shown for all sizes holds in its scope alone now."""
        before, after = self.before, self.after
        return bool(
            before and after and before.for_all_sizes and after.verdict == before.verdict and not after.for_all_sizes
        )

    @builtins.property
    def kind(self) -> str:
        """The stable word for how it differs."""
        if self.after is None:
            return "property_removed"
        if self.after.verdict != self.expected.verdict:
            return "verdict"
        return "vacuous" if self.after.vacuous != self.expected.vacuous else "scope"

    @builtins.property
    def as_expected(self) -> bool:
        """Whether it is now what is expected."""
        return self.after is not None and self.after.meets(self.expected)


@dataclass(frozen=True)
class Comparison:
    """Two rule sets compared: their names, what differs, and what is only vacuously true now."""

    name: str
    against: str
    changes: tuple[Change, ...]
    before: Project
    after: Project
    differences: tuple[Difference, ...]
    vacuous: tuple[str, ...]
    behaviours: Behaviours | None = None
    bases: tuple[Comparison, ...] = ()
    seconds: float = 0.0
    notes: tuple[Note, ...] = ()
    allowed: Allowed = field(default_factory=Allowed)

    @property
    def ok(self) -> bool:
        """Whether every verdict is as expected, and nothing else differs that fails and is not allowed."""
        return not self.failing and all(self.passes(d) for d in self.differences)

    @property
    def failing(self) -> tuple[Note, ...]:
        """What differs besides verdicts, fails, and is not allowed."""
        return tuple(n for n in self.notes if n.fails and not self.allowed.covers(n.kind, n.name))

    def passes(self, found: Difference) -> bool:
        """Whether a property is as expected, or differs as is allowed."""
        return found.as_expected or self.allowed.covers(found.kind, found.property.name)

    @property
    def alters_nothing(self) -> bool:
        """Whether no verdict differs."""
        return not any(d.changed for d in self.differences)


def under(project: Project, changes: Sequence[Change]) -> Project:
    """The project under some rule changes, with live machines built from the changed form."""
    return project.under(changes, machines_from) if changes else project


@dataclass
class Checker:
    """Checks changes of one project; what is decided once is kept."""

    project: Project
    sizes: Mapping[str, int]
    with_behaviours: bool = True
    began: Callable[[str], None] = lambda name: None
    _known: dict[tuple[str, ...], _Decided] = field(default_factory=dict)

    def check(self, changes: Sequence[Change]) -> Comparison:
        """These changes together, against the baseline and against what they build on."""
        begun = time.perf_counter()
        name = " + ".join(c.name for c in changes)
        self.began(name)
        after = self._decided(changes)
        bases = [self._compared(name, changes, base, after) for base in _bases(changes)]
        found = self._compared(name, changes, [], after)
        return replace(found, bases=tuple(bases), seconds=time.perf_counter() - begun)

    def _decided(self, changes: Sequence[Change]) -> _Decided:
        key = tuple(sorted(c.name for c in changes))
        if key not in self._known:
            like = self._decided([]) if changes else None
            self._known[key] = _Decided(under(self.project, changes), self.sizes, like)
        return self._known[key]

    def _compared(self, name: str, changes: Sequence[Change], base: Sequence[Change], after: _Decided) -> Comparison:
        against = " + ".join(c.name for c in base) or "baseline"
        expected = {n: p.expectation for n, p in after.project.properties.items()}
        found = _comparison(name, against, self._decided(base), after, expected, self.with_behaviours)
        return replace(found, changes=tuple(changes))


def check_against(
    old: Project, new: Project, name: str, sizes: Mapping[str, int], allowed: Allowed | None = None
) -> Comparison:
    """The present rules against those of another revision, whose verdicts are the ones expected.

    Where the revision lacks a property, the present one's own expectation counts. What differs in who may do what,
    and claims that read otherwise or are gone, fail as well, unless they are allowed.
    """
    begun = time.perf_counter()
    before = _Decided(old, sizes)
    after = _Decided(new, sizes, before)
    expected = {n: (old.properties.get(n) or p).expectation for n, p in new.properties.items()}
    found = _comparison("present", name, before, after, expected)
    claims = tuple(old_claims(old, new, after.verifier))
    for claim in claims:
        if claim.result is not None and claim.result.trace is not None:
            replay_trace(new.form, new.machines, claim.result.trace)
    notes = (
        *people(old.form, new.form, after.proves),
        *(claim.note for claim in claims),
        *structure(old.form, new.form),
        *_lost(found),
    )
    gone = {n.name for n in notes if n.kind == "property_removed"}
    differences = tuple(d for d in found.differences if d.after is not None or d.property.name not in gone)
    return replace(
        found, differences=differences, notes=notes, allowed=allowed or Allowed(), seconds=time.perf_counter() - begun
    )


def _lost(found: Comparison) -> Iterator[Note]:
    """What a verdict that is still as expected says less than before: of fewer sizes, or of nothing."""
    for one in found.differences:
        if one.scope_lost and one.as_expected:
            name = one.property.name
            yield Note("scope", name, f"{name}: what was shown for all sizes is not any more")
    for name in found.vacuous:
        if found.after.properties[name].expectation.vacuous is False:
            continue
        yield Note("vacuous", name, f"{name}: what it speaks of can't happen any more")


def _comparison(
    name: str,
    against: str,
    before: _Decided,
    after: _Decided,
    expected: Mapping[str, Expectation],
    with_behaviours: bool = True,
) -> Comparison:
    """Two decided rule sets compared; every trace that shows a difference is replayed."""
    found, vacuous = compared(before, after, expected), newly_vacuous(before, after)
    done = behaviours(before.space, after.space) if with_behaviours else None
    replay_examples(done, before.project, after.project)
    return Comparison(name, against, (), before.project, after.project, found, vacuous, done)


def _bases(changes: Sequence[Change]) -> list[Sequence[Change]]:
    """What else to compare with: each of several changes alone, or all that the one change builds on."""
    if len(changes) > 1:
        return [[c] for c in changes]
    return [c.bases for c in changes if c.bases]


@dataclass
class _Decided:
    """A rule set with its verdicts, and what decides them."""

    project: Project
    sizes: Mapping[str, int]
    like: _Decided | None = None
    verifier: Verifier = field(init=False)

    def __post_init__(self) -> None:
        self.sizes = dict(self.sizes)
        self.verifier = verifier_of(self.project, self.sizes, like=self.like.verifier if self.like else None)
        self._replayed: set[str] = set()
        properties = list(self.project.stated.values())
        self.results = {r.property.name: r for r in self.verifier.results(properties)}

    def proves(self, question: Question) -> bool:
        """Whether a question about these rules is proved for all sizes."""
        return self.verifier.prover(Asked(self.project.form)).prove(question).verdict == "proved"

    @property
    def space(self) -> Space:
        """The explored instance of these sizes."""
        return self.verifier.space(self.sizes)

    def replayed(self, name: str) -> Result | None:
        """The verdict on a property, its trace replayed on live machines; None where the rule set lacks it."""
        result = self.results.get(name)
        if result is not None and result.trace is not None and name not in self._replayed:
            replay_trace(self.project.form, self.project.machines, result.trace)
            self._replayed.add(name)
        return result


def compared(before: _Decided, after: _Decided, expected: Mapping[str, Expectation]) -> tuple[Difference, ...]:
    """The properties whose verdicts or scopes differ, or that are not as expected."""
    found = []
    for name, property in {**before.project.properties, **after.project.properties}.items():
        wanted = expected.get(name, property.expectation)
        one = Difference(property, before.results.get(name), after.results.get(name), wanted)
        if one.changed or one.scope_lost or not one.as_expected:
            found.append(replace(one, before=before.replayed(name), after=after.replayed(name)))
    return tuple(found)


def newly_vacuous(before: _Decided, after: _Decided) -> tuple[str, ...]:
    """The properties that hold because what they speak of can't happen any more."""
    old = {n for n, r in before.results.items() if r.vacuous}
    return tuple(n for n, r in after.results.items() if r.vacuous and n not in old)


def replay_examples(found: Behaviours | None, before: Project, after: Project) -> None:
    """Run every example on the live machines of the rule set that has it."""
    for example in found.examples if found else ():
        project = after if example.gained else before
        replay_trace(project.form, project.machines, example.trace)
