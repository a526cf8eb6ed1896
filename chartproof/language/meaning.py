"""What a compiled form means, said once in plain Python: the yardstick of every backend.

A state maps cells to names of states; a cell is a machine and the numbers of its elements.
Nothing here is fast, and nothing here knows a solver or a packed word.
"""

from __future__ import annotations

import itertools
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import singledispatch

from chartproof.language.expression import And, Binder, Expression, In, Named, Not, Or, Quantified, Same, Truth
from chartproof.language.fold import children, free_in
from chartproof.language.form import Form, Rule

Cell = tuple[str, tuple[int, ...]]
State = Mapping[Cell, str]
Sizes = Mapping[str, int]
Bindings = Mapping[Binder, int]


def choices(binders: tuple[Binder, ...], sizes: Sizes) -> Iterator[dict[Binder, int]]:
    """Every way to choose elements for these names."""
    for numbers in itertools.product(*(range(sizes[b.sort]) for b in binders)):
        yield dict(zip(binders, numbers, strict=True))


def bindings(
    expressions: Iterable[Expression], sizes: Sizes, besides: Container[Binder] = ()
) -> Iterator[dict[Binder, int]]:
    """Every choice of elements for the names that some expressions leave free, besides those given."""
    return choices(tuple(b for b in free_in(expressions) if b not in besides), sizes)


def cells(form: Form, sizes: Sizes) -> list[Cell]:
    """Every cell of an instance."""
    return [
        (v.name, numbers) for v in form.variables for numbers in itertools.product(*(range(sizes[s]) for s in v.sorts))
    ]


def initial_states(form: Form, sizes: Sizes) -> Iterator[State]:
    """Every initial state of an instance (one, unless a variable starts freely)."""
    places = cells(form, sizes)
    starts = {v.name: v.initial for v in form.variables}
    for values in itertools.product(*(starts[name] for name, _ in places)):
        yield dict(zip(places, values, strict=True))


@singledispatch
def holds(expression: Expression, state: State, bound: Bindings, sizes: Sizes) -> bool:
    """Whether an expression holds in a state."""
    raise TypeError(expression)


@holds.register
def _(expression: Truth, state: State, bound: Bindings, sizes: Sizes) -> bool:
    return expression.value


@holds.register
def _(expression: In, state: State, bound: Bindings, sizes: Sizes) -> bool:
    return state[expression.variable, tuple(bound[b] for b in expression.indices)] in expression.states


@holds.register
def _(expression: Same, state: State, bound: Bindings, sizes: Sizes) -> bool:
    return bound[expression.left] == bound[expression.right]


@holds.register
def _(expression: Not, state: State, bound: Bindings, sizes: Sizes) -> bool:
    return not holds(expression.body, state, bound, sizes)


@holds.register
def _(expression: And, state: State, bound: Bindings, sizes: Sizes) -> bool:
    return all(holds(p, state, bound, sizes) for p in expression.parts)


@holds.register
def _(expression: Or, state: State, bound: Bindings, sizes: Sizes) -> bool:
    return any(holds(p, state, bound, sizes) for p in expression.parts)


@holds.register
def _(expression: Named, state: State, bound: Bindings, sizes: Sizes) -> bool:
    return holds(expression.body, state, bound, sizes)


@holds.register
def _(expression: Quantified, state: State, bound: Bindings, sizes: Sizes) -> bool:
    found = (
        holds(expression.body, state, {**bound, expression.binder: n}, sizes)
        for n in range(sizes[expression.binder.sort])
    )
    return all(found) if expression.universal else any(found)


def after(rule: Rule, state: State, bound: Bindings, sizes: Sizes) -> State | None:
    """The state after the rule happens with these arguments, or None where its guard fails."""
    if not holds(rule.condition, state, bound, sizes):
        return None
    result = dict(state)
    for effect in rule.effects:
        for extra in choices(effect.bound, sizes):
            everything = {**bound, **extra}
            if holds(effect.when, state, everything, sizes):
                result[effect.variable, tuple(everything[b] for b in effect.indices)] = effect.value
    return result


def cells_read(node: Expression, bound: Bindings, sizes: Sizes) -> set[Cell]:
    """The cells on which the value of an expression may depend."""
    if isinstance(node, In):
        return {(node.variable, tuple(bound[b] for b in node.indices))}
    if isinstance(node, Quantified):
        spread = ({**bound, node.binder: n} for n in range(sizes[node.binder.sort]))
        return set().union(*(cells_read(node.body, wider, sizes) for wider in spread))
    return set().union(*(cells_read(part, bound, sizes) for part in children(node)))
