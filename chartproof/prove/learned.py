"""Finding facts, level by level: candidates read off explored instances, what claims suggest, and what rules do.

A level is so many atoms about so many elements of each sort; the last is what rules suggest of elements that are not
named. At each level what claims suggest is tried anew, together with the candidates. What is learned holds in every
reachable state of every size: it was found inductive together with what was learned before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from chartproof.language.expression import Expression
from chartproof.language.form import Form
from chartproof.language.names import said_sizes
from chartproof.prove.by_rules import by_rules
from chartproof.prove.facts import Forbidden, Sample, Shape, candidates, merged, said
from chartproof.prove.induct import inductive
from chartproof.prove.logic import Logic
from chartproof.prove.planning import small_sizes

Samples = Callable[[], Sequence[Sample]]
"""Explored instances, always the same: what a fact is must not depend on what is asked."""

Suggestions = Callable[[], Sequence[Expression]]
"""What the project's claims suggest as facts: all of them, whichever are asked for, in an order of their own."""

LARGEST = 4
"""Atoms that a fact may have, at most."""

MOST = 400
"""Candidates that are tried at once, at most: where there are more, they say little that holds for every size."""


@dataclass(frozen=True)
class _Level:
    shape: Shape
    atoms: int


BY_RULES = _Level({}, 0)
"""The last level: what the rules suggest of elements that are not named."""


def levels(form: Form) -> Iterator[_Level]:
    """Shapes and sizes of facts, in the order in which they are tried.

    >>> from chartproof.language.form import Form, Variable
    >>> lock = Variable("lock", "Lock", ("Client",), ("free", "held"), ("free",))
    >>> [(level.shape["Client"], level.atoms) for level in levels(Form(("Client",), (lock,), ()))]
    [(1, 2), (1, 3), (1, 4), (2, 2), (2, 3), (2, 4)]
    """
    for shape in small_sizes(form):
        for atoms in range(2, LARGEST + 1):
            yield _Level(shape, atoms)


@dataclass
class Learned:
    """What is known of every reachable state, as far as it was asked for. logic: where facts are told, in this order.

    said: the facts by their numbers. claimed: the numbers of those that were suggested, not read off instances.
    """

    form: Form
    samples: Samples
    suggestions: Suggestions
    logic: Logic
    said: dict[int, Expression] = field(default_factory=dict)
    claimed: set[int] = field(default_factory=set)
    _ends: list[int] = field(default_factory=list)
    _tried: set[Expression] = field(default_factory=set)
    _waiting: dict[Expression, tuple[Forbidden, Shape]] = field(default_factory=dict)
    _left_out: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._levels = [*levels(self.form), BY_RULES]

    @property
    def last(self) -> int:
        """The number of the last level."""
        return len(self._levels)

    def up_to(self, level: int) -> list[int]:
        """The numbers of the facts up to a level, found where they are not yet; at level 0, of claims alone."""
        while len(self._ends) <= level:
            if self._ends:
                self._learn(self._levels[len(self._ends) - 1])
            else:
                self._keep([], {})
            self._ends.append(len(self.said))
        return list(range(self._ends[level]))

    def beside(self, fact: int) -> Sequence[int]:
        """The facts of a fact's own level and of those before."""
        return range(next(end for end in self._ends if fact < end))

    def batches(self) -> Iterator[tuple[Expression, ...]]:
        """All facts, level by level, each found when it is asked for."""
        begin = 0
        for level in range(len(self._levels) + 1):
            end = len(self.up_to(level))
            yield tuple(self.said[n] for n in range(begin, end))
            begin = end

    def trial(self) -> tuple[Logic, list[int]]:
        """A logic of its own with the facts found so far, and their numbers."""
        trial = Logic(self.form, self.logic.limits, self.logic.answers)
        return trial, [trial.tell(f) for f in self.said.values()]

    def not_tried(self, level: int) -> tuple[str, ...]:
        """What facts up to a level leave out, in words."""
        sampled = [dict(s.sizes) for s in self._sampled]
        missing = [said_sizes(z) for z in small_sizes(self.form) if z not in sampled]
        unseen = (f"no facts are read off instances that are too large to explore: {', '.join(missing)}",)
        return (*(unseen if missing else ()), *(said for n, said in self._left_out.items() if n <= level))

    @cached_property
    def _sampled(self) -> Sequence[Sample]:
        return self.samples()

    @cached_property
    def _suggested(self) -> list[Expression]:
        """What is claimed, holds in all samples, and is no fact yet."""
        return self._never_broken(self.suggestions())

    def _never_broken(self, guesses: Iterable[Expression]) -> list[Expression]:
        """The guesses that hold in all samples, if there is any."""
        return [f for f in guesses if all(s.always(f) for s in self._sampled)] if self._sampled else []

    def _learn(self, level: _Level) -> None:
        """Keep what is inductive of a level's candidates, in as few words as it can be said."""
        if level is BY_RULES:
            known = set(self.said.values())
            self._suggested.extend(f for f in self._never_broken(by_rules(self.form)) if f not in known)
            self._keep([], {})
            return
        for found in candidates(self.form, self._sampled, level.shape, level.atoms):
            fact = said(self.form, found, level.shape)
            if fact not in self._tried:
                self._waiting[fact] = (found, level.shape)
        self._tried.update(self._waiting)
        if len(self._waiting) > MOST:
            about = said_sizes(level.shape) or "machines without elements"
            self._left_out[len(self._ends)] = (
                f"facts of {level.atoms} atoms about {about} were not tried: {len(self._waiting)} candidates, "
                f"more than {MOST}"
            )
            self._keep([], {})
            return
        # What differs in one cell alone is tried as one first, which is quicker; where that fails, each by itself.
        # What was dropped before is tried again: it may hold together with what is new.
        shortly = self._shortly(self._waiting.values())
        self._keep(list(shortly), shortly)
        self._keep(list(self._waiting), self._waiting)

    def _shortly(self, found: Iterable[tuple[Forbidden, Shape]]) -> dict[Expression, tuple[Forbidden, Shape]]:
        """The same in fewer words, shape by shape."""
        by_shape: dict[tuple[tuple[str, int], ...], list[Forbidden]] = {}
        for one, shape in found:
            by_shape.setdefault(tuple(shape.items()), []).append(one)
        short = [(one, dict(shape)) for shape, ones in by_shape.items() for one in merged(ones)]
        return {said(self.form, one, shape): (one, shape) for one, shape in short}

    def _keep(self, tried: list[Expression], meant: Mapping[Expression, tuple[Forbidden, Shape]]) -> None:
        """Keep those that are inductive with the facts and what is claimed, in as few words as they can be said."""
        if not tried and not self._suggested:
            return
        trial, known = self.trial()
        claimed = [f for f in self._suggested if f not in meant]
        found = inductive(trial, known, [*tried, *claimed])
        kept = [meant[f] for f in found if f in meant]
        for fact in self._shortly(kept):
            self.said[self.logic.tell(fact)] = fact
        for fact in found:
            if fact not in meant:
                number = self.logic.tell(fact)
                self.said[number] = fact
                self.claimed.add(number)
                self._suggested.remove(fact)
        for fact, (one, shape) in list(self._waiting.items()):
            if any(shape == of and one.within(wider) for wider, of in kept):
                del self._waiting[fact]
