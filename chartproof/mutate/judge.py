"""Does anybody notice? A mutant's fate: `equivalent`, `noticed` by a property, or `survived`.

Equivalent: the same behaviour for all sizes, and the same asked of the same people, by proof. Noticed: a property's
verdict is not the one expected any more at the sizes explored, or it speaks of nothing; `unknown` notices nothing.
Whoever notices a mutant of one event is asked first about the next one, so that most are noticed at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property

from chartproof.check.affected import affected, reaches_the_same
from chartproof.check.deciding import Deciding
from chartproof.check.instances import raised, within
from chartproof.check.verify import Verifier
from chartproof.compare.behaviours import behaviours
from chartproof.compare.people import people
from chartproof.compile.claims import asked_of
from chartproof.compile.reading import Reader
from chartproof.declare.claims import Property
from chartproof.errors import ModelError
from chartproof.language.expression import TRUE
from chartproof.language.form import Form, Rule
from chartproof.language.questions import Asked, Blind, Never, Question
from chartproof.language.trace import Trace
from chartproof.mutate.mutant import Mutant
from chartproof.mutate.operators import PEOPLE
from chartproof.project.project import Project
from chartproof.prove.inclusion import Inclusions


@dataclass(frozen=True)
class Fate:
    """What became of a mutant. by: who noticed it first. way: for a survivor, a shortest way to where it differs."""

    mutant: Mutant
    verdict: str
    by: str = ""
    way: Trace | None = None


@dataclass
class Judge:
    """Judges mutants of a project's rules, by properties that are as expected before.

    sizes: what is explored. alone: asked of these properties and of no other.
    """

    project: Project
    sizes: Mapping[str, int]
    alone: Sequence[str] = ()
    _noticed: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.form: Form = self.project.form
        self._base = Verifier(self.form, self.sizes, proves=False, reader=self.project.reader)
        named = self.alone or list(self.project.properties)
        self.properties = [p for p in map(self.project.property, named) if self._base.result(p).as_expected]
        self._asked = {p.name: asked_of(p, self.project.reader) for p in self.properties}
        self._prover = Verifier(self.form, self.sizes, properties=tuple(self.project.properties.values()))
        self._inclusions = Inclusions(self.form)

    def fates(self, mutants: Iterable[Mutant]) -> Iterator[Fate]:
        """What becomes of mutants; those of one event after each other are judged fastest."""
        for mutant in mutants:
            yield self.fate(mutant)

    def forget(self) -> None:
        """Begin anew with whom to ask first, so that what is found does not hang on what was judged before."""
        self._noticed.clear()

    def fate(self, mutant: Mutant) -> Fate:
        """What becomes of one mutant."""
        verifier = Verifier(mutant.of(self.form), self.sizes, proves=False, like=self._base)
        asked: list[tuple[Property, tuple[Asked, ...]]] = []
        by = self._at_once(asked, mutant, verifier)
        # A claim about two copies looks at states that cannot be reached: what it notices may be no difference.
        if by is None or any(isinstance(q, Blind) for a in self._asked[by.name] for q in a.questions):
            differs, way = self._difference(verifier)
            if not differs and self._equivalent(verifier.form):
                return Fate(mutant, "equivalent")
            by = by or self._in_the_end(asked, mutant, verifier)
            if by is None:
                return Fate(mutant, "survived", way=way)
        self._noticed[by.name] = self._noticed.get(by.name, 0) + 1
        return Fate(mutant, "noticed", by.name)

    def _difference(self, verifier: Verifier) -> tuple[bool, Trace | None]:
        """Whether the mutant behaves differently in the instance that is explored, and a shortest way to where."""
        found = behaviours(self._base.space(self.sizes), verifier.space(self.sizes))
        if found is None or not found.differ:
            return False, None
        return True, found.examples[0].trace

    def _in_turn(self, mutant: Mutant) -> list[Property]:
        """The properties: who has noticed most goes first, then who speaks of the event."""
        about = self._about
        return sorted(self.properties, key=lambda p: (-self._noticed.get(p.name, 0), mutant.event not in about[p.name]))

    @cached_property
    def _about(self) -> Mapping[str, frozenset[str]]:
        """What each property speaks of by name."""
        return {name: frozenset(n for a in asked for n in a.mentions) for name, asked in self._asked.items()}

    def _at_once(
        self, asked: list[tuple[Property, tuple[Asked, ...]]], mutant: Mutant, verifier: Verifier
    ) -> Property | None:
        """The first property that notices by what it asks of the event, on the smallest instance.

        asked: filled with what each of those before it asks, but for those that ask just what they did.
        """
        reader = self.project.reader.of(verifier.form)
        for found in self._in_turn(mutant):
            try:
                claims = asked_of(found, reader)
            except ModelError:
                return found  # it cannot even be asked any more
            if mutant.operator in PEOPLE and all(map(_moves_alike, claims, self._asked[found.name])):
                continue
            asked.append((found, claims))
            if self._breaks(found, self._affected(found, claims, mutant), verifier, self._smallest):
                return found
        return None

    def _in_the_end(
        self, asked: Sequence[tuple[Property, tuple[Asked, ...]]], mutant: Mutant, verifier: Verifier
    ) -> Property | None:
        """The first property that notices at all: by the smallest instance, which is quick, or by all of them."""
        if not self._same_states(verifier, self._smallest):
            for found, claims in asked:
                if self._breaks(found, claims, verifier, self._smallest):
                    return found
        elif self._same_states(verifier, self.sizes):
            asked = [(found, self._affected(found, claims, mutant)) for found, claims in asked]
        return next((found for found, claims in asked if claims and self._notices(found, claims, verifier)), None)

    @property
    def _smallest(self) -> Mapping[str, int]:
        return dict.fromkeys(self.form.sorts, 1)

    def _same_states(self, verifier: Verifier, sizes: Mapping[str, int]) -> bool:
        """Whether the same states are reached as before."""
        return reaches_the_same(verifier.space(sizes), self._base.space(sizes))

    def _affected(self, found: Property, claims: Sequence[Asked], mutant: Mutant) -> tuple[Asked, ...]:
        """The claims, of their questions those alone that are asked of the event; all, where not all are to hold."""
        return affected(claims, self._asked[found.name], mutant.event, whole=found.expected != "holds")

    def _breaks(self, found: Property, claims: tuple[Asked, ...], verifier: Verifier, sizes: Mapping[str, int]) -> bool:
        """Whether one instance alone shows that a property is not as expected, by some of its questions."""
        least = dict(found.at_least)
        if not claims or not within(raised(sizes, least), sizes):
            return False
        decided = Deciding(claims, verifier.instances, sizes, least).explore([sizes])
        return decided.conclusive and decided.verdict not in (found.expected, "witnessed")

    def _notices(self, found: Property, claims: tuple[Asked, ...], verifier: Verifier) -> bool:
        """Whether a property is not as expected any more, as far as these questions tell."""
        least = dict(found.at_least)
        decided = Deciding(claims, verifier.instances, raised(self.sizes, least), least).explore_all()
        if decided.verdict == "unknown":
            return False
        if sum(len(a.questions) for a in claims) == sum(len(a.questions) for a in self._asked[found.name]):
            return (decided.verdict, decided.vacuous) != (found.expected, found.expectation.vacuous)
        # Of a part of its questions, it is not told whether the property speaks of anything, or only of witnesses.
        return decided.verdict not in (found.expected, "witnessed")

    def _equivalent(self, form: Form) -> bool:
        """Whether a mutant is shown to be the same for all sizes, in what happens and in who may do it."""
        prover = self._prover.prover(Asked(self.form))
        same = all(
            self._inclusions.within(inner, outer, [prover]).verdict == "proved"
            for inner, outer in ((form, self.form), (self.form, form))
        )
        # Equal behaviour: what is proved of the states that the one reaches is so of the other's.
        return same and not list(people(self.form, form, lambda q: prover.prove(q).verdict == "proved"))


def _moves_alike(one: Asked, other: Asked) -> bool:
    """Whether two claims ask the same of rules that move alike, needs and actors apart."""
    rules = zip(one.form.rules, other.form.rules, strict=True)
    return all(_row_alike(a, b) for a, b in rules) and _alike(one.questions, other.questions)


def _alike(one: object, other: object) -> bool:
    if isinstance(one, Rule) and isinstance(other, Rule):
        return _row_alike(one, other)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_alike, one, other))
    if isinstance(one, Question):
        same = type(one) is type(other)
        return same and all(_alike(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    return one == other


def _row_alike(one: Rule, other: Rule) -> bool:
    return (one.name, one.guard, one.effects) == (other.name, other.guard, other.effects)


def beyond_one_row(project: Project, sizes: Mapping[str, int]) -> list[str]:
    """The properties that do not follow from single rows: what they say needs more than the row of one event."""
    reader = Reader(project.form)
    verifier = Verifier(project.form, sizes, properties=tuple(project.properties.values()))
    asked = {name: asked_of(found, reader) for name, found in project.properties.items()}
    return [name for name, claims in asked.items() if not all(_one_row(claim, verifier) for claim in claims)]


def _one_row(claim: Asked, verifier: Verifier) -> bool:
    """Whether each question is of one event, and shown of its row alone, without a fact about states.

    That no event of many leads somewhere is about all of them together.
    """
    questions = [q for q in claim.questions if isinstance(q, Never) and q.rule is not None]
    steps = {q.rule.name for q in questions if q.then != TRUE and q.rule is not None}
    if len(questions) < len(claim.questions) or claim.breaks or len(steps) > 1:
        return False
    proofs = [verifier.prover(claim).prove(q) for q in questions]
    return all(p.verdict == "proved" and not p.facts for p in proofs)
