"""The arcs of one machine: which event takes it from which state to which, and under which condition.

Read off the compiled form by putting each of the machine's states into guards and conditions: a
guard that this makes false has no arc from that state, and what is left of it is the arc's
condition. So an arc is missing only where the event cannot move the machine so; one is drawn too
many only where what is left of its guard contradicts itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chartproof.diagram.marks import Mark
from chartproof.language.expression import (
    FALSE,
    TRUE,
    And,
    Binder,
    Expression,
    In,
    Named,
    Quantified,
    Truth,
)
from chartproof.language.fold import rebuilt, rename
from chartproof.language.form import Effect, Form, Rule, Variable
from chartproof.language.meaning import Sizes
from chartproof.language.names import said_sizes


def happening(form: Form) -> list[Rule]:
    """The rules without those that are switched off."""
    return [r for r in form.rules if r.condition != FALSE]


@dataclass(frozen=True)
class Arc:
    """`event` takes the machine from `source` to `target` where all of `conditions` hold."""

    event: str
    source: str
    target: str
    conditions: tuple[Expression, ...]


@dataclass(frozen=True)
class Difference:
    """An arc under a rule change: what it was, what it is, and which of its conditions came and went."""

    arc: Arc
    mark: Mark = "same"
    gained: tuple[Expression, ...] = ()
    lost: tuple[Expression, ...] = ()


Move = tuple[str, str, str, str]
"""An event, a machine, and from which state to which it moves it."""


@dataclass(frozen=True)
class Reached:
    """The moves that happen in some reachable state of the instances of some sizes."""

    sizes: tuple[Sizes, ...]
    moves: frozenset[Move]

    @property
    def said(self) -> str:
        """What an arrow stands for that is none of these."""
        return f"no reachable state allows it ({' and '.join(said_sizes(s) or 'the one instance' for s in self.sizes)})"


def arcs(form: Form, variable: Variable) -> list[Arc]:
    """Every arc of a machine, in the order of the events and of the states.

    A step from a state to itself is an arc only where the machine's own line says it.
    """
    found = (a for rule in form.rules for effect in rule.effects for a in _arcs(rule, variable, effect))
    return list(dict.fromkeys(found))


def _arcs(rule: Rule, variable: Variable, effect: Effect) -> Iterator[Arc]:
    if effect.variable != variable.name:
        return
    takes_part = any(c.machine == variable.title for c in rule.guard)
    for source in variable.states:
        left = conditions(rule, effect, source)
        if FALSE not in left and (source != effect.value or takes_part):
            yield Arc(rule.name, source, effect.value, left)


def conditions(rule: Rule, effect: Effect, source: str) -> tuple[Expression, ...]:
    """What is left of a rule's guard and an effect's condition where the machine is in a state; FALSE: nothing."""
    here = _Here(effect.variable, effect.indices, source)
    parts = [c.expression for c in rule.guard] + [effect.when]
    found: list[Expression] = []
    for part in parts:
        if _contradicts(part, here):
            return (FALSE,)
        left = settled(part, here)
        found += left.parts if isinstance(left, And) else [left]
    return tuple(dict.fromkeys(f for f in found if f != TRUE))


@dataclass(frozen=True)
class _Here:
    """A cell, and the state that it is in."""

    variable: str
    indices: tuple[Binder, ...]
    state: str


def _contradicts(part: Expression, here: _Here) -> bool:
    """Whether a condition fails in this state; what holds of every element holds of the cell's own."""
    if isinstance(part, And):
        return any(_contradicts(p, here) for p in part.parts)
    if isinstance(part, Quantified) and part.universal:
        own = [b for b in here.indices if b.sort == part.binder.sort]
        return any(_contradicts(_instance(part, b), here) for b in own) or settled(part, here) == FALSE
    return settled(part, here) == FALSE


def _instance(node: Quantified, own: Binder) -> Expression:
    return rename(node.body, lambda b: own if b == node.binder else b)


def settled(node: Expression, here: _Here) -> Expression:
    """The expression where the cell is in its state, with what this decides worked out."""
    if isinstance(node, In):
        known = (node.variable, node.indices) == (here.variable, here.indices)
        return Truth(here.state in node.states) if known else node
    if isinstance(node, Named):
        left = settled(node.body, here)
        return node if left == node.body else left
    if isinstance(node, Quantified):
        if node.binder in here.indices:
            return node
        left = settled(node.body, here)
        # Every sort has an element, so a quantifier over what is decided is decided.
        return left if isinstance(left, Truth) else Quantified(node.universal, node.binder, left)
    return rebuilt(node, lambda part: settled(part, here))


def differences(old: Sequence[Arc], new: Sequence[Arc]) -> list[Difference]:
    """Arcs before and after a rule change: in the order of those after it, and what was lost behind them."""
    before, after = _by_move(old), _by_move(new)
    found: list[Difference] = []
    for move, ones in after.items():
        found += [Difference(a, "gained") for a in ones] if move not in before else _changed(before[move], ones)
    lost = [Difference(a, "lost") for move, ones in before.items() if move not in after for a in ones]
    return found + lost


def _by_move(found: Sequence[Arc]) -> dict[tuple[str, str, str], list[Arc]]:
    moves: dict[tuple[str, str, str], list[Arc]] = {}
    for arc in found:
        moves.setdefault((arc.event, arc.source, arc.target), []).append(arc)
    return moves


def _changed(old: Sequence[Arc], new: Sequence[Arc]) -> list[Difference]:
    """The same move before and after: its conditions may have changed, in one of its cases or in several."""
    came = [a for a in new if a not in old]
    went = [a for a in old if a not in new]
    kept = [Difference(a) for a in new if a in old]
    if len(came) == len(went) == 1:
        gained = tuple(c for c in came[0].conditions if c not in went[0].conditions)
        lost = tuple(c for c in went[0].conditions if c not in came[0].conditions)
        return [*kept, Difference(came[0], "changed" if gained or lost else "same", gained, lost)]
    return [*kept, *(Difference(a, "gained") for a in came), *(Difference(a, "lost") for a in went)]
