"""The life of one element, out of an explored instance: what diagram/life.py draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from chartproof.diagram.life import Life, Passage, Phase
from chartproof.diagram.words import listed
from chartproof.errors import ChartproofError
from chartproof.explore.graph import Graph, graph
from chartproof.explore.numbers import rows_once
from chartproof.explore.quotient import Quotient, colours, quotient
from chartproof.explore.search import explore, refuse_what_cannot_fit
from chartproof.language.form import Form, Variable


def life_of(form: Form, name: str, machines: Sequence[str], sizes: Mapping[str, int]) -> Life:
    """The phases of some machines of the first elements, in an instance of these sizes.

    Raises UnknownName for a machine that there is not, ChartproofError where one is named twice or
    none is, and TooLarge where the instance cannot be explored.
    """
    variables = [form.variable(m) for m in machines]
    titles = tuple(v.title for v in variables)
    if not titles or len(set(titles)) < len(titles):
        what = "a machine is named twice" if titles else "no machine is named"
        raise ChartproofError(
            f"the life {name!r}: {what}", mend=f"there are: {', '.join(v.title for v in form.variables)}"
        )
    refuse_what_cannot_fit(form, sizes)
    steps = graph(explore(form, sizes))
    looks, meanings = colours(steps, variables)
    rules = {rule.name: n for n, rule in enumerate(form.rules)}
    label = np.array([rules[e.rule.name] for e in steps.exploration.instance.events], np.int64)
    found = quotient(steps.sources.astype(np.int64), steps.targets.astype(np.int64), label[steps.events], looks)
    return _life(form, name, titles, steps, found, looks.tolist(), meanings)


def _life(
    form: Form,
    name: str,
    titles: tuple[str, ...],
    steps: Graph,
    found: Quotient,
    looks: Sequence[int],
    meanings: Sequence[tuple[str, ...]],
) -> Life:
    counts = np.bincount(found.classes, minlength=found.count).tolist()
    first = np.empty(found.count, np.int64)
    first[found.classes[::-1]] = np.arange(len(found.classes))[::-1]
    begins = set(found.classes[: steps.exploration.levels[1]].tolist())
    order = _in_order(found, begins)
    place = {c: n for n, c in enumerate(order)}
    look = [looks[f] for f in first.tolist()]
    apart = _apart(form, titles, steps, found, [meanings[look[c]] for c in range(found.count)])
    return Life(
        name,
        titles,
        dict(steps.exploration.instance.sizes),
        tuple(Phase(meanings[look[c]], c in begins, counts[c], apart.get(c, "")) for c in order),
        tuple(
            Passage(place[a], place[b], form.rules[label].name, look[a] != look[b])
            for a, label, b in sorted(found.steps, key=lambda s: (place[s[0]], place[s[2]], s[1]))
        ),
    )


def _in_order(found: Quotient, begins: set[int]) -> list[int]:
    """The classes as they can be reached, breadth first."""
    order = sorted(begins)
    for one in order:
        order += [b for b in dict.fromkeys(b for a, _, b in found.steps if a == one) if b not in order]
    return order


def _apart(
    form: Form, titles: Sequence[str], steps: Graph, found: Quotient, states: Sequence[tuple[str, ...]]
) -> dict[int, str]:
    """For classes of the same states: by which other machine's state each is told from the rest, where one does."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for number, own in enumerate(states):
        groups.setdefault(own, []).append(number)
    several = [group for group in groups.values() if len(group) > 1]
    others = [v for v in form.variables if v.title not in titles]
    seen = {v.name: _seen(v, steps, found) for v in others} if several else {}
    said: dict[int, str] = {}
    for group in several:
        for variable in others:
            found_in = [seen[variable.name][number] for number in group]
            every = frozenset[str]().union(*found_in)
            if sum(map(len, found_in)) == len(every):
                said |= {n: _in_states(variable, mine, every - mine) for n, mine in zip(group, found_in, strict=True)}
                break
    return said


def _seen(variable: Variable, steps: Graph, found: Quotient) -> list[frozenset[str]]:
    """For each class, the states in which a machine of the first elements is somewhere in it."""
    looks, meanings = colours(steps, [variable])
    pairs = rows_once(found.classes, looks)
    states: list[set[str]] = [set() for _ in range(found.count)]
    for number, look in pairs:
        states[number].add(meanings[look][0])
    return [frozenset(s) for s in states]


def _in_states(variable: Variable, states: frozenset[str], others: frozenset[str]) -> str:
    """A machine is in one of some states, or in none of others, whichever is shorter."""
    said = f"{variable.title} {listed([s for s in variable.states if s in states], 'or')}"
    denied = f"{variable.title} not {listed([s for s in variable.states if s in others], 'nor')}"
    return min(said, denied, key=len)
