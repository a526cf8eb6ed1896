"""Machines per pair, their sorts in whichever order: symmetry counts what every state counts."""

from __future__ import annotations

import pytest

from chartproof.compile import compile_form
from chartproof.explore.search import explore
from tests.toys import declarations

PAIRS = """
Item = Sort("Item", "a thing")
Box = Sort("Box", "where things are")
Cup = Sort("Cup", "what boxes hold")
class Lid(Machine, per=(Item, Box)):
    a = State(initial=True)
    b = State()
    stick = a.to(b)
class Label(Machine, per={label}):
    a = State(initial=True)
    b = State()
    up = a.to(b)
stick = Event("It sticks.", of=(Item, Box), only_if=["lid == 'a'"])
up = Event("It goes up.", of={label}, only_if=["some(Item, some(Box, lid == 'b'))"])
"""


@pytest.mark.parametrize(
    ("label", "sizes"),
    [
        ("(Box, Item)", {"Item": 2, "Box": 2}),
        ("(Box, Item)", {"Item": 1, "Box": 3}),
        ("(Box, Cup)", {"Item": 2, "Box": 2, "Cup": 2}),
        ("(Cup, Box)", {"Item": 1, "Box": 3, "Cup": 1}),
    ],
)
def test_symmetry_counts_the_same(label: str, sizes: dict[str, int]) -> None:
    """Catches blocks that differ in what stands where: sorting them then renames nothing, and states are lost."""
    source = PAIRS.replace("{label}", label)
    if "Cup" not in label:
        source = source.replace('Cup = Sort("Cup", "what boxes hold")\n', "")
    form = compile_form(declarations(source))
    full = explore(form, sizes)
    for compiled in (False, True):
        orbits = explore(form, sizes, symmetry=True, compiled=compiled)
        assert (orbits.states, orbits.transitions) == (full.states, full.transitions)
        assert orbits.depth == full.depth
