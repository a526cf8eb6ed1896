"""Checking rule changes: which verdicts differ, from the baseline's and from what a change builds on.

Every property is decided on both sides, in both ways: a verdict that is about all sizes before and not
after is a difference. Every trace that is shown is replayed first on live machines.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from chartproof.changes.change import Change
from chartproof.changes.together import expected, expected_kinds
from chartproof.check.replayed import replay_trace
from chartproof.check.result import Result
from chartproof.check.run import FEW, verifier_of
from chartproof.check.space import Space
from chartproof.check.verify import Verifier
from chartproof.compare.behaviours import Behaviours
from chartproof.compare.comparison import Comparison, Difference
from chartproof.compare.equal import causes, equality
from chartproof.compare.notes import not_found, unlisted
from chartproof.compare.pages import cited
from chartproof.compare.people import people, structure
from chartproof.declare.claims import Expectation
from chartproof.explore.loading import expect_many
from chartproof.language.questions import Asked, Question
from chartproof.live import machines_from
from chartproof.page.citations import project_page
from chartproof.project.project import Project


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
    proves: bool = True
    _known: dict[tuple[str, ...], Decided] = field(default_factory=dict)
    _rules: dict[tuple[str, ...], Project] = field(default_factory=dict)

    @property
    def baseline(self) -> tuple[Verifier, Mapping[str, Result]]:
        """What decides the rules without a change, and its verdicts by property, without what each rests on."""
        found = self._decided([])
        return found.verifier, found.results

    def check(self, changes: Sequence[Change]) -> Comparison:
        """These changes together, against the baseline and against what they build on."""
        begun = time.perf_counter()
        name = " + ".join(c.name for c in changes)
        self.began(name)
        after = self._decided(changes)
        bases = [self._compared(name, changes, base, after) for base in _bases(changes)]
        found = self._compared(name, changes, [], after)
        return replace(found, bases=tuple(bases), seconds=time.perf_counter() - begun)

    def check_each(self, groups: Sequence[Sequence[Change]]) -> Iterator[Comparison]:
        """Each of these groups of changes in turn; what decides a rule set is let go once none to come needs it."""
        for done, group in enumerate(groups, 1):
            yield self.check(group)
            needed = {_key([])}.union(*(map(_key, [coming, *_bases(coming)]) for coming in groups[done:]))
            for key in self._known.keys() - needed:
                del self._known[key]

    def rules(self, changes: Sequence[Change]) -> Project:
        """The project under these changes, of which nothing is decided yet. Raises ModelError where they make none."""
        key = _key(changes)
        if key not in self._rules:
            self._rules[key] = under(self.project, changes)
            expected_kinds(changes, _rows(self.project, self._rules[key]))
        return self._rules[key]

    def _decided(self, changes: Sequence[Change]) -> Decided:
        key = _key(changes)
        if key not in self._known:
            rules = self.rules(changes)
            like = self._decided([]) if changes else None
            self._known[key] = Decided(rules, self.sizes, like, self.proves)
        return self._known[key]

    def _compared(self, name: str, changes: Sequence[Change], base: Sequence[Change], after: Decided) -> Comparison:
        against = " + ".join(c.name for c in base) or "baseline"
        expects = {n: p.expectation for n, p in after.project.properties.items()}
        stated = expected(changes, after.project.properties)
        listed = None if base else expected_kinds(changes, _rows(self.project, after.project))
        looks = self.with_behaviours or listed is not None
        found = comparison(name, against, self._decided(base), after, expects, stated, looks)
        missing = tuple(not_found(found.notes, listed)) if listed is not None else ()
        beside = tuple(unlisted(found.notes, listed)) if listed is not None else ()
        return replace(
            found, changes=tuple(changes), notes=(*found.notes, *missing), unexpected=(*beside, *missing), listed=listed
        )


def _key(changes: Sequence[Change]) -> tuple[str, ...]:
    return tuple(sorted(c.name for c in changes))


def _rows(*projects: Project) -> list[str]:
    """The names of the events and of the machines."""
    rows = [(r.name for r in p.form.rules) for p in projects] + [(v.title for v in p.form.variables) for p in projects]
    return list(dict.fromkeys(name for names in rows for name in names))


def comparison(
    name: str,
    against: str,
    before: Decided,
    after: Decided,
    expects: Mapping[str, Expectation],
    stated: Collection[str] = (),
    with_behaviours: bool = True,
) -> Comparison:
    """Two decided rule sets compared; every trace that shows a difference is replayed.

    expects: what is expected of each property of the new rules. stated: those of which a change says so itself.
    """
    found, vacuous = compared(before, after, expects, stated), newly_vacuous(before, after)
    done = equality(before.verifier, after.verifier, dict(after.sizes)) if with_behaviours else None
    replay_examples(done.behaviours if done else None, before.project, after.project)
    notes = (
        *people(before.project.form, after.project.form, lambda question: proves(after.verifier, question)),
        *structure(before.project.form, after.project.form),
        *(causes(done.behaviours) if done else ()),
    )
    names = [d.property.name for d in found]
    statements = cited(project_page(after.project)[0], before.project, after.project, names)
    return Comparison(
        name, against, (), before.project, after.project, found, vacuous, done, notes=notes, page=statements
    )


def _bases(changes: Sequence[Change]) -> list[Sequence[Change]]:
    """What else to compare with: each of several changes alone, or all that the one change builds on."""
    if len(changes) > 1:
        return [[c] for c in changes]
    return [c.bases for c in changes if c.bases]


def proves(verifier: Verifier, question: Question) -> bool:
    """Whether a question about a verifier's rules is proved for all sizes."""
    return verifier.prover(Asked(verifier.form)).prove(question).verdict == "proved"


@dataclass
class Decided:
    """A rule set with its verdicts, and what decides them."""

    project: Project
    sizes: Mapping[str, int]
    like: Decided | None = None
    proves: bool = True
    verifier: Verifier = field(init=False)

    def __post_init__(self) -> None:
        self.sizes = dict(self.sizes)
        like = self.like.verifier if self.like else None
        self.verifier = verifier_of(self.project, self.sizes, proves=self.proves, like=like)
        self._replayed: set[str] = set()
        properties = list(self.project.stated.values())
        if len(properties) > FEW:
            expect_many()
        self.results = {r.property.name: r for r in self.verifier.results(properties)}
        self.verifier.kept.save()

    @property
    def space(self) -> Space:
        """The explored instance of these sizes."""
        return self.verifier.space(self.sizes)

    def replayed(self, name: str) -> Result | None:
        """The verdict on a property, its trace replayed on live machines; None where the rule set lacks it."""
        result = self.results.get(name)
        if result is not None and result.shown is not None and name not in self._replayed:
            replay_trace(self.project.form, self.project.machines, result.shown)
            self._replayed.add(name)
        return result


def compared(
    before: Decided, after: Decided, expects: Mapping[str, Expectation], stated: Collection[str] = ()
) -> tuple[Difference, ...]:
    """The properties whose verdicts or scopes differ, or that are not as expected.

    What fails before, and fails in the same way now, is not told: it is no matter of what is compared.
    """
    found = []
    for name, property in {**before.project.properties, **after.project.properties}.items():
        wanted = expects.get(name, property.expectation)
        one = Difference(property, before.results.get(name), after.results.get(name), wanted)
        if one.changed or one.scope_lost or (not one.as_expected and (name in stated or not one.failed_before)):
            found.append(replace(one, before=before.replayed(name), after=after.replayed(name)))
    return tuple(found)


def newly_vacuous(before: Decided, after: Decided) -> tuple[str, ...]:
    """The properties that hold because what they speak of can't happen any more."""
    old = {n for n, r in before.results.items() if r.vacuous}
    return tuple(n for n, r in after.results.items() if r.vacuous and n not in old)


def replay_examples(found: Behaviours | None, before: Project, after: Project) -> None:
    """Run every example on the live machines of the rule set that has it."""
    for example in found.examples if found else ():
        project = after if example.gained else before
        replay_trace(project.form, project.machines, example.trace)
