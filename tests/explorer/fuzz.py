"""The page's scripts against Python, at length: `make fuzz` runs it. Ends with 1 where they differ, and says where."""

from __future__ import annotations

import argparse
import itertools
import random
import sys
import tempfile
from pathlib import Path

from chartproof.explorer.document import proposed
from chartproof.project.project import load
from tests.explorer import agreement as agree
from tests.explorer.node import Node, there_is_node

ROOT = Path(__file__).parents[2]
SIZES = ({"Account": 2, "Service": 1}, {"Account": 3, "Service": 2})


def toys(node: Node, count: int) -> None:
    """Random toys, at random states."""
    for number in range(count):
        agree.check_toy(node, 1 + number % 4, number)


def walks(node: Node, count: int) -> None:
    """Walks over the model and each change, and ten over each compatible pair."""
    form, changes = load(ROOT).form, proposed(load(ROOT))
    for group in [[], *([c] for c in changes), *map(list, itertools.combinations(changes, 2))]:
        changed = agree.check_rules(node, "model", form, group)
        for number in range((count if len(group) < 2 else 10) if changed is not None else 0):
            chance, sizes = random.Random(f"{number} {group}"), SIZES[number % 2]
            assert changed is not None
            states = agree.walked(changed, sizes, chance, 10)
            agree.check_steps(node, "model", changed, sizes, states, [c.name for c in group])


def main() -> int:
    """Run as many as are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--toys", type=int, default=1000)
    parser.add_argument("--walks", type=int, default=1000, help="over the model, and over each change")
    asked = parser.parse_args()
    if not there_is_node():
        print("there is no node: the page's scripts are not tried")
        return 0
    with tempfile.TemporaryDirectory() as folder, Node(Path(folder)) as node:
        node.load("model", agree.bare(load(ROOT), proposed(load(ROOT))))
        try:
            toys(node, asked.toys)
            walks(node, asked.walks)
        except AssertionError as error:
            print(f"the scripts differ from Python: {error}")
            return 1
    print(f"{asked.toys} toys, {asked.walks} walks over the model and each change: no difference")
    return 0


if __name__ == "__main__":
    sys.exit(main())
