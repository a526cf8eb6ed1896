"""Edits of what moves: effects, which happen where they can, and transitions, without which the event can't.

"x: p → q" is a transition: a guard that machine x is in p, and the effect that it goes to q.
"x ⇒ q" is an effect alone. Both take part at the event's arguments, and at every element of the
machine's other sorts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chartproof.changes.edit import Replacement, already
from chartproof.changes.places import place
from chartproof.compile.consistency import satisfiable
from chartproof.errors import ModelError, Origin, UnknownName
from chartproof.language.expression import TRUE, Binder, Expression, In, Quantified, conjunction, quantified
from chartproof.language.form import Conjunct, Effect, Form, Rule, Variable
from chartproof.language.parse import parse, vocabulary


@dataclass(frozen=True)
class Move:
    """A machine goes from one of some states (none named: from whichever) to another, in a case."""

    event: str
    machine: str
    to: str
    sources: tuple[str, ...]
    where: str
    origin: Origin

    def seat(self, form: Form) -> Seat:
        """The move read in a form. Raises UnknownName, ModelError."""
        rule = form.rule(self.event, origin=self.origin)
        variable = form.variable(self.machine, origin=self.origin)
        for state in (*self.sources, self.to):
            if state not in variable.states:
                raise UnknownName(f"state of {variable.title}", state, variable.states, origin=self.origin)
        indices, bound = place(variable.title, variable.sorts, rule)
        words = vocabulary(form)
        scope = (*rule.parameters, *bound)
        where = parse(self.where, words, scope=scope, origin=self.origin) if self.where else TRUE
        sources = tuple(s for s in variable.states if s in self.sources)
        return Seat(form, rule, variable, indices, bound, sources, where, self.to)

    @property
    def said(self) -> str:
        """The move as a reader says it."""
        sources = f"{' or '.join(self.sources)} → " if self.sources else "⇒ "
        return f"{self.machine}: {sources}{self.to}{f' where {self.where}' if self.where else ''}"


@dataclass(frozen=True)
class Seat:
    """One machine's part in one event of a form, and the move that is meant."""

    form: Form
    rule: Rule
    variable: Variable
    indices: tuple[Binder, ...]
    bound: tuple[Binder, ...]
    sources: tuple[str, ...]
    where: Expression
    to: str

    @property
    def effects(self) -> tuple[Effect, ...]:
        """What the event does to the machine."""
        return tuple(e for e in self.rule.effects if e.variable == self.variable.name)

    @property
    def blocking(self) -> Conjunct | None:
        """The conjunct by which the machine blocks the event, if it does."""
        return next((c for c in self.rule.guard if c.machine == self.variable.title), None)

    @property
    def blocked_in(self) -> tuple[str, ...]:
        """The states out of which the machine moves, where it blocks."""
        node = self.blocking.expression if self.blocking else TRUE
        while isinstance(node, Quantified):
            node = node.body
        return node.states if isinstance(node, In) else self.variable.states

    def when(self, sources: Sequence[str]) -> Expression:
        """The machine is in one of these states; always true of all of them."""
        states = tuple(s for s in self.variable.states if s in sources)
        return TRUE if states == self.variable.states else In(self.variable.name, self.indices, states)

    def block(self, sources: Sequence[str], origin: Origin) -> Conjunct:
        """The conjunct of a machine that blocks outside these states."""
        node: Expression = In(self.variable.name, self.indices, tuple(s for s in self.variable.states if s in sources))
        return Conjunct(quantified(True, self.bound, node), self.variable.title, origin)

    def effect(self, sources: Sequence[str], origin: Origin) -> Effect:
        """The effect out of these states."""
        when = conjunction([self.when(sources), self.where])
        return Effect(self.variable.name, self.indices, self.bound, self.to, when, origin)


@dataclass(frozen=True)
class _Moving:
    """An edit of what moves."""

    move: Move

    @property
    def event(self) -> str:
        """The event that it is about."""
        return self.move.event

    @property
    def origin(self) -> Origin:
        """Where it stands."""
        return self.move.origin


@dataclass(frozen=True)
class AddEffect(_Moving):
    """The event also has this effect."""

    def steps(self, form: Form) -> Iterator[Replacement]:
        """One effect gained."""
        seat, origin = self.move.seat(form), self.move.origin
        effect = seat.effect(seat.sources or seat.variable.states, origin)
        if effect in seat.rule.effects:
            raise already(seat.rule, f"has the effect {self.move.said!r}", origin)
        yield Replacement(seat.rule.name, None, effect, origin=origin)


@dataclass(frozen=True)
class DropEffect(_Moving):
    """The event has this effect no longer."""

    def steps(self, form: Form) -> Iterator[Replacement]:
        """Every effect of the machine that leads there lost, or the one out of the states that are named."""
        seat, origin = self.move.seat(form), self.move.origin
        meant = [e for e in seat.effects if e.value == seat.to]
        if self.move.sources or self.move.where:
            meant = [e for e in meant if e == seat.effect(seat.sources or seat.variable.states, origin)]
        if not meant:
            raise _nothing(seat, self.move, "effect")
        for effect in meant:
            yield Replacement(seat.rule.name, effect, None, origin=origin)


@dataclass(frozen=True)
class AddTransition(_Moving):
    """The machine also moves from these states, and the event can happen there."""

    def steps(self, form: Form) -> Iterator[Replacement]:
        """The machine's conjunct widened, the effects that are there kept to where they were, and one gained."""
        seat, origin = self.move.seat(form), self.move.origin
        known, blocking = seat.blocked_in, seat.blocking
        if blocking is None and seat.effects:
            raise ModelError(
                f"{seat.variable.title} takes part in {seat.rule.name!r} without blocking it",
                origin=origin,
                mend="say effects.add instead of transitions.add",
            )
        if blocking is None:
            yield Replacement(seat.rule.name, None, seat.block(seat.sources, origin), origin=origin)
            yield Replacement(seat.rule.name, None, seat.effect(seat.variable.states, origin), origin=origin)
            return
        if set(seat.sources) <= set(known) and any(_leads(seat, e, seat.sources) for e in seat.effects):
            raise already(seat.rule, f"has the transition {self.move.said!r}", origin)
        wider = (*known, *seat.sources)
        yield Replacement(seat.rule.name, blocking, seat.block(wider, blocking.origin), origin=origin)
        if any(e.value == seat.to and e.when == TRUE for e in seat.effects) and seat.where == TRUE:
            return  # it goes there from wherever it can already
        for effect in seat.effects:
            if effect.when == TRUE or satisfiable(form, conjunction([effect.when, seat.when(seat.sources)])):
                narrowed = replace(effect, when=conjunction([seat.when(known), effect.when]))
                yield Replacement(seat.rule.name, effect, narrowed, origin=origin)
        yield Replacement(seat.rule.name, None, seat.effect(seat.sources, origin), origin=origin)


@dataclass(frozen=True)
class DropTransition(_Moving):
    """The machine no longer moves from these states, and the event can't happen there."""

    def steps(self, form: Form) -> Iterator[Replacement]:
        """The machine's conjunct narrowed, and the effects that can't happen any more lost."""
        seat, origin = self.move.seat(form), self.move.origin
        known, blocking = seat.blocked_in, seat.blocking
        if blocking is None or not set(seat.sources) <= set(known):
            raise _nothing(seat, self.move, "transition")
        if not any(_leads(seat, e, seat.sources) for e in seat.effects):
            raise _nothing(seat, self.move, "transition")
        if any(e.value != seat.to and _leads(replace(seat, to=e.value), e, seat.sources) for e in seat.effects):
            raise ModelError(
                f"from {' or '.join(seat.sources)}, {seat.variable.title} also moves elsewhere at {seat.rule.name!r}",
                origin=origin,
                mend="say effects.drop, and where the machine goes in that case instead",
            )
        kept = [s for s in known if s not in seat.sources]
        if not kept:
            raise ModelError(
                f"without {self.move.said!r}, event {seat.rule.name!r} could never happen",
                origin=origin,
                mend="say disabled = true, if that is meant; where the machine is to take no part, drop its conjunct "
                f"and its effect: only_if.drop = [{json.dumps(str(blocking))}] with effects.drop",
            )
        yield Replacement(seat.rule.name, blocking, seat.block(kept, blocking.origin), origin=origin)
        for effect in seat.effects:
            if not satisfiable(form, conjunction([effect.when, seat.when(kept)])):
                yield Replacement(seat.rule.name, effect, None, origin=origin)


def _leads(seat: Seat, effect: Effect, sources: Sequence[str]) -> bool:
    """Whether an effect is the move to the state that is meant, out of some of these states."""
    return effect.value == seat.to and satisfiable(seat.form, conjunction([effect.when, seat.when(sources)]))


def _nothing(seat: Seat, move: Move, kind: str) -> ModelError:
    """The error of an edit that applies to nothing, with what there is."""
    lines = []
    for effect in seat.rule.effects:
        title = seat.form.variable(effect.variable).title
        case = f" where {effect.when}" if effect.when != TRUE else ""
        lines.append(f"  {title} ⇒ {effect.value}{case}")
    if seat.blocking is not None:
        lines.append(f"  {seat.variable.title} moves from {' or '.join(seat.blocked_in)}")
    return ModelError(
        f"event {seat.rule.name!r} has no {kind} {move.said!r}, so the change applies to nothing",
        origin=move.origin,
        mend="\n".join(["its effects:", *lines]) if lines else "the event has no effect",
    )
