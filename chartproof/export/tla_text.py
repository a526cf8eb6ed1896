"""Expressions as TLA+ writes them, and the names that elements have there.

TLA+ refuses a bound name that is taken already, by a machine or by an outer name; those get another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import singledispatch

from chartproof.language.expression import And, Binder, Expression, In, Named, Not, Or, Quantified, Same, Truth
from chartproof.language.fold import ASIDE
from chartproof.language.form import Form


@dataclass(frozen=True)
class Scope:
    """What is defined (machines, events, predicates), and what the elements in sight are called."""

    taken: frozenset[str]
    predicates: frozenset[str]
    names: Mapping[Binder, str]

    @staticmethod
    def of(form: Form) -> Scope:
        """The scope of a module: no element is in sight."""
        predicates = frozenset(name for name, _ in form.predicates)
        taken = {v.name for v in form.variables} | {r.name for r in form.rules} | predicates | {"vars", "x"}
        return Scope(frozenset(taken), predicates, {})

    def name(self, binder: Binder) -> str:
        """What an element in sight is called."""
        return self.names[binder]

    def binding(self, binders: Sequence[Binder]) -> Scope:
        """The scope in which these elements are in sight, too."""
        names = dict(self.names)
        for binder in binders:
            name, used = binder.name.replace(ASIDE, "_"), self.taken | set(names.values())
            while name in used:
                name += "_"
            names[binder] = name
        return Scope(self.taken, self.predicates, names)

    def meaning(self, names: Mapping[Binder, str]) -> Scope:
        """The scope in which some names stand for elements that are in sight."""
        return Scope(self.taken, self.predicates, {**self.names, **names})

    def cell(self, variable: str, indices: Sequence[Binder]) -> str:
        """A machine of some elements: `membership[account]`."""
        return f"{variable}[{', '.join(map(self.name, indices))}]" if indices else variable

    def applied(self, name: str, indices: Sequence[Binder]) -> str:
        """An operator of some elements: `member(account)`."""
        return f"{name}({', '.join(map(self.name, indices))})" if indices else name


@singledispatch
def said(node: Expression, scope: Scope) -> str:
    """An expression in TLA+; whatever needs brackets inside another has them."""
    raise TypeError(node)


@said.register
def _(node: Truth, scope: Scope) -> str:
    return "TRUE" if node.value else "FALSE"


@said.register
def _(node: In, scope: Scope) -> str:
    cell = scope.cell(node.variable, node.indices)
    if len(node.states) == 1:
        return f'{cell} = "{node.states[0]}"'
    states = ", ".join(f'"{s}"' for s in node.states)
    return f"{cell} \\in {{{states}}}"


@said.register
def _(node: Same, scope: Scope) -> str:
    return f"{scope.name(node.left)} = {scope.name(node.right)}"


@said.register
def _(node: Not, scope: Scope) -> str:
    return f"~({said(node.body, scope)})"


@said.register
def _(node: Named, scope: Scope) -> str:
    if node.name in scope.predicates:
        return scope.applied(node.name, node.indices)
    return said(node.body, scope)


@said.register
def _(node: And, scope: Scope) -> str:
    return "(" + " /\\ ".join(said(p, scope) for p in node.parts) + ")"


@said.register
def _(node: Or, scope: Scope) -> str:
    return "(" + " \\/ ".join(said(p, scope) for p in node.parts) + ")"


@said.register
def _(node: Quantified, scope: Scope) -> str:
    inner = scope.binding([node.binder])
    sign = "\\A" if node.universal else "\\E"
    return f"({sign} {inner.name(node.binder)} \\in {node.binder.sort}: {said(node.body, inner)})"
