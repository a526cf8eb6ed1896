"""Text to expression tree: parsed once, checked at load against sorts, machines and states.

The language, a subset of Python's grammar (whose own parser reads it):

    organization == 'all_features'          a machine is in a state (quotes may be left out)
    membership in ('invited', 'outside')    … in one of several; != and `not in` too
    member                                  a predicate; membership[a], member[a]: at an element
    possible(accept_invitation)             the event's guard
    every(Account, …)   some(x in Account, …)   x == y for elements
    not … and … or …    True  False

A machine without brackets is meant at the nearest element of its sort: the one of the innermost
quantifier, else the event's argument. What cannot be decided is an error with file, line, place
in the text and the nearest right name; nothing is guessed.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from chartproof.declare.sorts import snake
from chartproof.errors import ModelError, Origin, cut, nearest
from chartproof.language.expression import (
    Binder,
    Expression,
    In,
    Named,
    Quantified,
    Same,
    Truth,
    conjunction,
    disjunction,
    negation,
)
from chartproof.language.fold import free_binders, rename
from chartproof.language.form import Form, Variable
from chartproof.language.names import element_named

DEEPEST = 60
"""How deeply an expression may be nested: everything that reads it goes down into its parts."""
LONGEST = 500
"""How much of an expression a message quotes."""


@dataclass(frozen=True)
class Vocabulary:
    """What an expression may name. Predicates are trees over their free element names."""

    sorts: tuple[str, ...]
    variables: Mapping[str, Variable]
    predicates: Mapping[str, Expression] = field(default_factory=dict)
    signatures: Mapping[str, tuple[Binder, ...]] = field(default_factory=dict)
    events: Mapping[str, tuple[tuple[Binder, ...], Expression]] = field(default_factory=dict)


def vocabulary(form: Form) -> Vocabulary:
    """Everything that expressions about a compiled form may name."""
    names = {v.title: v for v in form.variables} | {v.name: v for v in form.variables}
    return Vocabulary(
        form.sorts,
        names,
        form.named,
        {name: free_binders(body) for name, body in form.predicates},
        {r.name: (r.parameters, r.condition) for r in form.rules},
    )


def parse(
    text: str,
    words: Vocabulary,
    *,
    scope: tuple[Binder, ...] = (),
    free: bool = False,
    elements: bool = False,
    origin: Origin | None = None,
) -> Expression:
    """The tree of an expression.

    scope: element names in force, innermost last. free: whether a sort that nothing binds gets
    a free name of its own (properties, the command line). elements: whether elements may be named as traces
    print them, `integration[service1]` or `Integration(service1)` (the command line); such a name is free, too.
    Raises ModelError.
    """
    return _Parser(text, words, free, elements, origin).run(scope)


class _Parser:
    def __init__(self, text: str, words: Vocabulary, free: bool, elements: bool, origin: Origin | None) -> None:
        self.text, self.words, self.free, self.elements, self.origin = text, words, free, elements, origin

    def run(self, scope: tuple[Binder, ...]) -> Expression:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # Python's advice on Python is none on this language
                tree = ast.parse(self.text.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            # Python's parser says each of these of what is nested too deeply for it.
            self.fail(
                f"cannot be read ({getattr(error, 'msg', error) or 'nested too deeply'})",
                None,
                "compare machines with states, "
                "join with and, or, not; for example: organization == 'all_features' and member",
            )
        self.refuse_depth(tree)
        return self.node(tree, scope)

    def refuse_depth(self, tree: ast.AST) -> None:
        level: list[ast.AST] = [tree]
        for _ in range(DEEPEST):
            level = [child for node in level for child in ast.iter_child_nodes(node)]
            if not level:
                return
        self.fail(f"nested more than {DEEPEST} deep", None, "give a part of it a name: a predicate of a machine")

    def fail(self, problem: str, node: ast.AST | None, mend: str = "") -> NoReturn:
        shown = cut(self.text.strip(), LONGEST)
        place = ""
        if node is not None and "\n" not in shown and len(shown) <= LONGEST:
            before = shown.encode()[: getattr(node, "col_offset", 0)].decode()  # Python's parser counts bytes
            place = f"\n{shown}\n{' ' * len(before)}^"
        raise ModelError(f"in the expression {shown!r}: {problem}", origin=self.origin, mend=(mend + place).strip("\n"))

    def node(self, n: ast.expr, scope: tuple[Binder, ...]) -> Expression:
        if isinstance(n, ast.BoolOp):
            parts = [self.node(v, scope) for v in n.values]
            return conjunction(parts) if isinstance(n.op, ast.And) else disjunction(parts)
        if isinstance(n, ast.UnaryOp) and isinstance(n.op, ast.Not):
            return negation(self.node(n.operand, scope))
        if isinstance(n, ast.Constant) and isinstance(n.value, bool):
            return Truth(n.value)
        if isinstance(n, ast.Compare):
            return self.comparison(n, scope)
        if isinstance(n, (ast.Name, ast.Subscript)):
            return self.predicate(n, scope)
        if isinstance(n, ast.Call):
            return self.call(n, scope)
        self.fail(
            "this is not part of the language",
            n,
            "there are comparisons, and, or, not, every(…), some(…), possible(…)",
        )

    def comparison(self, n: ast.Compare, scope: tuple[Binder, ...]) -> Expression:
        if len(n.ops) != 1:
            self.fail("a chain of comparisons", n, "write them one by one, joined with and")
        op, left, right = n.ops[0], n.left, n.comparators[0]
        if not isinstance(op, (ast.Eq, ast.NotEq, ast.In, ast.NotIn, ast.Is, ast.IsNot)):
            self.fail("states have no order", n, "compare with ==, !=, in or not in")
        bound = {snake(s): Binder(snake(s), s) for s in self.words.sorts} if self.free else {}
        bound |= self.named(left, right) | {b.name: b for b in scope}
        if isinstance(left, ast.Name) and isinstance(right, ast.Name) and {left.id, right.id} <= bound.keys():
            same: Expression = self.same(bound[left.id], bound[right.id], n)
        else:
            same = self.machine(left, right, scope)
        return negation(same) if isinstance(op, (ast.NotEq, ast.NotIn, ast.IsNot)) else same

    def named(self, *nodes: ast.expr) -> dict[str, Binder]:
        """Those of some names that are names of elements, where these are allowed."""
        names = [n.id for n in nodes if isinstance(n, ast.Name)] if self.elements else []
        found = {name: element_named(name, self.words.sorts) for name in names}
        return {name: Binder(name, at[0]) for name, at in found.items() if at is not None}

    def same(self, left: Binder, right: Binder, n: ast.expr) -> Expression:
        if left.sort != right.sort:
            self.fail(
                f"{left.name} is {left.sort}, and {right.name} is {right.sort}: they are never the same",
                n,
                "compare elements of one sort",
            )
        return Same(left, right)

    def machine(self, left: ast.expr, right: ast.expr, scope: tuple[Binder, ...]) -> Expression:
        name, given = self.reference(left)
        variable = self.words.variables.get(name)
        if variable is None:
            kind = "a predicate, which is not compared" if name in self.words.predicates else "no machine"
            self.fail(f"{name!r} is {kind}", left, nearest(name, self.machine_names()))
        indices = self.indices(left, name, variable.sorts, given, scope)
        items = right.elts if isinstance(right, (ast.Tuple, ast.List, ast.Set)) else [right]
        if not items:
            self.fail("no state is named", right, f"for example: {name} in ({', '.join(map(repr, variable.states))})")
        found = {self.state(variable, item) for item in items}
        return In(variable.name, indices, tuple(s for s in variable.states if s in found))

    def state(self, variable: Variable, n: ast.expr) -> str:
        name = n.id if isinstance(n, ast.Name) else n.value if isinstance(n, ast.Constant) else None
        if name is None and isinstance(n, ast.Constant):
            name = str(n.value).lower()
        if not isinstance(name, str) or name not in variable.states:
            self.fail(f"{variable.name} has no state {name!r}", n, nearest(str(name), variable.states))
        return name

    def predicate(self, n: ast.expr, scope: tuple[Binder, ...]) -> Expression:
        name, given = self.reference(n)
        if name not in self.words.predicates:
            if name in self.words.variables:
                states = self.words.variables[name].states
                self.fail(f"{name!r} is a machine", n, f"compare it with a state: {name} == {states[0]!r}")
            self.fail(f"{name!r} is no predicate", n, nearest(name, [*self.words.predicates, *self.machine_names()]))
        signature = self.words.signatures[name]
        return self.applied(n, name, signature, self.words.predicates[name], given, scope)

    def call(self, n: ast.Call, scope: tuple[Binder, ...]) -> Expression:
        word = n.func.id if isinstance(n.func, ast.Name) else ""
        if self.elements and word in self.words.predicates:
            return self.predicate(n, scope)
        if n.keywords or word not in ("every", "some", "possible"):
            self.fail("no such word", n, nearest(word, ["every", "some", "possible"]))
        if word == "possible":
            if len(n.args) != 1:
                self.fail("possible(…) takes one event", n)
            return self.possible(n.args[0], scope)
        if len(n.args) != 2:
            self.fail(f"{word}(…) takes a sort and an expression", n, f"for example: {word}(Account, member)")
        binder = self.binder(n.args[0])
        return Quantified(word == "every", binder, self.node(n.args[1], (*scope, binder)))

    def possible(self, n: ast.expr, scope: tuple[Binder, ...]) -> Expression:
        name, given = self.reference(n)
        if name not in self.words.events:
            self.fail(f"there is no event {name!r}", n, nearest(name, self.words.events))
        parameters, body = self.words.events[name]
        return self.applied(n, f"possible({name})", parameters, body, given, scope)

    def applied(
        self,
        n: ast.expr,
        name: str,
        signature: tuple[Binder, ...],
        body: Expression,
        given: list[ast.Name],
        scope: tuple[Binder, ...],
    ) -> Expression:
        sorts = tuple(b.sort for b in signature)
        indices = self.indices(n, name, sorts, given, scope, signature)
        table = dict(zip(signature, indices, strict=True))
        return Named(name, indices, rename(body, lambda b: table.get(b, b)))

    def binder(self, n: ast.expr) -> Binder:
        if isinstance(n, ast.Name):
            return Binder(snake(self.sort(n)), n.id)
        if isinstance(n, ast.Compare) and isinstance(n.left, ast.Name) and [type(o) for o in n.ops] == [ast.In]:
            return Binder(n.left.id, self.sort(n.comparators[0]))
        self.fail("a quantifier names a sort first", n, "every(Account, …) or every(x in Account, …)")

    def sort(self, n: ast.expr) -> str:
        if isinstance(n, ast.Name) and n.id in self.words.sorts:
            return n.id
        name = n.id if isinstance(n, ast.Name) else ast.unparse(n)
        self.fail(f"there is no sort {name!r}", n, nearest(name, self.words.sorts))

    def reference(self, n: ast.expr) -> tuple[str, list[ast.Name]]:
        """The name of a machine, a predicate or an event, and the elements that it is meant at."""
        if isinstance(n, ast.Name):
            return n.id, []
        if self.elements and isinstance(n, ast.Call) and isinstance(n.func, ast.Name):
            inside = [i for i in n.args if isinstance(i, ast.Name)]
            if inside and len(inside) == len(n.args) and not n.keywords:
                return n.func.id, inside
        if isinstance(n, ast.Subscript) and isinstance(n.value, ast.Name):
            items = n.slice.elts if isinstance(n.slice, ast.Tuple) else [n.slice]
            if not items:
                self.fail("the brackets name no element", n, f"write {n.value.id} alone, or name its elements")
            if all(isinstance(i, ast.Name) for i in items):
                return n.value.id, [i for i in items if isinstance(i, ast.Name)]
        self.fail("a machine or a predicate is expected here", n, "for example: membership, or membership[a]")

    def indices(
        self,
        n: ast.expr,
        name: str,
        sorts: tuple[str, ...],
        given: list[ast.Name],
        scope: tuple[Binder, ...],
        signature: tuple[Binder, ...] = (),
    ) -> tuple[Binder, ...]:
        if given:
            return self.explicit(n, name, sorts, given, scope)
        if len(set(sorts)) < len(sorts) and not all(b in scope for b in signature):
            self.fail(f"{name} has two elements of one sort", n, f"say which is which: {name}[x, y]")
        if signature and all(b in scope for b in signature) and len(set(sorts)) < len(sorts):
            return signature
        return tuple(self.nearest_element(n, name, sort, scope) for sort in sorts)

    def explicit(
        self, n: ast.expr, name: str, sorts: tuple[str, ...], given: list[ast.Name], scope: tuple[Binder, ...]
    ) -> tuple[Binder, ...]:
        if len(given) != len(sorts):
            self.fail(f"{name} is per {', '.join(sorts) or 'nothing'}, not per {len(given)} elements", n)
        bound = {b.name: b for b in scope}
        found = []
        for node, sort in zip(given, sorts, strict=True):
            own = {snake(sort): Binder(snake(sort), sort)} if self.free else {}
            known = own | self.named(node) | bound
            if node.id not in known:
                here = [*bound, *own, *([f"{snake(sort)}1"] if self.elements else [])]
                self.fail(f"no element is named {node.id!r} here", node, nearest(node.id, here))
            if known[node.id].sort != sort:
                self.fail(f"{node.id!r} is {known[node.id].sort}, and {name} wants {sort}", node)
            found.append(known[node.id])
        return tuple(found)

    def nearest_element(self, n: ast.expr, name: str, sort: str, scope: tuple[Binder, ...]) -> Binder:
        for binder in reversed(scope):
            if binder.sort == sort:
                return binder
        if self.free:
            return Binder(snake(sort), sort)
        self.fail(
            f"{name} is per {sort}, and nothing here names an element of it",
            n,
            f"say every({sort}, …) or some({sort}, …), or give the event an argument of that sort",
        )

    def machine_names(self) -> list[str]:
        return sorted({v.name for v in self.words.variables.values()})
