"""Deciding questions on decision diagrams: sets of states instead of states one by one.

The answers, and the traces, are those of an explored instance. Questions about fairness are not answered here.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import singledispatch

from chartproof.check.copies import told_difference
from chartproof.check.finding import Answer
from chartproof.check.space import told
from chartproof.explore.bdd import InBdd
from chartproof.explore.layout import Array
from chartproof.explore.sets import Sets
from chartproof.explore.symbols import Bdd, Step
from chartproof.explore.tables import cells_event_reads
from chartproof.language.expression import TRUE, Binder, Expression
from chartproof.language.form import Rule
from chartproof.language.meaning import bindings, choices
from chartproof.language.questions import Blind, Never, Question, Reach, Same, unknown_question

Bound = Mapping[Binder, int]


@dataclass(frozen=True)
class Broken:
    """The state that breaks a question, the event that is then taken, and what there is to say of it."""

    state: Array
    then: tuple[int, ...] = ()
    note: str = ""


Found = Broken | bool
"""What breaks a question, or, where nothing does, whether it speaks of anything."""


@singledispatch
def _asked(question: Question, sets: Sets) -> Found:
    raise unknown_question(question)


def answers(question: Question) -> bool:
    """Whether questions of this kind are answered here."""
    return _asked.dispatch(type(question)) is not _asked.dispatch(Question)


def answer_by_bdd(question: Question, reached: InBdd) -> Answer:
    """What an instance says to a question. Raises TypeError for a kind that is not answered here, and TooLarge."""
    found = reached.ask(lambda sets: _asked(question, sets))
    if isinstance(found, bool):
        return Answer(None, found)
    return Answer(told(reached.instance, reached.way(found.state), found.then, note=found.note))


@_asked.register
def _never(question: Never, sets: Sets) -> Found:
    spoken, breaking = not question.spoken, list[tuple[Bdd, Step | None]]()
    for step, bound in _choices(question, sets):
        spoken = spoken or all(_occurs(sets, e, bound) for e in question.spoken)
        there = sets.symbols.where(question.here, bound) & sets.reached
        if step is not None:
            there = there & step.guard
            if question.then != TRUE:
                there = there & step.backwards(sets.symbols.where(question.then, bound))
        breaking.append((there, step))
        sets.keep_room()
    nearest = _nearest(sets, [there for there, _ in breaking])
    if nearest is None:
        return spoken and not _settled(question, sets)
    state, number = nearest
    step = breaking[number][1]
    if step is None:
        return Broken(state)
    if question.shows:
        return Broken(state, note=f"here {step.event} {question.shows}")
    return Broken(state, (step.event.number,))


def _choices(question: Never, sets: Sets) -> Iterator[tuple[Step | None, Bound]]:
    """Each instance of the event (or none, where the question is about states), with elements for what is free."""
    own = question.rule.parameters if question.rule else ()
    for step in _steps(sets, question.rule.name) if question.rule else [None]:
        for free in bindings((question.here, question.then, *question.spoken), sets.instance.sizes, own):
            yield step, {**(step.event.bound if step else {}), **free}


def _settled(question: Never, sets: Sets) -> bool:
    """Whether one disjunct holds in every state, whatever its elements, so that the others say nothing."""

    def always(disjunct: Expression) -> bool:
        lacking = (
            sets.reached & ~sets.symbols.where(disjunct, bound) for bound in bindings([disjunct], sets.instance.sizes)
        )
        return not any(states.satisfiable() for states in lacking)

    return any(always(disjunct) for disjunct in question.disjuncts)


@_asked.register
def _reach(question: Reach, sets: Sets) -> Found:
    names = {rule.name for rule in question.by}
    usable = [step for step in sets.steps if step.event.rule.name in names]
    spoken, lost = False, []
    for bound in bindings((question.goal, question.where), sets.instance.sizes):
        there = sets.symbols.where(question.where, bound) & sets.reached
        spoken |= there.satisfiable()
        lost.append(there & ~sets.can_reach(sets.symbols.where(question.goal, bound), usable))
    nearest = _nearest(sets, lost)
    if nearest is None:
        return spoken
    return Broken(nearest[0], note=f"from here, no way leads to {question.goal}{question.how}")


def _nearest(sets: Sets, several: Sequence[Bdd]) -> tuple[Array, int] | None:
    """The nearest state of several sets, and the number of the first that has it."""
    union = sets.symbols.false
    for states in several:
        union = union | states
    found = sets.nearest(union)
    if found is None:
        return None
    one = sets.state(found[0])
    return found[0], next(n for n, states in enumerate(several) if (states & one).satisfiable())


def _occurs(sets: Sets, expression: Expression, bound: Bound) -> bool:
    return (sets.symbols.where(expression, bound) & sets.reached).satisfiable()


def _steps(sets: Sets, name: str) -> list[Step]:
    """The instances of an event."""
    return [step for step in sets.steps if step.event.rule.name == name]


@_asked.register
def _blind(question: Blind, sets: Sets) -> Found:
    spoken, found = False, list[tuple[Bdd, Step, str]]()
    for step in _steps(sets, question.rule.name):
        spoken |= (step.guard & sets.reached).satisfiable()
        found += _differences(step, frozenset(question.hidden), sets)
    nearest = _nearest(sets, [there for there, _, _ in found])
    if nearest is None:
        return spoken
    one = sets.state(nearest[0])
    # Each instance of the event says the first difference that it shows; of several, the least is told.
    notes: dict[int, str] = {}
    for there, step, note in found:
        if (there & one).satisfiable():
            notes.setdefault(step.event.number, note)
    return Broken(nearest[0], note=min(notes.values()))


def _differences(step: Step, hidden: frozenset[str], sets: Sets) -> Iterator[tuple[Bdd, Step, str]]:
    """For other states of the hidden machines: where the event then can happen, or not, or does something else."""
    symbols, event = sets.symbols, step.event
    cells = sorted(c for c in cells_event_reads(event, sets.instance) if c[0] in hidden)
    after = {bit: made for cell, bits in step.written.items() if cell[0] not in hidden for bit, made in bits.items()}
    for values in itertools.product(*(sets.instance.form.variable(name).states for name, _ in cells)):
        fixed = [pair for cell, value in zip(cells, values, strict=True) for pair in symbols.fixed(cell, value)]
        other = Bdd.make_substitution(fixed)
        there = step.guard.substitute(other)
        changed = symbols.false
        for made in after.values():
            changed = changed | (made ^ made.substitute(other))
        here, reached = step.guard, sets.reached
        yield here & ~there & reached, step, told_difference(event, cells, values, True, False)
        yield ~here & there & reached, step, told_difference(event, cells, values, False, True)
        yield here & there & changed & reached, step, told_difference(event, cells, values, True, True)
        sets.keep_room()


@_asked.register
def _same(question: Same, sets: Sets) -> Found:
    names = tuple(dict.fromkeys(b for rule in (*question.first, *question.second) for b in rule.parameters))
    spoken, found = False, list[tuple[Bdd, str]]()
    for bound in choices(names, sets.instance.sizes):
        first, second = (_taken(sets, rules, bound) for rules in (question.first, question.second))
        (can_one, one), (can_two, two) = (_in_turn(steps, sets) for steps in (first, second))
        spoken |= (can_one & sets.reached).satisfiable()
        differ = ~can_two
        for bit in one.keys() | two.keys():
            same = sets.symbols.manager.var(bit)
            differ = differ | (one.get(bit, same) ^ two.get(bit, same))
        said, other = (" then ".join(str(step.event) for step in steps) for steps in (first, second))
        found.append((can_one & differ & sets.reached, f"here {said} can happen, and leads elsewhere than {other}"))
        sets.keep_room()
    nearest = _nearest(sets, [there for there, _ in found])
    if nearest is None:
        return spoken
    return Broken(nearest[0], note=found[nearest[1]][1])


def _taken(sets: Sets, rules: Sequence[Rule], bound: Bound) -> list[Step]:
    return [
        next(s for s in _steps(sets, rule.name) if all(bound[b] == n for b, n in s.event.bound.items()))
        for rule in rules
    ]


def _in_turn(steps: Sequence[Step], sets: Sets) -> tuple[Bdd, dict[int, Bdd]]:
    """Where some events can happen one after the other, and the bits that they write, by the state before them all."""
    can, made = sets.symbols.true, dict[int, Bdd]()
    for step in steps:
        before = Bdd.make_substitution(list(made.items()))
        can = can & step.guard.substitute(before)
        written = {b: after.substitute(before) for bits in step.written.values() for b, after in bits.items()}
        made = {**made, **written}
    return can, made
