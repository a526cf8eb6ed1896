"""Machine classes from a compiled form: for a form to which a rule change was applied.

The classes move as the form says and are python-statemachine's like the declared ones; their
conditions are spelled out from the form, and checked to read back as what they were.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chartproof.changes.places import place
from chartproof.declare import Sort, State, listens
from chartproof.declare.machine import Machine, MachineMeta
from chartproof.errors import ModelError, Origin
from chartproof.language.expression import (
    TRUE,
    Binder,
    Expression,
    In,
    Quantified,
    Truth,
    disjunction,
    negation,
)
from chartproof.language.form import Conjunct, Effect, Form, Rule, Variable
from chartproof.language.parse import Vocabulary, parse, vocabulary
from chartproof.live.spell import plain, spell

Move = tuple[str, str, Expression]


def machines_from(form: Form) -> list[MachineMeta]:
    """A class for each machine of a form, in order; where it may start in several states, in the first.

    Raises ModelError where an effect or a machine's own conjunct has a shape that no class can say.

    >>> from chartproof.compile import Declarations, compile_form
    >>> from chartproof.declare import Event
    >>> class Lamp(Machine):
    ...     off = State(initial=True)
    ...     on = State()
    ...     light = off.to(on)
    >>> form = compile_form(Declarations((), (Lamp,), {"light": Event("It is lit.")}))
    >>> [again] = machines_from(form)
    >>> lamp = again()
    >>> lamp.send("light")
    >>> lamp.configuration_values
    OrderedSet(['on'])
    """
    words = vocabulary(form)
    return [_machine(form, variable, words) for variable in form.variables]


def _machine(form: Form, variable: Variable, words: Vocabulary) -> MachineMeta:
    body = MachineMeta.__prepare__(variable.title, (Machine,))
    body["__doc__"] = variable.meaning
    body["__module__"] = __name__
    for name in variable.states:
        body[name] = State(initial=name == variable.initial[0])
    for rule in form.rules:
        part = _Part(variable, rule, words)
        moves = list(part.moves())
        if moves:
            body[rule.name] = _transitions(body, part, moves)
            body.origins[rule.name] = part.origin
    body.origin = variable.origin
    per = tuple(Sort(name) for name in variable.sorts)
    made: MachineMeta = MachineMeta(variable.title, (Machine,), body, per=per)
    return made


def _transitions(states: dict[str, State], part: _Part, moves: Sequence[Move]) -> object:
    arrows = [
        states[source].to(states[target], cond=part.text(condition) if condition != TRUE else None)
        for source, target, condition in moves
    ]
    joined = arrows[0]
    for arrow in arrows[1:]:
        joined = joined | arrow
    return joined if part.blocking else listens(joined)


class _Part:
    """What a form says of one machine at one event."""

    def __init__(self, variable: Variable, rule: Rule, words: Vocabulary) -> None:
        self.variable, self.rule, self.words = variable, rule, words
        self.blocking = [c for c in rule.guard if c.machine == variable.title]
        self.effects = [e for e in rule.effects if e.variable == variable.name]
        origins = [c.origin for c in self.blocking] + [e.origin for e in self.effects]
        self.origin = origins[0] if origins else rule.origin
        self.indices: tuple[Binder, ...] = ()
        self.bound: tuple[Binder, ...] = ()
        if self.blocking or self.effects:
            self.indices, self.bound = place(variable.title, variable.sorts, rule)

    def moves(self) -> Iterator[Move]:
        """Transitions out of each state: source, target, condition."""
        for source in self._sources():
            found = [(source, e.value, self._where(e, source)) for e in self.effects]
            found = [move for move in found if move[2] != Truth(False)]
            if not self.blocking:
                yield from (move for move in found if move[1] != source)
                continue
            yield from found
            stays = negation(disjunction(condition for _, _, condition in found))
            if stays != Truth(False):
                yield source, source, stays

    def text(self, condition: Expression) -> str:
        """A condition as text. Raises ModelError where it would be read back as another."""
        said = spell(condition)
        if parse(said, self.words, scope=(*self.rule.parameters, *self.bound), origin=self.origin) != condition:
            raise self._strange(f"the condition {said}", self.origin)
        return said

    def _sources(self) -> list[str]:
        return [s for s in self.variable.states if all(s in self._own(c) for c in self.blocking)]

    def _own(self, conjunct: Conjunct) -> tuple[str, ...]:
        """The states in which the machine's own conjunct has it."""
        node, bound = conjunct.expression, []
        while isinstance(node, Quantified) and node.universal:
            bound.append(node.binder)
            node = node.body
        if not isinstance(node, In) or node.variable != self.variable.name:
            raise self._strange(f"the conjunct {conjunct}", conjunct.origin)
        self._names(node.indices, tuple(bound), f"the conjunct {conjunct}", conjunct.origin)
        return node.states

    def _where(self, effect: Effect, source: str) -> Expression:
        """The condition of an effect, for a machine that is in `source`."""
        said = f"the effect on {effect.variable} where {effect.when}"
        names = self._names(effect.indices, effect.bound, said, effect.origin)
        names |= {b: b for b in self.rule.parameters}

        def known(read: In) -> Expression:
            if read.variable == self.variable.name and read.indices == self.indices:
                return Truth(source in read.states)
            states = self.words.variables[read.variable].states
            return In(read.variable, read.indices, tuple(s for s in states if s in read.states))

        return plain(effect.when, names, known)

    def _names(
        self, indices: tuple[Binder, ...], bound: tuple[Binder, ...], said: str, origin: Origin
    ) -> dict[Binder, Binder]:
        """Quantified names as this event's machines have them. Raises ModelError where they do not fit."""
        pairs = dict(zip(indices, self.indices, strict=True))
        if set(bound) != {b for b in pairs if pairs[b] in self.bound} or any(
            own != here and own not in bound for own, here in pairs.items()
        ):
            raise self._strange(said, origin)
        return {own: here for own, here in pairs.items() if own in bound}

    def _strange(self, said: str, origin: Origin) -> ModelError:
        return ModelError(
            f"event {self.rule.name!r}: {said} can't be said by a machine class of {self.variable.title}",
            origin=origin,
            mend="a machine takes part at the event's arguments, and at every element of its other sorts",
        )
