"""Renaming never captures: a quantifier whose name arrives steps aside, by a name that nobody can write."""

from __future__ import annotations

from chartproof.language.expression import Binder, Expression, In, Quantified, Same, conjunction
from chartproof.language.fold import free_binders, fresh, rename
from chartproof.language.meaning import holds

X, Y, Z = (Binder(name, "Item") for name in ("x", "y", "z"))
SIZES = {"Item": 2}


def truth(node: Expression) -> dict[int, bool]:
    """Whether it holds, for each element that y may stand for."""
    return {n: holds(node, {("place", (0,)): "here", ("place", (1,)): "there"}, {Y: n}, SIZES) for n in range(2)}


def test_a_name_that_arrives_is_not_captured() -> None:
    """`some(y, place[y] is here and y is not x)` of the element y: catches the two ys becoming one."""
    node = Quantified(False, Y, conjunction([In("place", (Y,), ("here",)), Same(X, Y)]))
    renamed = rename(node, lambda b: Y if b == X else b)
    assert free_binders(renamed) == (Y,)
    assert truth(renamed) == {0: True, 1: False}


def test_the_name_that_steps_aside_is_nobodys() -> None:
    """Inside stand names that look like the next one: catches an evasion into a name that is in use."""
    aside = fresh(Y, [Y])
    inner = Quantified(True, aside, Same(aside, aside))
    node = Quantified(False, Y, conjunction([Same(X, Y), Same(Z, Y), inner]))
    renamed = rename(node, lambda b: {X: Y, Z: aside}.get(b, b))
    assert set(free_binders(renamed)) == {Y, aside}
    assert isinstance(renamed, Quantified)
    assert renamed.binder not in (Y, aside)
    assert not renamed.binder.name.isidentifier()
