"""What is to be shown of a claim: its obligations, for every kind that induction speaks of.

Where all of a claim's obligations are impossible together with facts that hold in every reachable
state, the claim holds, for any number of elements. The words mean what they mean to the explorer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import singledispatchmethod

from chartproof.declare.claims import (
    Always,
    Can,
    CanMove,
    Cannot,
    Case,
    Claim,
    Independent,
    NeverLeft,
    NoStep,
    OnlyDependent,
    Permissions,
    SameOutcome,
)
from chartproof.errors import Origin
from chartproof.language.expression import (
    FALSE,
    TRUE,
    Binder,
    Expression,
    In,
    conjunction,
    disjunction,
    negation,
)
from chartproof.language.form import Form, Rule, Variable
from chartproof.language.parse import parse, vocabulary
from chartproof.prove.obligation import Obligation, in_copy, in_epr
from chartproof.prove.step import APART, Step, changes, closed


@dataclass
class Reading:
    """A form, and a claim's place in its text for what is wrong with its expressions."""

    form: Form
    origin: Origin | None = None

    def __post_init__(self) -> None:
        self._words = vocabulary(self.form)

    def read(self, text: str, scope: tuple[Binder, ...] = ()) -> Expression:
        """The tree of a claim's expression; names that nothing binds are free."""
        return parse(text, self._words, scope=scope, free=True, origin=self.origin) if text else TRUE

    def rules(self, names: Sequence[str]) -> list[Rule]:
        """The rules of these names. Raises UnknownName."""
        return [self.form.rule(name, origin=self.origin) for name in names]

    @singledispatchmethod
    def obligations(self, claim: Claim) -> Iterator[Obligation] | None:
        """The obligations of a claim, or None where induction does not speak of its kind."""
        return None

    @obligations.register
    def _(self, claim: Always) -> Iterator[Obligation]:
        what, where = self.read(claim.what), self.read(claim.where)
        yield Obligation(f"always {what}", (where, negation(what)))

    @obligations.register
    def _(self, claim: Can) -> Iterator[Obligation]:
        what = self.read(claim.what)
        yield Obligation(f"never {what}", (what,))

    @obligations.register
    def _(self, claim: NeverLeft) -> Iterator[Obligation]:
        return self._no_step(NoStep(claim.what, f"not ({claim.what})"))

    @obligations.register
    def _(self, claim: NoStep) -> Iterator[Obligation]:
        return self._no_step(claim)

    def _no_step(self, claim: NoStep) -> Iterator[Obligation]:
        for rule in self.rules(claim.by) or self.form.rules:
            step = Step.of(rule, "" if claim.by else APART)
            scope = rule.parameters if claim.by else ()
            before, after = self.read(claim.before, scope), self.read(claim.after, scope)
            name = f"{rule.name} does not lead from {before} to {after}"
            yield Obligation(name, (step.guard, before, step.before(after)), step)

    @obligations.register
    def _(self, claim: Cannot) -> Iterator[Obligation]:
        rule = self.form.rule(claim.event, origin=self.origin)
        where = self.read(claim.where, rule.parameters)
        missing = (
            [] if claim.holding is None else [n for n in rule.needs if n.name not in claim.holding and not n.where]
        )
        granted = [negation(n.when) for n in missing]
        yield Obligation(f"{rule.name} cannot happen where {where}", (rule.condition, where, *granted), Step(rule))

    @obligations.register
    def _(self, claim: Permissions) -> Iterator[Obligation]:
        rule = self.form.rule(claim.event, origin=self.origin)
        names = {n.name for n in rule.needs} | {p for c in claim.cases for p in c.needs}
        situations = {n.where for n in rule.needs} | {c.where for c in claim.cases} | {""}
        for situation in sorted(situations):
            for name in sorted(names):
                by_row = disjunction(n.when for n in rule.needs if n.name == name and n.where in ("", situation))
                by_claim = self._by_cases(claim.cases, name, situation, rule)
                case = f" in the case {situation!r}" if situation else ""
                said = f"{rule.name} needs {name}{case} exactly where the claim says"
                yield Obligation(said, (rule.condition, differ(by_row, by_claim)), Step(rule))

    def _by_cases(self, cases: Sequence[Case], name: str, situation: str, rule: Rule) -> Expression:
        matching = [c for c in cases if name in c.needs and c.where in ("", situation)]
        return disjunction(self.read(c.when, rule.parameters) for c in matching)

    @obligations.register
    def _(self, claim: Independent) -> Iterator[Obligation]:
        for rule in self.rules(claim.events):
            yield from self._independent(rule, claim.of)

    @obligations.register
    def _(self, claim: OnlyDependent) -> Iterator[Obligation]:
        """The half about the other events; that the named ones do depend is a witness, found by exploring."""
        self.rules(claim.events)
        for rule in self.form.rules:
            if rule.without_person and rule.name not in claim.events:
                yield from self._independent(rule, claim.on)

    def _independent(self, rule: Rule, titles: Sequence[str]) -> Iterator[Obligation]:
        """Two copies of the state that differ in some machines alone: the event sees no difference."""
        machines = [self.form.variable(t, origin=self.origin).name for t in titles]
        step, here = Step(rule), rule.condition
        there = in_copy(here, machines)
        said = f"{rule.name} does not depend on {', '.join(titles)}"
        yield Obligation(f"{said}: whether it can happen", (differ(here, there),), step)
        for variable in self._moved([step], besides=machines):
            for cell in cells_of(variable):
                after = step.before(cell)
                unlike = differ(after, in_copy(after, machines))
                yield Obligation(f"{said}: whether {cell} after it", (here, there, unlike), step)

    def _moved(self, steps: Sequence[Step], besides: Sequence[str] = ()) -> list[Variable]:
        return [v for v in self.form.variables if v.name not in besides and any(s.moves(v.name) for s in steps)]

    @obligations.register
    def _(self, claim: SameOutcome) -> Iterator[Obligation]:
        first, second = ([Step(r) for r in self.rules(names)] for names in (claim.first, claim.second))
        can_first, can_second = _in_turn(first), _in_turn(second)
        said = f"where {' then '.join(claim.first)} can happen, {' then '.join(claim.second)}"
        yield Obligation(f"{said} can", (can_first, negation(can_second)))
        for variable in self._moved([*first, *second]):
            for cell in cells_of(variable):
                unlike = differ(_back(first, cell), _back(second, cell))
                yield Obligation(f"{said} leads to the same: whether {cell}", (can_first, can_second, unlike))

    @obligations.register
    def _(self, claim: CanMove) -> Iterator[Obligation]:
        """Events whose refusal would leave EPR are left out: the others must do, which is only harder to show."""
        stuck: list[Expression] = []
        for rule in self.form.rules:
            moves = conjunction([rule.condition, changes(self.form, Step(rule))])
            refused = closed(negation(moves))
            if in_epr([*stuck, refused]):
                stuck.append(refused)
        yield Obligation("some event changes the state", tuple(stuck))


def differ(one: Expression, other: Expression) -> Expression:
    """Exactly one of the two holds."""
    if one == other:
        return FALSE
    return disjunction([conjunction([one, negation(other)]), conjunction([other, negation(one)])])


def cells_of(variable: Variable) -> Iterator[In]:
    """`the machine, anywhere, is in this state`, for each state; the elements' names are nobody else's."""
    indices = tuple(Binder(f"any{n + 1}{APART}", sort) for n, sort in enumerate(variable.sorts))
    for state in variable.states:
        yield In(variable.name, indices, (state,))


def _in_turn(steps: Sequence[Step]) -> Expression:
    """Where some events can happen one after the other."""
    can: Expression = TRUE
    for step in reversed(steps):
        can = conjunction([step.guard, step.before(can)])
    return can


def _back(steps: Sequence[Step], after: Expression) -> Expression:
    """What must hold before some events so that something holds after them."""
    for step in reversed(steps):
        after = step.before(after)
    return after
