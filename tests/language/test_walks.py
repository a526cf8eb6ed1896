"""A node that a walk does not know is an error in every walk, never a default."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from chartproof.diagram.arcs import conditions
from chartproof.diagram.words import in_words
from chartproof.explore.tables import Instance
from chartproof.explore.truths import Truths
from chartproof.explore.vector import evaluate
from chartproof.export.tla_text import Scope, said
from chartproof.language import fold
from chartproof.language.expression import Expression, show
from chartproof.language.form import Conjunct, Effect, Form, Rule, Variable
from chartproof.language.meaning import cells_read, holds
from chartproof.live.spell import plain, spell
from chartproof.prove.logic import Logic
from chartproof.prove.obligation import alternations, in_copy
from chartproof.prove.precondition import Substitution
from chartproof.prove.smtlib import term


@dataclass(frozen=True)
class Later(Expression):
    """A node of a language to come."""


LAMP = Variable("lamp", "Lamp", (), ("off", "on"), ("off",))
RULE = Rule("light", (), (Conjunct(Later()),), (Effect("lamp", (), (), "on", Later()),))
FORM = Form((), (LAMP,), ())
NODE = Later()

WALKS: dict[str, Callable[[], object]] = {
    "children": lambda: fold.children(NODE),
    "walk": lambda: list(fold.walk(NODE)),
    "machines_read": lambda: fold.machines_read(NODE),
    "free_binders": lambda: fold.free_binders(NODE),
    "rename": lambda: fold.rename(NODE, lambda b: b),
    "rebuilt": lambda: fold.rebuilt(NODE, lambda part: part),
    "leaves": lambda: fold.leaves(NODE, lambda cell: cell),
    "show": lambda: show(NODE),
    "holds": lambda: holds(NODE, {}, {}, {}),
    "cells_read": lambda: cells_read(NODE, {}, {}),
    "evaluate": lambda: evaluate(NODE, np.zeros((1, 1), np.uint64), {}, Instance(FORM, {})),
    "tables": lambda: Instance(Form((), (LAMP,), (RULE,)), {}).tables,
    "truths": lambda: Truths({}, {}, 0, 1).where(NODE, {}),
    "before": lambda: Substitution(RULE).before(NODE),
    "in_copy": lambda: in_copy(NODE, ["lamp"]),
    "alternations": lambda: alternations(NODE),
    "z3": lambda: Logic(FORM).term(NODE),
    "smtlib": lambda: term(NODE),
    "tla": lambda: said(NODE, Scope.of(FORM)),
    "words": lambda: in_words(FORM, NODE),
    "arcs": lambda: conditions(RULE, RULE.effects[0], "off"),
    "plain": lambda: plain(NODE, {}, lambda cell: cell),
    "spell": lambda: spell(NODE),
}


@pytest.mark.parametrize("name", WALKS)
def test_an_unknown_node_is_refused(name: str) -> None:
    """Catches a walk that passes over what it does not know: a guard that vanishes, a machine that nobody reads."""
    with pytest.raises(TypeError):
        WALKS[name]()
