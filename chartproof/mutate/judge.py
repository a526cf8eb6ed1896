"""Does anybody notice? A mutant's fate: `equivalent`, `noticed` by a property, or `survived`.

Equivalent: the same behaviour for all sizes, and the same asked of the same people, by proof. Noticed: a property's
verdict is not the one expected any more at the sizes explored, or it speaks of nothing any more; `unknown` notices nothing.
Whoever notices a mutant of one event is asked first about the next one, so that most are noticed at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from chartproof.check.deciding import Decided, Deciding
from chartproof.check.instances import raised, within
from chartproof.check.verify import Verifier
from chartproof.compare.behaviours import behaviours
from chartproof.compare.people import people
from chartproof.compile.claims import asked_of
from chartproof.compile.reading import Reader
from chartproof.declare.claims import Property
from chartproof.errors import ModelError
from chartproof.language.form import Form, Rule
from chartproof.language.questions import Asked, Blind, Question
from chartproof.language.rewrite import rewritten
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

    def fate(self, mutant: Mutant) -> Fate:
        """What becomes of one mutant."""
        form = mutant.of(self.form)
        verifier = Verifier(form, self.sizes, proves=False, like=self._base)
        by = self._first_to_notice(mutant, verifier)
        # A claim about two copies looks at states that cannot be reached: what it notices may be no difference.
        if by is not None and not any(isinstance(q, Blind) for q in self._questions(by)):
            self._noticed[by.name] = self._noticed.get(by.name, 0) + 1
            return Fate(mutant, "noticed", by.name)
        if self._equivalent(form):
            return Fate(mutant, "equivalent")
        if by is not None:
            return Fate(mutant, "noticed", by.name)
        return Fate(mutant, "survived", way=self._way(verifier))

    def _in_turn(self, mutant: Mutant) -> list[Property]:
        """The properties: who has noticed most goes first, then who speaks of the event."""
        return sorted(
            self.properties, key=lambda p: (-self._noticed.get(p.name, 0), mutant.event not in self._about(p))
        )

    def _about(self, found: Property) -> frozenset[str]:
        return frozenset(name for a in self._asked[found.name] for name in a.mentions)

    def _questions(self, found: Property) -> list[Question]:
        return [q for a in self._asked[found.name] for q in a.questions]

    def _first_to_notice(self, mutant: Mutant, verifier: Verifier) -> Property | None:
        """The first property that notices: by the smallest instance, which is quick, or by all of them."""
        left: list[tuple[Property, Deciding]] = []
        smallest = dict.fromkeys(self.form.sorts, 1)
        for found in self._in_turn(mutant):
            try:
                deciding = verifier.deciding(found)
            except ModelError:
                return found  # it cannot even be asked any more
            if mutant.operator in PEOPLE and self._same_but_for_people(found, deciding.claims):
                continue
            if within(raised(smallest, dict(found.at_least)), smallest):
                decided = deciding.explore([smallest])
                if decided.conclusive and decided.verdict != found.expected:
                    return found
            left.append((found, deciding))
        return next((found for found, deciding in left if self._notices(found, deciding.explore_all())), None)

    def _notices(self, found: Property, decided: Decided) -> bool:
        said = (decided.verdict, decided.vacuous)
        return decided.verdict != "unknown" and said != (found.expected, found.expectation.vacuous)

    def _same_but_for_people(self, found: Property, claims: Sequence[Asked]) -> bool:
        """Whether the same is asked of the same moves, so that the verdict is the same, whoever may do what."""
        return _without_people(tuple(claims)) == _without_people(self._asked[found.name])

    def _equivalent(self, form: Form) -> bool:
        """Whether a mutant is shown to be the same for all sizes, in what happens and in who may do it."""
        prover = self._prover.prover(Asked(self.form))
        same = all(
            self._inclusions.within(inner, outer, [prover]).verdict == "proved"
            for inner, outer in ((form, self.form), (self.form, form))
        )
        # Equal behaviour: what is proved of the states that the one reaches is so of the other's.
        return same and not list(people(self.form, form, lambda q: prover.prove(q).verdict == "proved"))

    def _way(self, verifier: Verifier) -> Trace | None:
        found = behaviours(self._base.space(self.sizes), verifier.space(self.sizes))
        return found.examples[0].trace if found is not None and found.examples else None


def _without_people(claims: tuple[Asked, ...]) -> tuple[Asked, ...]:
    return rewritten(claims, lambda part: replace(part, needs=(), actors=()) if isinstance(part, Rule) else part)


def beyond_one_row(project: Project, sizes: Mapping[str, int]) -> list[str]:
    """The properties that do not follow from single rows: some question needs more than the guard of one event."""
    reader, verifier = (
        Reader(project.form),
        Verifier(project.form, sizes, properties=tuple(project.properties.values())),
    )
    return [name for name, found in project.properties.items() if not _one_row(found, reader, verifier)]


def _one_row(found: Property, reader: Reader, verifier: Verifier) -> bool:
    """Whether each question names one event and is shown of its row alone, without a fact about states."""
    questions = [(a, q) for a in asked_of(found, reader) for q in a.questions]
    if any(getattr(q, "rule", None) is None for _, q in questions):
        return False
    proofs = [verifier.prover(a).prove(q) for a, q in questions if q in a.holds]
    return len(proofs) == len(questions) and all(p.verdict == "proved" and not p.facts for p in proofs)
