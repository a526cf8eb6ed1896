"""Whether all that one rule set does, another does too, for all sizes: one direction of equal behaviour.

One induction over the states that both reach: what the inner rules start in, the outer ones do; and wherever an
inner event can happen, the outer one of its name can, and leaves the machines that both know in the same states. In
such a state the facts of both hold, so that both may be used, but only where every obligation of the direction is
impossible: where one is not, nothing is said, of no event. Machines that one side alone has are forgotten: an event
that moves none but those of the inner side is a step of nothing; the outer rules must agree whatever theirs are in.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from chartproof.language.expression import Binder, Expression, In, differ, negation
from chartproof.language.form import Form, Rule, Variable
from chartproof.prove.logic import Limits, Logic
from chartproof.prove.obligation import Obligation
from chartproof.prove.obligations import cells_of
from chartproof.prove.precondition import Substitution
from chartproof.prove.prover import Prover


@dataclass(frozen=True)
class Inclusion:
    """verdict: `proved`, `open` (that says nothing) or `unknown` (Z3 gave up).

    obligations: all that were shown, or the last of which was not. facts: those used. form: what all of it is about.
    """

    verdict: str
    obligations: tuple[Obligation, ...]
    facts: tuple[Expression, ...]
    form: Form


def joined(one: Form, other: Form) -> Form | None:
    """The machines of both, each with the states of both, and no rules; None where one machine has other sorts.

    >>> lock = Variable("lock", "Lock", (), ("free", "held"), ("free",))
    >>> broken = replace(lock, states=("free", "broken"))
    >>> joined(Form((), (lock,), ()), Form((), (broken,), ())).variables[0].states
    ('free', 'held', 'broken')
    """
    machines = {v.name: v for v in one.variables}
    for variable in other.variables:
        known = machines.setdefault(variable.name, variable)
        if known.sorts != variable.sorts:
            return None
        states = tuple(dict.fromkeys((*known.states, *variable.states)))
        machines[variable.name] = replace(known, states=states)
    return Form(tuple(dict.fromkeys((*one.sorts, *other.sorts))), tuple(machines.values()), ())


def shared(one: Form, other: Form) -> tuple[str, ...]:
    """The machines that both have, by name."""
    names = {v.name for v in other.variables}
    return tuple(v.name for v in one.variables if v.name in names)


def counterpart(rule: Rule, form: Form) -> Rule | None:
    """The event of this name in another form, its arguments called as here; None where it has none of these sorts."""
    found = next((r for r in form.rules if r.name == rule.name), None)
    if found is None or found.parameters == rule.parameters:
        return found
    if {*found.parameters} == {*rule.parameters}:
        return found
    if [b.sort for b in found.parameters] != [b.sort for b in rule.parameters]:
        return None
    names: dict[Binder, Binder] = dict(zip(found.parameters, rule.parameters, strict=True))
    return Substitution.at(found, names).rule


def inclusion_obligations(inner: Form, outer: Form) -> Iterator[Obligation]:
    """What must be impossible so that the outer rules do all that the inner ones do.

    Rules that are the same on both sides are shown by being the same.
    """
    both = shared(inner, outer)
    common = [v for v in (joined(inner, outer) or inner).variables if v.name in both]
    for variable in common:
        yield from _starts(inner.variable(variable.name), outer.variable(variable.name))
    for rule in inner.rules:
        other = counterpart(rule, outer)
        if other is None:
            yield from _lacking(rule, common, both)
        elif (rule.guard, rule.effects) != (other.guard, other.effects):
            yield from _simulated(rule, other, common)


def _starts(inner: Variable, outer: Variable) -> Iterator[Obligation]:
    if not set(inner.initial) <= set(outer.initial):
        cell = next(cells_of(inner))
        starts, may = In(cell.variable, cell.indices, inner.initial), In(cell.variable, cell.indices, outer.initial)
        yield Obligation(f"{inner.title} starts where it may", (starts, negation(may)))


def _lacking(rule: Rule, common: Sequence[Variable], both: Sequence[str]) -> Iterator[Obligation]:
    """An event that the outer rules lack: it never happens, or moves machines of the inner rules alone."""
    step = Substitution(rule)
    if all(e.variable in both for e in rule.effects):
        yield Obligation(f"{rule.name} cannot happen", (step.guard,), step)
        return
    for cell in _moved_cells(common, step):
        yield Obligation(f"{rule.name} leaves {cell}", (step.guard, differ(step.before(cell), cell)), step)


def _simulated(rule: Rule, other: Rule, common: Sequence[Variable]) -> Iterator[Obligation]:
    step, as_well = Substitution(rule), Substitution(other)
    yield Obligation(f"{rule.name}: the other can", (step.guard, negation(as_well.guard)), step)
    for cell in _moved_cells(common, step, as_well):
        unlike = differ(step.before(cell), as_well.before(cell))
        yield Obligation(f"{rule.name}: leads to the same: whether {cell}", (step.guard, as_well.guard, unlike), step)


def _moved_cells(common: Sequence[Variable], *steps: Substitution) -> Iterator[In]:
    for variable in common:
        if any(step.moves(variable.name) for step in steps):
            yield from cells_of(variable)


@dataclass
class Inclusions:
    """Shows inclusions between rule sets of the machines of one form, with facts that are told as they are needed.

    form: the machines, as `joined` gives them.
    """

    form: Form
    limits: Limits = field(default_factory=Limits)
    _facts: list[Expression] = field(default_factory=list)
    _numbers: dict[Expression, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._logic = Logic(self.form, self.limits)

    def within(self, inner: Form, outer: Form, provers: Sequence[Prover]) -> Inclusion:
        """Whether the outer rules do all that the inner ones do, with the facts of either, as many as it takes.

        Raises ValueError where a prover's facts are of neither: those need not hold in any state spoken of.
        """
        if any(p.form not in (inner, outer) for p in provers):
            raise ValueError("these are facts about other rules")
        left = list(inclusion_obligations(inner, outer))
        shown: list[Obligation] = []
        known: list[int] = []
        used: set[int] = set()
        for batch in itertools.chain([()], *(self._batches(p) for p in provers)):
            known += [self._told(f) for f in batch if self._told(f) not in known]
            left = self._not_shown(left, known, shown, used)
            if not left:
                return Inclusion("proved", tuple(shown), tuple(self._facts[n] for n in sorted(used)), self.form)
        unsure = self._logic.ask(left[0].given, known).verdict == "unknown"
        return Inclusion("unknown" if unsure else "open", (*shown, left[0]), (), self.form)

    def _batches(self, prover: Prover) -> Iterator[tuple[Expression, ...]]:
        """A prover's facts: that machines are in states of its form's first, where another form has more."""
        yield tuple(_domains(prover.form, self.form))
        yield from prover.batches()

    def _told(self, fact: Expression) -> int:
        if fact not in self._numbers:
            self._numbers[fact] = self._logic.tell(fact)
            self._facts.append(fact)
        return self._numbers[fact]

    def _not_shown(
        self, left: list[Obligation], known: Sequence[int], shown: list[Obligation], used: set[int]
    ) -> list[Obligation]:
        """What these facts do not rule out, or nothing but the first such: one is enough to say nothing."""
        for number, obligation in enumerate(left):
            # Of a state in which the inner rules start, no fact of the outer ones is known.
            answer = self._logic.ask(obligation.given, known if obligation.step else ())
            if answer.verdict != "impossible":
                return left[number:]
            shown.append(obligation)
            used |= answer.used
        return []


def _domains(form: Form, wider: Form) -> Iterator[Expression]:
    for variable in form.variables:
        if set(wider.variable(variable.name).states) != set(variable.states):
            cell = next(cells_of(variable))
            yield In(cell.variable, cell.indices, variable.states)
