"""Asking both: what the engine says of a subject, held against the interpreter.

Nothing is compared that neither documents: not which of two shortest traces, nor how long a fair run is.
"""

from __future__ import annotations

import itertools
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from tests.interpreter import engine
from tests.interpreter.edits import changed
from tests.interpreter.engine import Answer, Model, Refused, Way
from tests.interpreter.instances import Effort, Instances, Sizes
from tests.interpreter.judgement import Judgement
from tests.interpreter.meaning import Ambiguous, Explored
from tests.interpreter.system import FALSE, TRUE, Claim, Expression, Property, Subject, System
from tests.interpreter.walked import followed, told
from tests.interpreter.written import change, claimed, module

BROKEN = ("violated", "unreachable")
ELSEWHERE = 2
"""Properties of a system that are asked of one element of each sort, too: what larger ones show is then `elsewhere`."""


@dataclass(frozen=True)
class Disagreement:
    """Where they differ: in what, of which property (if of one), under which change (if any), and both answers."""

    kind: str
    said: str
    number: int | None = None
    change: int | None = None

    def __str__(self) -> str:
        place = "" if self.number is None else f" of property{self.number}"
        under = "" if self.change is None else f" under change {self.change}"
        return f"{self.kind}{place}{under}: {self.said}"


@dataclass
class Tally:
    """What was compared."""

    counted: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        return ", ".join(f"{number} {what}" for what, number in sorted(self.counted.items()))


def compare(subject: Subject, effort: Effort, tally: Tally) -> Iterator[Disagreement]:
    """Everything in which the engine and the interpreter differ about a subject."""
    try:
        model = engine.load(module(subject))
    except Refused as refused:
        tally.counted["refused"] += 1
        if not subject.wrong:
            yield Disagreement("refused", str(refused))
        return
    except Exception:
        yield crashed("loading")
        return
    if subject.wrong:
        yield Disagreement("accepted", f"the engine loads this, though {subject.wrong}")
        return
    tally.counted["systems"] += 1
    yield from _System(subject, subject.system, model, effort, tally, None).compare()
    for number, edits in enumerate(subject.changes):
        try:
            under = engine.changed(model, change(edits))
        except Refused:
            tally.counted["changes refused"] += 1
            continue
        except Exception:
            yield crashed("the change", change=number)
            continue
        tally.counted["changes"] += 1
        yield from _System(subject, changed(subject.system, edits), under, effort, tally, number).compare()


def crashed(how: str, number: int | None = None, change: int | None = None) -> Disagreement:
    """The exception that is being handled, as a disagreement."""
    text = traceback.format_exc(limit=-3)
    return Disagreement(f"crashed: {text.strip().splitlines()[-1][:30]}", f"{how}: {text}", number, change)


class _System:
    """One system, beside the model that the engine has made of it."""

    def __init__(
        self, subject: Subject, system: System, model: Model, effort: Effort, tally: Tally, number: int | None
    ) -> None:
        self.subject, self.system, self.model, self.effort, self.tally = subject, system, model, effort, tally
        self.change = number
        self.instances = Instances(system, effort)
        self.symmetric = True

    def differ(self, kind: str, said: str, number: int | None = None) -> Disagreement:
        """A disagreement about this system; where grantings differ in nothing but predicates, its kind says so."""
        return Disagreement(kind + self._alike(number), said, number, self.change)

    def _alike(self, number: int | None) -> str:
        if number is None:
            return ""
        own = {(c.permission, c.first) for c in self.subject.properties[number].claims if c.kind == "granting"}
        granting = [c for p in self.subject.properties for c in p.claims if (c.permission, c.first) in own]
        return ", grantings alike" if len({c.predicates for c in granting}) > 1 else ""

    def crashed(self, how: str, number: int | None = None) -> Disagreement:
        """The exception that is being handled, where the engine owed an answer."""
        found = crashed(how, number, self.change)
        return replace(found, kind=found.kind + self._alike(number))

    def compare(self) -> Iterator[Disagreement]:
        try:
            sizes = self._sizes()
        except Ambiguous as error:
            yield self.differ("ambiguous", f"the engine loads this: {error}")
            return
        if sizes is None:
            self.tally.counted["too large"] += 1
            return
        try:
            yield from self._counts(sizes)
            yield from self._verdicts(sizes)
        except Ambiguous as error:
            yield self.differ("ambiguous", f"the engine loads this: {error}")

    def _sizes(self) -> Sizes | None:
        """The largest sizes up to two of each sort (or three of the first) that are small enough to be verified."""
        _first, *others = self.system.sorts
        for largest in itertools.product((3, 2, 1), *((2, 1) for _ in others)):
            if self.instances.explored(largest, self.effort.verified) is not None:
                return largest
        return None

    # Counts

    def _counts(self, sizes: Sizes) -> Iterator[Disagreement]:
        found = self.instances.explored(sizes, self.effort.verified)
        assert found is not None
        named = self.instances.sizes(sizes)
        ours, orbits = (len(found.states), found.transitions, found.level[-1]), found.orbits()
        for way, symmetry in itertools.product(engine.WAYS, (False, True)):
            if symmetry and (way == "diagrams" or not self.symmetric):
                continue
            how = f"{way}{', symmetry' * symmetry}, at {named}"
            try:
                theirs = engine.counts(self.model, named, way, symmetry=symmetry)
            except Exception:
                yield self.crashed(how)
                self.symmetric &= not symmetry
                continue
            self.tally.counted["explorations"] += 1
            kind = "counts under symmetry" if symmetry else "counts"
            if (theirs.states, theirs.transitions, theirs.depth) != ours:
                self.symmetric &= not symmetry
                said = (theirs.states, theirs.transitions, theirs.depth)
                yield self.differ(kind, f"{how}: states, transitions, depth are {ours}, and the engine says {said}")
            elif symmetry and theirs.orbits != orbits:
                yield self.differ(kind, f"{how}: there are {orbits} orbits, and the engine says {theirs.orbits}")
            elif not symmetry and list(theirs.levels) != found.levels:
                yield self.differ(kind, f"{how}: levels are {found.levels}, and the engine says {theirs.levels}")
        theirs_all = {frozenset(s.items()) for s in engine.states(self.model, named)}
        ours_all = {frozenset(found.world.told(s).items()) for s in found.states}
        if theirs_all != ours_all:
            odd = theirs_all ^ ours_all
            yield self.differ(
                "states", f"at {named}, {len(odd)} states are reached by one alone: {sorted(min(odd, key=sorted))}"
            )

    # Verdicts

    def _verdicts(self, sizes: Sizes) -> Iterator[Disagreement]:
        named = self.instances.sizes(sizes)
        plain = engine.Asked(self.model, named, effort=self.effort.solving)
        askers = {"plain": plain}
        if self.symmetric:  # where counts are wrong already, verdicts are no news
            askers["symmetry"] = engine.Asked(self.model, named, False, True)
        ones = tuple(1 for _ in sizes)
        small = engine.Asked(self.model, self.instances.sizes(ones), effort=self.effort.solving)
        for number, found in enumerate(self.subject.properties):
            for how, asked in [*askers.items(), *([("one of each", small)] if number < ELSEWHERE else [])]:
                try:
                    answer = asked.answer(number)
                except Refused as refused:
                    yield self.differ("claim refused", str(refused), number)
                    break
                except Exception:
                    yield self.crashed(how, number)
                    continue
                self.tally.counted["verdicts"] += 1
                yield from self._answer(found, number, answer, ones if asked is small else sizes, how)
            self.tally.counted["claims"] += len(found.claims)
            if number < self.effort.proved and len(found.claims) == 1:
                yield from self._prover(found, number, plain)

    def _answer(self, found: Property, number: int, answer: Answer, sizes: Sizes, how: str) -> Iterator[Disagreement]:
        least = dict(found.at_least)
        raised = tuple(max(n, least.get(s, 1)) for s, n in zip(self.system.sorts, sizes, strict=True))
        looked = [s for s in self.instances.up_to(raised) if self._large_enough(s, least)]
        table = {s: [self.instances.judged(c, s, self.effort.refuting) for c in found.claims] for s in looked}
        if any(row is None for rows in table.values() for row in rows):
            self.tally.counted["claims too large"] += 1
            return
        judged = {s: [row for row in rows if row is not None] for s, rows in table.items()}
        ours = _verdict(found, judged)
        what = f"{how}, up to {self.instances.sizes(raised)}: {' and '.join(map(claimed, found.claims))}"
        if answer.verdict != ours:
            kind = "unknown verdict" if answer.verdict == "unknown" else "verdict"
            yield self.differ(kind, f"{what}\n  is {ours}, and the engine says {answer.verdict}", number)
            return
        yield from self._vacuous(found, number, answer, ours, what, raised)
        if answer.trace is not None:
            yield from self._trace(found, number, answer.trace, judged, what)
        elif ours in ("violated", "witnessed"):
            yield self.differ("no trace", what, number)
        if answer.elsewhere is not None:
            yield from self._elsewhere(found, number, answer.elsewhere, raised, what)
        if answer.for_all_sizes:
            self.tally.counted["proofs"] += 1
            yield from self._proved(found, number, answer, least, what)

    @staticmethod
    def _large(sizes: Mapping[str, int], least: Mapping[str, int]) -> bool:
        return all(sizes[s] >= n for s, n in least.items())

    def _large_enough(self, sizes: Sizes, least: Mapping[str, int]) -> bool:
        return self._large(self.instances.sizes(sizes), least)

    def _vacuous(
        self, found: Property, number: int, answer: Answer, ours: str, what: str, raised: Sizes
    ) -> Iterator[Disagreement]:
        if ours != "holds":
            if answer.vacuous:
                yield self.differ("vacuity", f"{what}\n  is {ours}, and the engine calls that vacuous", number)
            return
        if any((c.inner or c).kind == "always" and _constant((c.inner or c).first) for c in found.claims):
            return  # which of its parts are alternatives is not told where some are constant
        empty = True
        for sizes in answer.explored:
            instance = tuple(sizes[s] for s in self.system.sorts)
            if not answer.for_all_sizes and any(n > m for n, m in zip(instance, raised, strict=True)):
                continue  # a small instance beyond what is asked can only stop a proof
            rows = [self.instances.judged(c, instance, self.effort.refuting) for c in found.claims]
            if any(row is None for row in rows):
                return
            empty &= all(row[0].vacuous for row in rows if row is not None)
        if empty != answer.vacuous:
            said = "vacuous" if answer.vacuous else "not vacuous"
            beyond = answer.for_all_sizes and any(
                s[sort] > n for s in answer.explored for sort, n in self.instances.sizes(raised).items()
            )
            yield self.differ(
                "vacuity of a proof beyond what was asked" if beyond else "vacuity",
                f"{what}\n  holds, and the engine says: {said}",
                number,
            )

    def _trace(
        self,
        found: Property,
        number: int,
        trace: Way,
        judged: Mapping[Sizes, list[tuple[Judgement, Explored]]],
        what: str,
    ) -> Iterator[Disagreement]:
        at = tuple(trace.sizes[s] for s in self.system.sorts)
        if at not in judged:
            yield self.differ("trace", f"{what}\n  a trace at {dict(trace.sizes)}, which was not asked for", number)
            return
        smaller = [s for s in judged if s != at and all(a <= b for a, b in zip(s, at, strict=True))]
        if not found.claims[0].witness or len(found.claims) == 1:
            early = [s for s in smaller if any(j.shown for j, _ in judged[s])]
            if early and len(found.claims) == 1:
                yield self.differ("trace", f"{what}\n  there is a trace at {early[0]}, and not only at {at}", number)
        problems = [followed(j, e, trace) for j, e in judged[at] if j.shown]
        self.tally.counted["traces"] += 1
        if "" not in problems:
            kind = "trace"
            if any("steps" in p for p in problems):
                kind = f"trace length of {' and '.join(sorted({(c.inner or c).kind for c in found.claims}))}"
            yield self.differ(
                kind,
                f"{what}\n  at {dict(trace.sizes)}: {'; '.join(problems) or 'nothing is shown'}\n  {told(trace)}",
                number,
            )

    def _elsewhere(self, found: Property, number: int, trace: Way, raised: Sizes, what: str) -> Iterator[Disagreement]:
        """What is shown against a verdict for all sizes is shown at sizes beyond those asked for, and is so there."""
        at = tuple(trace.sizes[s] for s in self.system.sorts)
        rows = [self.instances.judged(c, at, self.effort.refuting) for c in found.claims]
        if any(row is None for row in rows):
            return
        self.tally.counted["traces elsewhere"] += 1
        problems = [followed(j, e, trace) for j, e in (row for row in rows if row is not None) if j.shown]
        if "" not in problems or all(n <= m for n, m in zip(at, raised, strict=True)):
            said = "; ".join(problems) or "nothing is shown"
            yield self.differ("elsewhere", f"{what}\n  at {dict(trace.sizes)}: {said}\n  {told(trace)}", number)

    def _prover(self, found: Property, number: int, asked: engine.Asked) -> Iterator[Disagreement]:
        """The prover by itself: what it proves holds, also where exploring would find it false at once."""
        (claim,) = found.claims
        try:
            proved = asked.proves_alone(number)
        except Refused:
            return  # and told already
        except Exception:
            yield self.crashed("the prover alone", number)
            return
        self.tally.counted["claims given to the prover alone"] += 1
        if proved:
            self.tally.counted["proofs alone"] += 1
            at = self._refuted(claim, dict(found.at_least))
            if at is not None:
                said = f"the prover alone proves this for all sizes, and it is not so at {at}: {claimed(claim)}"
                yield self.differ(f"all sizes, {(claim.inner or claim).kind}", said, number)

    def _refuted(self, claim: Claim, least: Mapping[str, int]) -> dict[str, int] | None:
        """The first sizes at which a claim is broken, or a witness is there."""
        for sizes in self.instances.up_to((self.effort.largest,) * len(self.system.sorts)):
            if self._large_enough(sizes, least):
                result = self.instances.judged(claim, sizes, self.effort.refuting)
                if result is not None:
                    self.tally.counted["proofs looked at"] += 1
                    if result[0].shown:
                        return self.instances.sizes(sizes)
        return None

    def _proved(
        self, found: Property, number: int, answer: Answer, least: Mapping[str, int], what: str
    ) -> Iterator[Disagreement]:
        """Every claim that holds for all sizes holds at each; of witnesses, one at least is seen at none."""
        at = [self._refuted(claim, least) for claim in found.claims]
        wrong = all(at) if answer.verdict == "unreachable" else any(at)
        if wrong:
            kinds = ", ".join((claim.inner or claim).kind for claim in found.claims)
            said = f"{what}\n  is {answer.verdict} for all sizes, and not at {next(filter(None, at))}"
            yield self.differ(f"all sizes, {kinds}", said, number)


def _constant(said: Expression | None) -> bool:
    """Whether True or False stands in an expression."""
    return said is not None and (said in (TRUE, FALSE) or any(isinstance(p, tuple) and _constant(p) for p in said if p))


def _verdict(found: Property, judged: Mapping[Sizes, list[tuple[Judgement, Explored]]]) -> str:
    """The worst of its claims, each over every instance that is looked at."""
    said = []
    for number, claim in enumerate(found.claims):
        shown = any(rows[number][0].shown for rows in judged.values())
        said.append(("witnessed" if shown else "unreachable") if claim.witness else ("violated" if shown else "holds"))
    return next((s for s in said if s in BROKEN), said[0])
