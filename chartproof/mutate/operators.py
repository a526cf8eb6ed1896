"""The operators, in a fixed order: functions from a form and one of its rules to mutants of that rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from chartproof.compile.consistency import check_form
from chartproof.errors import ModelError
from chartproof.language.form import Form, Rule
from chartproof.mutate import effects, guards, people
from chartproof.mutate.mutant import Mutant

Operator = Callable[[Form, Rule], Iterator[Mutant]]

CHANGES: Mapping[str, Operator] = {
    f.__name__: f
    for f in (
        guards.drop_conjunct, guards.negate_conjunct, guards.drop_part, guards.swap_quantifier,
        guards.swap_connective, guards.swap_constant, guards.widen_states, guards.narrow_states,
        guards.listens, guards.blocks, guards.drop_event,
        effects.drop_effect, effects.retarget_effect, effects.drop_condition, effects.widen_source,
        effects.narrow_source,
        people.drop_permission, people.alter_permission, people.drop_actor, people.change_actor,
    )
}  # fmt: skip
"""What changes or drops something that a rule says."""
ADDITIONS: Mapping[str, Operator] = {f.__name__: f for f in (guards.add_conjunct, effects.add_effect)}
"""What adds something that no rule says."""
PEOPLE = frozenset(f.__name__ for f in (
    people.drop_permission, people.alter_permission, people.drop_actor, people.change_actor,
))  # fmt: skip
"""Those of the former that leave everything as it moves."""
OPERATORS: Mapping[str, Operator] = {**CHANGES, **ADDITIONS}


def mutants(form: Form, operators: Mapping[str, Operator] = OPERATORS, event: str = "") -> list[Mutant]:
    """The mutants of a form, or of one event's rule, by operator: each another form, and one that a model could say."""
    found = []
    for operator in operators.values():
        for rule in [form.rule(event)] if event else form.rules:
            seen = {_row(rule)}
            for mutant in operator(form, rule):
                if _row(mutant.rule) not in seen and _consistent(mutant, form):
                    seen.add(_row(mutant.rule))
                    found.append(mutant)
    return found


def _row(rule: Rule) -> object:
    return frozenset(c.expression for c in rule.guard), rule.effects, rule.needs, rule.actors


def _consistent(mutant: Mutant, form: Form) -> bool:
    """Whether no two effects of it write one cell differently: such a rule is refused where it is declared."""
    try:
        check_form(mutant.of(form))
    except ModelError:
        return False
    return True
