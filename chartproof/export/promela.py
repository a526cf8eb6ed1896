"""An instance in Promela, for Spin: an opinion on the counts that shares no backend with ours.

One process, one loop, one `d_step` per event instance; names are kept. Spin's "states, stored" are
the reachable states of the instance (where it has one initial state).
Trap: Spin's verifier exits 0 in spite of a violation, so read what it prints.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import singledispatch

from chartproof.language.expression import (
    TRUE,
    And,
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
from chartproof.language.meaning import Bindings, Cell, cells, choices


def promela(form: Form, sizes: Mapping[str, int]) -> str:
    """The instance as a Promela model. sizes: how many elements each sort has."""
    return "\n".join([*_states(form), "", *_cells(form, sizes), "", *_process(form, sizes)]) + "\n"


def _states(form: Form) -> list[str]:
    return [f"#define {v.name}_{s} {n}" for v in form.variables for n, s in enumerate(v.states)]


def _cell(cell: Cell) -> str:
    return "_".join([f"m_{cell[0]}", *(str(n + 1) for n in cell[1])])


def _cells(form: Form, sizes: Mapping[str, int]) -> list[str]:
    return [f"byte {_cell(c)} = {c[0]}_{form.variable(c[0]).initial[0]};" for c in cells(form, sizes)]


def _free(form: Form, sizes: Mapping[str, int]) -> list[str]:
    """Cells that start anywhere are chosen before the loop."""
    lines = []
    for cell in cells(form, sizes):
        initial = form.variable(cell[0]).initial
        if len(initial) > 1:
            lines.append(f"  if {' '.join(f':: {_cell(cell)} = {cell[0]}_{s}' for s in initial)} fi;")
    return ["  atomic {", *lines, "  }"] if lines else []


def _process(form: Form, sizes: Mapping[str, int]) -> list[str]:
    lines = ["active proctype rules() {", *_free(form, sizes), "  do"]
    for rule in form.rules:
        lines.append(f"  /* {rule.name}: {rule.sentence.replace('*/', '')} */")
        for bound in choices(rule.parameters, sizes):
            lines.append(f"  :: d_step {{ ({_text(rule.condition, bound, sizes)}) -> {_effects(rule, bound, sizes)} }}")
    return [*lines, "  od", "}"]


def _effects(rule: Rule, bound: Bindings, sizes: Mapping[str, int]) -> str:
    """Conditions first, into temporaries, so that every effect reads the state before."""
    tests: list[str] = []
    moves: list[str] = []
    for effect in rule.effects:
        for extra in choices(effect.bound, sizes):
            everything = {**bound, **extra}
            cell = _cell((effect.variable, tuple(everything[b] for b in effect.indices)))
            value = f"{effect.variable}_{effect.value}"
            if effect.when == TRUE:
                moves.append(f"{cell} = {value}")
            else:
                name = f"t{len(tests)}"
                tests.append(f"bool {name} = ({_text(effect.when, everything, sizes)})")
                moves.append(f"if :: {name} -> {cell} = {value} :: else -> skip fi; {name} = 0")
    return "; ".join([*tests, *moves]) or "skip"


@singledispatch
def _text(node: Expression, bound: Bindings, sizes: Mapping[str, int]) -> str:
    raise TypeError(node)


@_text.register
def _(node: Truth, bound: Bindings, sizes: Mapping[str, int]) -> str:
    return "true" if node.value else "false"


@_text.register
def _(node: In, bound: Bindings, sizes: Mapping[str, int]) -> str:
    cell = _cell((node.variable, tuple(bound[b] for b in node.indices)))
    return f"({' || '.join(f'{cell} == {node.variable}_{s}' for s in node.states) or 'false'})"


@_text.register
def _(node: Same, bound: Bindings, sizes: Mapping[str, int]) -> str:
    return "true" if bound[node.left] == bound[node.right] else "false"


@_text.register
def _(node: Not, bound: Bindings, sizes: Mapping[str, int]) -> str:
    return f"!({_text(node.body, bound, sizes)})"


@_text.register
def _(node: Named, bound: Bindings, sizes: Mapping[str, int]) -> str:
    return _text(node.body, bound, sizes)


@_text.register
def _(node: And, bound: Bindings, sizes: Mapping[str, int]) -> str:
    return f"({' && '.join(_text(p, bound, sizes) for p in node.parts)})"


@_text.register
def _(node: Or, bound: Bindings, sizes: Mapping[str, int]) -> str:
    return f"({' || '.join(_text(p, bound, sizes) for p in node.parts)})"


@_text.register
def _(node: Quantified, bound: Bindings, sizes: Mapping[str, int]) -> str:
    parts = [_text(node.body, {**bound, node.binder: n}, sizes) for n in range(sizes[node.binder.sort])]
    return f"({(' && ' if node.universal else ' || ').join(parts)})"
