"""What a document says often, said once: expressions, parts of rules, names of elements, each a number in a table."""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatchmethod
from typing import Any

from chartproof.changes.edit import RulePart, added_order, said_effect
from chartproof.language.expression import And, Binder, Expression, In, Named, Not, Or, Quantified, Same, Truth, unknown
from chartproof.language.form import Actor, Conjunct, Effect, Form, Permission, Variable

Row = Any


class Shared:
    """Tables of what is shared, filled while a document is written.

    `form`: whose machines the names stand for, until `of` says otherwise, and whose sorts.
    """

    def __init__(self, form: Form) -> None:
        self.variables: list[Row] = []
        self.expressions: list[Row] = []
        self.binders: list[Row] = []
        self.parts: list[Row] = []
        self.actors: list[Row] = []
        self.needs: list[Row] = []
        self._numbers: dict[object, int] = {}
        self._known: dict[object, int] = {}
        self._added: dict[tuple[str, int], RulePart] = {}
        self._sorts = {s: n for n, s in enumerate(form.sorts)}
        self.of(form)

    def of(self, form: Form) -> None:
        """From now on machines are named as in this form: those of one name in two changes need not be the same."""
        self.form = form
        self._machines = {v.name: self._machine(v) for v in form.variables}
        self._known.clear()

    def _machine(self, variable: Variable) -> int:
        row = {
            "name": variable.name,
            "title": variable.title,
            "sorts": [self.sort(s) for s in variable.sorts],
            "states": list(variable.states),
            "initial": [variable.states.index(s) for s in variable.initial],
            "meaning": variable.meaning,
            "added": variable.added,
        }
        return self._number("variable", variable, self.variables, lambda: row)

    def binder(self, binder: Binder) -> int:
        """The number of an element's name: `[name, sort]`."""
        return self._number("binder", binder, self.binders, lambda: [binder.name, self._sorts[binder.sort]])

    def expression(self, node: Expression) -> int:
        """The number of an expression: its kind, and its parts by number."""
        return self._number("expression", node, self.expressions, lambda: self.row(node))

    def part(self, part: RulePart) -> int:
        """The number of a part of a rule in the table of its kind; `rank` orders those that changes add."""
        if isinstance(part, Actor):
            row = {"name": part.name, "person": part.person, "acts_for": part.acts_for}
            return self._number("actor", (part, part.acts_for), self.actors, lambda: row)
        if isinstance(part, Permission):
            return self._number("need", part, self.needs, lambda: self._need(part))
        machine = part.machine if isinstance(part, Conjunct) else ""
        return self._number("part", (machine, part), self.parts, lambda: self._part(part))

    def may_be_added(self, part: RulePart) -> int:
        """The number of a part that may stand behind those of the model, which `rank` orders."""
        number = self.part(part)
        kind = {Actor: "actors", Permission: "needs"}.get(type(part), "parts")
        self._added[kind, number] = part
        return number

    def machine(self, name: str) -> int:
        """The number of a machine."""
        return self._machines[name]

    def sort(self, name: str) -> int:
        """The number of a sort."""
        return self._sorts[name]

    def state(self, machine: str, state: str) -> int:
        """The number of a state among those of its machine."""
        states: list[str] = self.variables[self._machines[machine]]["states"]
        return states.index(state)

    def _number(self, kind: str, key: object, table: list[Any], made: Callable[[], Any]) -> int:
        """The number of a row in its table: the same for equal rows."""
        if (kind, key) not in self._known:
            row = made()  # its parts come first
            number = self._numbers.setdefault((kind, repr(row)), len(table))
            if number == len(table):
                table.append(row)
            self._known[kind, key] = number
        return self._known[kind, key]

    @singledispatchmethod
    def row(self, node: Expression) -> Row:
        """An expression as a row. Raises TypeError for a node that is none of the language's."""
        raise unknown(node)

    @row.register
    def _(self, node: Truth) -> Row:
        return ["true" if node.value else "false"]

    @row.register
    def _(self, node: In) -> Row:
        states = [self.state(node.variable, s) for s in node.states]
        return ["in", self.machine(node.variable), [self.binder(b) for b in node.indices], states]

    @row.register
    def _(self, node: Same) -> Row:
        return ["same", self.binder(node.left), self.binder(node.right)]

    @row.register
    def _(self, node: Not) -> Row:
        return ["not", self.expression(node.body)]

    @row.register
    def _(self, node: And) -> Row:
        return ["and", [self.expression(p) for p in node.parts]]

    @row.register
    def _(self, node: Or) -> Row:
        return ["or", [self.expression(p) for p in node.parts]]

    @row.register
    def _(self, node: Quantified) -> Row:
        return ["every" if node.universal else "some", self.binder(node.binder), self.expression(node.body)]

    @row.register
    def _(self, node: Named) -> Row:
        return ["named", node.name, [self.binder(b) for b in node.indices], self.expression(node.body)]

    def _need(self, need: Permission) -> Row:
        return {"name": need.name, "when": self.expression(need.when), "where": need.where, "by": need.by}

    def _part(self, part: Conjunct | Effect) -> Row:
        if isinstance(part, Conjunct):
            return {"if": self.expression(part.expression), "machine": part.machine}
        return {
            "variable": self.machine(part.variable),
            "indices": [self.binder(b) for b in part.indices],
            "bound": [self.binder(b) for b in part.bound],
            "value": self.state(part.variable, part.value),
            "when": self.expression(part.when),
        }

    def rank(self) -> None:
        """Give the parts that changes add the order in which they stand behind those of the model."""
        machines = sorted(range(len(self.variables)), key=self._place)
        tables = {"parts": self.parts, "needs": self.needs, "actors": self.actors}
        for kind, table in tables.items():
            orders = {n: self._order(table[n], part, machines) for (k, n), part in self._added.items() if k == kind}
            known = sorted(set(orders.values()))
            for number, order in orders.items():
                table[number]["rank"] = known.index(order)

    def _place(self, machine: int) -> tuple[bool, str, int]:
        """Where a machine stands among those of any form that has it: what changes add is last, by name."""
        row = self.variables[machine]
        return row["added"], row["name"] if row["added"] else "", machine

    def _order(self, row: Row, part: RulePart, machines: list[int]) -> tuple[int, int, str]:
        """As `added_order` has it, whichever changes add machines beside."""
        if isinstance(part, Effect):
            return machines.index(row["variable"]), row["value"], said_effect(part)
        return 0, 0, added_order(self.form, part)[2]
