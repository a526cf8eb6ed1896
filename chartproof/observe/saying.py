"""How findings of a judged plan are said: elements by name, the last of an event apart, conditions at fault."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chartproof.declare.sorts import snake
from chartproof.language.form import Rule
from chartproof.observe.answers import Answer
from chartproof.observe.effects import Altered
from chartproof.observe.known import Known
from chartproof.observe.step import Numbers

NAMED = 20
"""So many elements are named in a finding; of the others it is said how many they are."""


def said_altered(known: Known, found: Altered) -> str:
    """Events of one rule, by their elements: those for sure, and those perhaps."""
    every = [*found.surely, *found.perhaps]
    fixed = [len({n[k] for n in every}) == 1 for k in range(len(found.rule.parameters))]
    given = [known.called(b.sort, every[0][k]) for k, b in enumerate(found.rule.parameters) if fixed[k]]
    said = found.rule.name + (f" ({', '.join(given)})" if given else "")
    if all(fixed):
        return said if found.surely else f"perhaps {said}"
    parts = [_listed(known, found.rule, fixed, found.surely)] if found.surely else []
    parts += [f"possibly {_listed(known, found.rule, fixed, found.perhaps)}"] if found.perhaps else []
    return f"{said}, {'; '.join(parts)}"


def _listed(known: Known, rule: Rule, fixed: Sequence[bool], numbers: Sequence[Numbers]) -> str:
    names = [
        " and ".join(known.called(b.sort, n[k]) for k, b in enumerate(rule.parameters) if not fixed[k])
        for n in numbers[:NAMED]
    ]
    sorts = " and ".join(snake(b.sort) for k, b in enumerate(rule.parameters) if not fixed[k])
    more = f" and {len(numbers) - NAMED:,} more" if len(numbers) > NAMED else ""
    return f"{len(numbers):,} {sorts}{'s' * (len(numbers) > 1)}: {', '.join(names)}{more}"


def grouped(found: Altered) -> Iterator[Altered]:
    """One for each element of the last parameter, where there are several parameters."""
    last = len(found.rule.parameters) - 1
    if last < 1:
        yield found
        return
    for value in sorted({n[last] for n in (*found.surely, *found.perhaps)}):
        yield Altered(
            found.rule,
            tuple(n for n in found.surely if n[last] == value),
            tuple(n for n in found.perhaps if n[last] == value),
        )


def details(asked: Answer) -> list[str]:
    """Each condition that is in the way, with its line, and what it is about."""
    found = []
    for reason in asked.reasons:
        because = "; ".join(b.text for b in reason.blames)
        found.append(f"{reason.origin}: {reason.text}{f': {because}' if because else ''}")
    return found
