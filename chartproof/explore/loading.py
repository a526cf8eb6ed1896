"""When numba's loops are loaded: that takes longer than many a search by numpy alone."""

from __future__ import annotations

import importlib
import sys

from chartproof.explore.symmetry import Renamings
from chartproof.extras import installed

LOOPS = "chartproof.explore.compiled"
MANY_ORDERS = 24
"""From so many orders to try on, states that stand for orbits are found by numba."""


def wanted(names: Renamings, large: bool = False) -> bool:
    """Whether numba's loops are to be used: where they are loaded or there is much to do for them, if it is installed.

    names: what stands for an orbit is found by trying orders. large: whether there is much to do all the same.
    """
    return (large or names.tried >= MANY_ORDERS or LOOPS in sys.modules) and installed("numba")


def expect_many() -> None:
    """Load numba's loops now, if it is installed: so many searches are to be made that waiting once costs less."""
    if installed("numba"):
        importlib.import_module(LOOPS)
