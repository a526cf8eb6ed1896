"""The states and transitions of small explored instances, as the search for strategies sees them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chartproof.language.expression import Binder, Expression
from chartproof.language.form import Form, Rule
from chartproof.language.meaning import Cell
from chartproof.prove.facts import Codes
from chartproof.prove.ranking import Move, Shrinking

Bools = NDArray[np.bool_]
Bound = Mapping[Binder, int]


@dataclass(frozen=True)
class Paths:
    """An explored instance with its transitions.

    codes: the number of a cell's state in each state. holds: where an expression holds, its free names
    bound. sources, targets, events: a transition each; instances: the rule and arguments of each event.
    initial: how many of the states, which are numbered by level, are initial.
    """

    sizes: Mapping[str, int]
    codes: Callable[[Cell], Codes]
    holds: Callable[[Expression, Mapping[Binder, int]], Bools]
    sources: NDArray[np.int64]
    targets: NDArray[np.int64]
    events: NDArray[np.int64]
    instances: Sequence[tuple[str, Mapping[Binder, int]]]
    initial: int


def bindings(own: Sequence[Binder], sizes: Mapping[str, int]) -> Iterator[dict[Binder, int]]:
    """What a question's own elements may be: of one sort, the same or different ones; which ones is no matter.

    >>> one, other = Binder("one", "Box"), Binder("other", "Box")
    >>> [tuple(bound.values()) for bound in bindings([one, other], {"Box": 2})]
    [(0, 0), (0, 1)]
    """
    if not own:
        yield {}
        return
    *before, last = own
    for bound in bindings(before, sizes):
        used = max((n for b, n in bound.items() if b.sort == last.sort), default=-1)
        yield from ({**bound, last: n} for n in range(min(used + 2, sizes[last.sort])))


class Ground:
    """The transitions out of the states that are outside the goal, of some events, in one instance."""

    def __init__(
        self,
        form: Form,
        paths: Paths,
        goal: Expression,
        where: Expression,
        bound: Bound,
        rules: Sequence[Rule],
    ) -> None:
        self.form, self.paths, self.own, self.bound = form, paths, tuple(bound), bound
        arrived, region = paths.holds(goal, bound), paths.holds(where, bound)
        self.outside = region & ~arrived
        names = {r.name for r in rules}
        allowed = np.array([name in names for name, _ in paths.instances])
        chosen = np.flatnonzero(self.outside[paths.sources] & allowed[paths.events])
        self.sources, self.targets, self.events = paths.sources[chosen], paths.targets[chosen], paths.events[chosen]
        self.arrives = arrived[self.targets]
        self.strays = ~self.arrives & ~region[self.targets]

    def of_move(self, move: Move) -> NDArray[np.int64]:
        """The transitions that are a move's."""
        fixed = [(old, self.bound[new]) for old, new in move.names if new in self.bound]
        fits = np.array(
            [name == move.rule.name and all(at[b] == n for b, n in fixed) for name, at in self.paths.instances],
            np.bool_,
        )
        return np.flatnonzero(fits[self.events])

    def effect(self, one: Shrinking) -> tuple[Bools, Bools]:
        """For each transition, whether the set gains an element, and whether it loses one."""
        members = self._members(one)
        before, after = members[:, self.sources], members[:, self.targets]
        gains: Bools = np.logical_or.reduce(after & ~before)
        loses: Bools = np.logical_or.reduce(before & ~after)
        return gains, loses

    def _members(self, one: Shrinking) -> Bools:
        states = self.form.variable(one.member.variable).states
        wanted = np.array([s in one.member.states for s in states])
        places = [range(self.paths.sizes[b.sort]) if b in one.over else (self.bound[b],) for b in one.member.indices]
        cells = [(one.member.variable, numbers) for numbers in itertools.product(*places)]
        return np.array([wanted[self.paths.codes(cell)] for cell in cells])


class Together(Ground):
    """Some instances side by side: what works in this works in each of them."""

    def __init__(self, grounds: Sequence[Ground]) -> None:
        self.form, self.own, self.grounds = grounds[0].form, grounds[0].own, grounds
        states = np.cumsum([0, *(len(g.outside) for g in grounds)])
        self._begins = np.cumsum([0, *(len(g.sources) for g in grounds)])
        self.outside = np.concatenate([g.outside for g in grounds])
        self.sources = np.concatenate([g.sources + n for g, n in zip(grounds, states, strict=False)])
        self.arrives = np.concatenate([g.arrives for g in grounds])
        self.strays = np.concatenate([g.strays for g in grounds])

    def of_move(self, move: Move) -> NDArray[np.int64]:
        """The transitions that are a move's."""
        each = zip(self.grounds, self._begins, strict=False)
        return np.concatenate([ground.of_move(move) + begin for ground, begin in each])

    def effect(self, one: Shrinking) -> tuple[Bools, Bools]:
        """For each transition, whether the set gains an element, and whether it loses one."""
        each = [ground.effect(one) for ground in self.grounds]
        return np.concatenate([gains for gains, _ in each]), np.concatenate([loses for _, loses in each])


def grounds(
    form: Form,
    instances: Sequence[Paths],
    goal: Expression,
    where: Expression,
    own: Sequence[Binder],
    rules: Sequence[Rule],
) -> list[Ground]:
    """The ground of each instance, for each choice of the question's own elements."""
    each = [(paths, bound) for paths in instances for bound in bindings(own, paths.sizes)]
    return [Ground(form, paths, goal, where, bound, rules) for paths, bound in each]
