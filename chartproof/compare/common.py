"""What two explored instances have in common: the machines that both have, and each state as these alone show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from chartproof.check.space import Space
from chartproof.explore.layout import Array, Layout, layout
from chartproof.language.form import Form
from chartproof.prove.inclusion import joined, shared


@dataclass(frozen=True)
class Common:
    """form: the shared machines, with the states of both sides. old, new: the states of each side, in its layout.

    events: all events with their arguments, of either side, by name. forgotten: the machines of one side alone.
    """

    form: Form
    sizes: Mapping[str, int]
    old: Array
    new: Array
    events: tuple[str, ...]
    forgotten: tuple[str, ...]


def common(old: Space, new: Space) -> Common | None:
    """What two instances have in common; None where that is no machine, or a machine has other sorts."""
    both = joined(old.form, new.form)
    names = set(shared(old.form, new.form))
    if both is None or not names:
        return None
    variables = tuple(v for v in both.variables if v.name in names)
    sizes = {s: n for s, n in {**old.instance.sizes, **new.instance.sizes}.items() if s in both.sorts}
    form = Form(both.sorts, variables, ())
    events = tuple(dict.fromkeys(str(e) for e in (*old.instance.events, *new.instance.events)))
    forgotten = tuple(v.name for v in both.variables if v.name not in names)
    wanted = layout(form, sizes)
    return Common(form, wanted.sizes, _seen(old, wanted), _seen(new, wanted), events, forgotten)


def _seen(space: Space, wanted: Layout) -> Array:
    """The states of a side in another layout, of which its own machines may be more and have fewer states."""
    own, words = space.instance.fields, space.exploration.words
    if space.form.variables == wanted.form.variables and dict(space.instance.sizes) == dict(wanted.sizes):
        return words
    result = np.zeros((len(words), wanted.length), np.uint64)
    for target in wanted.fields:
        source = own[target.cell]
        codes = (words[:, source.word] >> np.uint64(source.shift)) & np.uint64(source.mask)
        places = [target.variable.states.index(s) for s in source.variable.states]
        table = np.zeros(source.mask + 1, np.uint64)
        table[: len(places)] = places
        result[:, target.word] |= table[codes.astype(np.intp)] << np.uint64(target.shift)
    return result
