"""One exhaustive search by one of the Python peers: `python peers.py TOOL MODEL.py`; prints the states it found.

The model is what `successors.py` writes. Nothing of this project is imported, so that the process is the peer's own.
"""

from __future__ import annotations

import runpy
import sys
from typing import Any

LARGEST = 50_000_000


def minicheck(model: dict[str, Any]) -> int:
    """States found by minicheck's search for a violated invariant; it takes one initial state."""
    from minicheck import Protocol, check_safety

    [start] = model["INITIAL"]
    fields = tuple(f"c{n}" for n in range(len(start)))
    protocol = Protocol("rules", False, fields, start, model["successors"], {"none": lambda state: True})
    found = check_safety(protocol, max_states=LARGEST)
    assert found["exhaustive"]
    return int(found["reachable_states"])


def musil(model: dict[str, Any]) -> int:
    """States found by musil's sweep; a state without an event is no error here."""
    from musil import Action, Model, check

    actions = [Action(name, can, do) for name, can, do in model["ACTIONS"]]
    found = check(Model(model["INITIAL"], actions, terminal=lambda state: True), max_states=LARGEST)
    assert found.ok
    return int(found.states_explored)


TOOLS = {"minicheck": minicheck, "musil": musil}

if __name__ == "__main__":
    print(TOOLS[sys.argv[1]](runpy.run_path(sys.argv[2])))
