"""A rule set in TLA+, for any number of elements: as readable as the rules, with their names.

Sorts are constants, machines are functions of elements, an event is an operator whose conjuncts are
its guard and its moves. Properties that TLA+ can state follow; the others are named in a comment
with the reason. Traps: TLC and Spin count the initial state as a transition; TLC's symmetry reduction is
unsound for liveness, so the suggested configuration has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from chartproof.compile.claims import asked_of
from chartproof.compile.reading import Reader
from chartproof.declare.claims import Property
from chartproof.declare.sorts import snake
from chartproof.export.tla_claims import liveness, written
from chartproof.export.tla_text import Scope, said
from chartproof.language.expression import TRUE, Binder
from chartproof.language.form import Effect, Form, Rule, Variable
from chartproof.language.parse import vocabulary


def tla(form: Form, properties: Iterable[Property], sizes: Mapping[str, int]) -> str:
    """The rule set as a TLA+ module, with a configuration for TLC at these sizes in a comment."""
    scope = Scope.of(form)
    reader = Reader(form)
    claims = [written(p, asked_of(p, reader), scope) for p in properties]
    rules = [_event(form, rule, scope) for rule in form.rules]
    parts = [
        "---------------------------- MODULE Rules ----------------------------",
        "\\* Generated from the compiled rules; not edited.",
        f"CONSTANTS {', '.join(form.sorts)}" if form.sorts else "",
        f"VARIABLES {', '.join(v.name for v in form.variables)}",
        f"vars == << {', '.join(v.name for v in form.variables)} >>",
        _conjunction("TypeOK", [f"{v.name} \\in {_type(v)}" for v in form.variables]),
        _conjunction("Init", [_initial(v) for v in form.variables]),
        *_predicates(form, scope),
        *rules,
        _next(form, scope),
        liveness(form, (c for p in claims for c in p.fair), scope),
        *(p.text for p in claims),
        _configuration(form, sizes, [n for p in claims for n in p.invariants], [n for p in claims for n in p.temporal]),
        "=" * 70,
    ]
    return "\n\n".join(p for p in parts if p) + "\n"


def _conjunction(name: str, parts: Sequence[str]) -> str:
    return "\n".join([f"{name} ==", *(f"  /\\ {p}" for p in parts or ["TRUE"])])


def _product(variable: Variable) -> str:
    return " \\X ".join(variable.sorts)


def _states(states: Iterable[str]) -> str:
    return "{" + ", ".join(f'"{s}"' for s in states) + "}"


def _type(variable: Variable) -> str:
    return f"[{_product(variable)} -> {_states(variable.states)}]" if variable.sorts else _states(variable.states)


def _initial(variable: Variable) -> str:
    if len(variable.initial) > 1:
        return f"{variable.name} \\in {_type(variable).replace(_states(variable.states), _states(variable.initial))}"
    value = f'"{variable.initial[0]}"'
    return f"{variable.name} = " + (f"[x \\in {_product(variable)} |-> {value}]" if variable.sorts else value)


def _predicates(form: Form, scope: Scope) -> list[str]:
    words = vocabulary(form)
    found = []
    for name, body in form.predicates:
        parameters = words.signatures[name]
        inner = scope.binding(parameters)
        found.append(f"{inner.applied(name, parameters)} == {said(body, inner)}")
    return found


def _event(form: Form, rule: Rule, scope: Scope) -> str:
    inner = scope.binding(rule.parameters)
    guard = [said(c.expression, inner) for c in rule.guard]
    moved = dict.fromkeys(e.variable for e in rule.effects)
    moves = [_move(form.variable(v), [e for e in rule.effects if e.variable == v], inner) for v in moved]
    kept = [v.name for v in form.variables if v.name not in moved]
    parts = guard + moves + ([f"UNCHANGED << {', '.join(kept)} >>"] if kept else [])
    return f"\\* {rule.sentence}\n" + _conjunction(inner.applied(rule.name, rule.parameters), parts)


def _move(variable: Variable, effects: Sequence[Effect], scope: Scope) -> str:
    """The machine after the event; every effect reads the state before, as TLA+ does."""
    if not variable.sorts:
        value = variable.name
        for effect in reversed(effects):
            value = _choice(said(effect.when, scope), f'"{effect.value}"', value, always=effect.when == TRUE)
        return f"{variable.name}' = {value}"
    if len(effects) == 1 and not effects[0].bound and effects[0].when == TRUE:
        at = ", ".join(scope.name(b) for b in effects[0].indices)
        return f'{variable.name}\' = [{variable.name} EXCEPT ![{at}] = "{effects[0].value}"]'
    places = tuple(
        Binder(f"any_{snake(s)}{n if variable.sorts.count(s) > 1 else ''}", s) for n, s in enumerate(variable.sorts)
    )
    inner = scope.binding(places)
    value = inner.cell(variable.name, places)
    for effect in reversed(effects):
        value = _choice(_here(effect, places, inner), f'"{effect.value}"', value, always=False)
    bound = ", ".join(f"{inner.name(p)} \\in {p.sort}" for p in places)
    return f"{variable.name}' = [{bound} |-> {value}]"


def _here(effect: Effect, places: Sequence[Binder], scope: Scope) -> str:
    """Whether an effect touches this place: its indices are these elements, and its condition holds."""
    inner = scope.meaning({b: scope.name(p) for b, p in zip(effect.indices, places, strict=True) if b in effect.bound})
    same = [
        f"{inner.name(p)} = {inner.name(b)}"
        for b, p in zip(effect.indices, places, strict=True)
        if b not in effect.bound
    ]
    when = [] if effect.when == TRUE else [said(effect.when, inner)]
    return " /\\ ".join(same + when) or "TRUE"


def _choice(condition: str, value: str, otherwise: str, *, always: bool) -> str:
    return value if always or condition == "TRUE" else f"IF {condition} THEN {value} ELSE {otherwise}"


def _next(form: Form, scope: Scope) -> str:
    lines = ["Next =="]
    for rule in form.rules:
        inner = scope.binding(rule.parameters)
        every = "".join(f"\\E {inner.name(b)} \\in {b.sort}: " for b in rule.parameters)
        lines.append(f"  \\/ {every}{inner.applied(rule.name, rule.parameters)}")
    return "\n".join([*lines, "", "Spec == Init /\\ [][Next]_vars"])


def _configuration(form: Form, sizes: Mapping[str, int], invariants: Sequence[str], temporal: Sequence[str]) -> str:
    lines = ["(* For TLC, in Rules.cfg:", "SPECIFICATION Spec"]
    for sort in form.sorts:
        elements = ", ".join(f"{snake(sort)}{n + 1}" for n in range(sizes.get(sort, 1)))
        lines.append(f"CONSTANT {sort} = {{{elements}}}")
    lines += [f"INVARIANT {name}" for name in ["TypeOK", *invariants]]
    lines += [f"PROPERTY {name}" for name in temporal]
    return "\n".join([*lines, "CHECK_DEADLOCK FALSE", "*)"])
