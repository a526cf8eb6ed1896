"""What questions mean, said once in plain Python over every state of an instance: the yardstick of every backend.

Nothing here is fast. The instance is enumerated by `meaning`; a question is broken in it, or is not.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, singledispatchmethod

import networkx

from chartproof.language.expression import Binder, Expression
from chartproof.language.form import Form, Rule
from chartproof.language.meaning import Bindings, Cell, State, after, bindings, cells, choices, holds, initial_states
from chartproof.language.questions import Blind, Fair, Never, Question, Reach, Same, unknown_question

Frozen = frozenset[tuple[Cell, str]]
Event = tuple[str, tuple[int, ...]]


@dataclass(frozen=True)
class Answers:
    """The reachable states of a form at some sizes, and what questions come to there.

    >>> from chartproof.language.expression import In, TRUE
    >>> from chartproof.language.form import Effect, Variable
    >>> free = In("lock", (), ("free",))
    >>> take = Rule("take", (), (), (Effect("lock", (), (), "held", TRUE),))
    >>> form = Form((), (Variable("lock", "Lock", (), ("free", "held"), ("free",)),), (take,))
    >>> answers = Answers(form, {})
    >>> answers.broken(Never("always free", In("lock", (), ("held",)))), answers.broken(Reach(free, free, (take,)))
    (True, False)
    """

    form: Form
    sizes: Mapping[str, int]

    @cached_property
    def graph(self) -> networkx.MultiDiGraph[Frozen]:
        """The reachable states and their transitions, by event and arguments."""
        graph: networkx.MultiDiGraph[Frozen] = networkx.MultiDiGraph()
        waiting = [frozenset(s.items()) for s in initial_states(self.form, self.sizes)]
        graph.add_nodes_from(waiting)
        while waiting:
            state = waiting.pop()
            for rule in self.form.rules:
                for bound in choices(rule.parameters, self.sizes):
                    reached = after(rule, dict(state), bound, self.sizes)
                    if reached is None:
                        continue
                    target = frozenset(reached.items())
                    if target not in graph:
                        waiting.append(target)
                    graph.add_edge(state, target, (rule.name, tuple(bound.values())))
        return graph

    @cached_property
    def states(self) -> list[State]:
        """The reachable states."""
        return [dict(s) for s in self.graph]

    def holds(self, expression: Expression, state: State, bound: Bindings) -> bool:
        """Whether an expression holds there."""
        return holds(expression, state, bound, self.sizes)

    def choices(self, expressions: Iterable[Expression], besides: Bindings) -> Iterator[dict[Binder, int]]:
        """Every choice of elements for the names that some expressions leave free."""
        for extra in bindings(expressions, self.sizes, besides):
            yield {**besides, **extra}

    @singledispatchmethod
    def broken(self, question: Question) -> bool:
        """Whether the instance breaks the question. Raises TypeError for an unknown kind."""
        raise unknown_question(question)

    @broken.register
    def _(self, question: Never) -> bool:
        rule = question.rule
        own = choices(rule.parameters, self.sizes) if rule else iter([{}])
        for bound in [wide for b in own for wide in self.choices((question.here, question.then), b)]:
            for state in self.states:
                if not self.holds(question.here, state, bound):
                    continue
                reached = after(rule, state, bound, self.sizes) if rule else state
                if reached is not None and self.holds(question.then, reached, bound):
                    return True
        return False

    @broken.register
    def _(self, question: Blind) -> bool:
        hidden = [c for c in cells(self.form, self.sizes) if c[0] in question.hidden]
        copies = [dict(zip(hidden, values, strict=True)) for values in self._values(hidden)]
        for bound in choices(question.rule.parameters, self.sizes):
            for state in self.states:
                outcomes = [after(question.rule, {**state, **copy}, bound, self.sizes) for copy in copies]
                seen = {
                    _besides(o, question.hidden) for o in (*outcomes, after(question.rule, state, bound, self.sizes))
                }
                if len(seen) > 1:
                    return True
        return False

    def _values(self, places: list[Cell]) -> Iterator[tuple[str, ...]]:
        return itertools.product(*(self.form.variable(name).states for name, _ in places))

    @broken.register
    def _(self, question: Same) -> bool:
        names = tuple(dict.fromkeys(b for rule in (*question.first, *question.second) for b in rule.parameters))
        for bound in choices(names, self.sizes):
            for state in self.states:
                one, two = (self._in_turn(rules, state, bound) for rules in (question.first, question.second))
                if one is not None and one != two:
                    return True
        return False

    def _in_turn(self, rules: Iterable[Rule], state: State, bound: Bindings) -> State | None:
        at: State | None = state
        for rule in rules:
            at = after(rule, at, bound, self.sizes) if at is not None else None
        return at

    @broken.register
    def _(self, question: Reach) -> bool:
        names = {r.name for r in question.by}
        usable: networkx.MultiDiGraph[Frozen] = networkx.MultiDiGraph()
        usable.add_nodes_from(self.graph)
        usable.add_edges_from((s, t) for s, t, (name, _) in self.graph.edges(keys=True) if name in names)
        for bound in self.choices((question.goal, question.where), {}):
            arrived = [s for s in self.graph if self.holds(question.goal, dict(s), bound)]
            reach = set(arrived)
            for state in arrived:
                reach |= networkx.ancestors(usable, state)
            if any(s not in reach and self.holds(question.where, dict(s), bound) for s in self.graph):
                return True
        return False

    @broken.register
    def _(self, question: Fair) -> bool:
        fair = [(r.name, tuple(b.values())) for r in question.fair for b in choices(r.parameters, self.sizes)]
        for bound in self.choices((question.start, question.goal), {}):
            outside = self.graph.subgraph([s for s in self.graph if not self.holds(question.goal, dict(s), bound)])
            lasting = set()
            for part in networkx.strongly_connected_components(outside):
                if self._can_stay(set(part), outside, fair):
                    lasting |= part
            waits = set(lasting)
            for state in lasting:
                waits |= networkx.ancestors(outside, state)
            if any(self.holds(question.start, dict(s), bound) for s in waits):
                return True
        return False

    def _can_stay(self, part: set[Frozen], outside: networkx.MultiDiGraph[Frozen], fair: list[Event]) -> bool:
        """Whether a run can stay in these states and treat each fair event instance fairly."""
        taken = {key for s, t, key in outside.edges(part, keys=True) if t in part}
        return all(e in taken or any(e not in self._possible(s) for s in part) for e in fair)

    def _possible(self, state: Frozen) -> set[Event]:
        return {key for _, _, key in self.graph.out_edges(state, keys=True)}


def _besides(state: State | None, hidden: Iterable[str]) -> Frozen | None:
    """A state without some machines."""
    return None if state is None else frozenset((c, v) for c, v in state.items() if c[0] not in hidden)
