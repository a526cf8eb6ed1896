"""Facts that hold in every reachable state of every size: the candidates that are inductive together.

Houdini (Flanagan and Leino, 2001): candidates that some event can break, from a state in which all
of them hold, are dropped until none can. What is left holds initially and is kept by every event, so
it holds in every reachable state, for any number of elements. What Z3 does not know is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chartproof.language.expression import Binder, Expression, In, negation
from chartproof.language.fold import machines_read
from chartproof.language.form import Form
from chartproof.prove.logic import Logic, Unsure
from chartproof.prove.obligation import Obligation
from chartproof.prove.precondition import ANY, APART, Substitution, closed


def initially(form: Form) -> list[Expression]:
    """What an initial state is: every cell in one of the states that it may start in."""
    return [
        closed(In(v.name, tuple(Binder(f"any{n + 1}{ANY}", s) for n, s in enumerate(v.sorts)), v.initial))
        for v in form.variables
    ]


def keeping(form: Form, fact: Expression) -> Iterator[Obligation]:
    """That a fact holds in every initial state, and that no event breaks it."""
    yield Obligation(f"initially {fact}", (*initially(form), negation(fact)))
    for step in steps(form, [fact]):
        yield Obligation(f"{step.rule.name} keeps {fact}", (step.guard, negation(step.before(fact))), step)


def steps(form: Form, facts: Sequence[Expression]) -> Iterator[Substitution]:
    """The events that move a machine of which some facts speak, their arguments named apart."""
    read = {m for fact in facts for m in machines_read(fact)}
    for rule in form.rules:
        if any(e.variable in read for e in rule.effects):
            yield Substitution.of(rule, APART)


def inductive(logic: Logic, known: Sequence[int], found: Sequence[Expression]) -> list[Expression]:
    """The candidates that are inductive together, given facts that are known to hold."""
    alive = {logic.tell(f): f for f in found}
    _drop(alive, logic, initially(logic.form), {n: negation(f) for n, f in alive.items()}, None)
    moving = list(steps(logic.form, found))
    # What an event keeps, it goes on keeping as long as the facts live by which that was shown.
    shown_by: dict[int, frozenset[int]] = {}
    while True:
        before = len(alive)
        for place, step in enumerate(moving):
            if place in shown_by and shown_by[place] <= {*known, *alive}:
                continue
            touched = {n: f for n, f in alive.items() if any(map(step.moves, machines_read(f)))}
            broken = {n: negation(step.before(f)) for n, f in touched.items()}
            shown_by[place] = _drop(alive, logic, [step.guard], broken, known)
        if len(alive) == before:
            return list(alive.values())


def _drop(
    alive: dict[int, Expression],
    logic: Logic,
    given: list[Expression],
    broken: dict[int, Expression],
    known: Sequence[int] | None,
) -> frozenset[int]:
    """Drop what is broken in some state in which all that is known and all living candidates hold.

    Returns the facts by which the rest is not. known: None for an initial state, of which nothing is assumed.
    """
    while broken:
        facts = [] if known is None else [*known, *alive]
        try:
            found, used = logic.broken(given, broken, facts)
        except Unsure:
            found = _one_by_one(logic, given, broken, facts)
            used = None if found else frozenset(facts)
        for n in found:
            del alive[n], broken[n]
        if used is not None:
            return used
    return frozenset()


def _one_by_one(logic: Logic, given: list[Expression], broken: dict[int, Expression], facts: list[int]) -> list[int]:
    return [n for n, term in broken.items() if logic.ask([*given, term], facts).verdict != "impossible"]


@dataclass
class Support:
    """What facts stand on: which other facts keep them, found when asked for and kept.

    beside: the facts that a fact was found together with or after; none that was found later is looked at.
    """

    logic: Logic
    form: Form
    facts: Mapping[int, Expression]
    beside: Callable[[int], Sequence[int]]
    _needed: dict[int, frozenset[int]] = field(default_factory=dict)

    def of(self, used: frozenset[int]) -> frozenset[int]:
        """The facts used, and all that keep them, and all that keep those. Raises Unsure."""
        closed_over: set[int] = set()
        waiting = set(used)
        while waiting:
            fact = waiting.pop()
            closed_over.add(fact)
            waiting |= self._keepers(fact) - closed_over
        return frozenset(closed_over)

    def _keepers(self, fact: int) -> frozenset[int]:
        if fact not in self._needed:
            keepers: frozenset[int] = frozenset()
            for obligation in keeping(self.form, self.facts[fact]):
                # Itself first: what a fact needs besides itself is what a reader wants to know.
                alone = self.logic.ask(obligation.given, [fact] if obligation.step else [])
                if alone.verdict == "impossible":
                    continue
                answer = self.logic.least(obligation.given, [fact, *(n for n in self.beside(fact) if n != fact)])
                if answer.verdict != "impossible":
                    raise Unsure(answer.reason or f"shown beside others alone: {obligation.name}")
                keepers |= answer.used
            self._needed[fact] = keepers - {fact}
        return self._needed[fact]
