"""Why an event cannot happen: the conjuncts that fail, the machines that block, what is missing.

A reason names the line of the model that it comes from and the elements that are at fault.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from chartproof.errors import ChartproofError, Origin
from chartproof.language.expression import Expression, In, Quantified
from chartproof.language.fold import children
from chartproof.language.form import Conjunct
from chartproof.language.meaning import Bindings, Cell
from chartproof.live.parts import Part
from chartproof.live.snapshot import Snapshot, say_cell


@dataclass(frozen=True)
class Reason:
    """One reason why an event cannot happen, and the line of the model that says so.

    >>> print(Reason("member does not hold", Origin("model/rules.py", 7)))
    model/rules.py:7: member does not hold
    """

    text: str
    origin: Origin

    def __str__(self) -> str:
        return f"{self.origin}: {self.text}"


class Refused(ChartproofError):
    """An event was asked for that cannot happen, or that its caller may not do; nothing has moved.

    >>> reason = Reason("member does not hold", Origin("model/rules.py", 7))
    >>> print(Refused("leave", {"account": "alice"}, [reason]))
    leave(alice) cannot happen
      model/rules.py:7: member does not hold
    """

    def __init__(self, event: str, arguments: Mapping[str, str], reasons: Sequence[Reason]) -> None:
        self.event = event
        self.arguments = dict(arguments)
        self.reasons = tuple(reasons)
        super().__init__(f"{say_call(event, arguments)} cannot happen", mend="\n".join(map(str, reasons)))


def say_call(event: str, arguments: Mapping[str, str]) -> str:
    """An event with its arguments.

    >>> say_call("leave", {"account": "alice"}), say_call("begin", {})
    ('leave(alice)', 'begin')
    """
    return f"{event}({', '.join(arguments.values())})" if arguments else event


def why_conjunct(conjunct: Conjunct, snapshot: Snapshot, bound: Bindings) -> Reason:
    """Why a conjunct fails: its text, the elements that break it, and what it reads there."""
    expression = conjunct.expression
    if isinstance(expression, Quantified) and expression.universal:
        blame = "; ".join(_blame(*found, snapshot) for found in _breaking(expression, snapshot, bound))
        return Reason(f"{expression} fails for {blame}", conjunct.origin)
    facts = ", ".join(_facts(expression, snapshot, bound))
    return Reason(f"{expression} does not hold" + (f": {facts}" if facts else ""), conjunct.origin)


def _breaking(
    expression: Expression, snapshot: Snapshot, bound: Bindings, names: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Expression, Bindings]]:
    """The elements for which what stands inside `every` fails, with that inside."""
    if not (isinstance(expression, Quantified) and expression.universal):
        yield names, expression, bound
        return
    for number, name in enumerate(snapshot.elements[expression.binder.sort]):
        wider = {**bound, expression.binder: number}
        if not snapshot.holds(expression.body, wider):
            yield from _breaking(expression.body, snapshot, wider, (*names, name))


def _blame(names: tuple[str, ...], body: Expression, bound: Bindings, snapshot: Snapshot) -> str:
    facts = ", ".join(_facts(body, snapshot, bound))
    return " with ".join(names) + (f" ({facts})" if facts else "")


def _facts(expression: Expression, snapshot: Snapshot, bound: Bindings) -> list[str]:
    """The states that an expression reads outside its quantifiers, each once."""
    return list(dict.fromkeys(snapshot.fact(read, bound) for read in _reads(expression)))


def _reads(node: Expression) -> Iterator[In]:
    if isinstance(node, In):
        yield node
    elif not isinstance(node, Quantified):
        for child in children(node):
            yield from _reads(child)


def why_machine(part: Part, cell: Cell, snapshot: Snapshot) -> Reason:
    """Why a machine that blocks cannot move: the state that it is in, and those it could move from."""
    state, participation = snapshot.state[cell], part.participation
    said = f"{say_cell(snapshot.form, snapshot.elements, cell)} is {state!r}, and {participation.event} moves it"
    sources = " or ".join(repr(s) for s in part.sources)
    if state in part.sources:
        texts = [_condition(c.text, c.expected) for a in participation.arcs if a.source == state for c in a.conditions]
        return Reason(f"{said} from there only where {' or '.join(texts)}", participation.origin)
    return Reason(f"{said} only from {sources}", participation.origin)


def _condition(text: str, expected: bool) -> str:
    return text if expected else f"not ({text})"
