"""Finding strategies on small explored instances. What is found is a guess: proving decides.

A ranking is built set by set. Each set decides some transitions (they make it smaller, or larger) and
leaves the rest to the next. The list of events is then built greedily: an event may come next if,
in the states that are still open, each of its transitions makes progress; adding one never hurts.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chartproof.language.expression import Binder, Expression, negation
from chartproof.language.form import Form, Rule
from chartproof.prove.ground import Bools, Ground, Together, bindings, grounds
from chartproof.prove.ground import Paths as Paths
from chartproof.prove.ranking import Move, Shrinking, moves, shrinkings
from chartproof.prove.strategy import Strategy

WIDTH, DEPTH, TRIALS = 60, 6, 20
MOST_STEPS = 2_000
"""Transitions of all instances side by side in which recovering is searched for, at most."""


@dataclass(frozen=True)
class _Partial:
    """A ranking so far: which transitions make progress, and which are still undecided."""

    sets: tuple[int, ...]
    forward: Bools
    undecided: Bools

    def then(self, number: int, gains: Bools, loses: Bools) -> _Partial:
        forward = self.forward | (self.undecided & loses & ~gains)
        return _Partial((*self.sets, number), forward, self.undecided & ~gains & ~loses)


class Listing:
    """Lists of some moves in one instance: which of them a ranking allows, and whether they are enough."""

    def __init__(self, ground: Ground, moves: Sequence[Move]) -> None:
        self.ground, self.moves = ground, list(moves)
        self.transitions = [ground.of_move(m) for m in self.moves]
        self.enabled = np.zeros((len(self.moves), len(ground.outside)), np.bool_)
        for n, found in enumerate(self.transitions):
            self.enabled[n, ground.sources[found]] = True
        self.covers = self.enabled.astype(np.float32)
        self.calm = np.array([not m.rule.discouraged for m in self.moves], np.bool_)
        self.of = np.repeat(np.arange(len(self.moves)), [len(t) for t in self.transitions])
        together = np.concatenate([np.zeros(0, np.int64), *self.transitions])
        self.taken = together, ground.sources[together]
        self._known: dict[bytes, tuple[list[int], int]] = {}

    def start(self) -> _Partial:
        """No set yet: what arrives makes progress, what strays never does."""
        ground = self.ground
        return _Partial((), ground.arrives, ~ground.arrives & ~ground.strays)

    def listing(self, forward: Bools, without: Collection[int] = ()) -> tuple[list[int], int]:
        """The list of moves that a ranking allows, and how many states it leaves without one.

        Most rankings of a search allow the same transitions of moves as one before did, and are answered alike.
        """
        backward = ~forward[self.taken[0]]
        if without:
            return self._listed(backward, without)
        key = np.packbits(backward).tobytes()
        if key not in self._known:
            self._known[key] = self._listed(backward, without)
        return self._known[key]

    def _listed(self, backward: Bools, without: Collection[int]) -> tuple[list[int], int]:
        """The same, given which of the moves' transitions make no progress."""
        sources = self.taken[1]
        bad = np.zeros(self.enabled.shape, np.float32)
        bad[self.of[backward], sources[backward]] = 1
        open_states: NDArray[np.float32] = np.asarray(self.ground.outside, np.float32)
        waiting: NDArray[np.bool_] = np.logical_or.reduce(self.enabled, axis=1)
        waiting[list(without)] = False
        chosen: list[int] = []
        while True:
            # How many open states each move is possible in, and in how many it leads the wrong way.
            covers = np.where(waiting & (bad @ open_states == 0), self.covers @ open_states, 0)
            if not self.calm.all() and covers[self.calm].any():
                covers[~self.calm] = 0
            best = int(np.argmax(covers)) if len(covers) else 0
            if not len(covers) or not covers[best]:
                return chosen, int(open_states.sum())
            chosen.append(best)
            waiting[best] = False
            open_states[self.enabled[best]] = 0


class RankingSearch(Listing):
    """Rankings and lists of events that work on one instance."""

    def __init__(self, ground: Ground, moves: Sequence[Move]) -> None:
        super().__init__(ground, [m for m in moves if m.rule.effects])
        self.sets, self.effects = self._distinct(shrinkings(ground.form, ground.own))

    def _distinct(self, every: Iterator[Shrinking]) -> tuple[list[Shrinking], list[tuple[Bools, Bools]]]:
        """Sets that differ in what some transition does to them, each in its shortest form."""
        seen: dict[bytes, tuple[Shrinking, tuple[Bools, Bools]]] = {}
        for one in every:
            gains, loses = self.ground.effect(one)
            if (loses & ~gains).any():
                seen.setdefault(gains.tobytes() + loses.tobytes(), (one, (gains, loses)))
        return [s for s, _ in seen.values()], [e for _, e in seen.values()]

    def solutions(self) -> Iterator[Strategy]:
        """Strategies that work here, the shorter rankings first."""
        beam = [self.start()]
        for _ in range(DEPTH + 1):
            scored = sorted(((self.listing(p.forward), p) for p in beam), key=lambda pair: pair[0][1])
            done = [self._strategy(self._shortened(c, p), p) for (c, left), p in scored if left == 0]
            yield from sorted(done, key=self._afar)
            best = [p for (_, left), p in scored if left][:WIDTH]
            beam = [p.then(n, *self.effects[n]) for p in best for n in self._useful(p)]

    def _afar(self, strategy: Strategy) -> tuple[int, int]:
        """What is closer to the claim's own elements reads better as advice, and so does what is short."""
        own = set(self.ground.own)
        strangers = sum(bool(m.names) and not own & {new for _, new in m.names} for m in strategy.moves)
        return (strangers if own else 0, len(strategy.moves))

    def _shortened(self, chosen: list[int], partial: _Partial) -> list[int]:
        """The list without the moves that it can do without, unless a discouraged one would be taken for them."""
        if not self.calm[chosen].all():
            return chosen
        needless = {n for n in range(len(self.moves)) if n not in chosen}
        for n in chosen:
            shorter, left = self.listing(partial.forward, needless | {n})
            if left == 0:
                needless.add(n)
                chosen = shorter
        return chosen

    def _useful(self, partial: _Partial) -> Iterator[int]:
        for n, (gains, loses) in enumerate(self.effects):
            if (partial.undecided & loses & ~gains).any():
                yield n

    def _strategy(self, chosen: Sequence[int], partial: _Partial) -> Strategy:
        return Strategy(tuple(self.moves[n] for n in chosen), tuple(self.sets[n] for n in partial.sets))

    def fair(self) -> Iterator[Strategy]:
        """A ranking that no transition raises, and the moves that always lower it, if they are enough: in any order."""
        partial = self.start()
        while True:
            moves_on = [n for n, found in enumerate(self.transitions) if partial.forward[found].all()]
            if not (self.ground.outside & ~self.enabled[moves_on].any(axis=0)).any():
                enough = self._enough([n for n in moves_on if self.enabled[n].any()])
                yield from (self._strategy(order, partial) for order in itertools.permutations(enough))
                return
            fits = [n for n in self._useful(partial) if not (partial.undecided & self.effects[n][0]).any()]
            if not fits:
                return
            partial = partial.then(fits[0], *self.effects[fits[0]])

    def _enough(self, chosen: list[int]) -> list[int]:
        """As few of these moves as leave no state outside the goal without one, at the claim's own elements first."""
        for n in reversed(list(chosen)):
            others = [m for m in chosen if m != n]
            if not (self.ground.outside & ~self.enabled[others].any(axis=0)).any():
                chosen = others
        return chosen


def works(strategy: Strategy, ground: Ground) -> bool:
    """Whether a strategy for recovering, found elsewhere, works in this instance, too."""
    listing = Listing(ground, strategy.moves)
    partial = listing.start()
    for number, one in enumerate(strategy.sets):
        partial = partial.then(number, *ground.effect(one))
    return listing.listing(partial.forward)[1] == 0


def recovering(
    form: Form,
    paths: Sequence[Paths],
    goal: Expression,
    where: Expression,
    own: Sequence[Binder],
    rules: Sequence[Rule],
) -> Iterator[Strategy]:
    """Strategies to reach a goal by these events, those without discouraged ones first.

    They are found in one instance, and tried in the others: in the smallest first, where others may have no part.
    """
    calm = [r for r in rules if not r.discouraged]
    if len(calm) < len(rules):
        yield from _recovering(form, paths, goal, where, own, calm)
    yield from _recovering(form, paths, goal, where, own, rules)


def _recovering(
    form: Form,
    paths: Sequence[Paths],
    goal: Expression,
    where: Expression,
    own: Sequence[Binder],
    rules: Sequence[Rule],
) -> Iterator[Strategy]:
    every = grounds(form, paths, goal, where, own, rules)
    listed = list(moves(rules, own))
    together = Together(every)
    for ground in (*every, together) if len(together.sources) <= MOST_STEPS else every:
        others = [g for g in every if g is not ground]
        found = (s for s in RankingSearch(ground, listed).solutions())
        fitting = [*itertools.islice((s for s in found if all(works(s, g) for g in others)), TRIALS)]
        yield from fitting
        yield from itertools.islice((longer for s in fitting for longer in lengthened(form, s, every)), TRIALS)


def lengthened(form: Form, strategy: Strategy, every: Sequence[Ground]) -> Iterator[Strategy]:
    """The same with one more set, for a larger instance, in which what arrives here does not arrive yet.

    It shrinks wherever a move that comes first arrives by itself, and none of the sets so far does.
    """
    listings = [Listing(ground, strategy.moves) for ground in every]
    waiting = [_undecided(strategy, listing) for listing in listings]
    if not any(w.any() for w in waiting):
        return
    for one in shrinkings(form, every[0].own):
        effects = ((w, *ground.effect(one)) for w, ground in zip(waiting, every, strict=True))
        if all((loses & ~gains)[w].all() for w, gains, loses in effects):
            yield Strategy(strategy.moves, (*strategy.sets, one))


def _undecided(strategy: Strategy, listing: Listing) -> Bools:
    """The transitions of moves, where these come first, that none of the sets decides."""
    ground = listing.ground
    nothing = np.zeros(len(ground.sources), np.bool_)
    partial = _Partial((), nothing, ~ground.strays)
    for number, one in enumerate(strategy.sets):
        partial = partial.then(number, *ground.effect(one))
    first = nothing.copy()
    for number, taken in enumerate(listing.transitions):
        first[taken] |= ~listing.enabled[:number, ground.sources[taken]].any(axis=0)
    return partial.undecided & first


def ending(
    form: Form,
    paths: Sequence[Paths],
    goal: Expression,
    where: Expression,
    own: Sequence[Binder],
    fair: Sequence[Rule],
) -> Iterator[Strategy]:
    """Rankings and fair events that force the goal, in all instances at once."""
    ground = Together(grounds(form, paths, goal, where, own, form.rules))
    if ground.outside.any():
        yield from itertools.islice(RankingSearch(ground, list(moves(fair, own))).fair(), TRIALS)


def stays(paths: Paths, where: Expression, goal: Expression, bound: Mapping[Binder, int]) -> bool:
    """Whether no transition leaves `where` but for the goal."""
    inside, arrived = paths.holds(where, bound), paths.holds(goal, bound)
    return not (
        inside[paths.sources] & ~arrived[paths.sources] & ~inside[paths.targets] & ~arrived[paths.targets]
    ).any()


def region(paths: Sequence[Paths], start: Expression, goal: Expression, own: Sequence[Binder]) -> Expression:
    """Where a run stays that has started and not arrived: `start` itself if it stays there, else outside the goal."""
    each = ((at, bound) for at in paths for bound in bindings(own, at.sizes))
    return start if all(stays(at, start, goal, bound) for at, bound in each) else negation(goal)
