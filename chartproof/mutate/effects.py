"""Mutants of effects: dropped, led elsewhere, under other conditions, out of other states, and added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from chartproof.language.expression import FALSE, TRUE, Expression, In, conjunction
from chartproof.language.fold import walk
from chartproof.language.form import Effect, Form, Rule
from chartproof.mutate.guards import places
from chartproof.mutate.mutant import Mutant
from chartproof.mutate.parts import Edit, Edited, edited, narrower, wider, without_a_part


def drop_effect(form: Form, rule: Rule) -> Iterator[Mutant]:
    """What moved stays."""
    for number, effect in enumerate(rule.effects):
        yield _with(rule, "drop_effect", number, None, f"{_cell(effect)} does not become {effect.value!r}")


def retarget_effect(form: Form, rule: Rule) -> Iterator[Mutant]:
    """What moved goes elsewhere."""
    for number, effect in enumerate(rule.effects):
        for state in form.variable(effect.variable).states:
            if state != effect.value:
                said = f"{_cell(effect)} becomes {state!r}, and not {effect.value!r}"
                yield _with(rule, "retarget_effect", number, replace(effect, value=state), said)


def drop_condition(form: Form, rule: Rule) -> Iterator[Mutant]:
    """An effect under no condition, or under less of one."""
    for number, effect in enumerate(rule.effects):
        if effect.when != TRUE:
            for when in dict.fromkeys((TRUE, *edited(effect.when, without_a_part))):
                if when != effect.when:
                    said = f"{_cell(effect)} becomes {effect.value!r} {_where(when)}, not {_where(effect.when)}"
                    yield _with(rule, "drop_condition", number, replace(effect, when=when), said)


def widen_source(form: Form, rule: Rule) -> Iterator[Mutant]:
    """An effect out of one state more."""
    for number, effect in enumerate(rule.effects):
        yield from _sources("widen_source", rule, number, list(edited(effect.when, _of_own(wider(form), effect))))


def narrow_source(form: Form, rule: Rule) -> Iterator[Mutant]:
    """An effect out of one state less."""
    for number, effect in enumerate(rule.effects):
        found = list(edited(effect.when, _of_own(narrower, effect)))
        if not any(_own(node, effect) for node in walk(effect.when)):
            states = form.variable(effect.variable).states
            sources = [s for s in _from(rule, effect, states) if s != effect.value]
            for source in sources if len(sources) > 1 else ():
                rest = In(effect.variable, effect.indices, tuple(s for s in states if s != source))
                found.append(conjunction([effect.when, rest]))
        yield from _sources("narrow_source", rule, number, found)


def _from(rule: Rule, effect: Effect, states: tuple[str, ...]) -> tuple[str, ...]:
    """The states out of which the machine moves: those that it blocks the event outside of, or all."""
    blocking = [c.expression for c in rule.guard if isinstance(c.expression, In) and _own(c.expression, effect)]
    return tuple(s for s in states if all(s in e.states for e in blocking if isinstance(e, In)))


def _of_own(edit: Edit, effect: Effect) -> Edit:
    """The edit of what an effect asks of the machine that it moves, and of nothing else."""

    def edit_own(node: Expression) -> Edited:
        if _own(node, effect):
            yield from edit(node)

    return edit_own


def _own(node: Expression, effect: Effect) -> bool:
    return isinstance(node, In) and node.variable == effect.variable and node.indices == effect.indices


def _sources(operator: str, rule: Rule, number: int, found: list[Expression]) -> Iterator[Mutant]:
    effect = rule.effects[number]
    for when in dict.fromkeys(found):
        if when not in (effect.when, FALSE):
            said = f"{_cell(effect)} becomes {effect.value!r} {_where(when)}, not {_where(effect.when)}"
            yield _with(rule, operator, number, replace(effect, when=when), said)


def add_effect(form: Form, rule: Rule) -> Iterator[Mutant]:
    """Something more moves: a machine that it left alone, of the event's elements, or of every one."""
    moved = {e.variable for e in rule.effects}
    for variable in form.variables:
        if variable.name not in moved:
            for indices, bound in places(variable.sorts, rule):
                for state in variable.states:
                    added = Effect(variable.name, indices, bound, state, TRUE, rule.origin)
                    changed = replace(rule, effects=(*rule.effects, added))
                    yield Mutant("add_effect", changed, f"{_cell(added)} becomes {state!r}, too", rule.origin)


def _with(rule: Rule, operator: str, number: int, other: Effect | None, said: str) -> Mutant:
    kept = [e for n, e in enumerate(rule.effects) if n != number or other is not None]
    changed = tuple(other if other is not None and n == number else e for n, e in enumerate(kept))
    return Mutant(operator, replace(rule, effects=changed), said, rule.effects[number].origin)


def _cell(effect: Effect) -> str:
    """The machine that is meant, and which of many."""
    every = [b.sort for b in effect.bound]
    return effect.variable + (f" of every {' and '.join(every)}" if every else "")


def _where(when: Expression) -> str:
    return "always" if when == TRUE else f"where {when}"
