"""Guards that are more than a few lookups, as the loops run them, against what they mean."""

from __future__ import annotations

from typing import Any

import numpy as np

from chartproof.compile import compile_form
from chartproof.explore import kernel
from chartproof.explore.tables import Instance
from chartproof.language.meaning import holds
from tests.explore.test_both_searches import both, compare
from tests.toys import declarations

LAMPS = """
Lamp = Sort("Lamp", "one of some lamps")
class Light(Machine, per=Lamp):
    off = State(initial=True)
    on = State()
    flip = off.to(on)
class Door(Machine, per=Lamp):
    shut = State(initial=True)
    open = State()
    go = shut.to(open)
class Bell(Machine):
    silent = State(initial=True)
    rung = State()
    ring = silent.to(rung)
flip = Event("It flips.", of=Lamp)
go = Event("It goes.", of=Lamp)
ring = Event("It rings.", only_if=["{}"])
"""
DEEP = (
    "some(x in Lamp, every(y in Lamp, light[x] == 'on' and"
    " (door[y] == 'shut' or some(z in Lamp, light[z] == 'off' and door[x] == 'open'))))"
)
MANY = 24


def test_a_guard_about_many_elements_is_what_it_means() -> None:
    """Catches a stack that loses what it holds of the first elements, which would lose states in silence: three
    quantifiers about 24 elements each hold 72 values, and the stack has 64 bits."""
    instance = Instance(compile_form(declarations(LAMPS.format(DEEP))), {"Lamp": MANY})
    event = next(e for e in instance.events if e.rule.name == "ring")
    states = []
    for n in range(MANY):
        for opened in ((), (n,), ((n + 1) % MANY,)):
            state = {cell: field.variable.states[0] for cell, field in instance.fields.items()}
            state["light", (n,)] = "on"
            states.append(state | {("door", (other,)): "open" for other in opened})
    words = np.concatenate([instance.layout.pack(state) for state in states])
    chosen = np.empty(kernel.BLOCK, np.int32)
    select: Any = kernel.select
    found = select(words, 0, len(states), (0,), event.number, instance.tables.guards, chosen)
    wanted = [n for n, s in enumerate(states) if holds(event.rule.condition, s, event.bound, instance.sizes)]
    assert chosen[:found].tolist() == wanted
    assert 0 < len(wanted) < len(states)


def test_a_machine_of_more_states_than_one_lookup_tells_apart() -> None:
    """Catches a search that ends in a traceback, or takes one state for another 64 further on."""
    ends = 200
    states = "".join(f"    d{n} = State({'initial=True' * (n == 0)})\n" for n in range(ends))
    form = compile_form(
        declarations(
            f"class Count(Machine):\n{states}    tick = d0.to(d1) | d1.to(d64) | d64.to(d65) | d65.to(d{ends - 1})\n"
            "    back = d1.to(d0) | d64.to(d0) | d65.to(d0) | d199.to(d0)\n"
            'tick = Event("It counts.")\n'
            "back = Event(\"It begins anew.\", only_if=[\"not count in ('d1', 'd65', 'd129')\"])\n"
        )
    )
    plain, compiled = both(form, {}, symmetric=False)
    compare(plain, compiled)
    assert (plain.states, plain.transitions) == (5, 6)
