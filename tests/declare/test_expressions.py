"""Expressions: what is printed reads back as the same tree."""

from __future__ import annotations

import pytest

from chartproof.compile import Declarations, Form, compile_form, parse, vocabulary
from chartproof.declare import Event, Machine, Sort, State, either
from chartproof.language.expression import Binder, Same

TEXTS = [
    "switch == 'on'",
    "not (switch == 'on' or bright)",
    "every(x in Item, lamp[item] == 'on')",
    "every(x in Item, every(y in Item, x == y or lamp[x] != lamp_state))".replace("lamp_state", "'on'"),
    "some(Item, every(x in Item, lamp[item] == 'on' and lamp[x] == 'off'))",
    "every(x in Item, not (x == item))",
    "lamp not in ('on', 'broken')",
    "not bright and possible(light)",
    "some(x in Item, possible(light[x]) and not bright[item])",
    "True",
    "switch == 'on' and (bright or switch == 'off') and not (bright and switch == 'on')",
]


@pytest.fixture(scope="module")
def form() -> Form:
    Item = Sort("Item")

    class Switch(Machine):
        off = State(initial=True)
        on = State()

    class Lamp(Machine, per=Item):
        off = State(initial=True)
        on = State()
        broken = State()
        bright = either(on)
        light = off.to(on)

    return compile_form(Declarations((Item,), (Switch, Lamp), {"light": Event("It is lit.", of=Item)}))


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_printed_reads_back_as_the_same_tree(form: Form, text: str) -> None:
    """Catches a printed name that means a nearer element, and lost parentheses."""
    words = vocabulary(form)
    tree = parse(text, words, free=True)
    assert parse(str(tree), words, free=True) == tree


def test_an_element_can_be_compared_with_a_free_one(form: Form) -> None:
    """Catches a free element that is taken for a machine."""
    tree = parse("item == item", vocabulary(form), free=True)
    assert tree == Same(Binder("item", "Item"), Binder("item", "Item"))
