"""The life of one element, out of an explored instance: what diagram/life.py draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from chartproof.diagram.life import Life, Passage, Phase
from chartproof.errors import ChartproofError
from chartproof.explore.graph import Graph, graph
from chartproof.explore.quotient import Quotient, colours, quotient
from chartproof.explore.search import explore, refuse_what_cannot_fit
from chartproof.language.form import Form


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
    first = np.unique(found.classes, return_index=True)[1].tolist()
    begins = set(found.classes[: steps.exploration.levels[1]].tolist())
    order = _in_order(found, begins)
    place = {c: n for n, c in enumerate(order)}
    look = [looks[f] for f in first]
    return Life(
        name,
        titles,
        dict(steps.exploration.instance.sizes),
        tuple(Phase(meanings[look[c]], c in begins, counts[c]) for c in order),
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
