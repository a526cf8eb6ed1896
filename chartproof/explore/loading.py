"""When numba's loops are loaded: that takes longer than many a search by numpy alone."""

from __future__ import annotations

import importlib
import os
import sys
from contextlib import suppress
from pathlib import Path

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


def expect_many(minutes: bool = False) -> None:
    """Load numba's loops now, where they are compiled already: for so many searches that waiting once costs less.

    minutes: whether what follows takes so long that compiling them, which takes some ten seconds, costs less, too.
    """
    if installed("numba") and (minutes or _compiled()):
        importlib.import_module(LOOPS)


def _compiled() -> bool:
    """Whether an earlier run has compiled the kernel as it is. It would be loaded only to find out by numba."""
    kernel, places = Path(__file__).with_name("kernel.py"), os.environ.get("NUMBA_CACHE_DIR")
    kept = (
        Path(places).glob("*/kernel.expand-*.nbi") if places else kernel.parent.glob("__pycache__/kernel.expand-*.nbi")
    )
    with suppress(OSError):  # another process throws it away
        return any(file.stat().st_mtime >= kernel.stat().st_mtime for file in kept)
    return False
