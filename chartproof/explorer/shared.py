"""What a document says often, said once: expressions, parts of rules, names of elements, each a number in a table."""

from __future__ import annotations

from functools import singledispatchmethod
from typing import Any

from chartproof.changes.change import RulePart, added_order
from chartproof.language.expression import And, Binder, Expression, In, Named, Not, Or, Quantified, Same, Truth, unknown
from chartproof.language.form import Actor, Conjunct, Effect, Form, Permission

Row = list[Any]


class Shared:
    """Tables of what is shared, filled while a document is written.

    `form`: whose machines and sorts the numbers name.
    """

    def __init__(self, form: Form) -> None:
        self.form = form
        self.expressions: list[Row] = []
        self.binders: list[Row] = []
        self.parts: list[dict[str, Any]] = []
        self.actors: list[dict[str, Any]] = []
        self.needs: list[dict[str, Any]] = []
        self._numbers: dict[object, int] = {}
        self._machines = {v.name: n for n, v in enumerate(form.variables)}
        self._sorts = {s: n for n, s in enumerate(form.sorts)}

    def binder(self, binder: Binder) -> int:
        """The number of an element's name: `[name, sort]`."""
        return self._number(("binder", binder), self.binders, lambda: [binder.name, self._sorts[binder.sort]])

    def expression(self, node: Expression) -> int:
        """The number of an expression: its kind, and its parts by number."""
        return self._number(("expression", node), self.expressions, lambda: self.row(node))

    def part(self, part: RulePart) -> int:
        """The number of a conjunct or an effect; `rank` orders those that changes add."""
        machine = part.machine if isinstance(part, Conjunct) else ""
        return self._number(("part", machine, part), self.parts, lambda: self._part(part))

    def actor(self, actor: Actor) -> int:
        """The number of who does something."""
        row = {"name": actor.name, "person": actor.person, "acts_for": actor.acts_for}
        return self._number(("actor", actor, actor.acts_for), self.actors, lambda: row)

    def need(self, need: Permission) -> int:
        """The number of a permission, in its case."""
        row = {"name": need.name, "when": self.expression(need.when), "where": need.where, "by": need.by}
        return self._number(("need", need), self.needs, lambda: row)

    def machine(self, name: str) -> int:
        """The number of a machine."""
        return self._machines[name]

    def sort(self, name: str) -> int:
        """The number of a sort."""
        return self._sorts[name]

    def state(self, machine: str, state: str) -> int:
        """The number of a state among those of its machine."""
        return self.form.variables[self._machines[machine]].states.index(state)

    def _number(self, key: object, table: list[Any], made: Any) -> int:
        if key not in self._numbers:
            row = made()  # its parts come first
            self._numbers[key] = len(table)
            table.append(row)
        return self._numbers[key]

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

    def _part(self, part: RulePart) -> dict[str, Any]:
        if isinstance(part, Conjunct):
            return {"if": self.expression(part.expression), "machine": part.machine}
        if not isinstance(part, Effect):
            raise TypeError(f"{type(part).__name__} is no part that stands in this table")
        return {
            "variable": self.machine(part.variable),
            "indices": [self.binder(b) for b in part.indices],
            "bound": [self.binder(b) for b in part.bound],
            "value": self.state(part.variable, part.value),
            "when": self.expression(part.when),
        }

    def rank(self, parts: dict[int, RulePart]) -> None:
        """Give the parts that changes add (by number) the order in which they stand behind those of the model."""
        orders = sorted({added_order(self.form, part) for part in parts.values()})
        for number, part in parts.items():
            self.parts[number]["rank"] = orders.index(added_order(self.form, part))
