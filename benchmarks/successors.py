"""A compiled rule set, at given sizes, as plain Python source for searches written in Python.

A state is a tuple of small integers, one a cell. The source defines `INITIAL`, `ACTIONS` (name, guard,
move) and `successors(state)`, which yields (name, state). It is what somebody would write by hand for
these very sizes, so that a peer is not slowed down by our reading of the rules.
"""

from __future__ import annotations

from collections.abc import Mapping

from chartproof.language.expression import (
    TRUE,
    And,
    Binder,
    Expression,
    In,
    Named,
    Not,
    Or,
    Quantified,
    Same,
    Truth,
)
from chartproof.language.form import Form, Rule
from chartproof.language.meaning import Cell, cells, choices, initial_states

Bindings = Mapping[Binder, int]
Places = Mapping[Cell, int]


def source(form: Form, sizes: Mapping[str, int]) -> str:
    """The text of a module."""
    places = {cell: n for n, cell in enumerate(cells(form, sizes))}
    codes = {v.name: {s: n for n, s in enumerate(v.states)} for v in form.variables}
    starts = [tuple(codes[c[0]][state[c]] for c in places) for state in initial_states(form, sizes)]
    functions, names, body = [], [], ["def successors(s):"]
    for rule in form.rules:
        for bound in choices(rule.parameters, sizes):
            name = "_".join([rule.name, *(str(n + 1) for n in bound.values())])
            guard = _text(rule.condition, bound, sizes, form, places)
            move = _move(rule, bound, sizes, form, places)
            functions += [f"def can_{name}(s):\n    return {guard}", f"def do_{name}(s):\n    return {move}"]
            names.append(f'    ("{name}", can_{name}, do_{name}),')
            body += [f"    if {guard}:", f'        yield "{name}", {move}']
    parts = [f"INITIAL = {starts!r}", *functions, "\n".join(["ACTIONS = [", *names, "]"]), "\n".join(body)]
    return "\n\n\n".join(parts) + "\n"


def _move(rule: Rule, bound: Bindings, sizes: Mapping[str, int], form: Form, places: Places) -> str:
    """The tuple after an event: slices of the state before, and what changed."""
    changed: dict[int, str] = {}
    for effect in rule.effects:
        for extra in choices(effect.bound, sizes):
            everything = {**bound, **extra}
            place = places[effect.variable, tuple(everything[b] for b in effect.indices)]
            value = str(form.variable(effect.variable).states.index(effect.value))
            if effect.when != TRUE:
                where = _text(effect.when, everything, sizes, form, places)
                value = f"({value} if {where} else {changed.get(place, f's[{place}]')})"
            changed[place] = value
    parts, last = [], 0
    for place, value in sorted(changed.items()):
        parts += [f"s[{last}:{place}]"] * (place > last) + [f"({value},)"]
        last = place + 1
    parts += [f"s[{last}:]"] * (last < len(places))
    return " + ".join(parts) if changed else "s"


def _text(node: Expression, bound: Bindings, sizes: Mapping[str, int], form: Form, places: Places) -> str:
    def inner(part: Expression, more: Bindings | None = None) -> str:
        return _text(part, {**bound, **(more or {})}, sizes, form, places)

    match node:
        case Truth(value):
            return str(value)
        case In(variable, indices, states):
            codes = [form.variable(variable).states.index(s) for s in states]
            cell = f"s[{places[variable, tuple(bound[b] for b in indices)]}]"
            return f"{cell} == {codes[0]}" if len(codes) == 1 else f"{cell} in {tuple(codes)}"
        case Same(left, right):
            return str(bound[left] == bound[right])
        case Not(body):
            return f"not ({inner(body)})"
        case Named(_, _, body):
            return inner(body)
        case And(parts):
            return f"({' and '.join(map(inner, parts))})"
        case Or(parts):
            return f"({' or '.join(map(inner, parts))})"
        case Quantified(universal, binder, body):
            word = " and " if universal else " or "
            return f"({word.join(inner(body, {binder: n}) for n in range(sizes[binder.sort]))})"
    raise TypeError(node)
